/* SPDX-License-Identifier: ISC */
/* pointer.c - JSON pointers, RFC 6901. */
#include "sdk/pointer.h"

#include <ctype.h>
#include <math.h>

/* Whole numbers below it are printed with all their digits. */
#define EXACT 1e15
/* Enough for any place in an array that fits into memory. */
#define MOST_DIGITS 9

bool
pointer_check(const char *pointer, struct error *err)
{
	if (*pointer != '\0' && *pointer != '/')
		return error_set(
		    err, "must begin with /, not \"%.80s\"", pointer);
	for (const char *p = pointer; *p != '\0'; p++)
		if (*p == '~' && p[1] != '0' && p[1] != '1')
			return error_set(err,
			    "in \"%.80s\" ~ must be written ~0 (and / within "
			    "a name ~1)",
			    pointer);
	return true;
}

/* One character of a name at *p, which moves past it; '\0' at its end. */
static char
take(const char **p)
{
	const char *at = *p;

	if (*at == '\0' || *at == '/')
		return '\0';
	if (*at == '~' && (at[1] == '0' || at[1] == '1')) {
		*p += 2;
		return at[1] == '0' ? '~' : '/';
	}
	*p += 1;
	return *at;
}

static bool
is_name(const char *p, const char *name)
{
	char c;

	while ((c = take(&p)) != '\0')
		if (c != *name++)
			return false;
	return *name == '\0';
}

static const cJSON *
member(const cJSON *object, const char *name)
{
	const cJSON *item, *found = NULL;

	cJSON_ArrayForEach(item, object)
	{
		if (item->string != NULL && is_name(name, item->string))
			found = item;
	}
	return found;
}

static const cJSON *
element(const cJSON *array, const char *p)
{
	size_t n = strspn(p, "0123456789");
	int index = 0;

	if (n == 0 || n > MOST_DIGITS || (n > 1 && *p == '0') ||
	    (p[n] != '\0' && p[n] != '/'))
		return NULL;
	while (n-- > 0)
		index = index * 10 + *p++ - '0';
	return cJSON_GetArrayItem(array, index);
}

const cJSON *
pointer_get(const cJSON *root, const char *pointer)
{
	const cJSON *at = pointer_check(pointer, NULL) ? root : NULL;

	while (at != NULL && *pointer != '\0') {
		pointer++;
		if (cJSON_IsObject(at))
			at = member(at, pointer);
		else
			at = cJSON_IsArray(at) ? element(at, pointer) : NULL;
		pointer += strcspn(pointer, "/");
	}
	return at;
}

static void
put_number(struct buf *out, double value)
{
	char digits[32];

	if (value == floor(value) && fabs(value) < EXACT) {
		/* Adding zero turns -0 into 0. */
		buf_printf(out, "%.0f", value + 0.0);
		return;
	}
	snprintf(digits, sizeof(digits), "%.15g", value);
	if (strtod(digits, NULL) != value)
		snprintf(digits, sizeof(digits), "%.17g", value);
	buf_puts(out, digits);
}

static bool
put_scalar(struct buf *out, const cJSON *value)
{
	if (cJSON_IsString(value))
		buf_puts(out, value->valuestring);
	else if (cJSON_IsNumber(value) && isfinite(value->valuedouble))
		put_number(out, value->valuedouble);
	else if (cJSON_IsBool(value))
		buf_puts(out, cJSON_IsTrue(value) ? "true" : "false");
	else
		return false;
	return true;
}

bool
pointer_text(struct buf *out, const cJSON *value)
{
	size_t before = out->size;
	const cJSON *item;

	if (!cJSON_IsArray(value))
		return put_scalar(out, value);
	cJSON_ArrayForEach(item, value)
	{
		if (item != value->child)
			buf_puts(out, ", ");
		if (!put_scalar(out, item)) {
			buf_cut(out, before);
			return false;
		}
	}
	return true;
}
