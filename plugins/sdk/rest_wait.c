/* SPDX-License-Identifier: ISC */
/*
 * rest_wait.c - how vendors tell that they want to be left alone for a while,
 * and what they say is wrong.
 *
 * Five ways to be told to wait: Retry-After in seconds or as a date (RFC 9110;
 * read by http.c), a header with the time it is over since 1970 (Wootric), one
 * with the seconds until then (SurveyMonkey, the RateLimit fields of an IETF
 * draft), and a name in the body (HubSpot).
 */
#include <limits.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/pointer.h"
#include "sdk/rest_parts.h"
#include "sdk/utf8.h"

/* Beyond this a number is a time since 1970, not a delay. */
#define EPOCH_FROM 1000000000
#define LONGEST_S (24 * 3600)
#define COMPLAINT_MAX 300
#define ID_MAX 64

/* A reset counts where nothing remains, or nothing is said of what remains. */
static const struct {
	const char *reset, *remaining;
} headers[] = {
	/* clang-format off */
	{ "X-Ratelimit-App-Global-Day-Reset", "X-Ratelimit-App-Global-Day-Remaining" },
	{ "X-Ratelimit-App-Global-Minute-Reset", "X-Ratelimit-App-Global-Minute-Remaining" },
	{ "X-Rate-Limit-Reset", "X-Rate-Limit-Remaining" },
	{ "X-RateLimit-Reset", "X-RateLimit-Remaining" },
	{ "RateLimit-Reset", "RateLimit-Remaining" },
	/* clang-format on */
};

/* HubSpot's, with what its own client waits: in policyName, or in a sentence
 * alone ("You have reached your secondly limit."). */
static const struct {
	const char *policy;
	int wait_s;
} policies[] = {
	{ "TEN_SECONDLY_ROLLING", 10 },
	{ "SECONDLY", 1 },
	{ "DAILY", 3600 },
};

static int64_t
header_number(const struct http *http, const char *name, int64_t otherwise)
{
	const char *text = http_header(http, name);
	int64_t n;

	if (text == NULL || !number_read(text, 0, INT64_MAX, &n))
		return otherwise;
	return n;
}

static int
by_header(const struct http *http, int64_t now_s)
{
	int64_t wait_s = 0;

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		int64_t reset = header_number(http, headers[i].reset, 0);

		if (header_number(http, headers[i].remaining, 0) > 0)
			continue;
		if (reset >= EPOCH_FROM)
			reset = reset > now_s ? reset - now_s : 0;
		if (reset > wait_s)
			wait_s = reset;
	}
	return (int)(wait_s < LONGEST_S ? wait_s : LONGEST_S);
}

static bool
names_policy(const cJSON *json, const char *policy)
{
	const char *name = json_string(json, "policyName");
	const char *message = json_string(json, "message");
	char *limit;
	bool is_named;

	if (name != NULL || message == NULL)
		return name != NULL && strcmp(policy, name) == 0;
	limit = mem_printf("%s limit", policy);
	is_named = strcasestr(message, limit) != NULL;
	free(limit);
	return is_named;
}

static int
by_body(const cJSON *json)
{
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		if (names_policy(json, policies[i].policy))
			return policies[i].wait_s;
	return 0;
}

int
rest_wait_s(const struct http *http, const struct http_response *response,
    const cJSON *json, int64_t now_s)
{
	int wait_s = response->retry_after_s;

	if (wait_s <= 0 && response->status == 429)
		wait_s = by_header(http, now_s);
	if (wait_s <= 0)
		wait_s = by_body(json);
	return wait_s < LONGEST_S ? wait_s : LONGEST_S;
}

/* Adds the first of these members that is a string, cut and on one line. */
static bool
put_first(struct buf *out, const cJSON *json, const char *const places[],
    size_t most)
{
	size_t before = out->size;

	for (; *places != NULL && out->size == before; places++) {
		const cJSON *value = pointer_get(json, *places);

		if (cJSON_IsString(value))
			utf8_clean(out, value->valuestring,
			    utf8_cut(value->valuestring, most));
	}
	for (size_t i = before; i < out->size; i++)
		if (out->data[i] == '\n')
			out->data[i] = ' ';
	return out->size > before;
}

void
rest_complaint(struct buf *out, const cJSON *json)
{
	static const char *const places[] = { "/error_description",
		"/error/message", "/error/error_message", "/message",
		"/errors/0/message", "/errors/0/detail", "/errors/0",
		"/meta/error/errorMessage", "/detail", "/details", "/title",
		"/description", "/error", "/errmsg", NULL };
	/* What a vendor's support asks for. */
	static const char *const ids[] = { "/correlationId", "/meta/requestId",
		NULL };
	struct buf id = BUF_INIT;

	if (put_first(out, json, places, COMPLAINT_MAX) &&
	    put_first(&id, json, ids, ID_MAX))
		buf_printf(out, ", their reference %s", buf_str(&id));
	buf_release(&id);
}
