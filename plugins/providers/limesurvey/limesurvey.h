/* SPDX-License-Identifier: ISC */
/*
 * limesurvey.h - one survey of a LimeSurvey, asked by RemoteControl 2.
 *
 * Sources: exchanges recorded with LimeSurvey 6.4.2, and its source
 * (application/helpers/remotecontrol/remotecontrol_handle.php).
 */
#ifndef LIMESURVEY_LIMESURVEY_H
#define LIMESURVEY_LIMESURVEY_H

#include "place.h"
#include "sdk/feed.h"

struct settings {
	const char *base_url, *user, *password;
	const char *login_plugin; /* NULL: LimeSurvey's own accounts */
	const char *survey;
	const char *question;          /* NULL: found */
	const char *const *comment;    /* empty: found */
	const char *const *properties; /* empty: all */
	int scale; /* 0: the question's, else 1 + lb_scale */
	bool participants;
	const struct lb_pair *attributes; /* ours to attribute_1 … */
	const char *zone;                 /* NULL: the bot's */
	int overlap, overlap_every;       /* seconds */
	int per_request;                  /* ids */
	const char *link;                 /* NULL: LimeSurvey's page of it */
};

/* What an answer of the score question stands for. */
struct lime_code {
	char *code;
	int score; /* -1: none, "I don't know" */
};

/* Where in an answer what is. */
struct lime_columns {
	char *score;    /* NULL: not known yet */
	char *question; /* as it is asked */
	int scale;      /* enum lb_scale */
	struct lime_code *codes;
	size_t n_codes;  /* 0: the number itself is the score */
	char **comments; /* the first that is not empty counts */
	size_t n_comments;
};

struct lime {
	struct lb_host *host;
	const struct settings *settings;
	char *url;  /* of RemoteControl */
	char *link; /* template of an answer's address; may be "" */
	struct rest *rest;
	char *key;          /* of the session; NULL: none */
	int64_t refused_us; /* the login, monotonic; 0: it was not */
	int n_calls;

	struct lime_columns columns;
	int64_t columns_until_s; /* monotonic */

	cJSON *people; /* by token, null: there is none; NULL: empty */
	int64_t people_until_s; /* monotonic */

	struct mapping mapping;
	struct feed_spec spec;
	struct feed *feed;
	int64_t undated_us;    /* the time of a row that has none */
	int64_t near_id;       /* the oldest that moved lately */
	int64_t overlap_due_s; /* monotonic */
};

/* ---- rpc.c: calls, and the session they need */

/* Calls with the session's key and then these parameters (an array, taken
 * over), signing in where there is no session that holds.  LB_DONE: *result is
 * the answer, the caller's; NULL where LimeSurvey's status is one of nothing
 * (NULL-terminated; or NULL).  Else why is said. */
enum lb_result lime_call(struct lime *l, const char *method, cJSON *params,
    const char *const *nothing, cJSON **result);
/* Ends the session, if there is one. */
enum lb_result lime_log_out(struct lime *l);

/* An array of these: the survey's id, and what the format tells: n a number
 * (int64_t), s a string, z null, j a cJSON * that is taken over. */
cJSON *lime_params(const struct lime *l, const char *format, ...);

/* ---- questions.c: what the survey asks */

/* Reads where score and comment are, if that is not known or an hour old. */
enum lb_result lime_learn(struct lime *l);
/* Frees what it holds; it is empty again. */
void lime_forget_columns(struct lime_columns *c);

/* ---- scale.c: which numbers the answers to a question stand for */

/* Fills scale and codes from LimeSurvey's answeroptions.  False: no numbers are
 * to be seen in them. */
bool lime_read_options(struct lime_columns *c, const cJSON *options);

/* ---- people.c: who it was */

/* Asks for those of these rows that are not known. */
enum lb_result lime_meet(struct lime *l, const cJSON *rows);
/* NULL: nobody knows.  Valid until the next lime_meet(). */
const cJSON *lime_person(const struct lime *l, const cJSON *row);

/* ---- walk.c: all answers from an id on */

/* One page: rows in the order of their ids, and the greatest of these. */
typedef enum lb_result lime_page_fn(
    struct lime *l, cJSON *rows, int64_t last, void *arg);
enum lb_result lime_walk(
    struct lime *l, int64_t from, lime_page_fn *page, void *arg);
/* There is none from *from on, which was the place behind the last: where is it
 * now?  It is before, where answers were deleted. */
enum lb_result lime_find_end(struct lime *l, int64_t *from);

/* ---- row.c: one answer */

/* A number, or one in text, as LimeSurvey may tell either; 0: neither. */
int64_t lime_integer(const cJSON *value);

struct lime_times {
	int64_t answered_us; /* 0: LimeSurvey does not know */
	int64_t changed_us;  /* 0: the same */
	bool is_complete;
};

/* False: err says what is wrong with them. */
bool lime_times(const cJSON *row, struct lime_times *t, struct error *err);
/* For the feed: adds what the mapping points to. */
bool lime_shape(void *state, cJSON *row, struct error *err);
extern const struct lb_pair lime_fields[], lime_properties[];

/* ---- poll.c, probe.c: the plugin's callbacks */
enum lb_result lime_poll(void *state, const char *cursor);
bool lime_probe(void *state);

#endif
