/* SPDX-License-Identifier: ISC */
/*
 * calls.c - what a plugin may call: the lb_ functions of loopbell/plugin.h.
 *
 * They are the only symbols this program shows to what it loads.
 */
#pragma GCC visibility push(default)
#include <loopbell/plugin.h>
#pragma GCC visibility pop

#include "host/host.h"
#include "host/wire.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* A row that was refused; what has to come back unchanged. */
#define LONGEST_RAW ((size_t)64 << 10)
#define LONGEST_MARK ((size_t)64 << 10)

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

const char *
lb_instance(const struct lb_host *host)
{
	return or_empty(host->instance);
}

const char *
lb_company(const struct lb_host *host)
{
	return or_empty(host->company);
}

const char *
lb_language(const struct lb_host *host)
{
	return host->language != NULL ? host->language : "en";
}

const char *
lb_ca_file(const struct lb_host *host)
{
	return host->ca_file;
}

int64_t
lb_since(const struct lb_host *host)
{
	return host->since_us;
}

void
lb_log(struct lb_host *host, enum lb_level level, const char *fmt, ...)
{
	cJSON *line = host_answer(host, "log");
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	json_put_integer(line, "level", level);
	host_put_cut(line, "text", buf_str(&text), HOST_LONGEST_TEXT);
	lines_send(&host->lines, line);
	/* At once: it may be the last that is heard of this process. */
	lines_flush(&host->lines);
	buf_release(&text);
}

/* ---- Why something failed. */

static bool
may(struct lb_host *host, enum host_may what, const char *function)
{
	if ((host->may & what) != 0)
		return true;
	host_bug(host, "called %s(), which is not its to call", function);
	return false;
}

LB_PRINTF(3, 0)
static void
say(struct lb_host *host, enum host_said said, const char *fmt, va_list ap)
{
	struct buf why = BUF_INIT;

	buf_vprintf(&why, fmt, ap);
	buf_release(&host->why);
	host->why = why;
	host->said = said;
	host->after_s = 0;
	host->is_denied = false;
}

void *
lb_fail(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(host, SAID_FAIL, fmt, ap);
	va_end(ap);
	if (host->complaints != NULL)
		options_complain(
		    host->complaints, NULL, "%s", buf_str(&host->why));
	return NULL;
}

enum lb_result
lb_retry(struct lb_host *host, int after_s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(host, SAID_RETRY, fmt, ap);
	va_end(ap);
	host->after_s = after_s > 0 ? after_s : 0;
	return LB_RETRY;
}

enum lb_result
lb_reject(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(host, SAID_REJECT, fmt, ap);
	va_end(ap);
	return LB_REJECT;
}

enum lb_result
lb_deny(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(host, SAID_REJECT, fmt, ap);
	va_end(ap);
	host->is_denied = may(host, HOST_DENY, "lb_deny");
	return LB_REJECT;
}

enum lb_result
lb_unknown(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(host, SAID_UNKNOWN, fmt, ap);
	va_end(ap);
	return LB_UNKNOWN;
}

/* ---- What was found. */

static void
send_refused(struct lb_host *host, const char *raw, const char *why)
{
	cJSON *line = host_answer(host, "refused");

	host_put_cut(line, "raw", raw, LONGEST_RAW);
	host_put_cut(line, "why", why, HOST_LONGEST_TEXT);
	lines_send(&host->lines, line);
}

void
lb_emit(struct lb_host *host, const struct lb_response *response)
{
	cJSON *line;

	if (!may(host, HOST_EMIT, "lb_emit"))
		return;
	line = host_answer(host, "response");
	cJSON_AddItemToObject(line, "response", wire_response(response));
	if (!lines_send(&host->lines, line))
		send_refused(
		    host, response->id, "the response is larger than 4 MiB");
}

void
lb_refuse(struct lb_host *host, const char *raw, const char *fmt, ...)
{
	struct buf why = BUF_INIT;
	va_list ap;

	if (!may(host, HOST_EMIT, "lb_refuse"))
		return;
	va_start(ap, fmt);
	buf_vprintf(&why, fmt, ap);
	va_end(ap);
	send_refused(host, raw, buf_str(&why));
	buf_release(&why);
}

/* The printed text, for the caller to free; NULL where it is too long. */
LB_PRINTF(3, 0)
static char *
print_mark(
    struct lb_host *host, const char *function, const char *fmt, va_list ap)
{
	struct buf mark = BUF_INIT;

	buf_vprintf(&mark, fmt, ap);
	if (mark.size <= LONGEST_MARK)
		return buf_take(&mark);
	host_bug(host, "called %s() with %zu bytes; at most %zu are kept",
	    function, mark.size, LONGEST_MARK);
	buf_release(&mark);
	return NULL;
}

void
lb_cursor(struct lb_host *host, const char *fmt, ...)
{
	char *cursor;
	cJSON *line;
	va_list ap;

	if (!may(host, HOST_CURSOR, "lb_cursor"))
		return;
	va_start(ap, fmt);
	cursor = print_mark(host, "lb_cursor", fmt, ap);
	va_end(ap);
	if (cursor == NULL)
		return;
	line = host_answer(host, "cursor");
	wire_put_mark(line, "cursor", cursor);
	lines_send(&host->lines, line);
	lines_flush(&host->lines);
	free(cursor);
}

void
lb_receipt(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	if (!may(host, HOST_RECEIPT, "lb_receipt"))
		return;
	free(host->receipt);
	va_start(ap, fmt);
	host->receipt = print_mark(host, "lb_receipt", fmt, ap);
	va_end(ap);
}

void
lb_found(struct lb_host *host, const struct lb_account *account)
{
	if (!may(host, HOST_FOUND, "lb_found"))
		return;
	cJSON_Delete(host->found);
	host->found = wire_account(account);
}

/* ---- For listen(). */

int
lb_fd(const struct lb_host *host)
{
	return host->lines.fd;
}

/* The next line that is neither ping nor stop, or NULL: none now, or the core
 * is done with this instance. */
static cJSON *
next_line(struct lb_host *host, bool wait)
{
	struct error err;
	cJSON *line;

	for (;;) {
		switch (lines_next(&host->lines, wait, &line, &err)) {
		case LINES_LINE:
			if (!host_aside(host, line))
				return line;
			cJSON_Delete(line);
			break;
		case LINES_NONE:
			return NULL;
		case LINES_END:
			host->is_stopping = true;
			return NULL;
		case LINES_BROKEN:
			host_quarrel("%s", err.text);
		}
	}
}

bool
lb_step(struct lb_host *host)
{
	if (!may(host, HOST_ACT, "lb_step"))
		return false;
	if (!host->is_stopping && next_line(host, false) != NULL)
		host_quarrel("the core sent a job to a listener");
	return !host->is_stopping;
}

static bool
is_answer(const cJSON *line, const char *id)
{
	const char *op = json_string(line, "op");
	const char *its = json_string(line, "id");

	return op != NULL && strcmp(op, "acted") == 0 && its != NULL &&
	       strcmp(its, id) == 0;
}

/* Waits for what the core says to the action; false: it refused or is gone. */
static bool
take_answer(struct lb_host *host, const char *id)
{
	cJSON *line = next_line(host, true);
	bool ok;

	if (line == NULL)
		return false;
	if (!is_answer(line, id))
		host_quarrel("the core did not answer action %s", id);
	ok = json_bool(line, "ok", false);
	host->answer = mem_string(json_string(line, "answer"));
	cJSON_Delete(line);
	return ok;
}

bool
lb_act(
    struct lb_host *host, const struct lb_action *action, const char **answer)
{
	cJSON *line, *body;
	char *id;
	bool ok;

	*answer = "";
	if (!may(host, HOST_ACT, "lb_act") || action->id == NULL)
		return false;
	line = host_answer(host, "act");
	body = wire_action(action);
	id = mem_string(json_string(body, "id"));
	json_put_string(line, "id", id);
	cJSON_AddItemToObject(line, "action", body);
	free(host->answer);
	host->answer = NULL;
	ok = lines_send(&host->lines, line);
	lines_flush(&host->lines);
	ok = ok && take_answer(host, id);
	*answer = or_empty(host->answer);
	free(id);
	return ok;
}
