/* SPDX-License-Identifier: ISC */
/* reply.c - what one person is told privately. */
#include "notifiers/slack/reply.h"

#include <string.h>
#include <strings.h>

#include "notifiers/slack/text.h"
#include "notifiers/slack/words.h"
#include "sdk/json.h"

#define LONGEST 2900
#define LONGEST_FALLBACK 300

static cJSON *
append(cJSON *array, const char *type)
{
	cJSON *item = cJSON_CreateObject();

	json_put_string(item, "type", type);
	cJSON_AddItemToArray(array, item);
	return item;
}

static void
add_text(cJSON *blocks, const char *s)
{
	cJSON *parts = json_put_array(append(blocks, "rich_text"), "elements");

	parts = json_put_array(append(parts, "rich_text_section"), "elements");
	json_put_string(append(parts, "text"), "text", s);
}

static void
put_fallback(cJSON *message, const char *s)
{
	struct buf b = BUF_INIT;
	bool cut = false;
	char *line = text_short(s, LONGEST_FALLBACK, &cut);

	text_escape(&b, line != NULL ? line : "Loopbell");
	json_put_string(message, "text", b.data);
	buf_release(&b);
	free(line);
}

cJSON *
reply_message(const char *text, const char *language)
{
	cJSON *message = cJSON_CreateObject(), *blocks;
	bool cut = false;
	char *s = text_short(text, LONGEST, &cut);

	json_put_string(message, "response_type", "ephemeral");
	json_put_bool(message, "replace_original", false);
	put_fallback(message, text);
	blocks = json_put_array(message, "blocks");
	add_text(blocks, s != NULL ? s : "Loopbell");
	if (cut)
		add_text(blocks, word(language, WORD_SHORTENED));
	free(s);
	return message;
}

/* ---- Addresses. */

/* Scheme and host of a URL; port is "" where none is said.  False: none, or
 * anything in it that two readers could read two ways. */
struct place {
	char scheme[8];
	char host[256];
	char port[8];
};

static bool
take_part(char *to, size_t room, const char *from, size_t n)
{
	if (n == 0 || n >= room)
		return false;
	memcpy(to, from, n);
	to[n] = '\0';
	return true;
}

static bool
read_place(const char *url, struct place *place)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
	size_t n = strcspn(url, ":");
	const char *p = url + n;

	memset(place, 0, sizeof(*place));
	if (strncmp(p, "://", 3) != 0 ||
	    !take_part(place->scheme, sizeof(place->scheme), url, n))
		return false;
	p += 3;
	n = strspn(p, letters);
	if (!take_part(place->host, sizeof(place->host), p, n))
		return false;
	p += n;
	if (*p == ':') {
		n = strspn(++p, "0123456789");
		if (!take_part(place->port, sizeof(place->port), p, n))
			return false;
		p += n;
	}
	return *p == '/' || *p == '\0';
}

static bool
is_below(const char *host, const char *domain)
{
	size_t n = strlen(host), d = strlen(domain);

	return n > d + 1 && host[n - d - 1] == '.' &&
	       strcasecmp(host + n - d, domain) == 0;
}

static bool
is_slacks(const struct place *place, const char *scheme)
{
	return strcmp(place->scheme, scheme) == 0 && *place->port == '\0' &&
	       (is_below(place->host, "slack.com") ||
		   is_below(place->host, "slack-gov.com"));
}

bool
reply_may_go_to(const char *url, const char *api)
{
	struct place to, ours;

	if (!read_place(url, &to))
		return false;
	return is_slacks(&to, "https") ||
	       (read_place(api, &ours) &&
		   strcmp(to.scheme, ours.scheme) == 0 &&
		   strcasecmp(to.host, ours.host) == 0 &&
		   strcmp(to.port, ours.port) == 0);
}

bool
reply_may_connect_to(const char *url, const char *api)
{
	struct place to, ours;
	bool is_plain;

	if (!read_place(url, &to) || !read_place(api, &ours))
		return false;
	is_plain = strcmp(ours.scheme, "http") == 0;
	return is_slacks(&to, "wss") ||
	       (strcmp(to.scheme, is_plain ? "ws" : "wss") == 0 &&
		   strcasecmp(to.host, ours.host) == 0);
}
