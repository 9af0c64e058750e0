/* SPDX-License-Identifier: ISC */
/* json.c - what cJSON leaves to its callers. */
#include "sdk/json.h"

#include <inttypes.h>
#include <math.h>

#include "sdk/mem.h"

/* Whole numbers up to 2^53 pass through a double unchanged. */
#define EXACT 9007199254740992.0

const cJSON *
json_member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *
json_string(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(json_member(object, name));
}

double
json_real(const cJSON *object, const char *name, double otherwise)
{
	const cJSON *v = json_member(object, name);

	return cJSON_IsNumber(v) && isfinite(v->valuedouble) ? v->valuedouble
							     : otherwise;
}

int64_t
json_integer(const cJSON *object, const char *name, int64_t otherwise)
{
	double v = json_real(object, name, NAN);

	if (isnan(v) || v != floor(v) || fabs(v) > EXACT)
		return otherwise;
	return (int64_t)v;
}

bool
json_bool(const cJSON *object, const char *name, bool otherwise)
{
	const cJSON *v = json_member(object, name);

	return cJSON_IsBool(v) ? cJSON_IsTrue(v) : otherwise;
}

/* cJSON says that it is out of memory by returning NULL or false. */
static void
there(bool is)
{
	if (!is)
		abort();
}

void
json_put_string(cJSON *object, const char *name, const char *value)
{
	if (value != NULL)
		there(cJSON_AddStringToObject(object, name, value) != NULL);
}

void
json_put_integer(cJSON *object, const char *name, int64_t value)
{
	char digits[24];

	/* cJSON prints 1795000000000000 as 1.795e+15. */
	snprintf(digits, sizeof(digits), "%" PRId64, value);
	there(cJSON_AddRawToObject(object, name, digits) != NULL);
}

void
json_put_bool(cJSON *object, const char *name, bool value)
{
	there(cJSON_AddBoolToObject(object, name, value) != NULL);
}

cJSON *
json_put_object(cJSON *object, const char *name)
{
	cJSON *new = cJSON_AddObjectToObject(object, name);

	there(new != NULL);
	return new;
}

cJSON *
json_put_array(cJSON *object, const char *name)
{
	cJSON *new = cJSON_AddArrayToObject(object, name);

	there(new != NULL);
	return new;
}

void
json_print(struct buf *out, const cJSON *value)
{
	char *text = cJSON_PrintUnformatted(value);

	there(text != NULL);
	buf_puts(out, text);
	free(text);
}

/* What stands after the backslash; 0: only its number will do. */
static char
short_escape(char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = strchr(from, c);

	return at == NULL ? '\0' : to[at - from];
}

static bool
is_bare(char c)
{
	return (unsigned char)c >= ' ' && c != '"' && c != '\\';
}

void
json_quote(struct buf *out, const char *s)
{
	buf_putc(out, '"');
	while (*s != '\0') {
		size_t n = 0;

		while (is_bare(s[n]))
			n++;
		buf_add(out, s, n);
		s += n;
		if (*s == '\0')
			break;
		if (short_escape(*s) != '\0')
			buf_printf(out, "\\%c", short_escape(*s));
		else
			buf_printf(out, "\\u%04x", (unsigned char)*s);
		s++;
	}
	buf_putc(out, '"');
}
