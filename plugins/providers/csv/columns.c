/* SPDX-License-Identifier: ISC */
/* columns.c - which column of a file holds what. */
#include "columns.h"

#include "sdk/cell.h"
#include "sdk/mem.h"

/* Names are compared folded, letters and digits only (cell_key()); the first
 * name that the file has wins. */
/* clang-format off */
static const struct lb_pair fields[N_FIELDS] = {
	[FIELD_ID] = { "id", "response_id|id|svar_id|respons_id|interview_id|interview_number|interviewnummer|interviewnr|respondent_id|response|uuid|token|serial" },
	[FIELD_SURVEY] = { "survey", "survey|survey_name|unders\xc3\xb8gelse|survey_id|m\xc3\xa5ling|project|projekt" },
	[FIELD_DATE] = { "date", "interview_date|answered_at|responded_at|completed_at|submitted_at|submitdate|interviewdato|besvaret|besvarelsesdato|svardato|response_date|recorded_date|date|dato|created_at|timestamp|tidspunkt|end_date|enddate" },
	[FIELD_CHANGED] = { "changed", "updated_at|changed_at|modified_at|opdateret|\xc3\xa6ndret" },
	[FIELD_DISPOSITION] = { "disposition", "disposition|call_outcome|outcome|response_status|status|resultat|udfald|status_kode|statuskode" },
	[FIELD_SCORE] = { "score", "score|nps|nps_score|nps score|karakter|rating|nps_karakter|anbefaling|recommend|hvor sandsynlig*|how likely*|likelihood to recommend*|nps*" },
	[FIELD_COMMENT] = { "comment", "comment|comments|kommentar|kommentarer|bem\xc3\xa6rkning|bem\xc3\xa6rkninger|feedback|verbatim|begrundelse|uddyb*|hvorfor*|why*|what is the*|hvad er*" },
	[FIELD_LANGUAGE] = { "language", "language|sprog|lang|locale" },
	[FIELD_CHANNEL] = { "channel", "channel|kanal" },
	[FIELD_TOUCHPOINT] = { "touchpoint", "touchpoint|kontaktpunkt|anledning" },
	[FIELD_EMAIL] = { "email", "email|e-mail|mail|email_address|e-mailadresse|mailadresse|contact_email|kontakt_email|recipient_email" },
	[FIELD_NAME] = { "name", "contact_name|name|navn|kontakt|kontaktperson|respondent|full_name|contact" },
	[FIELD_ROLE] = { "role", "role|title|job_title|titel|stilling|rolle" },
	[FIELD_COMPANY] = { "company", "company|company_name|virksomhed|firma|firmanavn|kunde|kundenavn|account_name|organisation|organization|customer" },
	[FIELD_LINK] = { "link", "link|permalink|url" },
};

/* Properties that others look for by name: the directories, the routes. */
static const struct lb_pair known[] = {
	{ "account_id", "account_id|account|kundenr|kundenummer|kunde_id|customer_id|customer_number|debitor|debitornr|accountid" },
	{ "phone", "phone|telefon|telefonnummer|tlf|mobil|phone_number|mobile" },
	{ "owner_email", "owner_email|ansvarlig_email|kam_email|account_manager_email|s\xc3\xa6lger_email" },
	{ "owner_name", "owner_name|owner|ansvarlig|kam|account_manager|kundeansvarlig|s\xc3\xa6lger" },
};
/* clang-format on */

#define N_KNOWN (sizeof(known) / sizeof(known[0]))

const char *
columns_field(enum field field)
{
	return fields[field].name;
}

const char *
columns_header(const struct columns *c, enum field field)
{
	return c->at[field] < 0 ? fields[field].name
				: c->headers[c->at[field]];
}

static const char *
names_of(const struct lb_pair *map, const struct lb_pair *usual)
{
	for (; map->name != NULL; map++)
		if (strcmp(map->name, usual->name) == 0)
			return map->value;
	return usual->value;
}

/* The column not yet taken whose name comes first in names; -1: none. */
static int
find(const struct columns *c, char *const *keys, const char *names)
{
	int best = -1, best_place = 0;

	for (size_t i = 0; i < c->n; i++) {
		int place = keys[i] == NULL ? 0 : cell_match(names, keys[i]);

		if (place > 0 && (best < 0 || place < best_place)) {
			best = (int)i;
			best_place = place;
		}
	}
	return best;
}

/* Takes the column for that name; its key goes, so that it is taken once. */
static int
take(struct columns *c, char **keys, const char *names)
{
	int at = find(c, keys, names);

	if (at >= 0) {
		free(keys[at]);
		keys[at] = NULL;
	}
	return at;
}

static int
take_property(
    struct columns *c, char **keys, const char *name, const char *names)
{
	int at = take(c, keys, names);

	if (at >= 0)
		c->properties[at] = mem_string(name);
	return at;
}

static bool
is_field(const char *name)
{
	for (size_t i = 0; i < N_FIELDS; i++)
		if (strcmp(fields[i].name, name) == 0)
			return true;
	return false;
}

static bool
is_known(const char *name)
{
	for (size_t i = 0; i < N_KNOWN; i++)
		if (strcmp(known[i].name, name) == 0)
			return true;
	return false;
}

static bool
is_mapped(const struct lb_pair *map, const char *name)
{
	for (; map->name != NULL; map++)
		if (strcmp(map->name, name) == 0)
			return true;
	return false;
}

/* What the configuration names goes first, so that "score: karakter" gets the
 * column even where the usual names of another field have it, too. */
static void
assign(struct columns *c, char **keys, const struct lb_pair *map)
{
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < N_FIELDS; i++)
			if (is_mapped(map, fields[i].name) == (pass == 0))
				c->at[i] =
				    take(c, keys, names_of(map, &fields[i]));
	for (size_t i = 0; i < N_KNOWN; i++) {
		int at = take_property(
		    c, keys, known[i].name, names_of(map, &known[i]));

		if (strcmp(known[i].name, "phone") == 0)
			c->phone = at;
	}
}

static void
assign_own_properties(
    struct columns *c, char **keys, const struct lb_pair *map)
{
	for (; map->name != NULL; map++)
		if (!is_field(map->name) && !is_known(map->name))
			take_property(c, keys, map->name, map->value);
}

/* All others are kept under the name they have in the file. */
static void
keep_rest(struct columns *c, char *const *keys)
{
	for (size_t i = 0; i < c->n; i++)
		if (keys[i] != NULL && *c->headers[i] != '\0')
			c->properties[i] = mem_string(c->headers[i]);
}

static bool
check(const struct columns *c, struct error *err)
{
	struct buf list = BUF_INIT;
	enum field missing = c->at[FIELD_SCORE] < 0 ? FIELD_SCORE : FIELD_DATE;

	if (c->at[FIELD_SCORE] >= 0 && c->at[FIELD_DATE] >= 0)
		return true;
	for (size_t i = 0; i < c->n && list.size < 400; i++)
		buf_printf(
		    &list, "%s\"%s\"", i == 0 ? "" : ", ", c->headers[i]);
	error_set(err,
	    "no column for the %s among %s; name it: columns: {%s: …}",
	    fields[missing].name, buf_str(&list), fields[missing].name);
	buf_release(&list);
	return false;
}

bool
columns_read(struct columns *c, const struct csv_row *row,
    const struct lb_pair *map, struct error *err)
{
	char **keys = mem_new(row->n_fields, sizeof(*keys));

	c->n = row->n_fields;
	c->only = NULL;
	c->headers = mem_new(c->n, sizeof(*c->headers));
	c->properties = mem_new(c->n, sizeof(*c->properties));
	for (size_t i = 0; i < c->n; i++) {
		struct buf key = BUF_INIT;

		c->headers[i] = mem_string(cell_trim(row->fields[i]));
		cell_key(&key, c->headers[i]);
		keys[i] = buf_take(&key);
	}
	assign_own_properties(c, keys, map);
	assign(c, keys, map);
	keep_rest(c, keys);
	for (size_t i = 0; i < c->n; i++)
		free(keys[i]);
	free(keys);
	return check(c, err);
}

void
columns_find_only(struct columns *c, const struct lb_pair *only)
{
	size_t n = 0;

	while (only != NULL && only[n].name != NULL)
		n++;
	free(c->only);
	c->only = mem_new(n + 1, sizeof(*c->only));
	for (size_t k = 0; k < n; k++) {
		c->only[k] = -1;
		for (size_t i = 0; i < c->n && c->only[k] < 0; i++) {
			struct buf key = BUF_INIT;

			cell_key(&key, c->headers[i]);
			if (cell_match(only[k].name, buf_str(&key)) > 0)
				c->only[k] = (int)i;
			buf_release(&key);
		}
	}
}

void
columns_release(struct columns *c)
{
	free(c->only);
	for (size_t i = 0; i < c->n; i++) {
		free(c->headers[i]);
		free(c->properties[i]);
	}
	free(c->headers);
	free(c->properties);
	*c = (struct columns){ .n = 0 };
}
