/* SPDX-License-Identifier: ISC */
/*
 * rpc.c - calls of RemoteControl 2, LimeSurvey's JSON-RPC, and the session.
 *
 * What goes wrong mostly comes as 200 and {"result":{"status":"…"}}.  A session
 * lasts 7200 s; after that any call says "Invalid session key", and one new
 * session is asked for.  After three wrong logins LimeSurvey locks our address
 * out for ten minutes: a login that was refused is not tried again for longer
 * than that.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "limesurvey.h"
#include "sdk/clock.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define US_PER_S INT64_C(1000000)
#define REFUSED_S 900

cJSON *
lime_params(const struct lime *l, const char *format, ...)
{
	cJSON *params = cJSON_CreateArray();
	va_list ap;

	cJSON_AddItemToArray(
	    params, cJSON_CreateNumber(strtod(l->settings->survey, NULL)));
	va_start(ap, format);
	for (; *format != '\0'; format++) {
		cJSON *value = NULL;

		if (*format == 'n')
			value =
			    cJSON_CreateNumber((double)va_arg(ap, int64_t));
		else if (*format == 's')
			value = cJSON_CreateString(va_arg(ap, const char *));
		else if (*format == 'j')
			value = va_arg(ap, cJSON *);
		else
			value = cJSON_CreateNull();
		cJSON_AddItemToArray(params, value);
	}
	va_end(ap);
	return params;
}

/* ---- One exchange */

/* The status, if that is all there is. */
static const char *
status_of(const cJSON *result)
{
	return cJSON_IsObject(result) ? json_string(result, "status") : NULL;
}

/* An answer without a body, or at an address that does not exist. */
static enum lb_result
say_nothing_there(struct lime *l)
{
	if (rest_status(l->rest) == 404 || rest_status(l->rest) == 410)
		return lb_reject(l->host,
		    "there is no RemoteControl at %s (%d): is base_url where "
		    "LimeSurvey's start page is?",
		    l->url, rest_status(l->rest));
	return lb_reject(l->host,
	    "LimeSurvey answers with nothing: switch its RPC interface on, as "
	    "JSON-RPC, in Configuration, Global, Interfaces");
}

static enum lb_result
take_result(struct lime *l, cJSON *answer, cJSON **result)
{
	const cJSON *error = json_member(answer, "error");
	struct buf text = BUF_INIT;
	enum lb_result said;

	*result = cJSON_DetachItemFromObjectCaseSensitive(answer, "result");
	if (*result != NULL && !cJSON_IsNull(*result))
		return LB_DONE;
	cJSON_Delete(*result);
	*result = NULL;
	if (!pointer_text(&text, error))
		buf_puts(&text, "it does not say why");
	said = lb_retry(
	    l->host, 0, "LimeSurvey gave no result: %.200s", buf_str(&text));
	buf_release(&text);
	return said;
}

static enum lb_result
exchange(
    struct lime *l, const char *method, const cJSON *params, cJSON **result)
{
	cJSON *request = cJSON_CreateObject(), *answer;
	struct rest_call call = { .path = l->url, .may_be_missing = true };
	struct buf body = BUF_INIT;
	enum lb_result said;

	json_put_string(request, "method", method);
	cJSON_AddItemToObject(
	    request, "params", cJSON_Duplicate(params, true));
	json_put_integer(request, "id", ++l->n_calls);
	json_print(&body, request);
	call.body = buf_str(&body);
	*result = NULL;
	said = rest_send(l->rest, &call, &answer);
	if (said == LB_DONE)
		said = answer == NULL ? say_nothing_there(l)
				      : take_result(l, answer, result);
	cJSON_Delete(answer);
	cJSON_Delete(request);
	buf_release(&body);
	return said;
}

/* ---- The session */

static enum lb_result
say_refused(struct lime *l, const char *status)
{
	l->refused_us = clock_us();
	if (strcasestr(status, "login attempts") != NULL)
		return lb_reject(l->host,
		    "LimeSurvey has locked this machine out for some minutes, "
		    "after too many wrong logins: check user and password");
	return lb_reject(l->host,
	    "LimeSurvey does not let user \"%s\" in (%.100s): check user and "
	    "password; after three wrong ones it locks this machine out, so a "
	    "running bot tries again in %d minutes",
	    l->settings->user, status, REFUSED_S / 60);
}

static enum lb_result
ask_key(struct lime *l)
{
	cJSON *params = cJSON_CreateArray(), *result;
	const struct settings *s = l->settings;
	enum lb_result said;

	cJSON_AddItemToArray(params, cJSON_CreateString(s->user));
	cJSON_AddItemToArray(params, cJSON_CreateString(s->password));
	if (s->login_plugin != NULL)
		cJSON_AddItemToArray(
		    params, cJSON_CreateString(s->login_plugin));
	said = exchange(l, "get_session_key", params, &result);
	if (said == LB_DONE && cJSON_IsString(result))
		l->key = mem_string(result->valuestring);
	else if (said == LB_DONE && status_of(result) != NULL)
		said = say_refused(l, status_of(result));
	else if (said == LB_DONE)
		said = lb_retry(l->host, 0,
		    "LimeSurvey gave something else than a session key");
	cJSON_Delete(params);
	cJSON_Delete(result);
	return said;
}

static enum lb_result
log_in(struct lime *l)
{
	int64_t rest_us = l->refused_us + REFUSED_S * US_PER_S - clock_us();

	if (l->key != NULL)
		return LB_DONE;
	if (l->refused_us != 0 && rest_us > 0)
		return lb_reject(l->host,
		    "LimeSurvey did not let user \"%s\" in: check user and "
		    "password; the next try is in %d minutes",
		    l->settings->user, (int)(rest_us / US_PER_S / 60) + 1);
	l->refused_us = 0;
	return ask_key(l);
}

static void
drop_key(struct lime *l)
{
	free(l->key);
	l->key = NULL;
}

enum lb_result
lime_log_out(struct lime *l)
{
	cJSON *params, *result;
	enum lb_result said;

	if (l->key == NULL)
		return LB_DONE;
	params = cJSON_CreateArray();
	cJSON_AddItemToArray(params, cJSON_CreateString(l->key));
	drop_key(l);
	said = exchange(l, "release_session_key", params, &result);
	cJSON_Delete(params);
	cJSON_Delete(result);
	return said;
}

/* ---- Calls */

/* What LimeSurvey calls the rights: in the survey's menu, Survey permissions.
 */
static const char *
right_for(const char *method)
{
	if (strcmp(method, "export_responses") == 0)
		return "Responses: export";
	if (strcmp(method, "list_participants") == 0)
		return "Participants: view";
	return "view the survey";
}

static enum lb_result
say_status(struct lime *l, const char *method, const char *status)
{
	const char *survey = l->settings->survey;

	if (strcasecmp(status, "No permission") == 0)
		return lb_reject(l->host,
		    "LimeSurvey has no survey %s, or user \"%s\" lacks a "
		    "right on it (%s): check survey, and in LimeSurvey the "
		    "survey's permissions",
		    survey, l->settings->user, right_for(method));
	if (strncmp(status, "No Data, survey table", 21) == 0)
		return lb_reject(l->host,
		    "survey %s is not active: activate it in LimeSurvey",
		    survey);
	if (strcasecmp(status, "Error: Invalid survey ID") == 0)
		return lb_reject(
		    l->host, "LimeSurvey has no survey %s", survey);
	return lb_retry(l->host, 0, "survey %s: LimeSurvey says \"%.200s\"",
	    survey, status);
}

static bool
is_among(const char *status, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		if (strcasecmp(status, *list) == 0)
			return true;
	return false;
}

/* As often as it takes: once, and again where the session has ended. */
static enum lb_result
call_in_session(
    struct lime *l, const char *method, cJSON *params, cJSON **result)
{
	static const char *const ended[] = { "Invalid session key", NULL };
	enum lb_result said;

	cJSON_InsertItemInArray(params, 0, cJSON_CreateNull());
	for (int n = 0; n < 2; n++) {
		const char *status;

		said = log_in(l);
		if (said != LB_DONE)
			return said;
		cJSON_ReplaceItemInArray(
		    params, 0, cJSON_CreateString(l->key));
		said = exchange(l, method, params, result);
		status = status_of(*result);
		if (said != LB_DONE || status == NULL ||
		    !is_among(status, ended))
			return said;
		drop_key(l);
		cJSON_Delete(*result);
		*result = NULL;
	}
	return lb_retry(l->host, 0,
	    "LimeSurvey does not know the session key it gave a moment ago");
}

enum lb_result
lime_call(struct lime *l, const char *method, cJSON *params,
    const char *const *nothing, cJSON **result)
{
	enum lb_result said;
	const char *status;

	*result = NULL;
	said = call_in_session(l, method, params, result);
	status = status_of(*result);
	if (said == LB_DONE && status != NULL) {
		if (!is_among(status, nothing))
			said = say_status(l, method, status);
		cJSON_Delete(*result);
		*result = NULL;
	}
	cJSON_Delete(params);
	return said;
}
