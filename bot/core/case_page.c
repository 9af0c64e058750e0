/* SPDX-License-Identifier: ISC */
/* case_page.c - what is on the page of a case, and what its button does. */
#include "core/case_page.h"

#include <string.h>

#include "core/case_act.h"
#include "core/case_ask.h"
#include "core/case_page_html.h"
#include "core/clock.h"
#include "core/log.h"
#include "decide/mustache.h"
#include "sdk/base64.h"
#include "sdk/form.h"
#include "sdk/hmac.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* What a link can be for. */
static const struct deed {
	const char *action;
	bool wants_note;
	const char *states; /* of the case in which it can be done */
} deeds[] = {
	{ "claim", false, "open" },
	{ "resolve", true, "open claimed" },
};

static const struct deed *
deed_of(const char *action)
{
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (strcmp(deeds[i].action, action) == 0)
			return &deeds[i];
	return NULL;
}

/* One request, and what is to be on its page. */
struct making {
	const struct page_world *world;
	const cJSON *request;
	struct case_link link;
	const struct deed *deed;
	cJSON *kase; /* as `loopbell cases show --json` has it */
	cJSON *data; /* for the template */
	struct page page;
};

/* ---- Words */

static void
put_word(struct making *m, const char *name, const char *key)
{
	char *text = decide_words(m->world->decider, "pages", key, m->data);

	json_put_string(m->data, name, text);
	free(text);
}

static void
put_fact(struct making *m, const char *key, const char *value)
{
	cJSON *fact, *facts = cJSON_GetObjectItem(m->data, "facts");
	char *label;

	if (value == NULL)
		return;
	if (facts == NULL)
		facts = json_put_array(m->data, "facts");
	label = decide_words(m->world->decider, "pages", key, m->data);
	fact = cJSON_CreateObject();
	json_put_string(fact, "label", label);
	json_put_string(fact, "value", value);
	cJSON_AddItemToArray(facts, fact);
	free(label);
}

static void
put_time_fact(struct making *m, const char *key, const char *member)
{
	int64_t us = json_integer(m->kase, member, 0);
	char text[CLOCK_TEXT_SIZE];

	if (us > 0)
		put_fact(m, key, clock_text(us, text));
}

/* ---- The case */

static const char *
person(const cJSON *p)
{
	const char *name = json_string(p, "name");

	return name != NULL ? name : json_string(p, "email");
}

static bool
can_be_done(const struct making *m)
{
	const char *state = json_string(m->kase, "state");

	return m->deed != NULL && state != NULL &&
	       strstr(m->deed->states, state) != NULL;
}

static void
put_case(struct making *m)
{
	const cJSON *score = json_member(m->kase, "score");
	const cJSON *first = json_member(m->kase, "responses")->child;
	const char *state = json_string(m->kase, "state");

	cJSON_AddItemToObject(m->data, "number",
	    cJSON_Duplicate(json_member(m->kase, "number"), false));
	json_put_string(m->data, "company", json_string(m->kase, "company"));
	json_put_string(m->data, "quote", json_string(first, "comment"));
	if (score != NULL)
		cJSON_AddItemToObject(
		    m->data, "score", cJSON_Duplicate(score, false));
	put_word(m, "heading", "heading");
	put_word(m, "state", state);
	put_fact(m, "respondent",
	    json_string(first, "name") != NULL ? json_string(first, "name")
					       : json_string(first, "email"));
	put_fact(m, "owner", json_string(m->kase, "owner"));
	put_fact(m, "holder", person(json_member(m->kase, "holder")));
	put_time_fact(m, "deadline", "deadline_us");
	put_fact(m, "resolver", person(json_member(m->kase, "resolver")));
	put_fact(m, "note", json_string(m->kase, "note"));
}

/* What there is to press. */
static void
put_form(struct making *m)
{
	cJSON *form;

	if (!can_be_done(m))
		return;
	json_put_string(m->data, "who", m->link.who);
	put_word(m, "button", m->deed->action);
	put_word(m, "as", "as");
	form = json_put_object(m->data, "form");
	if (!m->deed->wants_note)
		return;
	json_put_bool(form, "wants_note", true);
	put_word(m, "ask_note", "ask_note");
	put_word(m, "ask_reached", "ask_reached");
	put_word(m, "yes", "yes");
	put_word(m, "no", "no");
}

/* What was put together for printing alone (json.h), as who reads it has it. */
static cJSON *
read_anew(const cJSON *printed)
{
	struct buf text = BUF_INIT;
	cJSON *read;

	json_print(&text, printed);
	read = cJSON_Parse(buf_str(&text));
	buf_release(&text);
	return read;
}

static bool
load_case(struct making *m, struct error *err)
{
	cJSON *request = cJSON_CreateObject(), *answer, *said;
	const char *why;

	json_put_string(request, "op", "case");
	json_put_string(request, "subject", m->link.subject);
	said = case_reply(m->world->store, m->world->decider, request, "");
	answer = read_anew(said);
	cJSON_Delete(said);
	why = json_string(answer, "error");
	cJSON_Delete(m->kase);
	m->kase = cJSON_DetachItemFromObject(answer, "case");
	if (m->kase == NULL)
		error_set(err, "%s", why == NULL ? "" : why);
	cJSON_Delete(answer);
	cJSON_Delete(request);
	return m->kase != NULL;
}

/* ---- Doing it */

static cJSON *
read_form(const struct making *m)
{
	const char *body = json_string(m->request, "body");
	struct buf text = BUF_INIT;
	cJSON *form = NULL;

	if (body != NULL && base64_decode(&text, body))
		form = form_read(text.data, text.size, NULL);
	buf_release(&text);
	return form != NULL ? form : cJSON_CreateObject();
}

/* The same link for the same round of its case is the same action. */
static char *
id_of(const struct making *m)
{
	const char *token = json_string(m->request, "path");
	struct buf id = BUF_INIT;

	buf_puts(&id, "link:");
	hmac_fingerprint(&id, token, strlen(token));
	buf_printf(&id, ":%d", (int)json_integer(m->kase, "round", 0));
	return buf_take(&id);
}

static bool
act(struct making *m, const cJSON *form, struct case_result *result,
    struct error *err)
{
	struct store *store = m->world->store;
	cJSON *fields = cJSON_CreateObject();
	char *id = id_of(m);
	const struct case_request request = {
		.id = id,
		.name = m->link.action,
		.subject = json_string(m->kase, "id"),
		.who = { m->link.who, NULL },
		.text = json_string(form, "note"),
		.fields = fields,
		.source = "mail",
	};
	bool ok;

	json_put_string(fields, "reached", json_string(form, "reached"));
	ok = store_begin(store, err) &&
	     case_act(m->world->decider, &request, result, store, err) &&
	     store_commit(store, err);
	if (!ok)
		store_rollback(store);
	cJSON_Delete(fields);
	free(id);
	return ok;
}

/* What was refused for what was not written can be written now: its id must
 * not remember that. */
static bool
is_complete(const struct making *m, const cJSON *form)
{
	const char *note = json_string(form, "note");

	return !m->deed->wants_note ||
	       (note != NULL && note[strspn(note, " \t\r\n")] != '\0');
}

static bool
post(struct making *m, struct error *err)
{
	struct case_result result = { .answer = NULL };
	cJSON *form = read_form(m);
	bool ok = true;

	if (!is_complete(m, form)) {
		put_word(m, "message", "no_note");
	} else {
		ok = act(m, form, &result, err) && load_case(m, err);
		m->page.changes = ok && result.is_done;
		json_put_string(m->data, "message", result.answer);
		json_put_bool(m->data, "is_done", result.is_done);
	}
	case_result_release(&result);
	cJSON_Delete(form);
	return ok;
}

/* ---- The page */

static struct page
finish(struct making *m, int status)
{
	struct mustache_place place;
	struct mustache *template = mustache_parse(page_html, &place, NULL);
	struct buf html = BUF_INIT;

	put_word(m, "language", "language");
	put_word(m, "footer", "footer");
	if (json_string(m->data, "heading") == NULL)
		put_word(m, "heading", "no_heading");
	if (template == NULL ||
	    !mustache_render(template, m->data, MUSTACHE_HTML, &html, NULL))
		buf_puts(&html, "<!doctype html><p>This page is too long.");
	mustache_free(template);
	m->page.status = status;
	m->page.html = buf_take(&html);
	cJSON_Delete(m->data);
	cJSON_Delete(m->kase);
	return m->page;
}

static struct page
say(struct making *m, int status, const char *key)
{
	put_word(m, "message", key);
	return finish(m, status);
}

struct page
case_page(const struct page_world *world, const cJSON *request)
{
	const char *token = json_string(request, "path");
	const char *method = json_string(request, "method");
	bool is_post = method != NULL && strcmp(method, "POST") == 0;
	struct making m = { .world = world,
		.request = request,
		.data = cJSON_CreateObject() };
	enum links_verdict verdict = LINKS_FORGED;
	struct error err;

	if (token != NULL)
		verdict = links_read(
		    &m.link, world->key, token, strlen(token), world->now_s);
	m.deed = deed_of(m.link.action);
	if (verdict == LINKS_FORGED || m.deed == NULL)
		return say(&m, 404, "forged");
	if (verdict == LINKS_EXPIRED)
		return say(&m, 410, "expired");
	if (!load_case(&m, &err))
		return say(&m, 404, "no_case");
	if (is_post && !post(&m, &err)) {
		log_line(
		    LOG_ERROR, NULL, "case %s: %s", m.link.subject, err.text);
		return say(&m, 503, "failed");
	}
	put_case(&m);
	put_form(&m);
	return finish(&m, 200);
}
