/* SPDX-License-Identifier: ISC */
/*
 * walk.c - all answers from an id on, some hundred ids at a time.
 *
 * An export is one JSON document, in base64, in one string: it is asked for in
 * ranges of ids, so that it stays small.  A range without answers is a gap, or
 * the end: the ids alone of all that lies beyond tell which.
 */
#include "limesurvey.h"
#include "sdk/base64.h"
#include "sdk/json.h"
#include "sdk/json_read.h"

/* LimeSurvey says this until the first answer is given. */
static const char *const no_answers[] = { "No Data, could not get max id.",
	NULL };

/* The list out of the document; NULL: said. */
static cJSON *
open_export(struct lime *l, const char *text)
{
	struct buf document = BUF_INIT;
	struct error err = { .text = "it is not base64" };
	cJSON *json = NULL, *rows;

	if (base64_decode(&document, text))
		json = json_read(buf_str(&document), document.size, &err);
	buf_release(&document);
	rows = cJSON_DetachItemFromObjectCaseSensitive(json, "responses");
	if (json != NULL && rows == NULL)
		error_set(&err, "it holds no responses");
	cJSON_Delete(json);
	if (cJSON_IsArray(rows))
		return rows;
	cJSON_Delete(rows);
	lb_retry(l->host, 0, "LimeSurvey's export cannot be read: %s",
	    rows == NULL ? err.text : "its responses are no list");
	return NULL;
}

/* to 0: all from there on; of these the ids alone.  *rows NULL: the survey has
 * no answer at all. */
static enum lb_result export(
    struct lime *l, int64_t from, int64_t to, cJSON **rows) {
	cJSON *params = lime_params(
	    l, "szsssn", "json", "all", "code", "short", from);
	enum lb_result said; cJSON * result;

	if (to != 0){
	    cJSON_AddItemToArray(params, cJSON_CreateNumber((double)to)); }
else
{
	cJSON *columns = cJSON_CreateArray();

	cJSON_AddItemToArray(params, cJSON_CreateNull());
	cJSON_AddItemToArray(columns, cJSON_CreateString("id"));
	cJSON_AddItemToArray(params, columns);
}
*rows = NULL;
said = lime_call(l, "export_responses", params, no_answers, &result);
if (said == LB_DONE && result != NULL) {
	const char *text = cJSON_GetStringValue(result);

	*rows = open_export(l, text == NULL ? "" : text);
	said = *rows == NULL ? LB_RETRY : LB_DONE;
}
cJSON_Delete(result);
return said;
}

static int64_t
last_id(const cJSON *rows)
{
	const cJSON *row;
	int64_t last = 0;

	cJSON_ArrayForEach(row, rows)
	{
		int64_t id = lime_integer(json_member(row, "id"));

		if (id > last)
			last = id;
	}
	return last;
}

/* *next: the first id from there on; 0: there is none. */
static enum lb_result
find_beyond(struct lime *l, int64_t from, int64_t *next)
{
	enum lb_result said;
	const cJSON *row;
	cJSON *rows;

	*next = 0;
	said = export(l, from, 0, &rows);
	cJSON_ArrayForEach(row, rows)
	{
		int64_t id = lime_integer(json_member(row, "id"));

		if (id >= from && (*next == 0 || id < *next))
			*next = id;
	}
	cJSON_Delete(rows);
	return said;
}

enum lb_result
lime_find_end(struct lime *l, int64_t *from)
{
	enum lb_result said;
	int64_t next, end;
	cJSON *rows;

	said = find_beyond(l, *from - 1, &next);
	if (said != LB_DONE || next != 0)
		return said;
	said = export(l, 1, 0, &rows);
	end = last_id(rows) + 1;
	cJSON_Delete(rows);
	if (said == LB_DONE && end < *from)
		*from = end;
	return said;
}

enum lb_result
lime_walk(struct lime *l, int64_t from, lime_page_fn *page, void *arg)
{
	int size = l->settings->per_request;

	while (from != 0) {
		enum lb_result said;
		int64_t last;
		cJSON *rows;

		said = export(l, from, from + size - 1, &rows);
		if (said != LB_DONE || rows == NULL)
			return said;
		last = last_id(rows);
		if (last >= from)
			said = page(l, rows, last, arg);
		else if (rows->child != NULL)
			said = lb_retry(l->host, 0,
			    "LimeSurvey's export holds other answers than "
			    "were asked for");
		cJSON_Delete(rows);
		if (said == LB_DONE && last < from)
			said = find_beyond(l, from + size, &from);
		else
			from = last + 1;
		if (said != LB_DONE)
			return said;
	}
	return LB_DONE;
}
