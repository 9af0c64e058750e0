/* SPDX-License-Identifier: ISC */
/* test_config_schema.c - the tables of keys, held against what people read. */
#include "config/schema.h"

#include "config/file.h"
#include "sdk/mem.h"
#include "test.h"

static struct buf
slurp(const char *path)
{
	struct buf text = BUF_INIT;
	struct error err;

	if (!file_read(path, (size_t)1 << 20, &text, NULL, &err))
		fail_msg("%s: %s", path, err.text);
	return text;
}

/* The part of config/README.md between the mark of a table and the next
 * heading. */
static char *
part_of(const char *manual, const char *title)
{
	char *mark = mem_printf("<!-- keys: %s -->", title);
	const char *begin = strstr(manual, mark), *end;

	if (begin == NULL)
		fail_msg("config/README.md has no %s", mark);
	begin += strlen(mark);
	end = strstr(begin, "\n#");
	free(mark);
	return end != NULL ? mem_copy(begin, (size_t)(end - begin))
			   : mem_string(begin);
}

static void
readme__every_key__in_the_part_of_its_table(void **state)
{
	struct buf manual = slurp(SRCDIR "/config/README.md");

	(void)state;
	for (size_t i = 0; schema_all[i] != NULL; i++) {
		const struct schema *s = schema_all[i];
		char *part = part_of(buf_str(&manual), s->title);

		for (size_t k = 0; k < s->n_rows; k++) {
			char *key = mem_printf("`%s`", s->rows[k].key);

			if (strstr(part, key) == NULL)
				fail_msg("config/README.md: %s: no %s",
				    s->title, key);
			free(key);
		}
		free(part);
	}
	buf_release(&manual);
}

/* And the other way: no row of a table there that is no key. */
static void
readme__every_row__is_a_key(void **state)
{
	struct buf manual = slurp(SRCDIR "/config/README.md");

	(void)state;
	for (size_t i = 0; schema_all[i] != NULL; i++) {
		char *part = part_of(buf_str(&manual), schema_all[i]->title);

		for (const char *p = part; (p = strstr(p, "\n| `")) != NULL;) {
			char *key;

			p += strlen("\n| `");
			key = mem_copy(p, strcspn(p, "`"));
			if (schema_find(schema_all[i], key) == NULL)
				fail_msg("config/README.md: %s: %s is no key",
				    schema_all[i]->title, key);
			free(key);
		}
		free(part);
	}
	buf_release(&manual);
}

static void
readme__every_default__as_in_the_table(void **state)
{
	struct buf manual = slurp(SRCDIR "/config/README.md");

	(void)state;
	for (size_t i = 0; schema_all[i] != NULL; i++) {
		const struct schema *s = schema_all[i];
		char *part = part_of(buf_str(&manual), s->title);

		for (size_t k = 0; k < s->n_rows; k++) {
			const char *def = s->rows[k].def;
			char *text;

			if (def == NULL || *def == '\0')
				continue;
			text = mem_printf("| `%s` |", def);
			if (strstr(part, text) == NULL)
				fail_msg("config/README.md: %s: %s: no %s",
				    s->title, s->rows[k].key, text);
			free(text);
		}
		free(part);
	}
	buf_release(&manual);
}

static void
man_page__every_key__named(void **state)
{
	struct buf manual = slurp(SRCDIR "/bot/loopbell.yaml.5");

	(void)state;
	for (size_t i = 0; schema_all[i] != NULL; i++)
		for (size_t k = 0; k < schema_all[i]->n_rows; k++) {
			const char *key = schema_all[i]->rows[k].key;
			char *first = mem_printf("\n.Cm %s\n", key);
			char *listed = mem_printf("Cm %s ", key);
			char *item = mem_printf(".It Cm %s\n", key);
			char *among = mem_printf(" %s", key);
			const char *all = buf_str(&manual);

			if (strstr(all, first) == NULL &&
			    strstr(all, listed) == NULL &&
			    strstr(all, item) == NULL &&
			    strstr(all, among) == NULL)
				fail_msg("loopbell.yaml.5: no %s", key);
			free(first);
			free(listed);
			free(item);
			free(among);
		}
	buf_release(&manual);
}

static void
example__every_key_of_the_top__shown(void **state)
{
	struct buf example = slurp(SRCDIR "/config/loopbell.yaml");

	(void)state;
	for (size_t k = 0; k < schema_top.n_rows; k++) {
		char *plain = mem_printf("\n%s:", schema_top.rows[k].key);
		char *comment = mem_printf("\n# %s:", schema_top.rows[k].key);

		if (strstr(buf_str(&example), plain) == NULL &&
		    strstr(buf_str(&example), comment) == NULL)
			fail_msg("config/loopbell.yaml: no %s", plain + 1);
		free(plain);
		free(comment);
	}
	buf_release(&example);
}

static void
tables__rows__complete_and_each_once(void **state)
{
	(void)state;
	for (size_t i = 0; schema_all[i] != NULL; i++)
		for (size_t k = 0; k < schema_all[i]->n_rows; k++) {
			const struct schema_row *row = &schema_all[i]->rows[k];

			assert_ptr_equal(
			    schema_find(schema_all[i], row->key), row);
			assert_true(strlen(row->help) > 10);
			assert_true(row->help[strlen(row->help) - 1] != '.');
			assert_true(
			    row->kind != KIND_CHOICE || row->choices != NULL);
			assert_true(row->kind != KIND_MAP || row->sub != NULL);
			assert_false(row->is_required && row->def != NULL);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readme__every_key__in_the_part_of_its_table),
		cmocka_unit_test(readme__every_row__is_a_key),
		cmocka_unit_test(readme__every_default__as_in_the_table),
		cmocka_unit_test(man_page__every_key__named),
		cmocka_unit_test(example__every_key_of_the_top__shown),
		cmocka_unit_test(tables__rows__complete_and_each_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
