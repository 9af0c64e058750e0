/* SPDX-License-Identifier: ISC */
/* options.c - settings, as they come over the wire, into a plugin's struct. */
#include "host/options.h"

#include <limits.h>
#include <strings.h>

#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/suggest.h"

/* Says what is wrong; returns false. */
static bool wrong(struct keep *keep, const char **why, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static bool
wrong(struct keep *keep, const char **why, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	*why = keep_take(keep, buf_take(&text));
	return false;
}

/* ---- One text, by type.  A row of the table below each. */

static bool
read_string(struct keep *keep, const struct lb_option *option,
    const char *text, void *field, const char **why)
{
	(void)option;
	(void)why;
	*(const char **)field = keep_string(keep, text);
	return true;
}

static bool
read_list_of_one(struct keep *keep, const struct lb_option *option,
    const char *text, void *field, const char **why)
{
	const char **list = keep_new(keep, 2, sizeof(*list));

	(void)option;
	(void)why;
	list[0] = keep_string(keep, text);
	*(const char *const **)field = list;
	return true;
}

static bool
read_no_map(struct keep *keep, const struct lb_option *option,
    const char *text, void *field, const char **why)
{
	(void)option;
	(void)field;
	return wrong(keep, why, "must be names with values, not \"%s\"", text);
}

static bool
say_choices(struct keep *keep, const struct lb_option *option,
    const char *text, const char **why)
{
	const char *near = suggest(text, option->choices);
	struct buf list = BUF_INIT;

	for (const char *const *c = option->choices; *c != NULL; c++)
		buf_printf(&list, "%s%s",
		    c == option->choices ? ""
		    : c[1] == NULL       ? " or "
					 : ", ",
		    *c);
	if (near != NULL)
		wrong(keep, why,
		    "must be %s, not \"%s\"; did you mean \"%s\"?",
		    buf_str(&list), text, near);
	else
		wrong(
		    keep, why, "must be %s, not \"%s\"", buf_str(&list), text);
	buf_release(&list);
	return false;
}

static bool
read_choice(struct keep *keep, const struct lb_option *option,
    const char *text, void *field, const char **why)
{
	for (int i = 0; option->choices[i] != NULL; i++) {
		if (strcmp(option->choices[i], text) == 0) {
			*(int *)field = i;
			return true;
		}
	}
	return say_choices(keep, option, text, why);
}

static bool
has_range(const struct lb_option *option)
{
	return option->min < option->max;
}

static bool
is_in_range(const struct lb_option *option, int64_t value)
{
	if (has_range(option))
		return value >= option->min && value <= option->max;
	return value >= INT_MIN && value <= INT_MAX;
}

static bool
read_int(struct keep *keep, const struct lb_option *option, const char *text,
    void *field, const char **why)
{
	int64_t value;

	if (number_read(text, INT_MIN, INT_MAX, &value) &&
	    is_in_range(option, value)) {
		*(int *)field = (int)value;
		return true;
	}
	if (has_range(option))
		return wrong(keep, why,
		    "must be a whole number from %d to %d, not \"%s\"",
		    option->min, option->max, text);
	return wrong(keep, why, "must be a whole number, not \"%s\"", text);
}

static bool
read_seconds(struct keep *keep, const struct lb_option *option,
    const char *text, void *field, const char **why)
{
	struct buf min = BUF_INIT, max = BUF_INIT;
	int64_t value;

	if (number_read_seconds(text, &value) && is_in_range(option, value)) {
		*(int *)field = (int)value;
		return true;
	}
	if (!has_range(option))
		return wrong(keep, why,
		    "must be a time such as 90s, 15m, 2h or 1d, not \"%s\"",
		    text);
	number_put_seconds(&min, option->min);
	number_put_seconds(&max, option->max);
	wrong(keep, why, "must be from %s to %s, not \"%s\"", buf_str(&min),
	    buf_str(&max), text);
	buf_release(&min);
	buf_release(&max);
	return false;
}

static bool
read_bool(struct keep *keep, const struct lb_option *option, const char *text,
    void *field, const char **why)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = { { "yes", true }, { "no", false }, { "true", true },
		{ "false", false } };

	(void)option;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasecmp(words[i].word, text) == 0) {
			*(bool *)field = words[i].value;
			return true;
		}
	}
	return wrong(keep, why, "must be yes or no, not \"%s\"", text);
}

bool
options_read_text(struct keep *keep, const struct lb_option *option,
    const char *text, void *field, const char **why)
{
	static bool (*const readers[])(struct keep *, const struct lb_option *,
	    const char *, void *, const char **) = {
		[LB_STRING] = read_string,
		[LB_SECRET] = read_string,
		[LB_LIST] = read_list_of_one,
		[LB_MAP] = read_no_map,
		[LB_CHOICE] = read_choice,
		[LB_INT] = read_int,
		[LB_SECONDS] = read_seconds,
		[LB_BOOL] = read_bool,
	};

	return readers[option->type](keep, option, text, field, why);
}

/* ---- Values that are more than one text. */

static bool
read_list(struct keep *keep, const cJSON *value, void *field, const char **why)
{
	size_t n = (size_t)cJSON_GetArraySize(value), i = 0;
	const char **list = keep_new(keep, n + 1, sizeof(*list));
	const cJSON *item;

	cJSON_ArrayForEach(item, value)
	{
		if (!cJSON_IsString(item))
			return wrong(keep, why,
			    "item %zu of the list must be text", i + 1);
		list[i++] = keep_string(keep, item->valuestring);
	}
	*(const char *const **)field = list;
	return true;
}

static bool
read_map(struct keep *keep, const cJSON *value, void *field, const char **why)
{
	size_t n = (size_t)cJSON_GetArraySize(value), i = 0;
	struct lb_pair *map = keep_new(keep, n + 1, sizeof(*map));
	const cJSON *item;

	cJSON_ArrayForEach(item, value)
	{
		if (!cJSON_IsString(item))
			return wrong(keep, why, "\"%s\" in it must be text",
			    item->string);
		map[i].name = keep_string(keep, item->string);
		map[i++].value = keep_string(keep, item->valuestring);
	}
	*(const struct lb_pair **)field = map;
	return true;
}

static bool
read_value(struct keep *keep, const struct lb_option *option,
    const cJSON *value, void *field, const char **why)
{
	if (cJSON_IsString(value))
		return options_read_text(
		    keep, option, value->valuestring, field, why);
	if (option->type == LB_LIST && cJSON_IsArray(value))
		return read_list(keep, value, field, why);
	if (option->type == LB_MAP && cJSON_IsObject(value))
		return read_map(keep, value, field, why);
	return wrong(keep, why, "must be %s, not %s",
	    option->type == LB_LIST  ? "a list"
	    : option->type == LB_MAP ? "names with values"
				     : "one value",
	    cJSON_IsArray(value)    ? "a list"
	    : cJSON_IsObject(value) ? "names with values"
				    : "a bare JSON number or truth value");
}

/* ---- The whole. */

static void
complain(struct options *o, const char *option, const char *why)
{
	o->errors = mem_resize(o->errors, o->n_errors + 1, sizeof(*o->errors));
	o->errors[o->n_errors].option = keep_string(&o->keep, option);
	o->errors[o->n_errors++].why = keep_string(&o->keep, why);
}

void
options_complain(struct options *o, const char *option, const char *fmt, ...)
{
	struct buf why = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&why, fmt, ap);
	va_end(ap);
	complain(o, option, buf_str(&why));
	buf_release(&why);
}

static const struct lb_option *
next_option(const struct lb_option *option)
{
	return option != NULL && option->name != NULL ? option : NULL;
}

/* What the field holds when nothing is set and there is no default. */
static void
set_empty(struct options *o, const struct lb_option *option, void *field)
{
	if (option->type == LB_LIST)
		*(const char *const **)field =
		    keep_new(&o->keep, 1, sizeof(const char *));
	if (option->type == LB_MAP)
		*(const struct lb_pair **)field =
		    keep_new(&o->keep, 1, sizeof(struct lb_pair));
}

static bool
is_empty(const cJSON *value)
{
	return value == NULL || cJSON_IsNull(value) ||
	       (cJSON_IsString(value) && *value->valuestring == '\0') ||
	       ((cJSON_IsArray(value) || cJSON_IsObject(value)) &&
		   value->child == NULL);
}

static void
read_option(
    struct options *o, const struct lb_option *option, const cJSON *value)
{
	void *field = (char *)o->settings + option->offset;
	bool is_set = value != NULL && !cJSON_IsNull(value);
	const char *why = NULL;

	set_empty(o, option, field);
	if (option->required && is_empty(value))
		options_complain(o, option->name, "%s is %s%s%s", option->name,
		    is_set ? "empty" : "missing",
		    option->help != NULL ? ": " : "",
		    option->help != NULL ? option->help : "");
	else if (is_set && !read_value(&o->keep, option, value, field, &why))
		complain(o, option->name, why);
	else if (!is_set && option->def != NULL)
		options_read_text(&o->keep, option, option->def, field, &why);
}

static const char *const *
names_of(struct keep *keep, const struct lb_option *table)
{
	const char **names;
	size_t n = 0;

	for (const struct lb_option *p = table; next_option(p) != NULL; p++)
		n++;
	names = keep_new(keep, n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = table[i].name;
	return names;
}

static bool
has_name(const char *const *names, const char *name)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static void
refuse_unknown(
    struct options *o, const struct lb_plugin *plugin, const cJSON *settings)
{
	const char *const *names = names_of(&o->keep, plugin->options);
	const cJSON *item;

	cJSON_ArrayForEach(item, settings)
	{
		const char *near = suggest(item->string, names);

		if (has_name(names, item->string))
			continue;
		if (near == NULL)
			options_complain(o, item->string,
			    "plugin %s has no option \"%s\"", plugin->name,
			    item->string);
		else
			options_complain(o, item->string,
			    "plugin %s has no option \"%s\"; did you mean "
			    "\"%s\"?",
			    plugin->name, item->string, near);
	}
}

bool
options_read(
    struct options *o, const struct lb_plugin *plugin, const cJSON *settings)
{
	const struct lb_option *option = plugin->options;

	*o = (struct options){ .settings =
				   mem_new(1, plugin->settings_size + 1) };
	if (settings != NULL && !cJSON_IsObject(settings)) {
		options_complain(o, NULL, "settings must be an object");
		return false;
	}
	for (; next_option(option) != NULL; option++)
		read_option(o, option, json_member(settings, option->name));
	refuse_unknown(o, plugin, settings);
	return o->n_errors == 0;
}

void
options_release(struct options *o)
{
	free(o->settings);
	free(o->errors);
	keep_release(&o->keep);
	*o = (struct options){ .settings = NULL };
}
