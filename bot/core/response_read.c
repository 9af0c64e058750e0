/* SPDX-License-Identifier: ISC */
/*
 * response_read.c - responses and accounts as they come from the wire.
 *
 * Most answers are taken as they are: their strings are looked at once and
 * nothing is copied.  Only what is not clean text, or too long, is mended, in
 * the JSON object itself, so that all that follows sees the same text.
 */
#include "core/response.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>

#include "core/clock.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define US_PER_DAY (86400 * US_PER_S)
/* 1990-01-01: nobody was asked for an NPS before; a zero, or seconds taken
 * for microseconds, is. */
#define EARLIEST_US (INT64_C(631152000) * US_PER_S)

enum { ID_MAX = 256, TEXT_MAX = 1024, COMMENT_MAX = 64 * 1024 };

/* clang-format off */
static const struct {
	int min, max;
	const char *text;
} ranges[] = {
	[SCALE_NPS]       = { 0, 10,      "0-10" },
	[SCALE_STARS_1_5] = { 1, 5,       "1-5" },
	[SCALE_1_10]      = { 1, 10,      "1-10" },
	[SCALE_OTHER]     = { 0, INT_MAX, "from 0" },
};
/* clang-format on */

/* Can be told at a glance: ASCII without controls, and the letters of Latin-1
 * and Latin Extended-A and -B.  For all else utf8_clean() decides. */
static bool
is_plainly_clean(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	while (*p != '\0') {
		if ((*p >= 0x20 && *p < 0x7f) || *p == '\n' || *p == '\t')
			p++;
		else if (*p >= 0xc3 && *p <= 0xc9 && (p[1] & 0xc0) == 0x80)
			p += 2;
		else
			return false;
	}
	return true;
}

/* A copy made harmless, or NULL: s is fine as it is. */
static char *
cleaned(const char *s)
{
	struct buf out = BUF_INIT;

	if (is_plainly_clean(s))
		return NULL;
	utf8_clean(&out, s, strlen(s));
	if (strcmp(buf_str(&out), s) != 0)
		return buf_take(&out);
	buf_release(&out);
	return NULL;
}

/* Replaces one of cJSON's own strings, which are malloc()ed. */
static void
clean(char **s)
{
	char *copy = cleaned(*s);

	if (copy == NULL)
		return;
	free(*s);
	*s = copy;
}

/* The item's clean text, cut; NULL: empty or blank. */
static const char *
text_of(cJSON *item, size_t max)
{
	char *s = item->valuestring;

	if (strlen(s) > max)
		s[utf8_cut(s, max)] = '\0';
	return s[strspn(s, " \t\n")] == '\0' ? NULL : s;
}

/* ---- Members: one table for responses, one for accounts. */

struct member {
	const char *name;
	size_t offset;
	size_t max;
};

/* clang-format off */
#define OF_RESPONSE(name, max) { #name, offsetof(struct response, name), max }
static const struct member response_members[] = {
	OF_RESPONSE(survey, ID_MAX),
	{ "id", offsetof(struct response, ref), ID_MAX },
	OF_RESPONSE(comment, COMMENT_MAX),
	OF_RESPONSE(language, TEXT_MAX),
	OF_RESPONSE(channel, TEXT_MAX),
	OF_RESPONSE(touchpoint, TEXT_MAX),
	OF_RESPONSE(email, TEXT_MAX),
	OF_RESPONSE(name, TEXT_MAX),
	OF_RESPONSE(role, TEXT_MAX),
	OF_RESPONSE(company, TEXT_MAX),
	OF_RESPONSE(link, TEXT_MAX),
	{ NULL, 0, 0 },
};

#define OF_ACCOUNT(name) { #name, offsetof(struct account, name), TEXT_MAX }
static const struct member account_members[] = {
	OF_ACCOUNT(id),
	OF_ACCOUNT(name),
	OF_ACCOUNT(segment),
	OF_ACCOUNT(product),
	OF_ACCOUNT(industry),
	OF_ACCOUNT(owner_name),
	OF_ACCOUNT(owner_email),
	OF_ACCOUNT(currency),
	{ NULL, 0, 0 },
};
/* clang-format on */

static const struct member *
member_named(const struct member *table, const char *name)
{
	for (const struct member *m = table; m->name != NULL; m++)
		if (m->name[0] == name[0] && strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

/* An id that is cut could be another one's: it is refused instead. */
static bool
take_string(void *of, const struct member *m, cJSON *item, struct error *err)
{
	const char **field = (const char **)((char *)of + m->offset);

	if (cJSON_IsNull(item) || *field != NULL)
		return true;
	if (!cJSON_IsString(item))
		return error_set(err, "%s: must be a string", m->name);
	clean(&item->valuestring);
	if (m->max == ID_MAX && strlen(item->valuestring) > ID_MAX)
		return error_set(
		    err, "%s: is longer than %d bytes", m->name, (int)ID_MAX);
	*field = text_of(item, m->max);
	return true;
}

/* One pass over the object instead of one search for each member. */
static bool
take_strings(
    void *of, const struct member *table, cJSON *json, struct error *err)
{
	cJSON *item;

	cJSON_ArrayForEach(item, json)
	{
		const struct member *m = member_named(table, item->string);

		if (m != NULL && !take_string(of, m, item, err))
			return false;
	}
	return true;
}

static bool
is_given(const cJSON *item)
{
	return item != NULL && !cJSON_IsNull(item);
}

static bool
take_score(struct response *r, struct error *err)
{
	const cJSON *item = json_member(r->json, "score");
	double score = is_given(item) ? item->valuedouble : -1;

	r->score = -1;
	if (is_given(item) && !cJSON_IsNumber(item))
		return error_set(err, "score: must be a number");
	if (score == -1)
		return true;
	if (score != floor(score))
		return error_set(
		    err, "score: %g is not a whole number", score);
	if (score < ranges[r->scale].min || score > ranges[r->scale].max)
		return error_set(err, "score: %g is not on the scale %s",
		    score, ranges[r->scale].text);
	r->score = (int)score;
	return true;
}

/* A score without its scale means nothing: 9 of 10, or of 100?  It is not
 * guessed. */
static bool
take_scale(struct response *r, struct error *err)
{
	const cJSON *item = json_member(r->json, "scale");
	const char *name = cJSON_GetStringValue(item);

	r->scale = SCALE_NPS;
	if (name != NULL && scale_by_name(name, &r->scale))
		return true;
	if (name != NULL)
		return error_set(err,
		    "scale: \"%.40s\" is none of nps_0_10, "
		    "stars_1_5, scale_1_10 and other",
		    name);
	if (is_given(item))
		return error_set(err, "scale: must be a string");
	if (json_real(r->json, "score", -1) == -1)
		return true;
	return error_set(err, "scale is missing: nps_0_10, stars_1_5, "
			      "scale_1_10 or other");
}

static bool
is_sensible(int64_t us, int64_t now_us)
{
	return us >= EARLIEST_US && us <= now_us + US_PER_DAY;
}

static bool
take_times(struct response *r, int64_t now_us, struct error *err)
{
	char text[CLOCK_TEXT_SIZE];

	r->answered_us = json_integer(r->json, "answered_us", 0);
	r->changed_us = json_integer(r->json, "changed_us", 0);
	/* Unknown is better than wrong; nothing is lost by it. */
	if (!is_sensible(r->changed_us, now_us))
		r->changed_us = 0;
	if (is_sensible(r->answered_us, now_us))
		return true;
	if (!is_given(json_member(r->json, "answered_us")))
		return error_set(err, "answered_us is missing");
	if (r->answered_us > now_us)
		return error_set(err,
		    "answered_us: %s is more than a day ahead",
		    clock_text(r->answered_us, text));
	return error_set(err,
	    "answered_us: %" PRId64 " is before 1990 (it counts microseconds "
	    "since 1970)",
	    r->answered_us);
}

static bool
take_properties(struct response *r, struct error *err)
{
	cJSON *all = cJSON_GetObjectItemCaseSensitive(r->json, "properties");
	cJSON *item, *next;

	if (!is_given(all))
		return true;
	if (!cJSON_IsObject(all))
		return error_set(err, "properties: must be an object");
	for (item = all->child; item != NULL; item = next) {
		next = item->next;
		clean(&item->string);
		if (cJSON_IsNull(item)) {
			cJSON_Delete(cJSON_DetachItemViaPointer(all, item));
			continue;
		}
		if (!cJSON_IsString(item))
			return error_set(err,
			    "properties: %.80s must be a string",
			    item->string);
		clean(&item->valuestring);
		text_of(item, TEXT_MAX);
	}
	if (all->child != NULL)
		r->properties = all;
	return true;
}

static bool
take_all(struct response *r, int64_t now_us, struct error *err)
{
	if (!cJSON_IsObject(r->json))
		return error_set(err, "a response must be an object");
	if (!take_strings(r, response_members, r->json, err))
		return false;
	if (r->ref == NULL)
		return error_set(err, "id is missing");
	if (r->survey == NULL)
		r->survey = "";
	r->complete = json_bool(r->json, "complete", true);
	return take_scale(r, err) && take_score(r, err) &&
	       take_times(r, now_us, err) && take_properties(r, err);
}

bool
response_init(struct response *r, const char *provider, cJSON *json,
    int64_t now_us, struct error *err)
{
	*r = (struct response){ .json = json, .provider = provider };
	if (!take_all(r, now_us, err))
		return false;
	r->category = category_of(r->scale, r->score);
	return true;
}

struct account *
account_new(cJSON *json)
{
	struct account *a = mem_new(1, sizeof(*a));
	cJSON *item;

	a->json = json;
	a->n_refs = 1;
	cJSON_ArrayForEach(item, json)
	{
		const struct member *m =
		    item->string == NULL
			? NULL
			: member_named(account_members, item->string);

		if (m != NULL)
			take_string(a, m, item, NULL);
	}
	a->value = json_real(json, "value", -1);
	return a;
}
