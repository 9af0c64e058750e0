/* SPDX-License-Identifier: ISC */
/*
 * templates_load.c - reads folders of templates: share's first, then the
 * user's, so that what comes later replaces what was there.
 */
#include <dirent.h>
#include <errno.h>

#include "config/yaml.h"
#include "decide/templates_tree.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define MAX_FILE (256 * 1024)

struct loading {
	struct templates *t;
	struct problems *problems;
	bool ok;
};

static struct place
place_of(const char *file, int line, int column)
{
	return (struct place){ file, line, column };
}

static void
complain(struct loading *l, const char *file, const char *why)
{
	l->ok = problems_add(l->problems, place_of(file, 0, 0), "%s", why);
}

/* NULL: it was complained about. */
static char *
read_file(struct loading *l, const char *path)
{
	FILE *f = fopen(path, "re");
	const char *why = NULL;
	char *text;
	size_t n;

	if (f == NULL) {
		complain(l, path, strerror(errno));
		return NULL;
	}
	text = mem_new(1, MAX_FILE + 2);
	n = fread(text, 1, MAX_FILE + 1, f);
	if (ferror(f) != 0)
		why = strerror(errno);
	else if (n > MAX_FILE)
		why = "is larger than 256 kB";
	else if (!utf8_is_valid(text, n) || strlen(text) != n)
		why = "is not UTF-8 text";
	fclose(f);
	if (why == NULL)
		return text;
	complain(l, path, why);
	free(text);
	return NULL;
}

/* ---- Templates. */

/* Takes the mustache over. */
static void
put_template(struct loading *l, const char *language, const char *name,
    enum template_part part, struct mustache *mustache)
{
	struct template *old = templates_find(l->t, language, name, part);

	if (old != NULL) {
		mustache_free(old->mustache);
		old->mustache = mustache;
		return;
	}
	l->t->list = mem_resize(l->t->list, l->t->n + 1, sizeof(*l->t->list));
	l->t->list[l->t->n++] = (struct template){ mem_string(language),
		mem_string(name), part, mustache };
}

static struct mustache *
read_template(struct loading *l, const char *path)
{
	struct mustache_place at;
	struct mustache *mustache;
	struct error err;
	char *text = read_file(l, path);

	if (text == NULL)
		return NULL;
	mustache = mustache_parse(text, &at, &err);
	free(text);
	if (mustache == NULL)
		l->ok = problems_add(l->problems,
		    place_of(path, at.line, at.column), "%s", err.text);
	return mustache;
}

static const char *const endings[] = {
	[TEMPLATE_HEADLINE] = ".headline.mustache",
	[TEMPLATE_TEXT] = ".text.mustache",
};

/* False: the file's name is no template's. */
static bool
part_of(const char *file, enum template_part *part, char **name)
{
	size_t n = strlen(file);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t size = strlen(endings[i]);

		if (n <= size || strcmp(file + n - size, endings[i]) != 0)
			continue;
		*part = (enum template_part)i;
		*name = mem_copy(file, n - size);
		return true;
	}
	return false;
}

/* ---- Labels. */

static cJSON *
label_of(struct loading *l, const struct yaml_node *node)
{
	cJSON *list;

	if (node->kind == NODE_SCALAR)
		return cJSON_CreateString(node->text);
	list = cJSON_CreateArray();
	for (size_t i = 0; node->kind == NODE_LIST && i < node->n_entries;
	     i++) {
		const struct yaml_node *item = node->entries[i].value;

		if (item->kind == NODE_SCALAR)
			cJSON_AddItemToArray(
			    list, cJSON_CreateString(item->text));
	}
	if (cJSON_GetArraySize(list) > 0)
		return list;
	cJSON_Delete(list);
	l->ok = problems_add(l->problems, node->at,
	    "must be a text, or two: for one, and for several");
	return NULL;
}

static cJSON *
member_object(cJSON *of, const char *name)
{
	cJSON *member = cJSON_GetObjectItemCaseSensitive(of, name);

	return member != NULL ? member : json_put_object(of, name);
}

static void
put_section(struct loading *l, cJSON *labels, const struct yaml_entry *section)
{
	cJSON *to = member_object(labels, section->key);

	for (size_t i = 0; i < section->value->n_entries; i++) {
		const struct yaml_entry *entry = &section->value->entries[i];
		cJSON *label = label_of(l, entry->value);

		if (label == NULL)
			continue;
		cJSON_DeleteItemFromObjectCaseSensitive(to, entry->key);
		cJSON_AddItemToObject(to, entry->key, label);
	}
}

static void
load_labels(struct loading *l, const char *language, const char *path)
{
	struct yaml *yaml = yaml_load(path, l->problems);
	const struct yaml_node *root = yaml ? yaml_root(yaml) : NULL;
	cJSON *labels = member_object(l->t->labels, language);

	if (root == NULL)
		l->ok = false;
	else if (root->kind != NODE_MAP)
		l->ok = problems_add(
		    l->problems, root->at, "must be a map of sections");
	for (size_t i = 0;
	     root != NULL && root->kind == NODE_MAP && i < root->n_entries;
	     i++)
		if (root->entries[i].value->kind == NODE_MAP)
			put_section(l, labels, &root->entries[i]);
		else
			l->ok = problems_add(l->problems,
			    root->entries[i].value->at,
			    "%s: must be a map of words",
			    root->entries[i].key);
	yaml_unload(yaml);
}

/* ---- Folders. */

static void
load_file(struct loading *l, const char *language, const char *folder,
    const char *file)
{
	char *path = mem_printf("%s/%s", folder, file), *name = NULL;
	enum template_part part;

	if (strcmp(file, "labels.yaml") == 0) {
		load_labels(l, language, path);
	} else if (part_of(file, &part, &name)) {
		struct mustache *mustache = read_template(l, path);

		if (mustache != NULL)
			put_template(l, language, name, part, mustache);
	} else if (strstr(file, ".mustache") != NULL) {
		complain(l, path,
		    "a template's name ends with .headline.mustache or "
		    ".text.mustache");
	}
	free(name);
	free(path);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Calls for each name in the folder, sorted.  False: it cannot be read. */
static bool
each_name(struct loading *l, const char *language, const char *folder,
    void (*call)(struct loading *l, const char *language, const char *folder,
	const char *name))
{
	struct dirent **names;
	int n = scandir(folder, &names, is_visible, alphasort);

	for (int i = 0; i < n; i++) {
		call(l, language, folder, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return n >= 0;
}

/* A name that is no folder (README.md) is passed over. */
static void
load_language(struct loading *l, const char *language, const char *folder,
    const char *name)
{
	char *path = mem_printf("%s/%s", folder, name);

	(void)language;
	each_name(l, name, path, load_file);
	free(path);
}

static void
load_folder(struct loading *l, const char *folder)
{
	if (!each_name(l, NULL, folder, load_language))
		l->ok = problems_add(l->problems, place_of(folder, 0, 0),
		    "templates cannot be read: %s", strerror(errno));
}

/* What every notice may need has to be there in English, where all else falls
 * back to. */
static void
check_complete(struct loading *l, const char *folder)
{
	static const char *const names[] = { "promoter", "passive",
		"detractor", "other", "fold" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (templates_find(l->t, "en", names[i], TEMPLATE_HEADLINE) ==
		    NULL)
			l->ok = problems_add(l->problems,
			    place_of(folder, 0, 0),
			    "en/%s.headline.mustache is missing", names[i]);
}

struct templates *
templates_load(
    const char *share_dir, const char *own_dir, struct problems *problems)
{
	struct loading l = { mem_new(1, sizeof(struct templates)), problems,
		true };
	char *folder = mem_printf("%s/templates", share_dir);

	l.t->labels = cJSON_CreateObject();
	load_folder(&l, folder);
	if (own_dir != NULL)
		load_folder(&l, own_dir);
	if (l.ok)
		check_complete(&l, folder);
	free(folder);
	if (l.ok)
		return l.t;
	templates_free(l.t);
	return NULL;
}
