/* SPDX-License-Identifier: ISC */
/* compose_words.c - values as people of a language read them. */
#include "decide/compose_words.h"

#include <math.h>

#include "core/clock.h"
#include "decide/mustache.h"
#include "sdk/json.h"
#include "sdk/mem.h"

static const int ends_of_scales[] = {
	[SCALE_NPS] = 10,
	[SCALE_STARS_1_5] = 5,
	[SCALE_1_10] = 10,
	[SCALE_OTHER] = 0,
};

static const char *
word_of(const struct templates *t, const char *language, const char *key,
    const char *otherwise)
{
	const char *word = templates_label(t, language, "words", key);

	return word != NULL ? word : otherwise;
}

char *
words_score(const struct templates *t, const char *language, enum scale scale,
    int score)
{
	int end = ends_of_scales[scale];

	if (score < 0)
		return NULL;
	return end == 0 ? mem_printf("%d", score)
			: mem_printf("%d %s %d", score,
			      word_of(t, language, "of", "/"), end);
}

/* The digits with a mark after each thousand. */
static char *
with_thousands(double value, const char *mark)
{
	char digits[64];
	struct buf out = BUF_INIT;
	size_t n;

	snprintf(digits, sizeof(digits), "%.0f", value);
	n = strlen(digits);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			buf_puts(&out, mark);
		buf_putc(&out, digits[i]);
	}
	return buf_take(&out);
}

/* What a label says around data; NULL: it cannot be rendered. */
static char *
filled(const char *how, const cJSON *data)
{
	struct mustache *m = mustache_parse(how, NULL, NULL);
	struct buf out = BUF_INIT;
	char *text = NULL;

	if (m != NULL && mustache_render(m, data, MUSTACHE_NONE, &out, NULL))
		text = mem_string(buf_str(&out));
	buf_release(&out);
	mustache_free(m);
	return text;
}

char *
words_filled(const struct templates *t, const char *language,
    const char *section, const char *key, const cJSON *data)
{
	const char *how = templates_label(t, language, section, key);

	return how == NULL ? NULL : filled(how, data);
}

/* Where the two stand is a word of the language, too, and may be the user's:
 * if it cannot be rendered the amount stands alone. */
static char *
place_currency(const char *how, const char *amount, const char *currency)
{
	cJSON *data = cJSON_CreateObject();
	char *text;

	json_put_string(data, "amount", amount);
	json_put_string(data, "currency", currency);
	text = filled(how, data);
	cJSON_Delete(data);
	return text != NULL ? text : mem_string(amount);
}

char *
words_money(const struct templates *t, const char *language, double value,
    const char *currency)
{
	char *amount, *text;
	const char *name;

	/* Above 1e15 the digits would be made up. */
	if (!(value >= 0) || value > 1e15)
		return NULL;
	amount = with_thousands(value, word_of(t, language, "thousands", ""));
	if (currency == NULL || *currency == '\0')
		return amount;
	name = templates_label(t, language, "currencies", currency);
	text = place_currency(
	    word_of(t, language, "money", "{{amount}} {{currency}}"), amount,
	    name != NULL ? name : currency);
	free(amount);
	return text;
}

char *
words_label(const struct templates *t, const char *language,
    const char *section, const char *key)
{
	const char *label;

	if (key == NULL || *key == '\0')
		return NULL;
	label = templates_label(t, language, section, key);
	return mem_string(label != NULL ? label : key);
}

char *
words_list(const struct templates *t, const char *language, const cJSON *items)
{
	struct buf out = BUF_INIT;
	const cJSON *item;

	if (cJSON_GetArraySize(items) == 0)
		return NULL;
	for (item = items->child; item != NULL; item = item->next) {
		if (item != items->child && item->next != NULL)
			buf_puts(&out, ", ");
		else if (item != items->child)
			buf_printf(
			    &out, " %s ", word_of(t, language, "and", "&"));
		buf_puts(&out, item->valuestring);
	}
	return buf_take(&out);
}

char *
words_duration(const struct templates *t, const char *language, int64_t us)
{
	static const struct {
		const char *unit;
		int64_t s;
	} units[] = { { "day", 86400 }, { "hour", 3600 }, { "minute", 60 },
		{ "second", 1 } };
	int64_t s = us / US_PER_S;
	const char *word;
	int i = 0, n;

	if (s < 1)
		s = 1;
	while (s < units[i].s)
		i++;
	n = (int)(s / units[i].s);
	word = templates_plural(t, language, "units", units[i].unit, n);
	return mem_printf("%d %s", n, word != NULL ? word : units[i].unit);
}

char *
words_first_name(const char *name)
{
	size_t n;

	if (name == NULL)
		return NULL;
	name += strspn(name, " \t\n");
	n = strcspn(name, " \t\n");
	return n > 0 ? mem_copy(name, n) : NULL;
}
