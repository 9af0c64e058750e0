/* SPDX-License-Identifier: ISC */
/*
 * questions.c - what the survey asks: the question with the score, and those
 * whose answer is the comment.
 *
 * Columns of an export are called by the question's code (title), for part of
 * an array CODE[PART], for the comment of a list CODE[comment].
 */
#include <string.h>

#include "limesurvey.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/suggest.h"

#define HOLDS_S 3600
#define MOST_FOUND 16

/* LimeSurvey's types of a question that can hold a score. */
static const struct type {
	char type;
	bool has_parts; /* an array: a column for each of its parts */
	bool is_list;   /* its answers are what answeroptions tells */
	int scale;      /* of one that is no list */
} types[] = {
	{ 'L', false, true, 0 },             /* list of radio buttons */
	{ '!', false, true, 0 },             /* drop-down list */
	{ 'O', false, true, 0 },             /* list with comment */
	{ 'F', true, true, 0 },              /* array */
	{ '5', false, false, LB_STARS_1_5 }, /* 5 point choice */
	{ 'A', true, false, LB_STARS_1_5 },  /* array, 5 point choice */
	{ 'B', true, false, LB_SCALE_1_10 }, /* array, 10 point choice */
	{ 'N', false, false, LB_NPS },       /* a number */
	{ 'K', true, false, LB_NPS },        /* several numbers */
	{ 'S', false, false, LB_NPS },       /* short text */
	{ '*', false, false, LB_NPS },       /* computed */
};

/* A question that could be it. */
struct search {
	struct lime_columns found[MOST_FOUND];
	const cJSON *questions[MOST_FOUND];
	size_t n;
};

void
lime_forget_columns(struct lime_columns *c)
{
	for (size_t i = 0; i < c->n_codes; i++)
		free(c->codes[i].code);
	for (size_t i = 0; i < c->n_comments; i++)
		free(c->comments[i]);
	free(c->codes);
	free(c->comments);
	free(c->score);
	free(c->question);
	*c = (struct lime_columns){ .score = NULL };
}

static void
forget_search(struct search *s)
{
	for (size_t i = 0; i < s->n; i++)
		lime_forget_columns(&s->found[i]);
}

static const char *
code_of(const cJSON *question)
{
	const char *code = json_string(question, "title");

	return code == NULL ? "" : code;
}

static const struct type *
type_of(const cJSON *question)
{
	const char *type = json_string(question, "type");

	for (size_t i = 0; type != NULL && i < sizeof(types) / sizeof(*types);
	     i++)
		if (types[i].type == *type)
			return &types[i];
	return NULL;
}

/* A part of an older LimeSurvey's list, not a question. */
static bool
is_part(const cJSON *question)
{
	return lime_integer(json_member(question, "parent_qid")) != 0;
}

/* ---- Candidates */

/* Is this the column that `question` names?  CODE names all parts of one. */
static bool
is_named(const struct lime *l, const char *code, const char *column)
{
	const char *name = l->settings->question;

	return name != NULL &&
	       (strcmp(name, code) == 0 || strcmp(name, column) == 0);
}

/* column is taken over. */
static void
add(struct lime *l, struct search *s, const cJSON *question, char *column,
    const cJSON *options)
{
	const struct type *type = type_of(question);
	struct lime_columns c = { .score = column, .scale = type->scale };
	bool is_chosen = is_named(l, code_of(question), column);
	bool is_good = !type->is_list || lime_read_options(&c, options);

	/* Numbers and texts may be anything: they have to be named. */
	if (s->n == MOST_FOUND || !is_good ||
	    (l->settings->question == NULL
		    ? !type->is_list && type->type != 'B'
		    : !is_chosen)) {
		lime_forget_columns(&c);
		return;
	}
	c.question = mem_string(json_string(question, "question"));
	s->questions[s->n] = question;
	s->found[s->n++] = c;
}

static enum lb_result
consider(struct lime *l, struct search *s, const cJSON *question)
{
	const char *code = code_of(question);
	const struct type *type = type_of(question);
	cJSON *params = cJSON_CreateArray(), *wanted = cJSON_CreateArray();
	cJSON *properties;
	const cJSON *part;
	enum lb_result said;

	cJSON_AddItemToArray(params, cJSON_CreateNumber((double)lime_integer(
					 json_member(question, "qid"))));
	cJSON_AddItemToArray(wanted, cJSON_CreateString("answeroptions"));
	cJSON_AddItemToArray(wanted, cJSON_CreateString("subquestions"));
	cJSON_AddItemToArray(params, wanted);
	said =
	    lime_call(l, "get_question_properties", params, NULL, &properties);
	if (said != LB_DONE)
		return said;
	if (!type->has_parts)
		add(l, s, question, mem_string(code),
		    json_member(properties, "answeroptions"));
	else
		cJSON_ArrayForEach(
		    part, json_member(properties, "subquestions")) add(l, s,
		    question, mem_printf("%s[%s]", code, code_of(part)),
		    json_member(properties, "answeroptions"));
	cJSON_Delete(properties);
	return LB_DONE;
}

/* Without `question` only what can be told from its answers is looked at. */
static bool
is_looked_at(const struct lime *l, const cJSON *question)
{
	const struct type *type = type_of(question);
	const char *name = l->settings->question, *code = code_of(question);
	size_t n = strlen(code);

	if (type == NULL || is_part(question))
		return false;
	if (name == NULL)
		return type->is_list || type->type == 'B';
	return strncmp(name, code, n) == 0 &&
	       (name[n] == '\0' || name[n] == '[');
}

/* ---- Which one */

static enum lb_result
say_none(struct lime *l, const cJSON *questions)
{
	const char *codes[256] = { NULL }, *near;
	struct buf list = BUF_INIT;
	enum lb_result said;
	const cJSON *q;
	size_t n = 0;

	cJSON_ArrayForEach(q, questions)
	{
		if (is_part(q) || n == 255)
			continue;
		buf_printf(&list, "%s%s", n == 0 ? "" : ", ", code_of(q));
		codes[n++] = code_of(q);
	}
	near = l->settings->question == NULL
		   ? NULL
		   : suggest(l->settings->question, codes);
	if (l->settings->question == NULL)
		said = lb_reject(l->host,
		    "no question of survey %s is answered with 0 to 10: name "
		    "the one with the score in question; it has %.300s",
		    l->settings->survey, buf_str(&list));
	else
		said = lb_reject(l->host,
		    "survey %s has no question %s that holds a number%s%s%s; "
		    "it has %.300s",
		    l->settings->survey, l->settings->question,
		    near == NULL ? "" : " (did you mean ",
		    near == NULL ? "" : near, near == NULL ? "" : "?)",
		    buf_str(&list));
	buf_release(&list);
	return said;
}

static enum lb_result
say_several(struct lime *l, const struct search *s, int scale)
{
	struct buf list = BUF_INIT;
	enum lb_result said;

	for (size_t i = 0; i < s->n; i++)
		if (scale < 0 || s->found[i].scale == scale)
			buf_printf(&list, "%s%s", list.size == 0 ? "" : ", ",
			    s->found[i].score);
	said = lb_reject(l->host,
	    "survey %s has several questions that could hold the score: set "
	    "question to one of %.300s",
	    l->settings->survey, buf_str(&list));
	buf_release(&list);
	return said;
}

static size_t
count(const struct search *s, int scale, size_t *which)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (scale < 0 || s->found[i].scale == scale) {
			*which = i;
			n++;
		}
	return n;
}

/* The named one; else the only one of 0 to 10; else the only one at all. */
static enum lb_result
choose(struct lime *l, const struct search *s, const cJSON *questions,
    size_t *which)
{
	int scale = l->settings->question != NULL ? -1 : LB_NPS;
	size_t n = count(s, scale, which);

	if (n == 0) {
		scale = -1;
		n = count(s, scale, which);
	}
	if (n == 0)
		return say_none(l, questions);
	return n == 1 ? LB_DONE : say_several(l, s, scale);
}

/* ---- Comments */

static void
add_comment(struct lime_columns *c, char *column)
{
	c->comments =
	    mem_resize(c->comments, c->n_comments + 1, sizeof(*c->comments));
	c->comments[c->n_comments++] = column;
}

static bool
is_long_text(const cJSON *question)
{
	const char *type = json_string(question, "type");

	return type != NULL && !is_part(question) &&
	       (strcmp(type, "T") == 0 || strcmp(type, "U") == 0);
}

/* Long texts that follow it in its group; else all there are. */
static void
find_comments(
    struct lime_columns *c, const cJSON *questions, const cJSON *score)
{
	int64_t group = lime_integer(json_member(score, "gid"));
	int64_t place = lime_integer(json_member(score, "question_order"));
	const char *type = json_string(score, "type");
	const cJSON *q;

	if (type != NULL && *type == 'O')
		add_comment(c, mem_printf("%s[comment]", c->score));
	cJSON_ArrayForEach(q,
	    questions) if (is_long_text(q) &&
			   lime_integer(json_member(q, "gid")) == group &&
			   lime_integer(json_member(q, "question_order")) >
			       place) add_comment(c, mem_string(code_of(q)));
	if (c->n_comments > 0)
		return;
	cJSON_ArrayForEach(q, questions) if (is_long_text(q))
	    add_comment(c, mem_string(code_of(q)));
}

/* ---- All of it */

static void
take(struct lime *l, struct lime_columns *c, const cJSON *questions,
    const cJSON *score)
{
	const char *const *named = l->settings->comment;

	lime_forget_columns(&l->columns);
	l->columns = *c;
	*c = (struct lime_columns){ .score = NULL };
	if (l->settings->scale > 0)
		l->columns.scale = l->settings->scale - 1;
	for (; named != NULL && *named != NULL; named++)
		add_comment(&l->columns, mem_string(*named));
	if (l->columns.n_comments == 0)
		find_comments(&l->columns, questions, score);
	l->mapping.scale = l->columns.scale;
	l->columns_until_s = lime_monotonic_us() / 1000000 + HOLDS_S;
}

enum lb_result
lime_learn(struct lime *l)
{
	static const char *const none[] = { "No questions found", NULL };
	struct search s = { .n = 0 };
	enum lb_result said;
	const cJSON *q;
	cJSON *questions;
	size_t which = 0;

	if (l->columns.score != NULL &&
	    lime_monotonic_us() / 1000000 < l->columns_until_s)
		return LB_DONE;
	said = lime_call(
	    l, "list_questions", lime_params(l, ""), none, &questions);
	cJSON_ArrayForEach(
	    q, questions) if (said == LB_DONE && is_looked_at(l, q)) said =
	    consider(l, &s, q);
	if (said == LB_DONE)
		said = choose(l, &s, questions, &which);
	if (said == LB_DONE)
		take(l, &s.found[which], questions, s.questions[which]);
	forget_search(&s);
	cJSON_Delete(questions);
	return said;
}
