/* SPDX-License-Identifier: ISC */
/*
 * config.h - what the user's YAML file says, checked and in structs.
 *
 * config_load() checks all that can be known without asking plugins; what
 * their options mean is theirs to say (core/inspect.h).  Nothing here changes
 * once loaded; a reload loads a new one.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/problems.h"
#include "config/span.h"

struct condition;

enum role { ROLE_PROVIDER, ROLE_DIRECTORY, ROLE_NOTIFIER };

/* "provider" and so on, as plugins/PROTOCOL.md has them. */
const char *role_name(enum role role);

/* A plugin, its settings, and the name the user gave them. */
struct instance {
	char *name;
	enum role role;
	char *plugin;    /* its name, or a path where it has a slash; NULL:
			     it is a command                              */
	char **command;  /* argv of an executable, NULL-terminated; or NULL */
	cJSON *settings; /* the plugin's own options, with secrets in them */
	cJSON *written;  /* the same as written in the file: no secrets that
			     came from file: or ${}                       */
	struct place at; /* of the instance */
	bool has_errors; /* in the file: see config_load_partly() */

	/* Options every instance of the role has; the core's own. */
	int64_t every_s;    /* provider: from one poll to the next (1m)      */
	int64_t since_us;   /* provider: nothing older is announced; 0: from
			     midnight before its first run                */
	char *same_as;      /* provider: the one under whose name its responses
			     are known; NULL: its own                     */
	bool is_shared;     /* provider: others tell of its responses, too  */
	int64_t deadline_s; /* how long one request may take (60s)          */
	double rate;        /* notifier: notices a second to one target (1); 0:
			     no limit                                     */
	int64_t max_age_s;  /* notifier: tried for so long, then dead (3d)  */
	int64_t cache_s; /* directory: how long an answer is believed (10m) */
};

struct send {
	char *to;         /* a notifier's name                            */
	char *target;     /* "#channel", an address, or "owner"           */
	char *mention;    /* an address, "owner", or NULL                 */
	char **reactions; /* NULL-terminated; NULL: none                  */
	char *template;   /* NULL: the category's                         */
	struct place at;
};

/* Who is told when a case is not where it should be. */
struct escalation {
	char *to, *target; /* as of struct send */
	char *mention;     /* NULL: nobody */
	struct span after; /* since it was opened; none: at the deadline */
	char *when;        /* "unclaimed" or "unresolved" */
	struct place at;
};

/* The cases a route opens. */
struct case_rule {
	struct span deadline; /* none: it opens no case */
	char *of;             /* "detractors" or "all" */
	char **remind;        /* spans, NULL-terminated; NULL: never */
	int64_t confirm_s;    /* after it was resolved; 0: never */
	struct escalation *escalate;
	size_t n_escalate;
};

struct route {
	char *name;
	struct condition **when; /* all must match */
	size_t n_when;
	struct send *send;
	size_t n_send;
	bool goes_on;   /* the routes after this one are looked at, too */
	char *language; /* of its notices */
	int fold_over;  /* more than these in fold_within_s become one; 0:
			     never                                        */
	int64_t fold_within_s;
	struct case_rule rule; /* of the case it opens */
	char *owner;           /* address, where the account has none; NULL */
	int64_t wait_for_comment_s; /* 0: sends at once */
	struct place at;
};

struct working_hours {
	bool days[7];         /* from Monday */
	int from_min, to_min; /* minutes since midnight */
	char **holidays;      /* "2026-12-24", NULL-terminated; or NULL */
};

/* Somebody is away: new cases are their deputy's. */
struct absent {
	char *who, *deputy;
	int64_t from_us, until_us; /* midnights; until is the last day's */
	struct place at;
};

/* What people react to with an emoji is copied there, once. */
struct best_stories {
	char **emoji;      /* names, NULL-terminated */
	char *to, *target; /* as of struct send; NULL: nothing is copied */
};

/* How others reach us: webhooks, probes, metrics. */
struct web_settings {
	char *url;         /* as others see it; NULL: as it listens */
	char *listen;      /* "127.0.0.1:8080", "[::1]:8080"        */
	char *certificate; /* PEM text; NULL: plain HTTP            */
	char *key;         /* PEM text, of the certificate          */
	int connections;
	int requests_per_second; /* of one peer */
	char **trusted_proxies;  /* addresses whose X-Forwarded-For counts */
};

struct config {
	char *file;
	char *company;       /* ours, for people ("") */
	char *language;      /* "da" or "en" ("en")   */
	char *timezone;      /* IANA name; NULL: the machine's */
	char *store;         /* path of the SQLite file */
	char *socket;        /* path of the command line's socket */
	char *ca_file;       /* NULL: the system's */
	char *templates;     /* folder of the user's own templates; NULL */
	char **drivers;      /* files of keyword lists beside our own; NULL */
	char *default_owner; /* address; NULL */
	char **may_act;      /* domains; NULL: everybody may */
	struct absent *absent;
	size_t n_absent;
	struct working_hours working_hours;
	struct best_stories best;
	struct web_settings web;
	bool has_web; /* it is in the file: web is what it says */
	struct instance *instances; /* in the order of the file */
	size_t n_instances;
	struct route *routes;
	size_t n_routes;
	int n_refs;        /* beside the first owner */
	struct yaml *yaml; /* the tree, for places */
};

/* Reads and checks the file.  NULL: it has errors, all of them in problems
 * (which may hold warnings otherwise). */
struct config *config_load(const char *file, struct problems *problems);
/* The same, but with what could be read where some of it has errors: only to
 * look at instances without errors of their own, which are right whatever else
 * is not.  NULL: the file itself cannot be read. */
struct config *config_load_partly(const char *file, struct problems *problems);
/* One more owner; config_free() drops one, and frees with the last.  A reload
 * leaves the old one to the instances it did not change. */
struct config *config_ref(struct config *config);
void config_free(struct config *config);

/* NULL when there is none. */
const struct instance *config_instance(
    const struct config *config, const char *name);

/* Where an instance's option stands in the file: its value; without the
 * option (also NULL: the complaint is about the whole) the instance's own
 * place. */
struct place config_option_place(const struct config *config,
    const struct instance *instance, const char *option);

/* Do the two instances say the same?  The order of their keys does not count. */
bool instance_is_same(const struct instance *a, const struct instance *b);

/* The same, for web's process. */
bool web_settings_are_same(
    const struct web_settings *a, const struct web_settings *b);

#endif
