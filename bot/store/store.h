/* SPDX-License-Identifier: ISC */
/*
 * store.h - everything Loopbell remembers, in one SQLite file.
 *
 * Invariants: one process writes, on one connection (bot/README.md); every
 * change lies between store_begin() and store_commit(); WAL and
 * synchronous=FULL, so what was committed survives the machine.
 * SQL keeps to what SQLite and PostgreSQL both speak.  All times are UTC
 * microseconds.  Functions that return bool say false with err set.
 * What a function hands to a callback is valid during the call; a callback
 * calls no function of the store.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/id.h"
#include "core/response.h"
#include "sdk/buf.h"
#include "sdk/error.h"
#include "store/cases.h"
#include "store/checkpoint.h"

struct store;

enum store_mode {
	STORE_WRITE, /* made and migrated where needed; one process at a
			time, by a lock on PATH.lock */
	STORE_READ,  /* must be there, and of this program's version */
	STORE_LOOK,  /* the same, but may be older: only to see that
			store_open() with STORE_WRITE would take it */
};

/* NULL: err says why, in words an operator can act on (a read-only disk, a
 * folder that is missing, a store newer than this program, not a database). */
struct store *store_open(
    const char *path, enum store_mode mode, struct error *err);
void store_close(struct store *s);

/* Starts a transaction; there is none yet. */
bool store_begin(struct store *s, struct error *err);
/* On failure, and once SQLite had to roll back (a full disk) so that nothing
 * more is written until the next begin, all since begin is gone, as after store_rollback(). */
bool store_commit(struct store *s, struct error *err);
void store_rollback(struct store *s);
/* After a failure: would waiting help (disk full, locked, I/O error), rather
 * than leaving out the change that failed? */
bool store_is_stuck(const struct store *s);

/* To be called outside a transaction, of a store that is written: after
 * commits that went well or failed, and when store_watch_fd() is readable (-1:
 * there is none).  Puts what was written into its place when the time has come:
 * checkpoint.h. */
enum checkpoint_end store_tend(struct store *s);
int store_watch_fd(const struct store *s);
/* For tests: other limits than checkpoint_defaults, from now on. */
bool store_set_limits(struct store *s, const struct checkpoint_limits *limits,
    struct error *err);

/* ---- Responses */

enum put {
	PUT_NEW,     /* r->id was made                                      */
	PUT_SAME,    /* known with the same content, or told with a changed_us
			that is older than the known one's; r->id is the
			known one */
	PUT_CHANGED, /* known with other content: what was known is kept as a
			revision, r takes its place and its id             */
};

/* The content is scale, score, complete, comment, language, channel,
 * touchpoint, e-mail, name, role, company, link and properties (in any order);
 * when it was answered or changed, the account and the drivers are not.
 * was_complete: whether the known one was complete (for PUT_CHANGED). */
bool store_put_response(struct store *s, struct response *r, int64_t now_us,
    enum put *put, bool *was_complete, struct error *err);
/*
 * The same for an identity that several providers tell of (same_as), each
 * another part.  told->provider is the identity's, source who tells.
 * A telling is news only where that source changed what it told: then its
 * score, comment and completeness are taken.  What a source does not know
 * erases nothing, what was not known yet is added, and of what describes the
 * answer (language, channel, touchpoint, e-mail, name, role, company, link,
 * properties by name) the first word stays.
 * r becomes what is known then, with the account; the caller releases it.
 */
struct telling {
	const struct response *told;
	const char *source;
};
struct put_result {
	enum put put;
	bool was_complete;
};
bool store_put_shared(struct store *s, const struct telling *telling,
    int64_t now_us, struct response *r, struct put_result *result,
    struct error *err);

/* What people were told of a response until then (INT64_MAX: until now), as
 * far as it is not so any more; to be asked after PUT_CHANGED, when it was
 * complete before. */
bool store_correction(struct store *s, const struct response *r,
    int64_t until_us, struct correction *c, struct error *err);

/* Adds it, or changes what is different.  An account without an id is not
 * kept: true. */
bool store_put_account(struct store *s, const struct account *account,
    int64_t now_us, struct error *err);
/* What could not become a response, with the reason.  raw (NULL: unknown) is
 * kept up to 64 KiB.  The same again, the raw text and the reason, is counted
 * in the same row. */
bool store_put_refused(struct store *s, const char *provider, const char *raw,
    const char *why, int64_t now_us, struct error *err);

/* How far a provider has come, in words of its own. */
bool store_put_cursor(struct store *s, const char *provider,
    const char *cursor, int64_t now_us, struct error *err);
/* Notes when the provider was started for the first time; later calls change
 * nothing. */
bool store_put_first(
    struct store *s, const char *provider, int64_t now_us, struct error *err);
/* *cursor is NULL when there is none, else the caller frees it; *first_us is
 * when the provider's first cursor (or store_put_first()) was stored, 0: never. */
bool store_cursor(struct store *s, const char *provider, char **cursor,
    int64_t *first_us, struct error *err);

/* ---- Notices: the outbox */

enum notice_state {
	NOTICE_WAITING, /* to be sent when its time has come            */
	NOTICE_SENDING, /* handed to a notifier                         */
	NOTICE_UNKNOWN, /* may have arrived: to be looked for           */
	NOTICE_DONE,
	NOTICE_DEAD,    /* given up, with the reason; can be re-sent    */
	NOTICE_DROPPED, /* somebody said so                             */
};
const char *notice_state_name(enum notice_state state);
bool notice_state_by_name(const char *name, enum notice_state *state);

/* A row of the outbox.  Strings are the struct's own. */
struct notice {
	char id[ID_SIZE];
	char response[ID_SIZE]; /* "": about none */
	char kase[ID_SIZE];     /* "": of no case */
	char *route;            /* the route's name */
	char *notifier, *target;
	char *body;       /* JSON object: the message without id, target,
				   thread and receipt */
	char *fold;       /* JSON array of what was folded in; NULL */
	int64_t priority; /* smaller is sooner */
	enum notice_state state;
	int tries;  /* ended without done, so far */
	int deaths; /* of those, how often the notifier died or
				   hung on it */
	int64_t made_us, not_before_us;
	int64_t done_us; /* delivered; before that: handed over last */
	char *receipt, *thread, *why;
	bool maybe_twice;    /* re-sent after an unknown outcome */
	char edits[ID_SIZE]; /* the notice whose message this changes;
				"": it is a message of its own. Edits have
				no route: they do not count as made by one */
	int64_t skew_us; /* by how much the clock was set since it was made */
	/* Of a case: */
	char follows[ID_SIZE]; /* the notice in whose thread it goes; "" */
	char *guard; /* states of the case ("open claimed") in which alone it
			is sent; NULL: it is sent whatever comes */
	char *step;  /* which of the case's reminders it is; NULL: none */
	int64_t delay_us; /* it is meant for so much later than it was made:
			     until then it waits for nothing */
};
void notice_release(struct notice *n);
/* When it was made, by the clock as it is set now. */
int64_t notice_made_us(const struct notice *n);
/* Since when it should be delivered. */
int64_t notice_wanted_us(const struct notice *n);

/* not_before_us of an edit that waits until what it changes has ended. */
#define NOTICE_HELD INT64_MAX

/* A new row; its id must be new. */
bool store_put_notice(
    struct store *s, const struct notice *n, struct error *err);
/* All changeable columns: state, tries, deaths, not_before_us, done_us,
 * receipt, why, body, fold, maybe_twice, priority.
 * An edit that is held for it follows its end: it is due once the message is
 * there; where the message was never sent, or goes out only now, it takes the
 * edit's content instead and the edit is dropped. */
bool store_set_notice(
    struct store *s, const struct notice *n, struct error *err);
/* *found says whether there is one. */
bool store_notice(struct store *s, const char *id, struct notice *n,
    bool *found, struct error *err);

/* The first that a notifier delivered with that receipt. */
bool store_notice_sent(struct store *s, const char *receipt,
    const char *notifier, struct notice *n, bool *found, struct error *err);

/* One target of one notifier that has something waiting or unknown. */
struct lane {
	const char *notifier, *target; /* valid during the call */
	int64_t n;
	int64_t next_us; /* the earliest not_before_us; 0: one is due */
};
typedef void store_lane_fn(void *arg, const struct lane *lane);
bool store_lanes(
    struct store *s, store_lane_fn *each, void *arg, struct error *err);
/* The notice of a lane to send next: of those waiting or unknown whose time
 * has come the one with the smallest priority, then id.  When none: *found is
 * false and *next_us the earliest time one comes due, or INT64_MAX. */
/* Notes which have come due, in a transaction of its own where none is open. */
bool store_next_notice(struct store *s, const char *notifier,
    const char *target, int64_t now_us, struct notice *n, bool *found,
    int64_t *next_us, struct error *err);
/* From now on the time that notices were put off to counts for nothing, and
 * those that are meant for later (delay_us) are not there until then. */
void store_hurry(struct store *s);
/* At start: whatever was being sent when the process before this one ended
 * has an unknown outcome.  In a transaction of its own where none is open. */
bool store_recover(struct store *s, int64_t *n_unknown, struct error *err);

/* Have a route's notices for a target since then reached a number? */
struct made {
	const char *route, *notifier, *target;
	int64_t since_us;
	int max;
};
bool store_has_made(
    struct store *s, const struct made *made, bool *has, struct error *err);
/* The route's folding notice for a target that is still waiting. */
bool store_folding(struct store *s, const char *route, const char *notifier,
    const char *target, struct notice *n, bool *found, struct error *err);

/* What is known of a response, with its account and drivers; provider is
 * whose it is, and *provider, which the caller frees after it.  The caller
 * releases r, and on failure too. */
bool store_response(struct store *s, const char *id, int64_t now_us,
    struct response *r, char **provider, struct error *err);

/* Every notice about a response, edits too, and the waiting folds that name
 * it, in the order they were made.  The caller releases each and frees the
 * list. */
bool store_notices_about(struct store *s, const char *response,
    struct notice **list, size_t *n, struct error *err);

/* A notice's body without whom it alerts (mention, reactions) and without
 * is_quiet, as an edit has it; the caller frees it.  And: does it alert anybody? */
char *notice_quiet_body(const char *body);
/* An edit's body, which it takes over, with is_quiet. */
char *notice_made_quiet(char *body);
bool notice_alerts(const char *body);

/* How many held edits store_set_notice() has let go so far: some may be due. */
int64_t store_n_let_go(const struct store *s);

/* The clock was set: what waits, waits as long as before, and what has waited
 * is as old as before.  What was made after it was set, between from_us and
 * to_us by the new time, is right already. */
struct clock_jump {
	int64_t delta_us; /* forward; negative: back */
	int64_t from_us, to_us;
};
bool store_shift_waiting(
    struct store *s, const struct clock_jump *jump, struct error *err);

/* Notices in a state (-1: all but done and dropped) in the order they would
 * be sent, those done with the newest first; at most max. */
typedef void store_notice_fn(void *arg, const struct notice *n);
bool store_notices(struct store *s, int state, int64_t max,
    store_notice_fn *each, void *arg, struct error *err);

/* What waits for one target of a notifier; strings are valid during the call. */
struct store_queue {
	const char *notifier, *target;
	int64_t n;         /* waiting or unknown */
	int64_t n_unknown; /* of these */
	int64_t oldest_us; /* when the oldest was made */
	int64_t next_us;   /* the earliest not_before_us; 0: one is due */
	const char *why;   /* the last failure; NULL: none yet */
};
/* All of them, the oldest first. */
typedef void store_queue_fn(void *arg, const struct store_queue *queue);
bool store_queues(
    struct store *s, store_queue_fn *each, void *arg, struct error *err);

/* Part of the outbox, in the order of ids: those after `after` ("": from the
 * start), at most max, in a state (-1: all but done and dropped).  Its cost does
 * not depend on history. */
struct store_page {
	int state;
	const char *after;
	int64_t max;
};
/* A member of the response a notice is about, as {"survey",…}, or of its
 * account ("account.owner_email"); text is the number's where it is one. */
struct store_field {
	const char *name, *text;
	bool is_number;
};
typedef void store_export_fn(void *arg, const struct notice *n,
    const struct store_field *about, size_t n_about);
bool store_export(struct store *s, const struct store_page *page,
    store_export_fn *each, void *arg, struct error *err);

/* ---- Figures */

struct store_totals {
	int64_t responses[4]; /* by enum category */
	int64_t notices[6];   /* by enum notice_state */
	int64_t refused, open_cases, accounts, revisions;
	int64_t maybe_twice;       /* sent again after an unknown outcome */
	int64_t oldest_waiting_us; /* 0: none */
};
/* What is committed, and what this transaction has changed so far.  Its cost
 * depends on what waits, not on history. */
bool store_totals(struct store *s, struct store_totals *t, struct error *err);
/* Refused rows, newest first. */
typedef void store_refused_fn(
    void *arg, const char *provider, const char *why, int64_t at_us);
bool store_refused(struct store *s, int64_t max, store_refused_fn *each,
    void *arg, struct error *err);

#endif
