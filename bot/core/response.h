/* SPDX-License-Identifier: ISC */
/*
 * response.h - one respondent's answer and the account it belongs to, as the
 * core passes them around.
 *
 * Both are views: every string points into the JSON object the struct owns
 * (plugins/PROTOCOL.md tells its members) and is NULL where nothing is known.
 */
#ifndef CORE_RESPONSE_H
#define CORE_RESPONSE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/id.h"
#include "sdk/error.h"

enum scale { SCALE_NPS, SCALE_STARS_1_5, SCALE_1_10, SCALE_OTHER };
enum category { CATEGORY_NONE, PROMOTER, PASSIVE, DETRACTOR };

/* Names on the wire, in the store and in settings: "nps_0_10", "promoter",
 * "none".  scale_by_name() is false for an unknown name. */
const char *scale_name(enum scale scale);
bool scale_by_name(const char *name, enum scale *scale);
const char *category_name(enum category category);
bool category_by_name(const char *name, enum category *category);

/* Promoter 9-10, passive 7-8, detractor 0-6, on the 0-10 scale alone; every
 * other scale, and no score, is CATEGORY_NONE. */
enum category category_of(enum scale scale, int score);

/* A customer company.  Shared between responses: counted. */
struct account {
	cJSON *json;
	int n_refs;
	const char *id, *name, *segment, *product, *industry;
	const char *owner_name, *owner_email;
	double value; /* what it is worth a year; < 0: unknown */
	const char *currency;
};

/* Takes json over; the new account has one reference.  A member that is not
 * what it should be is left out. */
struct account *account_new(cJSON *json);
struct account *account_ref(struct account *account);
/* Drops one reference; NULL is fine. */
void account_unref(struct account *account);

/* What people were told of a response and is not so any more. */
enum comment_change {
	COMMENT_SAME,
	COMMENT_LATE, /* there was none */
	COMMENT_CHANGED,
	COMMENT_GONE,
};

struct correction {
	enum category category; /* before this change */
	int last_score;         /* before this change; -1: none */
	int score;        /* that was told and is another now; -1: none */
	enum scale scale; /* of that score */
	enum comment_change comment;
	int64_t comment_after_us; /* how much later it came */
};

struct context; /* decide/context.h */

struct response {
	cJSON *json;
	char id[ID_SIZE];     /* ours; "" until the store knows it       */
	const char *provider; /* the instance's name; the caller's       */
	const char *survey;
	const char *ref; /* the provider's id, unique in the survey */
	int64_t answered_us, changed_us;
	enum scale scale;
	int score; /* -1: none */
	bool complete;
	const char *comment, *language, *channel, *touchpoint;
	const char *email, *name, *role, *company, *link;
	const cJSON *properties; /* an object of strings, or NULL */
	/* What deciding adds. */
	enum category category;
	struct account *account; /* a reference; NULL: unknown            */
	char *drivers;           /* "price,support"; NULL: none found     */
	/* The caller's; NULL: nothing was told before. */
	const struct correction *correction;
	const struct context *context; /* the same */
};

/* Reads a response from the wire and takes json over, also on failure: the
 * caller releases r then too, and r->json is what was refused.
 * False: it cannot be taken, and err says which member and why (no id, a score
 * off its scale, a score without a scale, a time before 1990 or more than a
 * day ahead of now_us).  Text is cleaned (utf8.h) and cut to 1 KiB, a comment
 * to 64 KiB; ids over 256 bytes are refused.  Blank text is NULL, a survey that
 * is missing "", complete is true unless said, and a time of change that
 * cannot be is unknown.
 * Sets the category; the account and drivers stay NULL. */
bool response_init(struct response *r, const char *provider, cJSON *json,
    int64_t now_us, struct error *err);
void response_release(struct response *r);

/* A property's value, or NULL. */
const char *response_property(const struct response *r, const char *name);

/* Who owns the account: the property owner_email of the answer, else the
 * account's owner, else the address given (NULL: none).  *name may become
 * NULL.  Returns the address or NULL. */
const char *response_owner(
    const struct response *r, const char *otherwise, const char **name);

/* The company's name: the account's, else the answer's, else the domain of the
 * address where that is not everybody's (gmail.com), else NULL. */
const char *response_company(const struct response *r);

#endif
