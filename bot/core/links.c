/* SPDX-License-Identifier: ISC */
/* links.c - the links in a mail that let somebody act. */
#include "core/links.h"

#include <inttypes.h>
#include <string.h>
#include <uv.h>

#include "sdk/base64.h"
#include "sdk/hmac.h"
#include "sdk/json.h"
#include "sdk/number.h"

/* What stands first in each content: of another version nothing is known. */
#define CONTENT "case1"
#define SEPARATOR '\n'
#define N_PARTS 5

bool
links_new_key(struct links_key *key, struct error *err)
{
	if (uv_random(NULL, NULL, key->bytes, sizeof(key->bytes), 0, NULL) ==
	    0)
		return true;
	return error_set(err, "the system has no randomness for a new key");
}

static bool
copy(char *to, size_t size, const char *from)
{
	size_t n = strlen(from);

	if (n >= size)
		return false;
	memcpy(to, from, n + 1);
	return true;
}

/* The alphabet of RFC 4648, 5, without padding. */
static void
put_base64url(struct buf *out, const void *bytes, size_t n)
{
	size_t at = out->size;

	base64_encode(out, bytes, n);
	while (out->size > at && out->data[out->size - 1] == '=')
		buf_cut(out, out->size - 1);
	for (; at < out->size; at++) {
		if (out->data[at] == '+')
			out->data[at] = '-';
		if (out->data[at] == '/')
			out->data[at] = '_';
	}
}

static void
sign(struct buf *mac, const struct links_key *key, const struct buf *content)
{
	const struct buf secret = { (char *)(uintptr_t)key->bytes,
		sizeof(key->bytes), 0 };

	hmac_add(mac, HMAC_SHA256, &secret, content->data, content->size);
}

void
links_put(
    struct buf *out, const struct links_key *key, const struct case_link *link)
{
	struct buf content = BUF_INIT, mac = BUF_INIT;

	buf_printf(&content, CONTENT "%c%s%c%s%c%" PRId64 "%c%s", SEPARATOR,
	    link->action, SEPARATOR, link->subject, SEPARATOR, link->expires_s,
	    SEPARATOR, link->who);
	sign(&mac, key, &content);
	put_base64url(out, content.data, content.size);
	buf_putc(out, '.');
	put_base64url(out, mac.data, mac.size);
	buf_release(&content);
	buf_release(&mac);
}

/* ---- Buttons */

/* A case is followed for weeks, and a mail is found again. */
#define LASTS_S (60 * INT64_C(86400))

bool
links_can(const char *action)
{
	static const char *const actions[] = { "claim", "resolve" };

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i], action) == 0)
			return true;
	return false;
}

static void
put_url(cJSON *button, const char *base, const struct links_key *key,
    const struct case_link *link)
{
	size_t n = strlen(base);
	struct buf url = BUF_INIT;

	while (n > 0 && base[n - 1] == '/')
		n--;
	buf_add(&url, base, n);
	buf_puts(&url, "/case/");
	links_put(&url, key, link);
	cJSON_DeleteItemFromObjectCaseSensitive(button, "url");
	json_put_string(button, "url", buf_str(&url));
	buf_release(&url);
}

/* A link in the place of each action, where that can be; else it goes. */
static void
dress_buttons(cJSON *buttons, const char *base, const struct links_key *key,
    struct case_link *link)
{
	cJSON *button = buttons->child, *next;

	for (; button != NULL; button = next) {
		const char *action = json_string(button, "action");

		next = button->next;
		if (json_string(button, "url") != NULL || action == NULL)
			continue;
		if (links_can(action) &&
		    copy(link->action, sizeof(link->action), action))
			put_url(button, base, key, link);
		else
			cJSON_Delete(
			    cJSON_DetachItemViaPointer(buttons, button));
	}
}

char *
links_dress(const char *body, const char *base, const struct links_key *key,
    const char *who, int64_t made_us)
{
	struct case_link link = { .expires_s = made_us / 1000000 + LASTS_S };
	struct buf out = BUF_INIT;
	cJSON *o = cJSON_Parse(body), *buttons;
	const char *subject = json_string(o, "subject");

	buttons = cJSON_GetObjectItemCaseSensitive(o, "buttons");
	if (cJSON_IsArray(buttons) && subject != NULL &&
	    strchr(who, '@') != NULL &&
	    copy(link.subject, sizeof(link.subject), subject) &&
	    copy(link.who, sizeof(link.who), who)) {
		dress_buttons(buttons, base, key, &link);
		json_print(&out, o);
	}
	cJSON_Delete(o);
	return out.size == 0 ? NULL : buf_take(&out);
}

/* ---- Reading */

/* Cuts text at its separators; false: they are not N_PARTS. */
static bool
cut(char *text, char *parts[N_PARTS])
{
	for (size_t i = 0; i < N_PARTS; i++) {
		parts[i] = text;
		text = strchr(text, SEPARATOR);
		if (text == NULL)
			return i + 1 == N_PARTS;
		*text++ = '\0';
	}
	return false;
}

/* Of what is signed, all is ours: it is right, or of another version. */
static bool
take(struct case_link *link, struct buf *content)
{
	char *parts[N_PARTS];

	return strlen(buf_str(content)) == content->size &&
	       cut(content->data, parts) && strcmp(parts[0], CONTENT) == 0 &&
	       copy(link->action, sizeof(link->action), parts[1]) &&
	       copy(link->subject, sizeof(link->subject), parts[2]) &&
	       number_read(parts[3], 1, INT64_MAX, &link->expires_s) &&
	       copy(link->who, sizeof(link->who), parts[4]);
}

static bool
is_signed(const struct links_key *key, const struct buf *content,
    const char *mac, size_t n)
{
	struct buf given = BUF_INIT, right = BUF_INIT;
	bool is_ours;

	sign(&right, key, content);
	is_ours = hmac_decode(&given, HMAC_BASE64, mac, n) &&
		  hmac_is_same(&given, &right);
	buf_release(&given);
	buf_release(&right);
	return is_ours;
}

enum links_verdict
links_read(struct case_link *link, const struct links_key *key,
    const char *token, size_t n, int64_t now_s)
{
	const char *dot = memchr(token, '.', n);
	struct buf content = BUF_INIT;
	bool is_ours;

	*link = (struct case_link){ .expires_s = 0 };
	if (dot == NULL || n > LINKS_MAX_TOKEN)
		return LINKS_FORGED;
	is_ours =
	    hmac_decode(&content, HMAC_BASE64, token, (size_t)(dot - token)) &&
	    is_signed(key, &content, dot + 1, n - (size_t)(dot + 1 - token)) &&
	    take(link, &content);
	buf_release(&content);
	if (!is_ours)
		return LINKS_FORGED;
	return link->expires_s > now_s ? LINKS_GOOD : LINKS_EXPIRED;
}
