/* SPDX-License-Identifier: ISC */
/*
 * case_more.c - what is done beside cases: thanks, and questions; and what
 * every action begins and ends with.
 */
#include <ctype.h>
#include <inttypes.h>
#include <time.h>

#include "core/case_parts.h"
#include "core/clock.h"
#include "decide/context.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define TEXT_MAX 4000
#define ID_MAX 200
#define ADDRESS_MAX 320
#define LINES_MAX 20

bool
acting_is_address(const char *text)
{
	const char *at = text == NULL ? NULL : strrchr(text, '@');

	if (at == NULL || at == text || at[1] == '\0' ||
	    strlen(text) > ADDRESS_MAX)
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text <= ' ' ||
		    strchr("<>,;\"", *text) != NULL)
			return false;
	return true;
}

bool
case_action_is(const char *name, enum case_action action)
{
	return strcmp(name, case_action_name(action)) == 0;
}

/* ---- Before and after */

/* What people write, without what is no text; NULL: nothing. */
static char *
cleaned(const char *text)
{
	struct buf clean = BUF_INIT;
	char *result = NULL;
	size_t n;

	if (text == NULL)
		return NULL;
	utf8_clean(&clean, text, strlen(text));
	text = buf_str(&clean);
	while (isspace((unsigned char)*text))
		text++;
	n = utf8_cut(text, TEXT_MAX);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	if (n > 0)
		result = mem_copy(text, n);
	buf_release(&clean);
	return result;
}

bool
acting_begin(struct acting *a, bool *is_known)
{
	const struct case_request *request = a->request;
	char own[ID_SIZE];

	*is_known = false;
	a->words = cJSON_CreateObject();
	a->text = cleaned(request->text);
	if (request->id == NULL) {
		id_make(own, a->now_us);
		a->id = mem_string(own);
		return true;
	}
	a->id = mem_printf("%s:%.*s", request->source,
	    (int)utf8_cut(request->id, ID_MAX), request->id);
	if (!store_action_answer(
		a->store, a->id, is_known, &a->result->answer, a->err)) {
		acting_end(a);
		return false;
	}
	a->result->is_done = *is_known;
	return true;
}

void
acting_end(struct acting *a)
{
	cJSON_Delete(a->words);
	free(a->text);
	free(a->id);
}

bool
acting_log(struct acting *a, const char *subject)
{
	const struct case_request *request = a->request;
	struct buf fields = BUF_INIT;
	struct action done = {
		.id = a->id,
		.at_us = a->now_us,
		.name = request->name,
		.subject = subject,
		.who = request->who.email,
		.who_name = request->who.name,
		.source = request->source,
		.text = a->text,
		.answer = a->result->answer,
	};
	bool ok;

	if (request->fields != NULL && request->fields->child != NULL)
		json_print(&fields, request->fields);
	done.fields = fields.size == 0 ? NULL : buf_str(&fields);
	ok = store_put_action(a->store, &done, a->err);
	buf_release(&fields);
	return ok;
}

/* ---- Thanks */

/* The answer a subject is about: a notice's, or itself; "": none. */
static bool
find_response(struct acting *a, char id[ID_SIZE])
{
	const char *subject = a->request->subject;
	struct notice n = { .state = NOTICE_WAITING };
	bool found = false;

	id[0] = '\0';
	if (subject == NULL)
		return true;
	if (!store_notice(a->store, subject, &n, &found, a->err))
		return false;
	if (found)
		memcpy(id, n.response, ID_SIZE);
	notice_release(&n);
	return true;
}

bool
acting_thank(struct acting *a)
{
	char response[ID_SIZE];
	struct person other;
	int64_t at_us;

	if (!find_response(a, response))
		return false;
	if (response[0] == '\0')
		return acting_refuse(a, "no_answer");
	if (!store_last_action(
		a->store, response, "thank", &other, &at_us, a->err))
		return false;
	if (other.email != NULL) {
		json_put_string(a->words, "other", person_name(&other));
		free(other.email);
		free(other.name);
		return acting_refuse(a, "thanked_before");
	}
	acting_answer(a, "thank");
	a->result->is_done = true;
	return acting_log(a, response) &&
	       acting_retell(a, response, NULL, true);
}

/* ---- Questions */

struct listing {
	struct acting *acting;
	struct buf out;
	int n;
};

static void
put_state(struct acting *a, cJSON *words, const struct kase *k)
{
	static const char *const keys[] = {
		[CASE_OPEN] = "open",
		[CASE_CLAIMED] = "in_hand",
		[CASE_RESOLVED] = "is_resolved",
		[CASE_CONFIRMED] = "is_confirmed",
	};
	char *word =
	    decide_answer(a->d, a->request->in_english, keys[k->state], words);

	json_put_string(words, "state_word", word);
	free(word);
}

static cJSON *
words_of(struct acting *a, const struct kase *k)
{
	cJSON *o = cJSON_CreateObject();
	char text[CLOCK_TEXT_SIZE];
	const char *has = person_name(&k->holder);

	snprintf(text, sizeof(text), "%" PRId64, k->number);
	json_put_string(o, "number", text);
	json_put_string(o, "company", k->company == NULL ? "?" : k->company);
	if (k->score >= 0)
		cJSON_AddNumberToObject(o, "score", k->score);
	put_state(a, o, k);
	json_put_string(o, "has", has != NULL ? has : k->owner);
	json_put_string(o, "deadline", clock_text(k->deadline_us, text));
	if (k->state < CASE_RESOLVED && k->deadline_us < a->now_us)
		json_put_bool(o, "is_late", true);
	json_put_string(o, "resolver", person_name(&k->resolver));
	if (k->resolved_us > 0)
		json_put_string(
		    o, "resolved", clock_text(k->resolved_us, text));
	return o;
}

static void
put_line(struct listing *l, const struct kase *k)
{
	struct acting *a = l->acting;
	cJSON *words = words_of(a, k);
	char *line = decide_answer(a->d, a->request->in_english,
	    k->state >= CASE_RESOLVED ? "done_line" : "line", words);

	buf_printf(&l->out, "%s%s", l->out.size > 0 ? "\n" : "", line);
	free(line);
	cJSON_Delete(words);
}

static void
on_case(void *arg, const struct kase *k)
{
	struct listing *l = arg;

	if (l->n++ < LINES_MAX)
		put_line(l, k);
}

static void
on_action(void *arg, const struct action *done)
{
	struct listing *l = arg;
	char at[CLOCK_TEXT_SIZE];

	buf_printf(&l->out, "\n%s %s: %s%s%s", clock_text(done->at_us, at),
	    done->who_name != NULL ? done->who_name : done->who, done->name,
	    done->text != NULL ? " – " : "",
	    done->text != NULL ? done->text : "");
}

static bool
show_one(struct acting *a, const char *subject)
{
	struct listing l = { .acting = a };
	struct kase k;
	bool found, ok;

	if (!case_find(a->store, subject, &k, &found, a->err))
		return false;
	if (!found)
		return acting_refuse(a, "no_case");
	put_line(&l, &k);
	if (k.note != NULL)
		buf_printf(&l.out, "\n%s", k.note);
	ok = store_actions(a->store, k.id, on_action, &l, a->err);
	kase_release(&k);
	if (ok)
		a->result->answer = buf_take(&l.out);
	buf_release(&l.out);
	return ok;
}

static bool
list_some(struct acting *a, const struct case_filter *filter)
{
	struct listing l = { .acting = a };

	if (!store_cases(a->store, filter, on_case, &l, a->err)) {
		buf_release(&l.out);
		return false;
	}
	if (l.n > LINES_MAX) {
		char *more;

		cJSON_AddNumberToObject(a->words, "n", l.n - LINES_MAX);
		more = decide_answer(
		    a->d, a->request->in_english, "more", a->words);
		buf_printf(&l.out, "\n%s", more);
		free(more);
	}
	if (l.n == 0)
		acting_answer(a, "none");
	else
		a->result->answer = buf_take(&l.out);
	buf_release(&l.out);
	return true;
}

/* Midnight before this week's Monday. */
static int64_t
week_us(int64_t now_us)
{
	int64_t midnight_us = clock_midnight_us(now_us);
	time_t s = (time_t)(now_us / US_PER_S);
	struct tm tm;
	int64_t n_days;

	localtime_r(&s, &tm);
	n_days = (tm.tm_wday + 6) % 7;
	/* From the middle of that day, so that no change of the clock matters. */
	return clock_midnight_us(
	    midnight_us - (n_days * 24 - 12) * 3600 * US_PER_S);
}

static bool
tell_week(struct acting *a)
{
	int64_t n[4], all;

	if (!store_figures(
		a->store, week_us(a->now_us), a->now_us + 1, n, a->err))
		return false;
	all = n[PROMOTER] + n[PASSIVE] + n[DETRACTOR];
	if (all == 0)
		return acting_refuse(a, "no_week");
	cJSON_AddNumberToObject(a->words, "nps",
	    (double)(100 * (n[PROMOTER] - n[DETRACTOR]) / all));
	cJSON_AddNumberToObject(a->words, "n", (double)all);
	cJSON_AddNumberToObject(a->words, "promoters", (double)n[PROMOTER]);
	cJSON_AddNumberToObject(a->words, "passives", (double)n[PASSIVE]);
	cJSON_AddNumberToObject(a->words, "detractors", (double)n[DETRACTOR]);
	acting_answer(a, "week");
	return true;
}

bool
acting_feedback(struct acting *a)
{
	const char *text = a->text == NULL ? "" : a->text;
	struct case_filter filter = { .max = 1000 };

	a->result->is_done = true;
	if (strncmp(text, "show ", 5) == 0)
		return show_one(a, text + 5);
	if (strcmp(text, "week") == 0)
		return tell_week(a);
	if (strcmp(text, "mine") == 0)
		filter.who = a->request->who.email;
	else if (strcmp(text, "overdue") == 0)
		filter.overdue_us = a->now_us;
	else if (*text != '\0')
		return acting_refuse(a, "unasked");
	return list_some(a, &filter);
}
