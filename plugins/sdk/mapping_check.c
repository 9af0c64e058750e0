/* SPDX-License-Identifier: ISC */
/* mapping_check.c - is a mapping right, as far as its own words tell? */
#include "sdk/mapping_parts.h"
#include <string.h>

#include "sdk/mem.h"
#include "sdk/suggest.h"

static bool
check_member(const char *list, const char *name, struct error *err)
{
	const char *near;

	if (mapping_member(name) >= 0)
		return true;
	near = suggest(name, mapping_members);
	return error_set(err, "%s: a response has no member \"%s\"%s%s%s",
	    list, name, near == NULL ? "" : "; did you mean \"",
	    near == NULL ? "" : near, near == NULL ? "" : "\"?");
}

static bool
check_members(const char *list, const struct lb_pair *map, struct error *err)
{
	for (; map != NULL && map->name != NULL; map++)
		if (!check_member(list, map->name, err))
			return false;
	return true;
}

char *
mapping_next_pointer(char **rest)
{
	static const char plus[] = " + ";
	char *one = *rest, *end;

	if (one == NULL)
		return NULL;
	end = strstr(one, plus);
	*rest = end == NULL ? NULL : end + strlen(plus);
	if (end != NULL)
		*end = '\0';
	return one;
}

static bool
check_pointer(
    const char *list, const char *name, const char *pointer, struct error *err)
{
	if (pointer_check(pointer + (*pointer == '#'), err))
		return true;
	error_in(err, "%s", name);
	return error_in(err, "%s", list);
}

static bool
check_pointers(const char *list, const struct lb_pair *map, struct error *err)
{
	bool ok = true;

	for (; ok && map != NULL && map->name != NULL; map++) {
		char *all = mem_string(map->value), *rest = all, *one;

		while (ok && (one = mapping_next_pointer(&rest)) != NULL)
			ok = check_pointer(list, map->name, one, err);
		free(all);
	}
	return ok;
}

static bool
check_only(const struct mapping *m, struct error *err)
{
	const struct lb_pair *p = m->only;

	for (; p != NULL && p->name != NULL; p++)
		if (!check_pointer("only", p->name, p->name, err))
			return false;
	return true;
}

/* "score:Very likely": a member, and what stands there. */
static bool
check_value(
    const struct mapping *m, const struct lb_pair *v, struct error *err)
{
	size_t n = strcspn(v->name, ":");
	char *member = mem_copy(v->name, n);
	bool ok;
	int score;

	if (v->name[n] == '\0')
		ok = error_set(err,
		    "values: \"%s\" must be a member, a colon and what stands "
		    "there: \"score:Very likely\"",
		    v->name);
	else if (!check_member("values", member, err))
		ok = false;
	else if (strcmp(member, "score") != 0 || *v->value == '\0' ||
		 mapping_score(v->value, m->scale, &score, err))
		ok = true;
	else
		ok = error_in(err, "values: %s", v->name);
	free(member);
	return ok;
}

static bool
check_values(const struct mapping *m, struct error *err)
{
	const struct lb_pair *v = m->values;

	for (; v != NULL && v->name != NULL; v++)
		if (!check_value(m, v, err))
			return false;
	return true;
}

/* A property that "*" brings along cannot be known beforehand. */
static bool
is_property(const struct mapping *m, const char *name)
{
	const struct lb_pair *p = m->properties;

	for (; p != NULL && p->name != NULL; p++)
		if (strcmp(p->name, name) == 0 || strcmp(p->name, "*") == 0)
			return true;
	return false;
}

static bool
check_html(const struct mapping *m, struct error *err)
{
	const char *const *name = m->html;

	for (; name != NULL && *name != NULL; name++)
		if (strcmp(*name, "*") != 0 && !is_property(m, *name) &&
		    !check_member("html", *name, err))
			return false;
	return true;
}

bool
mapping_check(const struct mapping *m, struct error *err)
{
	return check_members("fields", m->fields, err) &&
	       check_members("constants", m->constants, err) &&
	       check_pointers("fields", m->fields, err) &&
	       check_pointers("properties", m->properties, err) &&
	       check_only(m, err) && check_values(m, err) &&
	       check_html(m, err);
}
