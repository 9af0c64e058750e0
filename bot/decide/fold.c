/* SPDX-License-Identifier: ISC */
/*
 * fold.c - the answers one notice stands for.
 *
 * The first are named, so that each can still be corrected while the notice
 * waits, and listed; what comes after them is only counted: {"more":
 * {"promoter":12}} is the last of the members then.  So adding one costs the
 * same however many there are.
 */
#include "decide/fold.h"
#include "decide/decide.h"

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

/* More than are ever listed (compose.c). */
#define NAMED_MAX 30
/* More than is ever shown of it. */
#define COMMENT_MAX 240

const cJSON *
fold_tally(const cJSON *members)
{
	const cJSON *last = members == NULL || members->child == NULL
				? NULL
				: members->child->prev;

	return json_member(last, "more");
}

static void
put_comment(cJSON *member, const char *comment)
{
	char *cut;

	if (comment == NULL)
		return;
	cut = mem_copy(comment, utf8_cut(comment, COMMENT_MAX));
	json_put_string(member, "comment", cut);
	free(cut);
}

cJSON *
decide_fold_member(const struct response *r)
{
	cJSON *member = cJSON_CreateObject();

	if (r->id[0] != '\0')
		json_put_string(member, "response", r->id);
	json_put_string(member, "company", response_company(r));
	if (r->score >= 0)
		cJSON_AddNumberToObject(member, "score", r->score);
	json_put_string(member, "scale", scale_name(r->scale));
	json_put_string(member, "category", category_name(r->category));
	put_comment(member, r->comment);
	return member;
}

static void
count(cJSON *members, const struct response *r)
{
	const char *name = category_name(r->category);
	cJSON *last = members->child->prev, *more, *n;

	if (json_member(last, "more") == NULL) {
		last = cJSON_CreateObject();
		json_put_object(last, "more");
		cJSON_AddItemToArray(members, last);
	}
	more = cJSON_GetObjectItemCaseSensitive(last, "more");
	n = cJSON_GetObjectItemCaseSensitive(more, name);
	if (n == NULL)
		cJSON_AddNumberToObject(more, name, 1);
	else
		cJSON_SetNumberValue(n, n->valuedouble + 1);
}

void
decide_fold_add(cJSON *members, const struct response *r)
{
	if (cJSON_GetArraySize(members) < NAMED_MAX)
		cJSON_AddItemToArray(members, decide_fold_member(r));
	else
		count(members, r);
}

static cJSON *
member_of(cJSON *members, const struct response *r)
{
	cJSON *member;

	cJSON_ArrayForEach(member, members)
	{
		const char *id = json_string(member, "response");

		if (id != NULL && strcmp(id, r->id) == 0)
			return member;
	}
	return NULL;
}

bool
decide_fold_replace(cJSON *members, const struct response *r)
{
	cJSON *old = member_of(members, r), *new;

	if (old == NULL)
		return false;
	new = decide_fold_member(r);
	if (cJSON_Compare(old, new, true)) {
		cJSON_Delete(new);
		return false;
	}
	cJSON_ReplaceItemViaPointer(members, old, new);
	return true;
}

bool
decide_fold_remove(cJSON *members, const struct response *r)
{
	cJSON *old = member_of(members, r);

	if (old != NULL)
		cJSON_Delete(cJSON_DetachItemViaPointer(members, old));
	return old != NULL;
}
