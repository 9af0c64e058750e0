/* SPDX-License-Identifier: ISC */
/* question.c - which question of a survey is the score, and the comment. */
#include "sdk/question.h"

#include <stdlib.h>
#include <string.h>

#include "sdk/buf.h"
#include "sdk/mem.h"

#define MOST_NAMED 6

void
questions_add(struct questions *q, const struct question *question)
{
	q->at = mem_resize(q->at, (size_t)q->n + 1, sizeof(*q->at));
	q->at[q->n++] = *question;
}

void
questions_release(struct questions *q)
{
	free(q->at);
	*q = (struct questions){ .n = 0 };
}

static bool
is_called(const struct question *question, const char *name)
{
	return strcmp(question->id, name) == 0 ||
	       (question->ref != NULL && strcmp(question->ref, name) == 0);
}

const struct question *
questions_find(const struct questions *q, const char *name)
{
	for (int i = 0; name != NULL && i < q->n; i++)
		if (is_called(&q->at[i], name))
			return &q->at[i];
	return NULL;
}

const char *
question_title(const struct question *question)
{
	bool has_none = question->title == NULL || *question->title == '\0';

	return has_none ? question->id : question->title;
}

/* "nps (How likely …), second (…)": those that are scores, or all. */
static bool
list(struct error *err, const struct questions *q, bool all, const char *why)
{
	struct buf names = BUF_INIT;
	int n = 0;

	for (int i = 0; i < q->n && n <= MOST_NAMED; i++) {
		const struct question *question = &q->at[i];
		const char *name =
		    question->ref != NULL ? question->ref : question->id;

		if (!all && question->scale < 0)
			continue;
		if (n++ == MOST_NAMED)
			buf_puts(&names, ", …");
		else
			buf_printf(&names, "%s%.60s (%.60s)",
			    n == 1 ? "" : ", ", name,
			    question_title(question));
	}
	error_set(err, "%s %s", why, n == 0 ? "none at all" : buf_str(&names));
	buf_release(&names);
	return false;
}

static const struct question *
named(const struct questions *q, const char *option, const char *wanted,
    struct error *err)
{
	const struct question *found = questions_find(q, wanted);

	if (found == NULL) {
		list(err, q, true, "the survey's questions are");
		error_in(err, "%s: there is no \"%.60s\"", option, wanted);
	}
	return found;
}

static const struct question *
likeliest(const struct questions *q, struct error *err)
{
	const struct question *found = NULL;
	int n = 0;

	for (int i = 0; i < q->n; i++) {
		const struct question *question = &q->at[i];

		if (question->scale < 0 ||
		    (found != NULL && question->rank > found->rank))
			continue;
		n = found != NULL && question->rank == found->rank ? n + 1 : 1;
		if (n == 1)
			found = question;
	}
	if (n == 1)
		return found;
	if (n == 0)
		list(err, q, true,
		    "no question of the survey is answered with a score; its "
		    "questions are");
	else
		list(err, q, false,
		    "question: there are several that could be the score, so "
		    "it must be set, to one of");
	return NULL;
}

const struct question *
questions_score(
    const struct questions *q, const char *wanted, struct error *err)
{
	const struct question *found;

	if (wanted == NULL)
		return likeliest(q, err);
	found = named(q, "question", wanted, err);
	if (found == NULL || found->scale >= 0)
		return found;
	error_set(err, "question: the answers to %.60s (%.60s) are no scores",
	    wanted, question_title(found));
	return NULL;
}

bool
questions_comment(const struct questions *q, const struct question *score,
    const char *wanted, const struct question **found, struct error *err)
{
	*found = NULL;
	if (wanted != NULL) {
		*found = named(q, "comment", wanted, err);
		return *found != NULL;
	}
	for (int i = 0; i < q->n && *found == NULL; i++)
		if (&q->at[i] > score && q->at[i].is_text)
			*found = &q->at[i];
	return true;
}
