/* SPDX-License-Identifier: ISC */
/* reply.c - what one person is told privately. */
#include "notifiers/slack/reply.h"

#include <string.h>
#include <strings.h>

#include "notifiers/slack/text.h"
#include "notifiers/slack/words.h"
#include "sdk/json.h"
#include "sdk/mem.h"

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

static cJSON *
add_section(cJSON *blocks)
{
	cJSON *parts = json_put_array(append(blocks, "rich_text"), "elements");

	return json_put_array(append(parts, "rich_text_section"), "elements");
}

static void
add_part(cJSON *parts, const char *type, const char *s, size_t n)
{
	char *text = mem_copy(s, n);
	char *url = mem_printf("mailto:%s", text);
	cJSON *part;

	if (n > 0) {
		part = append(parts, type);
		json_put_string(part, "text", text);
		if (strcmp(type, "link") == 0)
			json_put_string(part, "url", url);
	}
	free(url);
	free(text);
}

/* Bytes of the plain address that s begins with; 0: with none. */
static size_t
address_length(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
	size_t name = 0, host;

	while (s[name] != '\0' && (strchr(letters, s[name]) != NULL ||
				      strchr("_+", s[name]) != NULL))
		name++;
	if (name == 0 || s[name] != '@')
		return 0;
	host = strspn(s + name + 1, letters);
	/* A full stop after it ends the sentence. */
	while (host > 0 && strchr(".-", s[name + host]) != NULL)
		host--;
	return host > 0 ? name + 1 + host : 0;
}

static void
add_text_with_addresses(cJSON *parts, const char *s)
{
	size_t begin = 0, at = 0;

	while (s[at] != '\0') {
		size_t n = at == 0 || strchr(" \n(<:", s[at - 1]) != NULL
			       ? address_length(s + at)
			       : 0;

		if (n > 0) {
			add_part(parts, "text", s + begin, at - begin);
			add_part(parts, "link", s + at, n);
			begin = at + n;
		}
		at += n > 0 ? n : 1;
	}
	add_part(parts, "text", s + begin, at - begin);
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

static cJSON *
make(const char *text, const char *language, bool with_addresses)
{
	cJSON *message = cJSON_CreateObject(), *blocks, *parts;
	bool cut = false;
	char *s = text_short(text, LONGEST, &cut);
	const char *said = s != NULL ? s : "Loopbell";
	const char *more = word(language, WORD_SHORTENED);

	json_put_string(message, "response_type", "ephemeral");
	json_put_bool(message, "replace_original", false);
	put_fallback(message, text);
	blocks = json_put_array(message, "blocks");
	parts = add_section(blocks);
	if (with_addresses)
		add_text_with_addresses(parts, said);
	else
		add_part(parts, "text", said, strlen(said));
	if (cut)
		add_part(add_section(blocks), "text", more, strlen(more));
	free(s);
	return message;
}

cJSON *
reply_message(const char *text, const char *language)
{
	return make(text, language, false);
}

cJSON *
reply_with_addresses(const char *text, const char *language)
{
	return make(text, language, true);
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
