/* SPDX-License-Identifier: ISC */
/* setup.c - what the core asks before and beside the jobs. */
#include "host/setup.h"

#include <sysexits.h>
#include <time.h>

#include "host/table.h"
#include "host/wire.h"
#include "sdk/json.h"
#include "sdk/mem.h"

static void
put_names(cJSON *line, const char *member, const char *const names[][2])
{
	cJSON *array = json_put_array(line, member);

	for (; (*names)[0] != NULL; names++)
		if ((*names)[1] != NULL)
			cJSON_AddItemToArray(
			    array, cJSON_CreateString((*names)[0]));
}

#define IF(is) ((is) ? "" : NULL)

void
setup_describe(struct lb_host *host, const cJSON *asked)
{
	const struct lb_plugin *p = host->plugin;
	bool listens = p->notifier != NULL && p->notifier->listen != NULL;
	const char *const roles[][2] = {
		{ "provider", IF(p->provider != NULL) },
		{ "notifier", IF(p->notifier != NULL) },
		{ "directory", IF(p->directory != NULL) },
		{ "listener", IF(listens) },
		{ NULL, NULL },
	};
	const char *const can[][2] = {
		{ "poll",
		    IF(p->provider != NULL && p->provider->poll != NULL) },
		{ "receive",
		    IF(p->provider != NULL && p->provider->receive != NULL) },
		{ "import",
		    IF(p->provider != NULL && p->provider->import != NULL) },
		{ "find",
		    IF(p->notifier != NULL && p->notifier->find != NULL) },
		{ "lookups", IF(p->directory != NULL) },
		{ "probe", IF(p->probe != NULL) },
		{ NULL, NULL },
	};
	cJSON *line = host_answer(host, "described");

	(void)asked;
	wire_put_text(line, "name", p->name);
	wire_put_text(line, "summary", p->summary);
	put_names(line, "roles", roles);
	put_names(line, "can", can);
	cJSON_AddItemToObject(line, "options", table_describe(p->options));
	host_send(host, line);
}

static void
set(char **where, const cJSON *line, const char *member)
{
	free(*where);
	*where = mem_string(json_string(line, member));
}

/* What the configuration says for all, before the plugin's code runs. */
static void
take_world(struct lb_host *host, const cJSON *line)
{
	const char *timezone_name = json_string(line, "timezone");

	set(&host->instance, line, "instance");
	set(&host->company, line, "company");
	set(&host->language, line, "language");
	set(&host->ca_file, line, "ca_file");
	host->since_us = json_integer(line, "since_us", 0);
	if (timezone_name != NULL)
		setenv("TZ", timezone_name, 1);
	tzset();
}

/* Reads the settings and has the plugin check them as a whole. */
static bool
read_settings(struct lb_host *host, const cJSON *line, struct options *o)
{
	bool ok = options_read(o, host->plugin, json_member(line, "settings"));

	if (!ok || host->plugin->check == NULL)
		return ok;
	host_begin(host, "check", 0);
	host->complaints = o;
	ok = host->plugin->check(host, o->settings);
	host->complaints = NULL;
	if (!ok && o->n_errors == 0)
		options_complain(o, NULL, "%s", host_why(host));
	if (host->bug.size > 0)
		options_complain(o, NULL, "%s", buf_str(&host->bug));
	host_end(host);
	return o->n_errors == 0;
}

void
setup_check(struct lb_host *host, const cJSON *asked)
{
	cJSON *line = host_answer(host, "checked");
	cJSON *errors = json_put_array(line, "errors");
	struct options o;

	take_world(host, asked);
	read_settings(host, asked, &o);
	for (size_t i = 0; i < o.n_errors; i++) {
		cJSON *row = cJSON_CreateObject();

		wire_put_text(row, "option", o.errors[i].option);
		host_put_cut(row, "why", o.errors[i].why, HOST_LONGEST_TEXT);
		cJSON_AddItemToArray(errors, row);
	}
	options_release(&o);
	host_send(host, line);
}

/* All that is wrong with the settings, as one sentence. */
static void
say_errors(struct buf *out, const struct options *o)
{
	for (size_t i = 0; i < o->n_errors; i++) {
		const struct option_error *e = &o->errors[i];

		if (i > 0)
			buf_puts(out, "; ");
		if (e->option != NULL && strstr(e->why, e->option) == NULL)
			buf_printf(out, "%s: ", e->option);
		buf_puts(out, e->why);
	}
}

static enum host_role
role_of(const struct lb_plugin *p, const char *name)
{
	const struct {
		const char *name;
		enum host_role role;
		bool plays;
	} roles[] = {
		{ "provider", HOST_PROVIDER, p->provider != NULL },
		{ "directory", HOST_DIRECTORY, p->directory != NULL },
		{ "notifier", HOST_NOTIFIER, p->notifier != NULL },
		{ "listener", HOST_LISTENER,
		    p->notifier != NULL && p->notifier->listen != NULL },
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(roles[i].name, name) == 0 && roles[i].plays)
			return roles[i].role;
	return HOST_IDLE;
}

/* Opens the instance; false: why is said in host->why. */
static bool
open_plugin(struct lb_host *host)
{
	host_begin(host, "open", 0);
	host->state = host->plugin->open(host, host->options.settings);
	if (host->state != NULL && host->said != SAID_NOTHING)
		host_bug(host, "called %s(\"%s\") and returned a state",
		    host_said(host), buf_str(&host->why));
	host_why(host);
	host_end(host);
	if (host->bug.size == 0)
		return host->state != NULL;
	buf_reset(&host->why);
	buf_puts(&host->why, buf_str(&host->bug));
	return false;
}

static bool
start(struct lb_host *host, const cJSON *line)
{
	const char *name = json_string(line, "role");

	buf_reset(&host->why);
	if (name == NULL)
		host_quarrel("the core sent a start without a role");
	host->role = role_of(host->plugin, name);
	if (host->role == HOST_IDLE) {
		buf_printf(&host->why, "plugin %s is not a %s",
		    host->plugin->name, name);
		return false;
	}
	take_world(host, line);
	if (!read_settings(host, line, &host->options)) {
		buf_reset(&host->why);
		say_errors(&host->why, &host->options);
		return false;
	}
	return open_plugin(host);
}

/* The listener's whole life. */
static void
listen_on(struct lb_host *host)
{
	host_begin(host, "listen", HOST_ACT);
	host->plugin->notifier->listen(host->state);
	host_end(host);
	if (host->bug.size > 0)
		lb_log(host, LB_ERROR, "%s", buf_str(&host->bug));
	if (host->is_stopping)
		return;
	lb_log(host, LB_ERROR, "stopped listening: %s", host_why(host));
	host->exit_code = EX_TEMPFAIL;
	host->is_stopping = true;
}

void
setup_start(struct lb_host *host, const cJSON *line)
{
	if (!start(host, line)) {
		host_send_failed(host, buf_str(&host->why));
		host->exit_code = EX_CONFIG;
		host->is_stopping = true;
		return;
	}
	host_send(host, host_answer(host, "done"));
	if (host->role == HOST_LISTENER)
		listen_on(host);
}

void
setup_probe(struct lb_host *host, const cJSON *line)
{
	bool ok = true;

	(void)line;
	host_begin(host, "probe", 0);
	if (host->plugin->probe != NULL)
		ok = host->plugin->probe(host->state);
	if (ok && host->said != SAID_NOTHING)
		host_bug(host, "called %s(\"%s\") and returned true",
		    host_said(host), buf_str(&host->why));
	host_end(host);
	if (host->bug.size > 0)
		host_send_failed(host, buf_str(&host->bug));
	else if (ok)
		host_send(host, host_answer(host, "done"));
	else
		host_send_failed(host, host_why(host));
}
