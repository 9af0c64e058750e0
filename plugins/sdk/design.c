/* SPDX-License-Identifier: ISC */
/* design.c - a survey's design, and which of its questions is which. */
#include "sdk/design.h"

bool
design_read(struct design *d, cJSON *json, design_gather_fn *gather,
    const char *const settings[2], struct error *err)
{
	struct design read = { .json = json };

	gather(&read.questions, json);
	read.score = questions_score(&read.questions, settings[0], err);
	if (read.score == NULL ||
	    !questions_comment(&read.questions, read.score, settings[1],
		&read.comment, err)) {
		design_release(&read);
		return false;
	}
	design_release(d);
	*d = read;
	return true;
}

void
design_release(struct design *d)
{
	cJSON_Delete(d->json);
	questions_release(&d->questions);
	*d = (struct design){ .json = NULL };
}

void
design_say(struct lb_host *host, const struct design *d, const char *title)
{
	lb_log(host, LB_INFO, "\"%.100s\": the score is \"%.100s\"",
	    title == NULL ? "" : title, question_title(d->score));
	if (d->comment != NULL)
		lb_log(host, LB_INFO, "the comment is \"%.100s\"",
		    question_title(d->comment));
	else
		lb_log(host, LB_WARNING,
		    "no text is asked for after the score: there will be no "
		    "comments, unless comment names a question");
	if (d->score->scale != LB_NPS)
		lb_log(host, LB_WARNING,
		    "the score is not on the scale from 0 to 10: it is told "
		    "as it is, and counts towards no NPS");
}
