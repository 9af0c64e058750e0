/* SPDX-License-Identifier: ISC */
/*
 * jobs.c - what the core asks for, one line at a time.
 *
 *   (no role) --describe, check--> (no role)
 *   (no role) --start--> provider, directory, notifier, listener --stop--> end
 *        |
 *        +-- it cannot start: `failed`, exit 78
 */
#include <sysexits.h>
#include <time.h>

#include "crash_point.h"
#include "host/setup.h"
#include "host/wire.h"
#include "host/wire_read.h"
#include "sdk/json.h"

/* Look-ups that were asked for at once are answered for so long. */
#define LOOKUPS_MS 100

/* Where a callback broke the contract, what the core is told instead, and what
 * may stay unsaid. */
struct call {
	const char *name;
	unsigned may;             /* of enum host_may */
	enum lb_result after_bug; /* nothing must be done twice or lost */
	bool can_be_unknown;
	const char *why_reject; /* where the plugin said none; NULL: a bug */
};

/* clang-format off */
static const struct call poll_call = { "poll", HOST_EMIT | HOST_CURSOR, LB_RETRY, false, NULL };
static const struct call receive_call = { "receive", HOST_EMIT | HOST_DENY, LB_RETRY, false, NULL };
static const struct call import_call = { "import", HOST_EMIT, LB_RETRY, false, NULL };
static const struct call lookup_call = { "lookup", HOST_FOUND, LB_RETRY, false, "not known here" };
static const struct call deliver_call = { "deliver", HOST_RECEIPT, LB_UNKNOWN, true, NULL };
static const struct call find_call = { "find", HOST_RECEIPT, LB_UNKNOWN, true, "it was not delivered" };

static const struct {
	const char *op;
	const char *name;
	enum host_said said;
} results[] = {
	[LB_DONE] = { "done", "LB_DONE", SAID_NOTHING },
	[LB_RETRY] = { "retry", "LB_RETRY", SAID_RETRY },
	[LB_REJECT] = { "reject", "LB_REJECT", SAID_REJECT },
	[LB_UNKNOWN] = { "unknown", "LB_UNKNOWN", SAID_UNKNOWN },
};

/* clang-format on */

static void
send_result(struct lb_host *host, enum lb_result result, const char *why)
{
	cJSON *line = host_answer(host, results[result].op);

	if (result == LB_DONE)
		wire_put_mark(line, "receipt", host->receipt);
	else
		host_put_cut(line, "why", why, HOST_LONGEST_TEXT);
	if (result == LB_RETRY)
		json_put_integer(line, "after_s", host->after_s);
	if (result == LB_REJECT && host->is_denied)
		json_put_bool(line, "denied", true);
	crash_point("host-before-result");
	host_send(host, line);
	crash_point("host-after-result");
}

/* ---- The callbacks that return a result. */

static void
begin(struct lb_host *host, const struct call *call)
{
	crash_point("host-after-request");
	host_begin(host, call->name, call->may);
}

static void
check_result(
    struct lb_host *host, const struct call *call, enum lb_result result)
{
	if ((unsigned)result > LB_UNKNOWN)
		host_bug(host, "returned %d, which is no result", (int)result);
	else if (host->said != SAID_NOTHING &&
		 host->said != results[result].said)
		host_bug(host, "called %s(\"%s\") and returned %s",
		    host_said(host), buf_str(&host->why),
		    results[result].name);
	else if (result == LB_UNKNOWN && !call->can_be_unknown)
		host_bug(host, "returned LB_UNKNOWN, which it cannot");
	else if (result == LB_DONE && call == &find_call &&
		 host->receipt == NULL)
		host_bug(host, "returned LB_DONE without lb_receipt()");
	else if (result == LB_DONE && call->may == HOST_FOUND &&
		 host->found == NULL)
		host_bug(host, "returned LB_DONE without lb_found()");
}

/* What was found, once it is certain that it is believed; nothing: it is not
 * known here. */
static void
send_account(struct lb_host *host)
{
	cJSON *line = host_answer(host, "account");

	if (host->found != NULL)
		cJSON_AddItemToObject(line, "account", host->found);
	host->found = NULL;
	if (!lines_send(&host->lines, line))
		host_bug(host, "called lb_found() with more than 4 MiB");
}

static void
finish(struct lb_host *host, const struct call *call, enum lb_result result)
{
	const char *why = buf_str(&host->why);

	check_result(host, call, result);
	if (host->found != NULL && result == LB_DONE && host->bug.size == 0)
		send_account(host);
	host_end(host);
	if (host->bug.size > 0) {
		host->after_s = 0;
		host->is_denied = false;
		send_result(host, call->after_bug, buf_str(&host->bug));
		return;
	}
	if (result == LB_REJECT && *why == '\0' && call->why_reject != NULL)
		why = call->why_reject;
	send_result(host, result, *why != '\0' ? why : host_why(host));
}

/* A job's object that is not what the protocol says is the core's mistake. */
static void
must(bool is_read, const struct error *err)
{
	if (!is_read)
		host_quarrel(
		    "the core sent a job that cannot be read: %s", err->text);
}

static void
run_poll(struct lb_host *host, const cJSON *line)
{
	if (host->plugin->provider->poll == NULL) {
		send_result(host, LB_REJECT, "the plugin is only pushed to");
		return;
	}
	begin(host, &poll_call);
	finish(host, &poll_call,
	    host->plugin->provider->poll(
		host->state, json_string(line, "cursor")));
}

static void
run_receive(struct lb_host *host, const cJSON *line)
{
	struct keep keep = KEEP_INIT;
	struct lb_request request;
	struct error err;

	if (host->plugin->provider->receive == NULL) {
		send_result(host, LB_REJECT,
		    "the plugin takes nothing that is pushed");
		return;
	}
	must(wire_read_request(
		 &keep, json_member(line, "request"), &request, &err),
	    &err);
	begin(host, &receive_call);
	finish(host, &receive_call,
	    host->plugin->provider->receive(host->state, &request));
	keep_release(&keep);
}

static void
run_import(struct lb_host *host, const cJSON *line)
{
	const char *file = json_string(line, "file");

	if (file == NULL)
		host_quarrel("the core sent an import without a file");
	if (host->plugin->provider->import == NULL) {
		send_result(host, LB_REJECT, "the plugin imports no files");
		return;
	}
	begin(host, &import_call);
	finish(host, &import_call,
	    host->plugin->provider->import(host->state, file));
}

static enum lb_result
look_up(struct lb_host *host, const cJSON *asked)
{
	struct keep keep = KEEP_INIT;
	struct lb_response who;
	enum lb_result result;
	struct error err;

	must(wire_read_response(&keep, asked, &who, &err), &err);
	begin(host, &lookup_call);
	result = host->plugin->directory->lookup(host->state, &who);
	keep_release(&keep);
	return result;
}

static void
run_lookup(struct lb_host *host, const cJSON *line)
{
	finish(host, &lookup_call, look_up(host, json_member(line, "who")));
}

static int64_t
steady_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One of many is answered; false: there is something else to say. */
static bool
answer_one(struct lb_host *host, enum lb_result result)
{
	check_result(host, &lookup_call, result);
	if (host->bug.size > 0 || (result != LB_DONE && result != LB_REJECT))
		return false;
	if (result == LB_REJECT) {
		cJSON_Delete(host->found);
		host->found = NULL;
	}
	send_account(host);
	return host->bug.size == 0;
}

/* Not for long: what is left is asked again, and in between there may be
 * something else to do. */
static void
run_lookups(struct lb_host *host, const cJSON *line)
{
	int64_t until_ms = steady_ms() + LOOKUPS_MS;
	const cJSON *who, *all = json_member(line, "who");

	if (!cJSON_IsArray(all))
		host_quarrel("the core sent look-ups of nobody");
	cJSON_ArrayForEach(who, all)
	{
		enum lb_result result = look_up(host, who);

		if (!answer_one(host, result)) {
			finish(host, &lookup_call, result);
			return;
		}
		host_end(host);
		if (steady_ms() >= until_ms)
			break;
	}
	send_result(host, LB_DONE, "");
}

static void
run_notice(struct lb_host *host, const cJSON *line, const struct call *call,
    enum lb_result (*callback)(void *, const struct lb_notice *))
{
	struct keep keep = KEEP_INIT;
	struct lb_notice notice;
	struct error err;

	must(wire_read_notice(
		 &keep, json_member(line, "notice"), &notice, &err),
	    &err);
	begin(host, call);
	finish(host, call, callback(host->state, &notice));
	keep_release(&keep);
}

static void
run_deliver(struct lb_host *host, const cJSON *line)
{
	run_notice(host, line, &deliver_call, host->plugin->notifier->deliver);
}

static void
run_find(struct lb_host *host, const cJSON *line)
{
	if (host->plugin->notifier->find == NULL)
		send_result(host, LB_UNKNOWN,
		    "the plugin cannot tell what was delivered");
	else
		run_notice(
		    host, line, &find_call, host->plugin->notifier->find);
}

/* ---- One line at a time. */

#define ROLE(role) (1u << (role))
#define STARTED \
	(ROLE(HOST_PROVIDER) | ROLE(HOST_DIRECTORY) | ROLE(HOST_NOTIFIER))

static const struct op {
	const char *name;
	unsigned roles; /* in which it may be asked */
	void (*run)(struct lb_host *host, const cJSON *line);
} ops[] = {
	/* clang-format off */
	{ "describe", ROLE(HOST_IDLE) | STARTED, setup_describe },
	{ "check", ROLE(HOST_IDLE) | STARTED, setup_check },
	{ "start", ROLE(HOST_IDLE), setup_start },
	{ "probe", STARTED, setup_probe },
	{ "poll", ROLE(HOST_PROVIDER), run_poll },
	{ "receive", ROLE(HOST_PROVIDER), run_receive },
	{ "import", ROLE(HOST_PROVIDER), run_import },
	{ "lookup", ROLE(HOST_DIRECTORY), run_lookup },
	{ "lookups", ROLE(HOST_DIRECTORY), run_lookups },
	{ "deliver", ROLE(HOST_NOTIFIER), run_deliver },
	{ "find", ROLE(HOST_NOTIFIER), run_find },
	/* clang-format on */
};

static const struct op *
find_op(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof(ops) / sizeof(ops[0]);
	     i++)
		if (strcmp(ops[i].name, name) == 0)
			return &ops[i];
	return NULL;
}

static void
run_line(struct lb_host *host, const cJSON *line)
{
	const char *name = json_string(line, "op");
	const struct op *op = find_op(name);

	if (host_aside(host, line))
		return;
	if (op == NULL)
		host_quarrel("the core sent an unknown op: %.40s",
		    name != NULL ? name : "none");
	if ((op->roles & ROLE(host->role)) == 0)
		host_quarrel("the core sent %s to an instance that is %s",
		    name,
		    host->role == HOST_IDLE ? "not started"
					    : "in another role");
	host->job = json_integer(line, "job", 0);
	op->run(host, line);
}

int
host_serve(struct lb_host *host)
{
	enum lines_status status = LINES_LINE;
	struct error err;

	while (!host->is_stopping && status == LINES_LINE) {
		cJSON *line = NULL;

		status = lines_next(&host->lines, true, &line, &err);
		if (status == LINES_LINE)
			run_line(host, line);
		cJSON_Delete(line);
	}
	if (status == LINES_BROKEN)
		host_quarrel("%s", err.text);
	if (host->state != NULL)
		host->plugin->close(host->state);
	host->state = NULL;
	return host->exit_code;
}

int
host_serve_failure(struct lb_host *host, const char *why)
{
	struct error err;
	cJSON *line = NULL;

	if (lines_next(&host->lines, true, &line, &err) != LINES_LINE) {
		fprintf(stderr, "%s\n", why);
		return EX_CONFIG;
	}
	host->job = json_integer(line, "job", 0);
	host_send_failed(host, why);
	cJSON_Delete(line);
	return EX_CONFIG;
}
