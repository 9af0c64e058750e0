/* SPDX-License-Identifier: ISC */
/* fake_host.c - a host for testing one plugin: it records what it says. */
#include "fake_host.h"

#include "host/options.h"
#include "host/table.h"
#include "host/wire.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

struct lb_host {
	const struct lb_plugin *plugin;
	struct options options;
	void *state;
	char *company, *language, *ca_file;

	struct buf why, log;
	int after_s;
	bool is_denied;
	int64_t since_us;
	cJSON *responses, *accounts, *refused;
	char *cursor, *receipt;
};

static void
set_string(char **where, const char *value)
{
	free(*where);
	*where = mem_string(value);
}

struct lb_host *
fake_host_new(void)
{
	struct lb_host *host = mem_new(1, sizeof(*host));

	fake_set_world(host, "Nordlys", "da", NULL);
	fake_forget(host);
	return host;
}

void
fake_set_world(struct lb_host *host, const char *company, const char *language,
    const char *ca_file)
{
	set_string(&host->company, company);
	set_string(&host->language, language);
	set_string(&host->ca_file, ca_file);
}

static void
drop_records(struct lb_host *host)
{
	cJSON_Delete(host->responses);
	cJSON_Delete(host->accounts);
	cJSON_Delete(host->refused);
	set_string(&host->cursor, NULL);
	set_string(&host->receipt, NULL);
	buf_release(&host->why);
	buf_release(&host->log);
}

void
fake_set_since(struct lb_host *host, int64_t since_us)
{
	host->since_us = since_us;
}

void
fake_forget(struct lb_host *host)
{
	drop_records(host);
	host->responses = cJSON_CreateArray();
	host->accounts = cJSON_CreateArray();
	host->refused = cJSON_CreateArray();
	host->after_s = 0;
	host->is_denied = false;
}

/* "option: why" or, where the sentence names the option itself, "why". */
static void
record_option_error(struct lb_host *host, const struct option_error *e)
{
	buf_reset(&host->why);
	if (e->option != NULL && strstr(e->why, e->option) == NULL)
		buf_printf(&host->why, "%s: ", e->option);
	buf_puts(&host->why, e->why);
}

static bool
read_settings(struct lb_host *host, const char *settings)
{
	cJSON *object = cJSON_Parse(settings);
	struct error err;
	bool ok = false;

	options_release(&host->options);
	if (object == NULL)
		buf_puts(&host->why, "the test's settings are no JSON");
	else if (!table_check(host->plugin, &err))
		buf_puts(&host->why, err.text);
	else
		ok = options_read(&host->options, host->plugin, object);
	for (size_t i = 0; i < host->options.n_errors; i++)
		record_option_error(host, &host->options.errors[i]);
	cJSON_Delete(object);
	return ok;
}

void *
fake_open(
    struct lb_host *host, const struct lb_plugin *plugin, const char *settings)
{
	fake_close(host);
	host->plugin = plugin;
	if (!read_settings(host, settings))
		return NULL;
	if (plugin->check != NULL &&
	    !plugin->check(host, host->options.settings))
		return NULL;
	host->state = plugin->open(host, host->options.settings);
	return host->state;
}

void
fake_close(struct lb_host *host)
{
	if (host->state != NULL)
		host->plugin->close(host->state);
	host->state = NULL;
	options_release(&host->options);
}

void
fake_host_free(struct lb_host *host)
{
	if (host == NULL)
		return;
	fake_close(host);
	drop_records(host);
	free(host->company);
	free(host->language);
	free(host->ca_file);
	free(host);
}

/* ---- What was recorded. */

const char *
fake_why(const struct lb_host *host)
{
	return buf_str(&host->why);
}

int
fake_after_s(const struct lb_host *host)
{
	return host->after_s;
}

bool
fake_is_denied(const struct lb_host *host)
{
	return host->is_denied;
}

const char *
fake_log(const struct lb_host *host)
{
	return buf_str(&host->log);
}

const cJSON *
fake_responses(const struct lb_host *host)
{
	return host->responses;
}

const cJSON *
fake_accounts(const struct lb_host *host)
{
	return host->accounts;
}

const cJSON *
fake_refused(const struct lb_host *host)
{
	return host->refused;
}

const char *
fake_cursor(const struct lb_host *host)
{
	return host->cursor;
}

const char *
fake_receipt(const struct lb_host *host)
{
	return host->receipt;
}

/* ---- What the plugin calls. */

const char *
lb_instance(const struct lb_host *host)
{
	(void)host;
	return "test";
}

const char *
lb_company(const struct lb_host *host)
{
	return host->company;
}

const char *
lb_language(const struct lb_host *host)
{
	return host->language;
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
	va_list ap;

	va_start(ap, fmt);
	buf_printf(&host->log, "%s: ", wire_level(level));
	buf_vprintf(&host->log, fmt, ap);
	buf_putc(&host->log, '\n');
	va_end(ap);
}

LB_PRINTF(2, 0)
static void
record_why(struct lb_host *host, const char *fmt, va_list ap)
{
	buf_reset(&host->why);
	buf_vprintf(&host->why, fmt, ap);
	host->is_denied = false;
}

void *
lb_fail(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_why(host, fmt, ap);
	va_end(ap);
	return NULL;
}

enum lb_result
lb_retry(struct lb_host *host, int after_s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_why(host, fmt, ap);
	va_end(ap);
	host->after_s = after_s;
	return LB_RETRY;
}

enum lb_result
lb_reject(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_why(host, fmt, ap);
	va_end(ap);
	return LB_REJECT;
}

enum lb_result
lb_deny(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_why(host, fmt, ap);
	va_end(ap);
	host->is_denied = true;
	return LB_REJECT;
}

enum lb_result
lb_unknown(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_why(host, fmt, ap);
	va_end(ap);
	return LB_UNKNOWN;
}

/* Through the text of the wire, so that a test reads what the core would. */
static void
record(cJSON *array, cJSON *object)
{
	struct buf line = BUF_INIT;

	json_print(&line, object);
	cJSON_AddItemToArray(array, cJSON_Parse(buf_str(&line)));
	buf_release(&line);
	cJSON_Delete(object);
}

void
lb_emit(struct lb_host *host, const struct lb_response *response)
{
	record(host->responses, wire_response(response));
}

void
lb_found(struct lb_host *host, const struct lb_account *account)
{
	record(host->accounts, wire_account(account));
}

LB_PRINTF(2, 0)
static void
record_text(char **where, const char *fmt, va_list ap)
{
	struct buf text = BUF_INIT;

	buf_vprintf(&text, fmt, ap);
	free(*where);
	*where = buf_take(&text);
}

void
lb_cursor(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_text(&host->cursor, fmt, ap);
	va_end(ap);
}

void
lb_receipt(struct lb_host *host, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_text(&host->receipt, fmt, ap);
	va_end(ap);
}

void
lb_refuse(struct lb_host *host, const char *raw, const char *fmt, ...)
{
	cJSON *object = cJSON_CreateObject();
	char *why = NULL;
	va_list ap;

	va_start(ap, fmt);
	record_text(&why, fmt, ap);
	va_end(ap);
	wire_put_text(object, "raw", raw);
	wire_put_text(object, "why", why);
	record(host->refused, object);
	free(why);
}

/* A fake host has no core to act: an action is taken and answered. */

bool
lb_act(
    struct lb_host *host, const struct lb_action *action, const char **answer)
{
	buf_printf(
	    &host->log, "action: %s %s\n", action->name, action->subject);
	*answer = "";
	return true;
}

int
lb_fd(const struct lb_host *host)
{
	(void)host;
	return -1;
}

bool
lb_step(struct lb_host *host)
{
	(void)host;
	return false;
}
