/* SPDX-License-Identifier: ISC */
/*
 * plugin.h - everything a plugin may use, and nothing else.
 *
 * A plugin is one shared object that defines one constant, loopbell_plugin.
 * Every configured instance of it runs in a process of its own: it may block,
 * keep static state, even crash, and only that instance is restarted.
 *
 *  1. One call at a time.  The host calls a plugin from one thread only.
 *  2. Nothing changes owner.  What the host hands in is const and stays the
 *     host's: settings live until close() returns, everything else until the
 *     callback returns.  What a plugin hands to an lb_ function is copied.
 *  3. A failure is said once, by the plugin.  A callback that fails calls
 *     lb_fail(), lb_retry(), lb_reject() or lb_unknown(), with a sentence for
 *     the operator, and returns what that function returned.
 * plugins/README.md draws the life of an instance and walks through an example.
 */
#ifndef LOOPBELL_PLUGIN_H
#define LOOPBELL_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A plugin loads where the major is the same and the host's minor is not
 * older.  While the major is 0 both must be the same. */
#define LB_API_MAJOR 0
#define LB_API_MINOR 3
#define LB_API (LB_API_MAJOR << 16 | LB_API_MINOR)
#define LB_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* clang-format off */

/* One instance's line to the core.  Opaque; valid from open() to close(). */
struct lb_host;

/* ---- Options: the host parses, checks and documents them from this table. */

enum lb_option_type {
	LB_STRING,  /* const char * */
	LB_SECRET,  /* const char *; as LB_STRING, but never shown */
	LB_LIST,    /* const char *const *, NULL-terminated */
	LB_MAP,     /* const struct lb_pair *, ended by a NULL name */
	LB_CHOICE,  /* int, the index in choices */
	LB_INT,     /* int */
	LB_SECONDS, /* int; written 90s, 15m, 2h or 1d */
	LB_BOOL,    /* bool; written yes or no, true or false */
};

struct lb_pair { const char *name, *value; };
struct lb_option {
	const char *name;
	enum lb_option_type type;
	size_t offset;              /* of the field in the plugin's settings */
	bool required;
	const char *def;            /* default, written as in a config file */
	int min, max;               /* min < max: the allowed range */
	const char *const *choices; /* NULL-terminated, for LB_CHOICE */
	const char *help;           /* one line, no full stop */
};

/* ---- What passes between core and plugin.  Members are added at the end. */

/* The scale a score was given on.  Only LB_NPS ever counts towards an NPS. */
enum lb_scale { LB_NPS, LB_STARS_1_5, LB_SCALE_1_10, LB_SCALE_OTHER };

/* One respondent's answer to one survey, as the provider tells it now.  The
 * same survey and id with other content is a later revision of the answer. */
struct lb_response {
	const char *survey;               /* the provider's id of the survey */
	const char *id;                   /* unique within the survey */
	int64_t answered_us;              /* UTC, microseconds since 1970 */
	int64_t changed_us;               /* the same, when last changed; 0: unknown */
	enum lb_scale scale;
	int score;                        /* -1: none given */
	bool complete;                    /* false: the respondent has not finished */
	const char *comment;              /* UTF-8; NULL: none */
	const char *language;             /* BCP 47, "da"; NULL: unknown */
	const char *channel;              /* web, email, phone, sms, in-app … */
	const char *touchpoint;           /* onboarding, support …; NULL: unknown */
	const char *email, *name, *role, *company;
	const char *link;                 /* to the answer at the provider */
	const struct lb_pair *properties; /* ended by a NULL name */
};

/* Which customer a respondent belongs to, and which colleague owns it. */
struct lb_account {
	const char *id, *name, *segment, *product, *industry;
	const char *owner_name, *owner_email;
	double value;         /* what the customer is worth a year; < 0: unknown */
	const char *currency; /* ISO 4217 */
};

struct lb_fact { const char *label, *value; };
struct lb_button {
	const char *action; /* claim, resolve, …: what the core does */
	const char *label;
	const char *url;    /* NULL: an action; else: a plain link */
	bool primary, danger;
};
enum lb_tone { LB_NEUTRAL, LB_CELEBRATE, LB_ALERT, LB_REMIND, LB_RESOLVED };

/* One thing to tell people.  Text is text: the notifier escapes it. */
struct lb_notice {
	const char *id;               /* the same id twice is the same notice twice */
	const char *target;           /* "#kunderedning", "anna@example.dk" */
	enum lb_tone tone;
	const char *headline;         /* ours */
	const char *quote;            /* the customer's words; NULL: none */
	const char *text;             /* ours, several lines; NULL: none */
	const struct lb_fact *facts;  /* n_facts of them */
	size_t n_facts;
	const struct lb_button *buttons;
	size_t n_buttons;
	const char *mention;          /* e-mail address of a colleague to alert */
	const char *link;             /* to the answer at the provider */
	const char *picture;          /* path of a PNG to show; NULL: none */
	const char *thread;           /* receipt of the first message of these */
	const char *receipt;          /* NULL: send; else: change that message */
	const char *const *reactions; /* emoji names; NULL-terminated */
	const char *language;         /* of headline, text and labels: "da" */
	int64_t made_us, sent_us;     /* UTC, us since 1970; sent, for find(): then at the latest, 0: unknown */
	const char *subject;          /* what its buttons are about: lb_action's subject; NULL: its id */
	bool is_quiet;                /* with a receipt: where that cannot be changed LB_DONE, nothing is sent */
};

/* A request that reached web at this instance's own address. */
struct lb_request {
	const char *path;              /* below the instance's own */
	const struct lb_pair *headers; /* lower-case names */
	const void *body;              /* raw, as signed */
	size_t body_size;
	const char *peer;
};

/* Somebody did something about a notice; plugins/PROTOCOL.md lists the names. */
struct lb_action {
	const char *id;      /* the same id twice is the same action twice */
	const char *name;    /* claim, resolve, … */
	const char *subject; /* a notice's subject or id, or a case's number */
	const char *who, *who_email; /* a name for people; who it is */
	const char *text;
	const struct lb_pair *fields; /* of a form, ended by a NULL name; NULL: none */
};

enum lb_result {
	LB_DONE,    /* the other side has it */
	LB_RETRY,   /* not now; the core asks again later */
	LB_REJECT,  /* never; asking again would not help */
	LB_UNKNOWN, /* it may have arrived; the core asks find() first */
};

/* ---- The plugin, and the roles it can play. */

struct lb_provider {
	/* Emit what is new since the cursor (NULL: the first time), oldest
	 * first, calling lb_cursor() whenever all before it is emitted.  What
	 * the cursor handed in covers is stored: it may be thrown away now.
	 * No poll at all: it is only pushed to. */
	enum lb_result (*poll)(void *state, const char *cursor);
	/* Optional, in a process of its own.  Check the signature of a pushed
	 * request, emit what is in it.  LB_DONE answers 200 once that is on
	 * disk, LB_REJECT 400 (lb_deny(): 401), LB_RETRY 503. */
	enum lb_result (*receive)(void *state, const struct lb_request *req);
	/* Optional.  Emit all responses in this file, oldest first: history. */
	enum lb_result (*import)(void *state, const char *path);
};

struct lb_notifier {
	/* With a receipt: change that message, or where it cannot be changed
	 * follow it (thread), or lb_reject(): nothing new is posted. */
	enum lb_result (*deliver)(void *state, const struct lb_notice *notice);
	/* Optional.  Was it delivered already?  LB_DONE after lb_receipt(): yes;
	 * LB_REJECT: no; LB_UNKNOWN: cannot ever tell; LB_RETRY: not right now. */
	enum lb_result (*find)(void *state, const struct lb_notice *notice);
	/* Optional; runs in a process of its own until lb_step() is false.
	 * For a plugin that must wait on a socket of its own: see lb_fd(). */
	void (*listen)(void *state);
};

struct lb_directory {
	/* LB_DONE after lb_found(), LB_REJECT: not known here. */
	enum lb_result (*lookup)(void *state, const struct lb_response *who);
};

struct lb_plugin {
	size_t size; /* LB_PLUGIN_ABI sets these two */
	unsigned api;
	const char *name;    /* as in "plugin: slack" */
	const char *summary; /* one line, no full stop */
	const struct lb_option *options; /* NULL: takes none */
	size_t settings_size;
	/* Optional.  What one option alone cannot tell.  No input or output
	 * here: this is what "loopbell check" runs. */
	bool (*check)(struct lb_host *host, const void *settings);
	/* Get ready.  The instance's state, or NULL after lb_fail(). */
	void *(*open)(struct lb_host *host, const void *settings);
	/* Optional.  Say with lb_log() what was found, in sentences a person
	 * can act on; false after lb_fail(): it would not work.  This is what
	 * "loopbell try INSTANCE" runs. */
	bool (*probe)(void *state);
	void (*close)(void *state);
	const struct lb_provider *provider; /* NULL: does not play this role */
	const struct lb_notifier *notifier;
	const struct lb_directory *directory;
};

#define LB_PLUGIN_ABI .size = sizeof(struct lb_plugin), .api = LB_API
extern const struct lb_plugin loopbell_plugin
    __attribute__((visibility("default")));

/* ---- What a plugin may call. */

/* What the configuration says: the instance's name, the company's, its language,
 * the file of certificates to trust (NULL: the system's).  Valid until close().
 * The time zone is set as TZ.  Nothing answered before lb_since() is asked for:
 * UTC, microseconds since 1970; 0: everything is. */
const char *lb_instance(const struct lb_host *host);
const char *lb_company(const struct lb_host *host);
const char *lb_language(const struct lb_host *host);
const char *lb_ca_file(const struct lb_host *host);
int64_t lb_since(const struct lb_host *host);

enum lb_level { LB_ERROR = 3, LB_WARNING = 4, LB_INFO = 6, LB_DEBUG = 7 };
/* Warnings and errors are shown in status; LB_DEBUG only where asked for. */
void lb_log(struct lb_host *host, enum lb_level level, const char *fmt, ...) LB_PRINTF(3, 4);
/* Each says why once, and returns what the callback then returns: NULL (or false),
 * LB_RETRY, LB_REJECT, LB_UNKNOWN.  after_s: the delay asked for, 0 where none was.
 * lb_deny() is for receive(): LB_REJECT, and the sender did not prove who it is. */
void *lb_fail(struct lb_host *host, const char *fmt, ...) LB_PRINTF(2, 3);
enum lb_result lb_retry(struct lb_host *host, int after_s, const char *fmt, ...) LB_PRINTF(3, 4);
enum lb_result lb_reject(struct lb_host *host, const char *fmt, ...) LB_PRINTF(2, 3);
enum lb_result lb_deny(struct lb_host *host, const char *fmt, ...) LB_PRINTF(2, 3);
enum lb_result lb_unknown(struct lb_host *host, const char *fmt, ...) LB_PRINTF(2, 3);

/* For poll(), receive() and import(); lb_cursor() for poll() alone.  A response
 * the core cannot take (a score off its scale) is kept aside as lb_refuse() does. */
void lb_emit(struct lb_host *host, const struct lb_response *response);
void lb_cursor(struct lb_host *host, const char *fmt, ...) LB_PRINTF(2, 3);
/* A row or message that cannot become a response is kept aside with the reason and
 * shown in status; it stops nothing.  raw may be NULL. */
void lb_refuse(struct lb_host *host, const char *raw, const char *fmt, ...) LB_PRINTF(3, 4);

/* For deliver() and find(): where the notice can be found and changed. */
void lb_receipt(struct lb_host *host, const char *fmt, ...) LB_PRINTF(2, 3);
/* For lookup(). */
void lb_found(struct lb_host *host, const struct lb_account *account);

/* For listen(): true once the action is on disk, or refused for good; the answer is for
 * who acted alone (""; until the next call).  False: not kept, not to be acknowledged. */
bool lb_act(struct lb_host *host, const struct lb_action *action, const char **answer);
/* For listen(): wait for this descriptor next to your own, then call lb_step().
 * False: return, the core is done with this instance. */
int lb_fd(const struct lb_host *host);
bool lb_step(struct lb_host *host);

/* clang-format on */

#endif
