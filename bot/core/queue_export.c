/* SPDX-License-Identifier: ISC */
/*
 * queue_export.c - the outbox as a whole: what waits for each target, and all
 * of it, page by page, complete enough to be sent by other means.
 */
#include "core/control.h"
#include "core/queue_parts.h"
#include "sdk/json.h"

/* Rows of an answer, and about the bytes after which it is full. */
#define PAGE_ROWS 500
#define PAGE_BYTES (2u << 20)

/* ---- What waits for each target */

static void
add_queue(void *arg, const struct store_queue *q)
{
	cJSON *o = cJSON_CreateObject();

	json_put_string(o, "notifier", q->notifier);
	json_put_string(o, "target", q->target);
	json_put_integer(o, "waiting", q->n);
	json_put_integer(o, "unknown", q->n_unknown);
	json_put_integer(o, "oldest_us", q->oldest_us);
	json_put_integer(o, "next_us", q->next_us);
	json_put_string(o, "why", q->why);
	cJSON_AddItemToArray(arg, o);
}

bool
queue_put_queues(cJSON *answer, struct store *s, struct error *err)
{
	return store_queues(
	    s, add_queue, json_put_array(answer, "queues"), err);
}

/* ---- All of it */

struct page {
	cJSON *rows;
	size_t bytes;
	int64_t n; /* rows of the store, those included that did not fit */
	char last[ID_SIZE];
};

/* Text that is JSON, as it is. */
static void
put_json(cJSON *o, const char *name, const char *text)
{
	cJSON *value = text == NULL ? NULL : cJSON_Parse(text);

	if (value != NULL)
		cJSON_AddItemToObject(o, name, value);
}

static void
put_field(cJSON *about, const struct store_field *f)
{
	static const char account[] = "account.";
	const char *name = f->name;

	if (strncmp(name, account, strlen(account)) == 0) {
		cJSON *o = cJSON_GetObjectItemCaseSensitive(about, "account");

		about = o != NULL ? o : json_put_object(about, "account");
		name += strlen(account);
	}
	if (strcmp(name, "properties") == 0)
		put_json(about, name, f->text);
	else if (strcmp(name, "complete") == 0)
		json_put_bool(about, name, strcmp(f->text, "0") != 0);
	else if (f->is_number)
		cJSON_AddRawToObject(about, name, f->text);
	else
		json_put_string(about, name, f->text);
}

static size_t
size_of(const char *text)
{
	return text == NULL ? 0 : strlen(text);
}

/* What is beyond a full page is on the next. */
static void
add_row(void *arg, const struct notice *n, const struct store_field *about,
    size_t n_about)
{
	struct page *page = arg;
	cJSON *row, *response;

	page->n++;
	if (page->bytes > PAGE_BYTES)
		return;
	row = queue_notice_json(n);
	json_put_integer(row, "priority", n->priority);
	json_put_string(row, "thread", n->thread);
	put_json(row, "body", n->body);
	put_json(row, "fold", n->fold);
	page->bytes += 1000 + size_of(n->body) + size_of(n->fold);
	response = n_about > 0 ? json_put_object(row, "about") : NULL;
	for (size_t i = 0; i < n_about; i++) {
		page->bytes += size_of(about[i].text);
		put_field(response, &about[i]);
	}
	cJSON_AddItemToArray(page->rows, row);
	memcpy(page->last, n->id, ID_SIZE);
}

cJSON *
queue_export(struct store *s, const cJSON *request, const char *who)
{
	const char *after = json_string(request, "after");
	struct store_page wanted = { .after = after == NULL ? "" : after,
		.max = PAGE_ROWS };
	struct page page = { .n = 0 };
	struct error err;
	cJSON *answer;

	(void)who;
	if (!queue_state_of(request, &wanted.state, &err))
		return control_refusal("%s", err.text);
	answer = queue_fine();
	page.rows = json_put_array(answer, "notices");
	if (!store_export(s, &wanted, add_row, &page, &err)) {
		cJSON_Delete(answer);
		return control_refusal("%s", err.text);
	}
	if (page.n == PAGE_ROWS || page.n > cJSON_GetArraySize(page.rows))
		json_put_string(answer, "next", page.last);
	return answer;
}
