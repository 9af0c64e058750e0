/* SPDX-License-Identifier: ISC */
/* form.c - application/x-www-form-urlencoded. */
#include "sdk/form.h"

#include <ctype.h>

#include "sdk/json.h"

static void
encode(struct buf *out, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789*-._";

	for (; *s != '\0'; s++) {
		if (strchr(plain, *s) != NULL)
			buf_putc(out, *s);
		else if (*s == ' ')
			buf_putc(out, '+');
		else
			buf_printf(out, "%%%02X", (unsigned char)*s);
	}
}

void
form_add(struct buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (out->size > 0)
		buf_putc(out, '&');
	encode(out, name);
	buf_putc(out, '=');
	encode(out, value);
}

/* ---- Reading. */

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at =
	    c == '\0' ? NULL : strchr(digits, tolower((unsigned char)c));

	return at == NULL ? -1 : (int)(at - digits);
}

/* The n bytes decoded, for the caller to free. */
static char *
decode(const char *p, size_t n)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		int high = i + 2 < n && p[i] == '%' ? hex(p[i + 1]) : -1;
		int low = high < 0 ? -1 : hex(p[i + 2]);
		char c = p[i] == '+' ? ' ' : p[i];

		if (low >= 0) {
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (c == '\0')
			buf_puts(&out, "\xef\xbf\xbd");
		else
			buf_putc(&out, c);
	}
	return buf_take(&out);
}

/* Cuts "a[b][c]" into its parts, in place; how many, -1: too many.  What has
 * no bracket, or only half of one, is one part. */
static int
split(char *name, char **parts)
{
	char *p = name + strcspn(name, "[");
	int n = 0;

	parts[n++] = name;
	while (p > name && *p == '[' && strchr(p, ']') != NULL) {
		if (n > FORM_MAX_DEPTH)
			return -1;
		*p = '\0';
		parts[n++] = p + 1;
		p = strchr(p + 1, ']');
		*p++ = '\0';
	}
	return n;
}

static cJSON *
child(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* The object of that name; a text that was there before gives way. */
static cJSON *
open_object(cJSON *object, const char *name)
{
	if (cJSON_IsObject(child(object, name)))
		return child(object, name);
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	return json_put_object(object, name);
}

static void
put_value(cJSON *object, const char *name, const char *value)
{
	cJSON *old = child(object, name), *list = old;

	if (old == NULL) {
		json_put_string(object, name, value);
		return;
	}
	if (!cJSON_IsArray(old)) {
		cJSON_DetachItemViaPointer(object, old);
		list = json_put_array(object, name);
		cJSON_AddItemToArray(list, old);
	}
	if (!cJSON_AddItemToArray(list, cJSON_CreateString(value)))
		abort();
}

/* Goes the way the name tells, and leaves the value at its end. */
static bool
put(cJSON *form, char *name, const char *value, struct error *err)
{
	char *parts[FORM_MAX_DEPTH + 1], number[16];
	int n = split(name, parts);
	cJSON *object = form;

	if (n < 0)
		return error_set(
		    err, "a name has more than %d brackets", FORM_MAX_DEPTH);
	for (int i = 0; i < n; i++) {
		const char *part = parts[i];

		if (*part == '\0' && i > 0) {
			snprintf(number, sizeof(number), "%d",
			    cJSON_GetArraySize(object));
			part = number;
		}
		if (i + 1 < n)
			object = open_object(object, part);
		else
			put_value(object, part, value);
	}
	return true;
}

static bool
put_pair(cJSON *form, const char *p, size_t n, struct error *err)
{
	const char *equals = memchr(p, '=', n);
	size_t n_name = equals == NULL ? n : (size_t)(equals - p);
	size_t n_value = equals == NULL ? 0 : n - n_name - 1;
	char *name = decode(p, n_name),
	     *value = decode(p + n - n_value, n_value);
	bool ok = put(form, name, value, err);

	free(name);
	free(value);
	return ok;
}

static bool
put_pairs(cJSON *form, const char *p, size_t n, struct error *err)
{
	const char *end = p + n;
	int n_pairs = 0;

	while (p < end) {
		const char *stop = memchr(p, '&', (size_t)(end - p));
		size_t size = (size_t)((stop == NULL ? end : stop) - p);

		if (size > 0 && ++n_pairs > FORM_MAX_PAIRS)
			return error_set(
			    err, "it has more than %d values", FORM_MAX_PAIRS);
		if (size > 0 && !put_pair(form, p, size, err))
			return false;
		p += size + 1;
	}
	return n_pairs > 0 || error_set(err, "it is empty");
}

cJSON *
form_read(const char *text, size_t n, struct error *err)
{
	cJSON *form = cJSON_CreateObject();

	if (form == NULL)
		abort();
	if (put_pairs(form, n == 0 ? "" : text, n, err))
		return form;
	cJSON_Delete(form);
	return NULL;
}
