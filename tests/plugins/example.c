/* SPDX-License-Identifier: ISC */
/* example.c - the settings of an example configuration. */
#include "example.h"

#include <ctype.h>
#include <stdlib.h>

#include "config/config.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

char *
example_settings(const char *name, const char *instance)
{
	char *file = mem_printf("%s/config/examples/%s", SRCDIR, name);
	struct problems problems = PROBLEMS_INIT;
	struct config *config = config_load(file, &problems);
	struct buf text = BUF_INIT;
	const struct instance *it;
	cJSON *settings;
	char *members;

	problems_print(&problems);
	assert_non_null(config);
	it = config_instance(config, instance);
	assert_non_null(it);
	settings = cJSON_Duplicate(it->settings, true);
	cJSON_DeleteItemFromObject(settings, "base_url");
	json_print(&text, settings);
	members = mem_copy(buf_str(&text) + 1, text.size - 2);
	cJSON_Delete(settings);
	buf_release(&text);
	config_free(config);
	problems_release(&problems);
	free(file);
	return members;
}

void
example_with_key(char out[4096], const char *name, const char *key)
{
	char *variable = mem_printf("%s_KEY", name), *file, *settings;

	for (char *c = variable; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	setenv(variable, key, 1);
	file = mem_printf("%s.yaml", name);
	settings = example_settings(file, name);
	assert_in_range(snprintf(out, 4096, "%s", settings), 1, 4095);
	free(settings);
	free(file);
	free(variable);
}
