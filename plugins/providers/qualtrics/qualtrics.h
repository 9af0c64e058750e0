/* SPDX-License-Identifier: ISC */
/* qualtrics.h - what the files of the provider qualtrics share. */
#ifndef QUALTRICS_QUALTRICS_H
#define QUALTRICS_QUALTRICS_H

#include "export.h"
#include "sdk/polled.h"

struct settings {
	const char *base_url, *datacenter, *token, *client_id, *client_secret,
	    *scope, *survey, *question, *comment;
	const struct lb_pair *fields, *properties;
	int scale;
	bool continuation;
	int span, wait, overlap, overlap_every; /* seconds */
	const char *secret;
};

struct qualtrics {
	struct polled base;
	const struct settings *settings;
	char *url;
	struct export *export;
	char *name;                  /* of the survey; NULL: not asked */
	char *score, *comment;       /* columns; comment may be NULL */
	char *score_at, *comment_at; /* pointers to them */
	bool refused_token;          /* the kept one; from a time on, then */
	struct lb_pair *fields, *properties;
};

/* For the feed; state is a struct qualtrics.  Learns which columns are score and
 * comment: once, and not at all where the settings say it. */
enum lb_result qualtrics_learn(void *state);
bool qualtrics_shape(void *state, cJSON *row, struct error *err);
bool qualtrics_adjust(void *state, const cJSON *row, struct lb_response *r);

/* The plugin's receive(): an event says only that there is an answer, and which:
 * it is fetched. */
enum lb_result qualtrics_receive(
    void *state, const struct lb_request *request);

#endif
