/* SPDX-License-Identifier: ISC */
/*
 * receive.c - what Wootric pushes: response created, response updated and
 * decline created, as JSON or as a form, signed with HMAC-SHA1.
 */
#include <strings.h>
#include <time.h>

#include "sdk/form.h"
#include "sdk/json.h"
#include "sdk/json_read.h"
#include "wootric.h"

static cJSON *
read_event(const struct lb_request *request, struct error *err)
{
	const char *type = signature_header(request, "content-type");

	if (type != NULL &&
	    strncasecmp(type, FORM_TYPE, strlen(FORM_TYPE)) == 0)
		return form_read(request->body, request->body_size, err);
	return json_read(request->body, request->body_size, err);
}

static void
take(struct wootric *w, const cJSON *event, const cJSON *row)
{
	const char *mode = json_string(event, "survey_mode");
	struct error err;

	switch (wootric_read(w, row, &err)) {
	case WOOTRIC_WRONG:
		wootric_refuse(w, event, err.text);
		break;
	case WOOTRIC_IGNORED:
		break;
	case WOOTRIC_ANSWER:
		/* CSAT and CES have scores, too, on other scales. */
		if (mode != NULL && strcasecmp(mode, "NPS") != 0)
			w->answer.response.scale = LB_SCALE_OTHER;
		lb_emit(w->host, &w->answer.response);
		break;
	}
}

enum lb_result
wootric_receive(void *state, const struct lb_request *request)
{
	struct wootric *w = state;
	const cJSON *row;
	enum lb_result result = LB_DONE;
	struct error err;
	cJSON *event;

	if (w->settings->webhook_secret == NULL)
		return lb_deny(w->host,
		    "webhook_secret is not set: nothing that is pushed is "
		    "believed");
	if (!signature_check(&w->signature, request, time(NULL), &err))
		return lb_deny(w->host, "%s", err.text);
	event = read_event(request, &err);
	row = json_member(event, "response");
	if (event == NULL)
		result = lb_reject(w->host, "%s", err.text);
	else if (cJSON_IsObject(row))
		take(w, event, row);
	else if (json_member(event, "decline") == NULL)
		result = lb_reject(w->host,
		    "it is neither a response nor a decline of Wootric's");
	cJSON_Delete(event);
	return result;
}
