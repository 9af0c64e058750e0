/* SPDX-License-Identifier: ISC */
/* recall_ask.c - what is not known is asked for. */
#include "sdk/pointer.h"
#include "sdk/recall.h"

enum lb_result
recall_ask(struct recall *r, struct rest *rest, const char *key,
    const char *path, const char *pointer, const char **value)
{
	const struct rest_call call = { .path = path, .may_be_missing = true };
	struct buf text = BUF_INIT;
	enum lb_result result;
	cJSON *answer;

	if (recall_get(r, key, value))
		return LB_DONE;
	result = rest_send(rest, &call, &answer);
	if (result == LB_DONE) {
		bool is_there =
		    pointer_text(&text, pointer_get(answer, pointer)) &&
		    text.size > 0;

		recall_put(r, key, is_there ? buf_str(&text) : NULL);
		(void)recall_get(r, key, value);
	}
	buf_release(&text);
	cJSON_Delete(answer);
	return result;
}
