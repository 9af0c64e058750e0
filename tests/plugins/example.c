/* SPDX-License-Identifier: ISC */
/* example.c - the settings of an example configuration. */
#include "example.h"

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
