/* SPDX-License-Identifier: ISC */
/* pushed.c - what a survey tool pushes: believed, and read. */
#include "sdk/pushed.h"

#include <strings.h>
#include <time.h>

#include "sdk/form.h"
#include "sdk/json_read.h"

static bool
is_type(const char *type, const char *prefix)
{
	return type != NULL && strncasecmp(type, prefix, strlen(prefix)) == 0;
}

/* In a form { and [ are written as %7B and %5B: what begins with one is JSON
 * that some tools (curl -d) call a form. */
static bool
looks_like_json(const struct lb_request *request)
{
	const char *body = request->body;

	return request->body_size > 0 && (*body == '{' || *body == '[');
}

cJSON *
pushed_body(const struct lb_request *request, struct error *err)
{
	const char *type = signature_header(request, "content-type");

	if (is_type(type, FORM_TYPE) && !looks_like_json(request))
		return form_read(request->body, request->body_size, err);
	if (!is_type(type, "multipart/"))
		return json_read(request->body, request->body_size, err);
	error_set(err, "multipart forms are not understood: let the tool send "
		       "JSON, or a form as " FORM_TYPE);
	return NULL;
}

bool
pushed_check(struct lb_host *host, const struct signature_rules *rules,
    const char *secret)
{
	struct signature_rules all = *rules;
	struct error err;

	if (rules->secrets[0] == NULL || signature_rules_init(&all, &err))
		return true;
	lb_fail(host, "%s: %s", secret, err.text);
	return false;
}

cJSON *
pushed_read(struct lb_host *host, const struct signature_rules *rules,
    const char *secret, const struct lb_request *request,
    enum lb_result *result)
{
	struct signature_rules all = *rules;
	struct error err;
	cJSON *body;

	if (rules->secrets[0] == NULL) {
		*result = lb_deny(host,
		    "%s is not set: nothing that is pushed is believed",
		    secret);
		return NULL;
	}
	if (!signature_rules_init(&all, &err) ||
	    !signature_check(&all, request, time(NULL), &err)) {
		*result = lb_deny(host, "%s", err.text);
		return NULL;
	}
	body = pushed_body(request, &err);
	if (body == NULL)
		*result = lb_reject(host, "%s", err.text);
	return body;
}

void
pushed_say(struct lb_host *host, const struct signature_rules *rules,
    const char *secret, const char *vendor)
{
	struct signature_rules all = *rules;
	struct buf text = BUF_INIT;

	if (rules->secrets[0] == NULL) {
		lb_log(host, LB_INFO,
		    "it is polled alone; for answers at once let %s push to "
		    "/in/%s and set %s",
		    vendor, lb_instance(host), secret);
		return;
	}
	if (signature_rules_init(&all, NULL))
		signature_describe(&text, &all);
	lb_log(host, LB_INFO,
	    "%s may push to /in/%s, below the address in web; each push must "
	    "carry %s",
	    vendor, lb_instance(host), buf_str(&text));
	buf_release(&text);
}
