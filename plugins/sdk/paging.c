/* SPDX-License-Identifier: ISC */
/* paging.c - a request for one page, out of templates; and what it brought. */
#include "sdk/paging.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <strings.h>
#include <time.h>

#include "sdk/json.h"
#include "sdk/json_read.h"
#include "sdk/mem.h"
#include "sdk/pointer.h"
#include "sdk/suggest.h"
#include "sdk/when.h"

#define US_PER_S INT64_C(1000000)

/* ---- Names, and what they stand for. */

static const char *const names[] = { "since", "now", "page", "offset", "size",
	"next", NULL };

struct place {
	const struct paging *paging;
	const struct lb_pair *variables;
	const struct paging_at *at;
};

static void
put_time(struct buf *out, enum paging_time time, int64_t us)
{
	time_t at = (time_t)(us / US_PER_S);
	char text[32];
	struct tm tm;

	switch (time) {
	case PAGING_ISO:
		when_put_iso(out, us);
		return;
	case PAGING_SECONDS:
		buf_printf(out, "%" PRId64, us / US_PER_S);
		return;
	case PAGING_MS:
		buf_printf(out, "%" PRId64, us / 1000);
		return;
	case PAGING_DATE:
	case PAGING_PLAIN:
	case PAGING_MICROS:
		break;
	}
	gmtime_r(&at, &tm);
	strftime(text, sizeof(text),
	    time == PAGING_DATE ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%S", &tm);
	buf_puts(out, text);
	if (time == PAGING_MICROS)
		buf_printf(out, ".%06dZ", (int)(us % US_PER_S));
}

static int64_t
since_of(const struct place *p)
{
	int64_t us = p->at->since_us - p->paging->back_s * US_PER_S;

	return us > 0 ? us : 0;
}

/* False: the name has no value now. */
static bool
put_value(struct buf *out, const struct place *p, const char *name)
{
	const struct lb_pair *v = p->variables;

	if (strcmp(name, "since") == 0)
		put_time(out, p->paging->time, since_of(p));
	else if (strcmp(name, "now") == 0)
		put_time(out, p->paging->time, (int64_t)time(NULL) * US_PER_S);
	else if (strcmp(name, "page") == 0)
		buf_printf(out, "%d", p->at->page + p->paging->first);
	else if (strcmp(name, "offset") == 0)
		buf_printf(out, "%" PRId64, p->at->offset);
	else if (strcmp(name, "size") == 0)
		buf_printf(out, "%d", p->paging->size);
	else if (strcmp(name, "next") == 0 && p->at->next != NULL)
		buf_puts(out, p->at->next);
	else {
		for (; v != NULL && v->name != NULL; v++)
			if (strcmp(v->name, name) == 0 && v->value != NULL) {
				buf_puts(out, v->value);
				return true;
			}
		return false;
	}
	return true;
}

/* The length of "{name}" at s, with its name; 0: there is none. */
static size_t
name_at(const char *s, char name[64])
{
	size_t n = 1;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	if (*s != '{' || s[n] != '}' || n == 1 || n > 64)
		return 0;
	memcpy(name, s + 1, n - 1);
	name[n - 1] = '\0';
	return n + 1;
}

typedef void put_fn(struct buf *out, const char *text);

static void
put_plain(struct buf *out, const char *text)
{
	buf_puts(out, text);
}

/* The first n characters of a template; false: one of its names has no value,
 * and what was added is to be thrown away. */
static bool
expand(struct buf *out, const char *s, size_t n, const struct place *p,
    put_fn *put)
{
	const char *end = s + n;
	char name[64];

	while (s < end) {
		size_t length = name_at(s, name);
		struct buf value = BUF_INIT;
		bool is_there;

		if (length == 0) {
			buf_add(out, s++, 1);
			continue;
		}
		is_there = put_value(&value, p, name);
		if (is_there)
			put(out, buf_str(&value));
		buf_release(&value);
		if (!is_there)
			return false;
		s += length;
	}
	return true;
}

/* ---- The request. */

static void
put_path(struct buf *out, const struct place *p)
{
	const char *s = p->paging->path;
	size_t n = strcspn(s, "?");
	char separator = '?';

	/* Before the query a name without a value stands for nothing. */
	(void)expand(out, s, n, p, rest_segment);
	for (s += n; *s != '\0'; s += n) {
		struct buf pair = BUF_INIT;

		s++;
		n = strcspn(s, "&");
		if (expand(&pair, s, n, p, rest_segment)) {
			buf_printf(out, "%c%s", separator, buf_str(&pair));
			separator = '&';
		}
		buf_release(&pair);
	}
}

/* What is counted is a number in JSON, where it is the whole of a text. */
static bool
is_counted(const char *text)
{
	return strcmp(text, "{page}") == 0 || strcmp(text, "{offset}") == 0 ||
	       strcmp(text, "{size}") == 0;
}

static void
expand_text(cJSON *parent, cJSON *child, const struct place *p)
{
	bool is_number = is_counted(child->valuestring);
	struct buf text = BUF_INIT;

	if (expand(&text, child->valuestring, strlen(child->valuestring), p,
		put_plain)) {
		cJSON_SetValuestring(child, buf_str(&text));
		if (is_number)
			child->type = cJSON_Raw;
	} else {
		cJSON_Delete(cJSON_DetachItemViaPointer(parent, child));
	}
	buf_release(&text);
}

static void
expand_body(cJSON *value, const struct place *p)
{
	cJSON *child = value->child, *next;

	for (; child != NULL; child = next) {
		next = child->next;
		if (cJSON_IsString(child))
			expand_text(value, child, p);
		else
			expand_body(child, p);
	}
}

static void
put_body(struct buf *out, const struct place *p)
{
	cJSON *body = cJSON_Parse(p->paging->body);

	if (body != NULL)
		expand_body(body, p);
	json_print(out, body);
	cJSON_Delete(body);
}

static enum lb_result
ask(struct rest *rest, const struct place *p, cJSON **document)
{
	const struct paging *paging = p->paging;
	struct buf path = BUF_INIT, body = BUF_INIT;
	struct rest_call call = { .may_leave = paging->may_leave };
	enum lb_result result;

	if (paging->kind == PAGING_LINK && p->at->next != NULL)
		buf_puts(&path, p->at->next);
	else
		put_path(&path, p);
	if (paging->body != NULL) {
		put_body(&body, p);
		call.body = buf_str(&body);
	}
	call.path = buf_str(&path);
	result = rest_send(rest, &call, document);
	buf_release(&path);
	buf_release(&body);
	return result;
}

/* ---- The answer. */

/* <https://…?page=2>; rel="next", among others (RFC 8288). */
static char *
link_next(const char *header)
{
	const char *s = header == NULL ? "" : header;

	while ((s = strchr(s, '<')) != NULL) {
		size_t n = strcspn(++s, ">");
		size_t rest = strcspn(s + n, ",");
		char *parameters = mem_copy(s + n, rest);
		bool is_next =
		    strcasestr(parameters, "rel=\"next\"") != NULL ||
		    strcasestr(parameters, "rel=next") != NULL;

		free(parameters);
		if (is_next)
			return mem_copy(s, n);
		s += n;
	}
	return NULL;
}

static char *
next_of(const struct paging *p, struct rest *rest, const cJSON *document)
{
	struct buf text = BUF_INIT;

	if (p->kind != PAGING_LINK && p->kind != PAGING_CURSOR)
		return NULL;
	if (p->next == NULL)
		return link_next(rest_header(rest, "link"));
	if (pointer_text(&text, pointer_get(document, p->next)) &&
	    text.size > 0)
		return buf_take(&text);
	buf_release(&text);
	return NULL;
}

/* A number, or one in text; 0: there is none. */
static double
number_at(const cJSON *document, const char *pointer)
{
	const cJSON *value = pointer_get(document, pointer);

	if (cJSON_IsString(value))
		return strtod(value->valuestring, NULL);
	return cJSON_IsNumber(value) ? value->valuedouble : 0;
}

static int
total_at(const cJSON *document, const char *pointer)
{
	double total = number_at(document, pointer);

	return total > 0 && total < INT_MAX ? (int)total : 0;
}

static bool
is_true(const cJSON *value)
{
	return cJSON_IsTrue(value) ||
	       (cJSON_IsString(value) &&
		   strcasecmp(value->valuestring, "true") == 0);
}

static bool
is_last(const struct paging *p, const struct paging_at *at,
    const struct paging_page *page)
{
	bool is_told = p->kind == PAGING_LINK || p->kind == PAGING_CURSOR;

	if (p->kind == PAGING_ONE || (is_told && page->next == NULL))
		return true;
	if (p->more != NULL)
		return !is_true(pointer_get(page->document, p->more));
	if (p->n_pages != NULL)
		return at->page >= number_at(page->document, p->n_pages);
	if (is_told)
		return false;
	/* A vendor may give fewer a page than were asked for. */
	if (page->n_total > 0)
		return page->n_rows == 0 ||
		       at->offset + page->n_rows >= page->n_total;
	return page->n_rows == 0 || page->n_rows < p->size;
}

enum lb_result
paging_get(struct lb_host *host, struct rest *rest, const struct paging *p,
    const struct lb_pair *variables, const struct paging_at *at,
    struct paging_page *page)
{
	const struct place place = { p, variables, at };
	const char *items = p->items == NULL ? "" : p->items;
	enum lb_result result;

	paging_release(page);
	result = ask(rest, &place, &page->document);
	if (result != LB_DONE)
		return result;
	page->rows = (cJSON *)pointer_get(page->document, items);
	if (!cJSON_IsArray(page->rows)) {
		paging_release(page);
		return lb_retry(host, 0,
		    "it answered with something else than a list of answers%s"
		    "%s",
		    *items == '\0' ? "" : ": there is none at ", items);
	}
	page->n_rows = cJSON_GetArraySize(page->rows);
	if (p->total != NULL)
		page->n_total = total_at(page->document, p->total);
	page->next = next_of(p, rest, page->document);
	page->is_last = is_last(p, at, page);
	return LB_DONE;
}

void
paging_release(struct paging_page *page)
{
	cJSON_Delete(page->document);
	free(page->next);
	*page = (struct paging_page){ .n_rows = 0 };
}

/* ---- Is the table right? */

static bool
is_known(const char *name, const struct lb_pair *variables)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	for (; variables != NULL && variables->name != NULL; variables++)
		if (strcmp(variables->name, name) == 0)
			return true;
	return false;
}

static bool
check_template(const char *member, const char *s,
    const struct lb_pair *variables, struct error *err)
{
	char name[64];

	for (; s != NULL && *s != '\0'; s++) {
		const char *near;

		if (name_at(s, name) == 0 || is_known(name, variables))
			continue;
		near = suggest(name, names);
		return error_set(err,
		    "%s: {%s} stands for nothing%s%s%s: there are {since}, "
		    "{now}, {page}, {offset}, {size} and {next}",
		    member, name, near == NULL ? "" : "; did you mean {",
		    near == NULL ? "" : near, near == NULL ? "" : "}?");
	}
	return true;
}

static bool
check_body(const char *body, struct error *err)
{
	cJSON *json;

	if (body == NULL)
		return true;
	json = json_read(body, strlen(body), err);
	if (json == NULL)
		return error_in(err, "body");
	cJSON_Delete(json);
	return true;
}

static bool
check_pointer(const char *member, const char *pointer, struct error *err)
{
	return pointer == NULL || pointer_check(pointer, err) ||
	       error_in(err, "%s", member);
}

bool
paging_check(
    const struct paging *p, const struct lb_pair *variables, struct error *err)
{
	if (p->kind == PAGING_CURSOR && p->next == NULL)
		return error_set(err,
		    "next: where the cursor for the next page stands is "
		    "missing");
	return check_template("path", p->path, variables, err) &&
	       check_template("body", p->body, variables, err) &&
	       check_body(p->body, err) &&
	       check_pointer("items", p->items, err) &&
	       check_pointer("next", p->next, err) &&
	       check_pointer("more", p->more, err) &&
	       check_pointer("n_pages", p->n_pages, err) &&
	       check_pointer("total", p->total, err);
}
