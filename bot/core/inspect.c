/* SPDX-License-Identifier: ISC */
/* inspect.c - asks plugins what they are, and whether their settings are
 * right. */
#include "core/inspect.h"

#include <signal.h>
#include <uv.h>

#include "core/child.h"
#include "core/plugin_path.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define DEADLINE_MS 10000
#define DESCRIBE_JOB 1
#define CHECK_JOB 2

struct asked {
	const struct instance *instance;
	struct child *child;
	cJSON *described, *checked, *failed;
	char *trouble; /* how its process ended; NULL: well */
};

struct inspection {
	struct asked *asked;
	size_t n;
};

static void
on_line(void *arg, cJSON *line)
{
	struct asked *a = arg;
	const char *op = json_string(line, "op");
	cJSON **slot = op == NULL                     ? NULL
		       : strcmp(op, "described") == 0 ? &a->described
		       : strcmp(op, "checked") == 0   ? &a->checked
		       : strcmp(op, "failed") == 0    ? &a->failed
						      : NULL;

	if (slot == NULL || *slot != NULL) {
		cJSON_Delete(line);
		return;
	}
	*slot = line;
}

static void
on_gone(void *arg, const struct child_end *end)
{
	struct asked *a = arg;
	struct buf text = BUF_INIT;
	const char *why = json_string(a->failed, "why");

	a->child = NULL;
	if (why != NULL) {
		a->trouble = mem_string(why);
		return;
	}
	if (end->why != NULL || end->signal != 0 || end->exit_code != 0 ||
	    a->described == NULL) {
		if (*end->last_words != '\0' && end->exit_code > 0)
			buf_puts(&text, end->last_words);
		else
			child_end_text(end, &text);
		a->trouble = buf_take(&text);
	}
}

static void
start(uv_loop_t *loop, struct asked *a)
{
	static const struct child_events events = { on_line, on_gone };
	struct plugin_path path;
	struct buf lines = BUF_INIT;
	struct error err;

	plugin_path_init(&path, a->instance);
	if (plugin_path_exists(&path, &err))
		a->child = child_start(loop, &path.spec, &events, a, &err);
	plugin_path_release(&path);
	if (a->child == NULL) {
		a->trouble = mem_string(err.text);
		return;
	}
	buf_printf(&lines,
	    "{\"op\":\"describe\",\"job\":%d}\n"
	    "{\"op\":\"check\",\"job\":%d,\"settings\":",
	    DESCRIBE_JOB, CHECK_JOB);
	json_print(&lines, a->instance->settings);
	buf_puts(&lines, "}\n");
	child_send(a->child, lines.data, lines.size);
	child_stop(a->child, DEADLINE_MS);
	buf_release(&lines);
}

static void
ask_all(struct inspection *in)
{
	uv_loop_t loop;

	/* A plugin that has ended already must not end us. */
	signal(SIGPIPE, SIG_IGN);
	uv_loop_init(&loop);
	for (size_t i = 0; i < in->n; i++)
		start(&loop, &in->asked[i]);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
}

/* ---- What they said */

/* Where the file says who plays the instance. */
static struct place
player_place(const struct asked *a, const struct config *config)
{
	return config_option_place(config, a->instance,
	    a->instance->plugin != NULL ? "plugin" : "command");
}

static void
take_roles(const struct asked *a, const struct config *config,
    struct problems *problems)
{
	const cJSON *roles = json_member(a->described, "roles"), *role;
	const char *name = json_string(a->described, "name");

	cJSON_ArrayForEach(role, roles)
	{
		if (cJSON_IsString(role) &&
		    strcmp(role->valuestring, role_name(a->instance->role)) ==
			0)
			return;
	}
	problems_add(problems, player_place(a, config), "%s: %s%s is no %s",
	    a->instance->name, name != NULL ? "plugin " : "its plugin",
	    name != NULL ? name : "", role_name(a->instance->role));
}

/* The option a sentence reads on from; "": it names the option itself, as
 * those on missing and unknown options do (plugins/PROTOCOL.md). */
static const char *
subject_of(const char *option, const char *why)
{
	size_t n = option == NULL ? 0 : strlen(option);

	if (n == 0)
		return "";
	if (why != NULL && ((strncmp(why, option, n) == 0 &&
				(why[n] == ' ' || why[n] == ':')) ||
			       strstr(why, "has no option") != NULL))
		return "";
	return option;
}

static void
take_errors(const struct asked *a, const struct config *config,
    struct problems *problems)
{
	const cJSON *error;

	cJSON_ArrayForEach(error, json_member(a->checked, "errors"))
	{
		const char *option = json_string(error, "option");
		const char *why = json_string(error, "why");

		const char *subject = subject_of(option, why);

		problems_add(problems,
		    config_option_place(config, a->instance, option),
		    "%s: %s%s%s", a->instance->name, subject,
		    *subject != '\0' ? ": " : "",
		    why == NULL ? "is refused by its plugin" : why);
	}
}

static bool
can(const struct asked *a, const char *op)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_member(a->described, "can"))
	{
		if (cJSON_IsString(one) && strcmp(one->valuestring, op) == 0)
			return true;
	}
	return false;
}

/* What is only pushed to hears nothing where nobody listens. */
static void
check_reach(const struct asked *a, const struct config *config,
    struct problems *problems)
{
	if (config->has_web || a->instance->role != ROLE_PROVIDER ||
	    !can(a, "receive") || can(a, "poll"))
		return;
	problems_add(problems, player_place(a, config),
	    "%s: nothing comes in but what is pushed to it, and nothing "
	    "listens: add web: {listen: 127.0.0.1:8080}",
	    a->instance->name);
}

static void
take_answers(const struct asked *a, const struct config *config,
    struct problems *problems)
{
	if (a->trouble != NULL) {
		problems_add(problems, player_place(a, config), "%s: %s",
		    a->instance->name, a->trouble);
		return;
	}
	take_roles(a, config, problems);
	if (a->checked == NULL)
		problems_add(problems, player_place(a, config),
		    "%s: did not say whether its settings are right",
		    a->instance->name);
	take_errors(a, config, problems);
	check_reach(a, config, problems);
}

/* only: that instance alone; NULL: all. */
static struct inspection *
inspect(const struct config *config, const struct instance *only,
    struct problems *problems)
{
	struct inspection *in = mem_new(1, sizeof(*in));

	in->asked = mem_new(config->n_instances, sizeof(*in->asked));
	for (size_t i = 0; i < config->n_instances; i++) {
		const struct instance *instance = &config->instances[i];

		if (!instance->has_errors &&
		    (only == NULL || only == instance))
			in->asked[in->n++].instance = instance;
	}
	ask_all(in);
	for (size_t i = 0; i < in->n; i++)
		take_answers(&in->asked[i], config, problems);
	return in;
}

struct inspection *
inspect_config(const struct config *config, struct problems *problems)
{
	return inspect(config, NULL, problems);
}

struct inspection *
inspect_instance(const struct config *config, const struct instance *instance,
    struct problems *problems)
{
	return inspect(config, instance, problems);
}

void
inspection_free(struct inspection *in)
{
	if (in == NULL)
		return;
	for (size_t i = 0; i < in->n; i++) {
		cJSON_Delete(in->asked[i].described);
		cJSON_Delete(in->asked[i].checked);
		cJSON_Delete(in->asked[i].failed);
		free(in->asked[i].trouble);
	}
	free(in->asked);
	free(in);
}

const cJSON *
inspection_of(const struct inspection *in, const char *instance)
{
	for (size_t i = 0; i < in->n; i++)
		if (strcmp(in->asked[i].instance->name, instance) == 0)
			return in->asked[i].described;
	return NULL;
}

bool
inspection_is_secret(
    const struct inspection *in, const char *instance, const char *option)
{
	const cJSON *one;

	cJSON_ArrayForEach(
	    one, json_member(inspection_of(in, instance), "options"))
	{
		const char *name = json_string(one, "name");
		const char *type = json_string(one, "type");

		if (name != NULL && strcmp(name, option) == 0)
			return type == NULL || strcmp(type, "secret") == 0;
	}
	return true;
}

cJSON *
inspect_plugin(const char *plugin, struct error *err)
{
	struct instance instance = {
		.name = (char *)(uintptr_t)plugin,
		.plugin = (char *)(uintptr_t)plugin,
		.settings = cJSON_CreateObject(),
	};
	struct asked asked = { .instance = &instance };
	struct inspection one = { .asked = &asked, .n = 1 };

	ask_all(&one);
	cJSON_Delete(instance.settings);
	cJSON_Delete(asked.checked);
	cJSON_Delete(asked.failed);
	if (asked.described == NULL || asked.trouble != NULL) {
		error_set(err, "%s", asked.trouble);
		cJSON_Delete(asked.described);
		asked.described = NULL;
	}
	free(asked.trouble);
	return asked.described;
}
