/* SPDX-License-Identifier: ISC */
/* drivers_load.c - keyword lists from their YAML files. */
#include "config/yaml.h"
#include "decide/drivers.h"

static bool
load_list(struct drivers *d, const char *language,
    const struct yaml_entry *list, struct problems *problems)
{
	struct error err;
	bool ok = true;

	if (strpbrk(list->key, ", ") != NULL)
		return problems_add(problems, list->key_at,
		    "a driver's name has no commas or spaces in it");
	if (list->value->kind != NODE_LIST)
		return problems_add(problems, list->value->at,
		    "%s: must be a list of words", list->key);
	for (size_t i = 0; i < list->value->n_entries; i++) {
		const struct yaml_node *word = list->value->entries[i].value;

		if (word->kind != NODE_SCALAR)
			ok = problems_add(problems, word->at,
			    "%s: must be a word", list->key);
		else if (!drivers_add(
			     d, language, list->key, word->text, &err))
			ok = problems_add(
			    problems, word->at, "%s: %s", list->key, err.text);
	}
	return ok;
}

static bool
load_root(
    struct drivers *d, const struct yaml_node *root, struct problems *problems)
{
	const struct yaml_node *language = yaml_find(root, "language");
	const struct yaml_node *lists = yaml_find(root, "drivers");
	bool ok = true;

	if (language == NULL || language->kind != NODE_SCALAR)
		return problems_add(problems, root->at,
		    "language is missing: that of the words, such as da");
	if (lists == NULL || lists->kind != NODE_MAP)
		return problems_add(problems, root->at,
		    "drivers is missing: a list of words for each driver");
	for (size_t i = 0; i < root->n_entries; i++)
		if (root->entries[i].value != language &&
		    root->entries[i].value != lists)
			ok = problems_add(problems, root->entries[i].key_at,
			    "there is no option \"%s\" here, only language "
			    "and drivers",
			    root->entries[i].key);
	for (size_t i = 0; i < lists->n_entries; i++)
		if (!load_list(
			d, language->text, &lists->entries[i], problems))
			ok = false;
	return ok;
}

bool
drivers_load(struct drivers *d, const char *file, struct problems *problems)
{
	size_t n_errors = problems->n_errors;
	struct yaml *yaml = yaml_load(file, problems);
	bool ok = yaml != NULL && problems->n_errors == n_errors;

	if (ok && yaml_root(yaml)->kind != NODE_MAP)
		ok = problems_add(problems, yaml_root(yaml)->at,
		    "must be a map with language and drivers");
	else if (ok)
		ok = load_root(d, yaml_root(yaml), problems);
	yaml_unload(yaml);
	return ok;
}
