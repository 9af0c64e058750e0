/* SPDX-License-Identifier: ISC */
/* case_ask.c - what the command line asks of cases. */
#include "core/case_ask.h"

#include "config/zone.h"
#include "core/case_act.h"
#include "core/case_parts.h"
#include "core/clock.h"
#include "core/control.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define LIST_MAX 10000

/* One request on its way. */
struct asking {
	struct store *store;
	const struct decider *d;
	const cJSON *request;
	const char *user;
};

static cJSON *reply_cases(const struct asking *a);
static cJSON *reply_case(const struct asking *a);
static cJSON *reply_act(const struct asking *a);
static cJSON *reply_absences(const struct asking *a);
static cJSON *reply_absent(const struct asking *a);
static cJSON *reply_present(const struct asking *a);

static const struct asked {
	const char *op;
	bool changes;
	cJSON *(*reply)(const struct asking *a);
} all[] = {
	/* clang-format off */
	{ "cases",    false, reply_cases },
	{ "case",     false, reply_case },
	{ "act",      true,  reply_act },
	{ "absences", false, reply_absences },
	{ "absent",   true,  reply_absent },
	{ "present",  true,  reply_present },
	/* clang-format on */
};

static const struct asked *
asked_by_op(const char *op)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].op, op) == 0)
			return &all[i];
	return NULL;
}

bool
case_asks(const char *op, bool *changes)
{
	const struct asked *asked = asked_by_op(op);

	*changes = asked != NULL && asked->changes;
	return asked != NULL;
}

cJSON *
case_reply(struct store *store, const struct decider *d, const cJSON *request,
    const char *user)
{
	const struct asking a = { store, d, request, user };

	return asked_by_op(json_string(request, "op"))->reply(&a);
}

static cJSON *
fine(void)
{
	cJSON *o = cJSON_CreateObject();

	json_put_bool(o, "ok", true);
	return o;
}

/* Takes the answer over. */
static cJSON *
failed(cJSON *answer, const struct error *err)
{
	cJSON_Delete(answer);
	return control_refusal("%s", err->text);
}

/* ---- Looking */

static void
put_person(cJSON *o, const char *name, const struct person *p)
{
	cJSON *person;

	if (p->email == NULL)
		return;
	person = json_put_object(o, name);
	json_put_string(person, "email", p->email);
	json_put_string(person, "name", p->name);
}

static cJSON *
case_json(const struct kase *k, int64_t now_us)
{
	static const char *const reached[] = { NULL, "no", "yes" };
	const struct {
		const char *name;
		int64_t us;
	} times[] = {
		{ "opened_us", kase_opened_us(k) },
		{ "deadline_us", k->deadline_us },
		{ "claimed_us", k->claimed_us },
		{ "snoozed_us", k->snoozed_us },
		{ "resolved_us", k->resolved_us },
		{ "confirm_us", k->confirm_us },
		{ "confirmed_us", k->confirmed_us },
	};
	cJSON *o = cJSON_CreateObject();

	json_put_integer(o, "number", k->number);
	json_put_string(o, "id", k->id);
	json_put_string(o, "state", case_state_name(k->state));
	json_put_string(o, "company", k->company);
	if (k->score >= 0)
		json_put_integer(o, "score", k->score);
	json_put_string(o, "account", k->account);
	json_put_string(o, "route", k->route);
	json_put_string(o, "owner", k->owner);
	put_person(o, "holder", &k->holder);
	put_person(o, "resolver", &k->resolver);
	json_put_string(o, "note", k->note);
	json_put_string(o, "reached", reached[k->reached]);
	json_put_integer(o, "round", k->round);
	json_put_integer(o, "answers", k->n_members);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (times[i].us > 0)
			json_put_integer(o, times[i].name, times[i].us);
	json_put_bool(
	    o, "overdue", k->state < CASE_RESOLVED && k->deadline_us < now_us);
	return o;
}

static void
add_case(void *arg, const struct kase *k)
{
	cJSON_AddItemToArray(arg, case_json(k, clock_now_us()));
}

static cJSON *
reply_cases(const struct asking *a)
{
	int64_t max = json_integer(a->request, "max", 100);
	struct case_filter filter = {
		.all = json_bool(a->request, "all", false),
		.who = json_string(a->request, "who"),
		.overdue_us = json_bool(a->request, "overdue", false)
				  ? clock_now_us()
				  : 0,
		.max = max < 1 || max > LIST_MAX ? LIST_MAX : max,
	};
	cJSON *answer = fine();
	struct error err;

	if (store_cases(a->store, &filter, add_case,
		json_put_array(answer, "cases"), &err))
		return answer;
	return failed(answer, &err);
}

static void
add_action(void *arg, const struct action *done)
{
	cJSON *o = cJSON_CreateObject();

	json_put_integer(o, "at_us", done->at_us);
	json_put_string(o, "name", done->name);
	json_put_string(o, "who", done->who);
	json_put_string(o, "who_name", done->who_name);
	json_put_string(o, "source", done->source);
	json_put_string(o, "text", done->text);
	if (done->fields != NULL)
		cJSON_AddItemToObject(o, "fields", cJSON_Parse(done->fields));
	cJSON_AddItemToArray(arg, o);
}

static bool
add_answer(
    const struct asking *a, const char *id, cJSON *list, struct error *err)
{
	struct response r;
	char *provider;
	cJSON *o;

	if (!store_response(
		a->store, id, clock_now_us(), &r, &provider, err)) {
		free(provider);
		return false;
	}
	o = cJSON_CreateObject();
	json_put_string(o, "id", id);
	json_put_string(o, "provider", provider);
	json_put_integer(o, "answered_us", r.answered_us);
	if (r.score >= 0)
		json_put_integer(o, "score", r.score);
	json_put_string(o, "name", r.name);
	json_put_string(o, "email", r.email);
	json_put_string(o, "comment", r.comment);
	json_put_string(o, "link", r.link);
	cJSON_AddItemToArray(list, o);
	response_release(&r);
	free(provider);
	return true;
}

static bool
add_answers(const struct asking *a, const struct kase *k, cJSON *list,
    struct error *err)
{
	char(*ids)[ID_SIZE];
	size_t n;
	bool ok = store_case_members(a->store, k->id, &ids, &n, err);

	for (size_t i = 0; ok && i < n; i++)
		ok = add_answer(a, ids[i], list, err);
	free(ids);
	return ok;
}

static cJSON *
reply_case(const struct asking *a)
{
	const char *subject = json_string(a->request, "subject");
	cJSON *answer = fine(), *o;
	struct error err;
	struct kase k;
	bool found, ok;

	if (!case_find(a->store, subject, &k, &found, &err))
		return failed(answer, &err);
	if (!found) {
		cJSON_Delete(answer);
		return control_refusal("there is no case %s",
		    subject == NULL ? "without a number" : subject);
	}
	o = case_json(&k, clock_now_us());
	cJSON_AddItemToObject(answer, "case", o);
	ok = add_answers(a, &k, json_put_array(o, "responses"), &err) &&
	     store_actions(a->store, k.id, add_action,
		 json_put_array(o, "actions"), &err);
	kase_release(&k);
	return ok ? answer : failed(answer, &err);
}

/* ---- Changing */

/* All or nothing: ends the transaction that was begun. */
static bool
end(const struct asking *a, bool ok, struct error *err)
{
	if (ok)
		return store_commit(a->store, err);
	store_rollback(a->store);
	return false;
}

/* What they asked for, with the user of the machine, for the audit log. */
static cJSON *
fields_of(const struct asking *a)
{
	const cJSON *given = json_member(a->request, "fields");
	cJSON *fields = cJSON_IsObject(given) ? cJSON_Duplicate(given, true)
					      : cJSON_CreateObject();

	cJSON_DeleteItemFromObjectCaseSensitive(fields, "user");
	json_put_string(fields, "user", a->user);
	return fields;
}

static cJSON *
reply_act(const struct asking *a)
{
	cJSON *fields = fields_of(a), *answer;
	const char *name = json_string(a->request, "name");
	struct case_request request = {
		.id = json_string(a->request, "id"),
		.name = name == NULL ? "" : name,
		.subject = json_string(a->request, "subject"),
		.who = { (char *)(uintptr_t)json_string(a->request, "as"),
		    (char *)(uintptr_t)json_string(a->request, "as_name") },
		.text = json_string(a->request, "text"),
		.fields = fields,
		.source = "cli",
		.in_english = true,
	};
	struct case_result result = { .answer = NULL };
	struct error err;
	bool ok =
	    store_begin(a->store, &err) &&
	    end(a, case_act(a->d, &request, &result, a->store, &err), &err);

	cJSON_Delete(fields);
	if (ok && result.is_done) {
		answer = fine();
		json_put_string(answer, "answer", result.answer);
	} else {
		answer = control_refusal("%s", ok ? result.answer : err.text);
	}
	case_result_release(&result);
	return answer;
}

/* ---- Who is away */

static void
add_absence(void *arg, const struct absence *absence)
{
	cJSON *o = cJSON_CreateObject();

	json_put_string(o, "id", absence->id);
	json_put_string(o, "who", absence->who);
	json_put_string(o, "deputy", absence->deputy);
	json_put_integer(o, "from_us", absence->from_us);
	json_put_integer(o, "until_us", absence->until_us);
	cJSON_AddItemToArray(arg, o);
}

/* Midnight after the day that begins then. */
static int64_t
day_after(int64_t us)
{
	/* Half of the day after, so that no change of the clock matters. */
	return clock_midnight_us(us + INT64_C(36) * 3600 * US_PER_S);
}

/* Those of the configuration have no id: nobody can end them but there. */
static cJSON *
reply_absences(const struct asking *a)
{
	const struct config *config = decide_config(a->d);
	cJSON *answer = fine(), *list = json_put_array(answer, "absences");
	int64_t now_us = clock_now_us();
	struct error err;

	for (size_t i = 0; i < config->n_absent; i++) {
		const struct absent *one = &config->absent[i];
		struct absence absence = { "", one->who, one->deputy,
			one->from_us, day_after(one->until_us) };

		if (absence.until_us > now_us)
			add_absence(list, &absence);
	}
	if (store_absences(a->store, now_us, add_absence, list, &err))
		return answer;
	return failed(answer, &err);
}

/* Who says so must be somebody who may. */
static bool
may_say(const struct asking *a, struct error *err)
{
	const char *as = json_string(a->request, "as");

	if (!acting_is_address(as))
		return error_set(err, "say who you are: --as you@company");
	return case_may_act(decide_config(a->d), as) ||
	       error_set(err, "%s may not act here (may_act:)", as);
}

static bool
read_day(
    const struct asking *a, const char *name, int64_t *us, struct error *err)
{
	const char *text = json_string(a->request, name);
	struct tm day;

	if (text == NULL || !zone_read_date(text, &day))
		return error_set(
		    err, "--%s takes a day such as 2026-12-24", name);
	*us = zone_midnight_us(NULL, &day);
	return true;
}

static bool
read_absence(
    const struct asking *a, struct absence *absence, struct error *err)
{
	absence->who = json_string(a->request, "who");
	absence->deputy = json_string(a->request, "deputy");
	if (!acting_is_address(absence->who) ||
	    !acting_is_address(absence->deputy))
		return error_set(err,
		    "who is away and --deputy are e-mail addresses such as "
		    "anna@example.com");
	if (!read_day(a, "from", &absence->from_us, err) ||
	    !read_day(a, "to", &absence->until_us, err))
		return false;
	absence->until_us = day_after(absence->until_us);
	id_make(absence->id, clock_now_us());
	return absence->from_us < absence->until_us ||
	       error_set(err, "--from must not be after --to");
}

/* Into the audit log, about the absence. */
static bool
log_it(const struct asking *a, const char *subject, const char *text,
    struct error *err)
{
	char id[ID_SIZE];
	cJSON *fields = fields_of(a);
	struct buf printed = BUF_INIT;
	struct action done = {
		.id = id,
		.at_us = clock_now_us(),
		.name = json_string(a->request, "op"),
		.subject = subject,
		.who = json_string(a->request, "as"),
		.source = "cli",
		.text = text,
	};
	bool ok;

	id_make(id, done.at_us);
	json_print(&printed, fields);
	done.fields = buf_str(&printed);
	ok = store_put_action(a->store, &done, err);
	buf_release(&printed);
	cJSON_Delete(fields);
	return ok;
}

static cJSON *
reply_absent(const struct asking *a)
{
	struct absence absence;
	struct error err;
	cJSON *answer;
	bool ok = may_say(a, &err) && read_absence(a, &absence, &err) &&
		  store_begin(a->store, &err);

	if (ok)
		ok = end(a,
		    store_put_absence(a->store, &absence, &err) &&
			log_it(a, absence.id, absence.who, &err),
		    &err);
	if (!ok)
		return control_refusal("%s", err.text);
	answer = fine();
	json_put_string(answer, "id", absence.id);
	return answer;
}

static cJSON *
reply_present(const struct asking *a)
{
	const char *id = json_string(a->request, "id");
	struct error err;
	bool found = false, ok = may_say(a, &err);

	if (ok && id == NULL)
		ok = error_set(&err, "which?");
	ok = ok && store_begin(a->store, &err);
	if (ok)
		ok = end(a,
		    store_drop_absence(a->store, id, &found, &err) &&
			(!found || log_it(a, id, NULL, &err)),
		    &err);
	if (ok && !found)
		ok = error_set(&err, "there is no absence %s", id);
	return ok ? fine() : control_refusal("%s", err.text);
}
