/* SPDX-License-Identifier: ISC */
/*
 * drivers.c - what a comment is about, by lists of words per language.
 *
 * Entries are found by a hash of their first word, those with a star by its
 * first letters, so that the time a comment takes does not grow with the
 * lists.
 */
#include "decide/drivers.h"

#include "decide/words.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define N_BUCKETS 4096
#define PREFIX_SIZE 3 /* what a star needs before it */
#define MAX_LANGUAGES 32

struct entry {
	struct entry *next; /* in its bucket */
	char *text;         /* folded; without its star */
	size_t first;       /* bytes of its first word */
	bool has_star;      /* its last word may go on */
	unsigned endings;   /* words_language() */
	int language, driver;
};

struct drivers {
	struct entry *buckets[N_BUCKETS];
	char *names[DRIVERS_MAX];
	int n_names;
	char *languages[MAX_LANGUAGES];
	int n_languages;
};

struct drivers *
drivers_new(void)
{
	return mem_new(1, sizeof(struct drivers));
}

void
drivers_free(struct drivers *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < N_BUCKETS; i++)
		while (d->buckets[i] != NULL) {
			struct entry *entry = d->buckets[i];

			d->buckets[i] = entry->next;
			free(entry->text);
			free(entry);
		}
	for (int i = 0; i < d->n_names; i++)
		free(d->names[i]);
	for (int i = 0; i < d->n_languages; i++)
		free(d->languages[i]);
	free(d);
}

/* FNV-1a. */
static size_t
bucket_of(const char *s, size_t n)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)s[i]) * 16777619u;
	return (hash ^ hash >> 16) % N_BUCKETS;
}

/* Its place in the list, where it is put if it is new; -1: the list is full. */
static int
index_of(char **list, int *n, int max, const char *name)
{
	for (int i = 0; i < *n; i++)
		if (strcmp(list[i], name) == 0)
			return i;
	if (*n == max)
		return -1;
	list[*n] = mem_string(name);
	return (*n)++;
}

/* ---- Adding. */

static bool
is_single_word(const struct entry *entry)
{
	return entry->text[entry->first] == '\0';
}

static bool
check_entry(const struct entry *entry, const char *written, struct error *err)
{
	const char *star = strchr(written, '*');

	if (entry->first == 0)
		return error_set(err, "\"%s\" has no word in it", written);
	if (star != NULL && star[1] != '\0')
		return error_set(
		    err, "\"%s\": a star stands at the end alone", written);
	if (star != NULL && is_single_word(entry) &&
	    entry->first < PREFIX_SIZE)
		return error_set(err,
		    "\"%s\": a star needs at least %d letters before it",
		    written, PREFIX_SIZE);
	return true;
}

/* Words with one space between, as word_next() sees them. */
static struct entry *
entry_new(const char *written)
{
	struct entry *entry = mem_new(1, sizeof(*entry));
	struct buf folded = BUF_INIT, text = BUF_INIT;
	const char *next;
	struct word word;

	utf8_fold(&folded, written);
	next = buf_str(&folded);
	while (word_next(&next, &word)) {
		if (text.size > 0)
			buf_putc(&text, ' ');
		else
			entry->first = word.size;
		buf_add(&text, word.at, word.size);
	}
	entry->text = buf_take(&text);
	entry->has_star = strchr(written, '*') != NULL;
	buf_release(&folded);
	return entry;
}

static bool
is_same(const struct entry *a, const struct entry *b)
{
	return a->driver == b->driver && a->language == b->language &&
	       a->has_star == b->has_star && strcmp(a->text, b->text) == 0;
}

/* False: it is there already. */
static bool
put(struct drivers *d, struct entry *entry)
{
	bool by_prefix = entry->has_star && is_single_word(entry);
	struct entry **bucket = &d->buckets[bucket_of(
	    entry->text, by_prefix ? PREFIX_SIZE : entry->first)];

	for (struct entry *other = *bucket; other != NULL; other = other->next)
		if (is_same(entry, other))
			return false;
	entry->next = *bucket;
	*bucket = entry;
	return true;
}

bool
drivers_add(struct drivers *d, const char *language, const char *driver,
    const char *written, struct error *err)
{
	struct entry *entry = entry_new(written);
	bool ok = check_entry(entry, written, err);

	if (ok) {
		entry->endings = words_language(language);
		entry->language = index_of(
		    d->languages, &d->n_languages, MAX_LANGUAGES, language);
		entry->driver =
		    index_of(d->names, &d->n_names, DRIVERS_MAX, driver);
		if (entry->language < 0 || entry->driver < 0)
			ok = error_set(err,
			    "there can be %d drivers in %d languages",
			    DRIVERS_MAX, MAX_LANGUAGES);
	}
	if (ok && put(d, entry))
		return true;
	free(entry->text);
	free(entry);
	return ok;
}

/* ---- Finding. */

struct search {
	const struct drivers *d;
	int language; /* -1: all */
	uint64_t found;
};

/* Does the word, without an ending it may have, equal the n bytes? */
static bool
is_form_of(
    const struct word *word, const char *text, size_t n, unsigned languages)
{
	struct word stem;
	unsigned of;
	size_t i = 0;

	while (word_stem(word, &i, &stem, &of))
		if (stem.size == n && (of == ~0u || (of & languages) != 0) &&
		    memcmp(stem.at, text, n) == 0)
			return true;
	return false;
}

/* The words of an entry after its first one; text is what follows in the
 * comment. */
static bool
rest_matches(const struct entry *entry, const char *text)
{
	const char *rest = entry->text + entry->first;
	struct word word;

	while (*rest == ' ') {
		size_t n = strcspn(++rest, " ");
		bool is_last = rest[n] == '\0';

		if (!word_next(&text, &word))
			return false;
		if (is_last && entry->has_star) {
			if (word.size < n || memcmp(word.at, rest, n) != 0)
				return false;
		} else if (!is_form_of(&word, rest, n, entry->endings)) {
			return false;
		}
		rest += n;
	}
	return true;
}

static bool
is_wanted(const struct search *s, const struct entry *entry)
{
	return (s->found >> entry->driver & 1) == 0 &&
	       (s->language < 0 || s->language == entry->language);
}

static void
find_stem(struct search *s, const struct word *stem, unsigned languages,
    const char *after)
{
	const struct entry *entry =
	    s->d->buckets[bucket_of(stem->at, stem->size)];

	for (; entry != NULL; entry = entry->next) {
		if (!is_wanted(s, entry) || entry->first != stem->size ||
		    memcmp(entry->text, stem->at, stem->size) != 0)
			continue;
		if (languages != ~0u && (languages & entry->endings) == 0)
			continue;
		if (rest_matches(entry, after))
			s->found |= UINT64_C(1) << entry->driver;
	}
}

static void
find_prefix(struct search *s, const struct word *word)
{
	const struct entry *entry;

	if (word->size < PREFIX_SIZE)
		return;
	entry = s->d->buckets[bucket_of(word->at, PREFIX_SIZE)];
	for (; entry != NULL; entry = entry->next)
		if (entry->has_star && is_single_word(entry) &&
		    is_wanted(s, entry) && entry->first <= word->size &&
		    memcmp(entry->text, word->at, entry->first) == 0)
			s->found |= UINT64_C(1) << entry->driver;
}

/* The list of "da-DK" is that of "da". */
static int
language_of(const struct drivers *d, const char *language)
{
	for (int i = 0; language != NULL && i < d->n_languages; i++) {
		size_t n = strlen(d->languages[i]);

		if (strncasecmp(language, d->languages[i], n) == 0 &&
		    (language[n] == '\0' || language[n] == '-' ||
			language[n] == '_'))
			return i;
	}
	return -1;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
say_found(const struct search *s, struct buf *out)
{
	const char *names[DRIVERS_MAX];
	size_t n = 0;

	for (int i = 0; i < s->d->n_names; i++)
		if (s->found >> i & 1)
			names[n++] = s->d->names[i];
	qsort(names, n, sizeof(*names), compare_names);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, i > 0 ? ",%s" : "%s", names[i]);
}

bool
drivers_find(const struct drivers *d, const char *text, const char *language,
    struct buf *out)
{
	struct search s = { .d = d, .language = language_of(d, language) };
	struct buf folded = BUF_INIT;
	struct word word, stem;
	const char *next;

	utf8_fold(&folded, text);
	next = buf_str(&folded);
	while (word_next(&next, &word)) {
		unsigned languages;
		size_t i = 0;

		find_prefix(&s, &word);
		while (word_stem(&word, &i, &stem, &languages))
			find_stem(&s, &stem, languages, next);
	}
	buf_release(&folded);
	say_found(&s, out);
	return s.found != 0;
}
