/* SPDX-License-Identifier: ISC */
/* host.c - what both sides of the host share: its answers and its limits. */
#include "host/host.h"

#include <sysexits.h>
#include <unistd.h>

#include "host/wire.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

void
host_init(struct lb_host *host, int fd, const struct lb_plugin *plugin)
{
	*host = (struct lb_host){ .plugin = plugin };
	lines_init(&host->lines, fd);
}

void
host_release(struct lb_host *host)
{
	lines_release(&host->lines);
	options_release(&host->options);
	buf_release(&host->why);
	buf_release(&host->bug);
	cJSON_Delete(host->found);
	free(host->receipt);
	free(host->answer);
	free(host->instance);
	free(host->company);
	free(host->language);
	free(host->ca_file);
}

void
host_begin(struct lb_host *host, const char *callback, unsigned may)
{
	host->callback = callback;
	host->may = may;
	host->said = SAID_NOTHING;
	host->after_s = 0;
	host->is_denied = false;
	buf_reset(&host->why);
	buf_reset(&host->bug);
	cJSON_Delete(host->found);
	host->found = NULL;
	free(host->receipt);
	host->receipt = NULL;
}

void
host_end(struct lb_host *host)
{
	host->callback = NULL;
	host->may = 0;
}

const char *
host_why(struct lb_host *host)
{
	if (host->why.size == 0)
		buf_printf(&host->why, "plugin %s did not say why",
		    host->plugin->name);
	return buf_str(&host->why);
}

const char *
host_said(const struct lb_host *host)
{
	static const char *const names[] = {
		[SAID_NOTHING] = "nothing",
		[SAID_FAIL] = "lb_fail",
		[SAID_RETRY] = "lb_retry",
		[SAID_REJECT] = "lb_reject",
		[SAID_UNKNOWN] = "lb_unknown",
	};

	return names[host->said];
}

void
host_send(struct lb_host *host, cJSON *line)
{
	lines_send(&host->lines, line);
	lines_flush(&host->lines);
	host->job = 0;
}

void
host_send_failed(struct lb_host *host, const char *why)
{
	cJSON *line = host_answer(host, "failed");

	host_put_cut(line, "why", why, HOST_LONGEST_TEXT);
	host_send(host, line);
}

cJSON *
host_answer(const struct lb_host *host, const char *op)
{
	cJSON *line = cJSON_CreateObject();

	json_put_string(line, "op", op);
	if (host->job != 0)
		json_put_integer(line, "job", host->job);
	return line;
}

void
host_put_cut(cJSON *object, const char *name, const char *text, size_t max)
{
	struct buf cut = BUF_INIT;

	if (text == NULL)
		return;
	buf_add(&cut, text, utf8_cut(text, max));
	wire_put_text(object, name, buf_str(&cut));
	buf_release(&cut);
}

void
host_bug(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	if (host->bug.size > 0)
		return;
	buf_printf(&host->bug, "plugin %s has a bug: %s() ",
	    host->plugin->name,
	    host->callback != NULL ? host->callback : "something");
	va_start(ap, fmt);
	buf_vprintf(&host->bug, fmt, ap);
	va_end(ap);
}

bool
host_aside(struct lb_host *host, const cJSON *line)
{
	const char *op = json_string(line, "op");
	cJSON *pong;

	if (op != NULL && strcmp(op, "stop") == 0) {
		host->is_stopping = true;
		return true;
	}
	if (op == NULL || strcmp(op, "ping") != 0)
		return false;
	pong = cJSON_CreateObject();
	json_put_string(pong, "op", "pong");
	json_put_integer(pong, "job", json_integer(line, "job", 0));
	lines_send(&host->lines, pong);
	lines_flush(&host->lines);
	return true;
}

void
host_quarrel(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	_exit(EX_PROTOCOL);
}
