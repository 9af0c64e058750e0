/* SPDX-License-Identifier: ISC */
/* templates.c - finding and rendering what templates_load.c has read. */
#include "decide/templates.h"

#include "decide/templates_tree.h"
#include "sdk/json.h"
#include "sdk/mem.h"

#define FALLBACK "en"

void
templates_free(struct templates *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++) {
		free(t->list[i].language);
		free(t->list[i].name);
		mustache_free(t->list[i].mustache);
	}
	free(t->list);
	cJSON_Delete(t->labels);
	free(t);
}

struct template *
templates_find(const struct templates *t, const char *language,
    const char *name, enum template_part part)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->list[i].part == part &&
		    strcmp(t->list[i].name, name) == 0 &&
		    strcmp(t->list[i].language, language) == 0)
			return &t->list[i];
	return NULL;
}

static const struct template *
find_or_fall_back(const struct templates *t, const char *language,
    const char *name, enum template_part part)
{
	const struct template *found = templates_find(t, language, name, part);

	/* A name that has one part in a language has only that part there:
	 * an English text does not go below a Danish headline. */
	if (found == NULL && part == TEMPLATE_TEXT &&
	    templates_find(t, language, name, TEMPLATE_HEADLINE) != NULL)
		return NULL;
	return found != NULL ? found : templates_find(t, FALLBACK, name, part);
}

bool
templates_has(
    const struct templates *t, const char *language, const char *name)
{
	return find_or_fall_back(t, language, name, TEMPLATE_HEADLINE) !=
		   NULL ||
	       find_or_fall_back(t, language, name, TEMPLATE_TEXT) != NULL;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* One space for each run of them. */
static void
join_lines(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (!is_space(*s))
			*to++ = *s;
		else if (!is_space(s[1]) && s[1] != '\0')
			*to++ = ' ';
	*to = '\0';
}

static char *
trimmed(const struct buf *text)
{
	const char *start = buf_str(text);
	const char *end = start + text->size;

	while (start < end && is_space(*start))
		start++;
	while (end > start && is_space(end[-1]))
		end--;
	return start < end ? mem_copy(start, (size_t)(end - start)) : NULL;
}

char *
templates_render(const struct templates *t, const char *language,
    const char *name, enum template_part part, const cJSON *data)
{
	const struct template *found =
	    find_or_fall_back(t, language, name, part);
	struct buf out = BUF_INIT;
	char *text = NULL;

	if (found == NULL)
		return NULL;
	if (mustache_render(found->mustache, data, MUSTACHE_NONE, &out, NULL))
		text = trimmed(&out);
	if (text != NULL && part == TEMPLATE_HEADLINE)
		join_lines(text);
	buf_release(&out);
	return text;
}

static const cJSON *
label_of(const struct templates *t, const char *language, const char *section,
    const char *key)
{
	const cJSON *labels = json_member(t->labels, language);

	return json_member(json_member(labels, section), key);
}

static const cJSON *
label_or_fall_back(const struct templates *t, const char *language,
    const char *section, const char *key)
{
	const cJSON *label = label_of(t, language, section, key);

	return label != NULL ? label : label_of(t, FALLBACK, section, key);
}

const char *
templates_label(const struct templates *t, const char *language,
    const char *section, const char *key)
{
	const cJSON *label = label_or_fall_back(t, language, section, key);

	return cJSON_IsArray(label) ? cJSON_GetStringValue(label->child)
				    : cJSON_GetStringValue(label);
}

const char *
templates_plural(const struct templates *t, const char *language,
    const char *section, const char *key, int n)
{
	const cJSON *label = label_or_fall_back(t, language, section, key);

	if (cJSON_IsArray(label))
		label = n != 1 && label->child->next != NULL
			    ? label->child->next
			    : label->child;
	return cJSON_GetStringValue(label);
}
