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
#include "sdk/cell.h"
#include "sdk/clock.h"
#include "sdk/html.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/question.h"

#define HOLDS_S 3600

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

/* What the survey asks: each question, or part of an array, and its columns,
 * by one number. */
struct search {
	struct questions questions;
	struct lime_columns *columns;
	const cJSON **asked;
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
	for (int i = 0; i < s->questions.n; i++)
		lime_forget_columns(&s->columns[i]);
	questions_release(&s->questions);
	free(s->columns);
	free(s->asked);
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

/* ---- What could be the score */

/* Does `question` name it?  CODE alone names all parts of an array. */
static bool
is_named(const struct lime *l, const char *code, const char *column)
{
	const char *name = l->settings->question;

	return name != NULL &&
	       (strcmp(name, code) == 0 || strcmp(name, column) == 0);
}

/* Of what is not named only the answers can tell: those of a list do, and a 10
 * point array is no NPS.  Numbers and texts may be anything, and five choices
 * may be anything, too. */
static int
scale_of(const struct lime *l, const cJSON *question, struct lime_columns *c,
    const cJSON *options)
{
	const struct type *type = type_of(question);
	bool is_chosen = is_named(l, code_of(question), c->score);

	if (type == NULL)
		return -1;
	if (type->is_list && !lime_read_options(c, options))
		return -1;
	if (!type->is_list)
		c->scale = type->scale;
	if (is_chosen)
		return c->scale;
	if (c->scale == LB_STARS_1_5 || (!type->is_list && c->scale == LB_NPS))
		return -1;
	return c->scale;
}

/* LimeSurvey's editor writes HTML. */
static char *
plain_text(const char *html)
{
	struct buf bare = BUF_INIT, text = BUF_INIT;
	char *trimmed;

	while (html != NULL && *html != '\0')
		if (*html == '<') {
			html += strcspn(html, ">");
			html += *html == '>';
		} else {
			buf_putc(&bare, *html++);
		}
	html_unescape(&text, buf_str(&bare));
	buf_puts(&text, "");
	trimmed = text.data == NULL ? NULL : mem_string(cell_trim(text.data));
	buf_release(&bare);
	buf_release(&text);
	return trimmed;
}

/* part NULL: all of it.  It goes by the code alone where there are no others.
 */
static void
add(struct lime *l, struct search *s, const cJSON *question, const cJSON *part,
    const cJSON *options)
{
	const char *code = code_of(question);
	bool is_only =
	    part != NULL && part->next == NULL && part->prev == part;
	size_t n = (size_t)s->questions.n;
	struct lime_columns c = {
		.score = part == NULL
			     ? mem_string(code)
			     : mem_printf("%s[%s]", code, code_of(part)),
		.question = plain_text(json_string(question, "question")),
	};
	struct question q = { .id = c.score,
		.ref = is_only ? code : NULL,
		.title = c.question };

	q.scale = scale_of(l, question, &c, options);
	q.rank = q.scale != LB_NPS;
	questions_add(&s->questions, &q);
	s->columns = mem_resize(s->columns, n + 1, sizeof(*s->columns));
	s->columns[n] = c;
	s->asked = mem_resize(s->asked, n + 1, sizeof(*s->asked));
	s->asked[n] = question;
}

static enum lb_result
get_properties(struct lime *l, const cJSON *question, cJSON **properties)
{
	cJSON *params = cJSON_CreateArray(), *wanted = cJSON_CreateArray();
	int64_t id = lime_integer(json_member(question, "qid"));

	cJSON_AddItemToArray(params, cJSON_CreateNumber((double)id));
	cJSON_AddItemToArray(wanted, cJSON_CreateString("answeroptions"));
	cJSON_AddItemToArray(wanted, cJSON_CreateString("subquestions"));
	cJSON_AddItemToArray(params, wanted);
	return lime_call(
	    l, "get_question_properties", params, NULL, properties);
}

/* Is it worth asking what its answers are? */
static bool
is_looked_at(const struct lime *l, const cJSON *question)
{
	const struct type *type = type_of(question);
	const char *name = l->settings->question, *code = code_of(question);
	size_t n = strlen(code);

	if (type == NULL)
		return false;
	if (name == NULL)
		return type->is_list || type->scale == LB_SCALE_1_10;
	return strncmp(name, code, n) == 0 &&
	       (name[n] == '\0' || name[n] == '[');
}

static enum lb_result
consider(struct lime *l, struct search *s, const cJSON *question)
{
	const struct type *type = type_of(question);
	const cJSON *options, *part;
	cJSON *properties = NULL;
	enum lb_result said = LB_DONE;

	if (is_looked_at(l, question))
		said = get_properties(l, question, &properties);
	if (said != LB_DONE)
		return said;
	options = json_member(properties, "answeroptions");
	part = json_member(properties, "subquestions");
	if (type == NULL || !type->has_parts || !cJSON_IsObject(part))
		add(l, s, question, NULL, options);
	else
		cJSON_ArrayForEach(part, part)
		    add(l, s, question, part, options);
	cJSON_Delete(properties);
	return LB_DONE;
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
	l->columns_until_s = clock_s() + HOLDS_S;
}

/* Each question is added; parts of an older LimeSurvey's list are none. */
static enum lb_result
gather(struct lime *l, struct search *s, const cJSON *questions)
{
	enum lb_result said = LB_DONE;
	const cJSON *q;

	cJSON_ArrayForEach(
	    q, questions) if (said == LB_DONE && *code_of(q) != '\0' &&
			      !is_part(q)) said = consider(l, s, q);
	return said;
}

enum lb_result
lime_learn(struct lime *l)
{
	static const char *const none[] = { "No questions found", NULL };
	struct search s = { .asked = NULL };
	const struct question *score;
	enum lb_result said;
	cJSON *questions;
	struct error err;
	ptrdiff_t i;

	if (l->columns.score != NULL && clock_s() < l->columns_until_s)
		return LB_DONE;
	said = lime_call(
	    l, "list_questions", lime_params(l, ""), none, &questions);
	if (said == LB_DONE)
		said = gather(l, &s, questions);
	if (said == LB_DONE) {
		score =
		    questions_score(&s.questions, l->settings->question, &err);
		i = score == NULL ? 0 : score - s.questions.at;
		if (score == NULL)
			said = lb_reject(l->host, "survey %s: %s",
			    l->settings->survey, err.text);
		else
			take(l, &s.columns[i], questions, s.asked[i]);
	}
	forget_search(&s);
	cJSON_Delete(questions);
	return said;
}
