/* SPDX-License-Identifier: ISC */
/* table.c - the accounts of one file. */
#include "table.h"

#include "company.h"
#include "sdk/cell.h"
#include "sdk/csv.h"
#include "sdk/mail_domain.h"
#include "sdk/mem.h"

enum column {
	COLUMN_ID,
	COLUMN_NAME,
	COLUMN_DOMAINS,
	COLUMN_OWNER_NAME,
	COLUMN_OWNER_EMAIL,
	COLUMN_SEGMENT,
	COLUMN_PRODUCT,
	COLUMN_INDUSTRY,
	COLUMN_VALUE,
	COLUMN_CURRENCY,
	N_COLUMNS
};

/* clang-format off */
static const struct lb_pair columns[N_COLUMNS] = {
	[COLUMN_ID] = { "id", "account_id|id|kundenr|kundenummer|kunde_id|customer_id|customer_number|debitor|debitornr" },
	[COLUMN_NAME] = { "name", "name|account_name|company|company_name|navn|firma|firmanavn|virksomhed|kunde|kundenavn|account" },
	[COLUMN_DOMAINS] = { "domains", "domains|domain|email_domains|email_domain|e-mail-dom\xc3\xa6ner|dom\xc3\xa6ne|dom\xc3\xa6ner|website|hjemmeside|web" },
	[COLUMN_OWNER_NAME] = { "owner_name", "owner_name|owner|ansvarlig|kundeansvarlig|account_manager|kam|s\xc3\xa6lger" },
	[COLUMN_OWNER_EMAIL] = { "owner_email", "owner_email|ansvarlig_email|account_manager_email|kam_email|s\xc3\xa6lger_email" },
	[COLUMN_SEGMENT] = { "segment", "segment|tier|kundesegment" },
	[COLUMN_PRODUCT] = { "product", "product|produkt|plan|products|produkter" },
	[COLUMN_INDUSTRY] = { "industry", "industry|branche|sector|sektor" },
	[COLUMN_VALUE] = { "value", "value|arr|annual_value|v\xc3\xa6rdi|\xc3\xa5rlig_v\xc3\xa6rdi|oms\xc3\xa6tning|revenue|amount" },
	[COLUMN_CURRENCY] = { "currency", "currency|valuta" },
};
/* clang-format on */

/* Places in texts. */
struct table_account {
	uint32_t texts[N_COLUMNS];
	double value;
};

struct reader {
	struct table *table;
	int at[N_COLUMNS];
	enum amount_mark mark;
	struct buf folded;
};

/* The buffer's places are 32 bits wide. */
#define MOST_BYTES ((size_t)1 << 31)

static uint32_t
add_text(struct table *t, const char *text)
{
	uint32_t at = (uint32_t)t->texts.size;

	if (*text == '\0')
		return 0;
	buf_add(&t->texts, text, strlen(text) + 1);
	return at;
}

static const char *
names_of(const struct lb_pair *map, const struct lb_pair *usual)
{
	for (; map != NULL && map->name != NULL; map++)
		if (strcmp(map->name, usual->name) == 0)
			return map->value;
	return usual->value;
}

static int
find_column(const struct csv_row *row, const char *names)
{
	int best = -1, best_place = 0;

	for (size_t i = 0; i < row->n_fields; i++) {
		struct buf key = BUF_INIT;
		int place;

		cell_key(&key, row->fields[i]);
		place = cell_match(names, buf_str(&key));
		buf_release(&key);
		if (place > 0 && (best < 0 || place < best_place)) {
			best = (int)i;
			best_place = place;
		}
	}
	return best;
}

static bool
read_header(struct reader *r, const struct csv_row *row,
    const struct lb_pair *map, struct error *err)
{
	for (int i = 0; i < N_COLUMNS; i++)
		r->at[i] = find_column(row, names_of(map, &columns[i]));
	if (r->at[COLUMN_ID] < 0 && r->at[COLUMN_NAME] < 0 &&
	    r->at[COLUMN_DOMAINS] < 0)
		return error_set(err,
		    "it has no column for the id, the name or the domains of "
		    "accounts; name one: columns: {id: …}");
	return true;
}

static char *
cell(const struct reader *r, const struct csv_row *row, enum column column)
{
	static char nothing[1];
	int at = r->at[column];

	nothing[0] = '\0';
	if (at < 0 || (size_t)at >= row->n_fields)
		return nothing;
	row->fields[at] = cell_trim_plain(row->fields[at]);
	return row->fields[at];
}

/* Adds a text under which the account is found. */
static bool
add_key(struct table *t, struct index *x, const char *text)
{
	size_t size = t->texts.size;
	uint32_t key = add_text(t, text);

	if (key == 0 || index_add(x, &t->texts, key, (uint32_t)t->n))
		return true;
	buf_cut(&t->texts, size);
	return false;
}

static void
add_domains(struct reader *r, const char *p)
{
	struct table *t = r->table;

	while (*p != '\0') {
		size_t n = strcspn(p, ",; \t\n|");
		char *one = mem_copy(p, n);

		buf_reset(&r->folded);
		if (company_domain(&r->folded, one)) {
			const char *domain = buf_str(&r->folded);

			t->n_public_domains += mail_domain_is_public(domain);
			t->n_shared_domains +=
			    !add_key(t, &t->domains, domain);
		}
		free(one);
		p += n;
		p += strspn(p, ",; \t\n|");
	}
}

static void
bad_row(struct table *t, size_t line, const char *why)
{
	if (t->n_bad_rows++ == 0)
		error_set(&t->first_bad, "line %zu: %s", line, why);
}

static void
add_account(struct reader *r, const struct csv_row *row)
{
	struct table *t = r->table;
	const char *id = cell(r, row, COLUMN_ID);
	const char *name = cell(r, row, COLUMN_NAME);
	const char *domains = cell(r, row, COLUMN_DOMAINS);
	const char *value = cell(r, row, COLUMN_VALUE);
	struct table_account *a;

	if (*id == '\0' && *name == '\0' && *domains == '\0') {
		bad_row(t, row->line, "no id, name or domain");
		return;
	}
	if (!add_key(t, &t->ids, id)) {
		bad_row(t, row->line, "its id stands there twice");
		return;
	}
	if (t->n == t->capacity) {
		t->capacity = t->capacity == 0 ? 256 : t->capacity * 2;
		t->accounts =
		    mem_resize(t->accounts, t->capacity, sizeof(*t->accounts));
	}
	a = &t->accounts[t->n];
	a->value = -1;
	if (*value != '\0' && !amount_read(value, r->mark, &a->value))
		t->n_bad_values++;
	for (int i = 0; i < N_COLUMNS; i++)
		a->texts[i] = i == COLUMN_DOMAINS || i == COLUMN_VALUE
				  ? 0
				  : add_text(t, cell(r, row, (enum column)i));
	add_domains(r, domains);
	buf_reset(&r->folded);
	company_fold(&r->folded, name);
	add_key(t, &t->names, buf_str(&r->folded));
	t->n++;
}

static bool
read_rows(struct reader *r, struct csv *csv, struct error *err)
{
	struct csv_row row;
	enum csv_result result;

	while ((result = csv_next(csv, &row, err)) != CSV_END) {
		if (result == CSV_FAILED)
			return false;
		if (result == CSV_BAD)
			bad_row(r->table, row.line, row.wrong);
		else
			add_account(r, &row);
		if (r->table->texts.size > MOST_BYTES)
			return error_set(err, "it is too large");
	}
	if (r->table->n == 0)
		return error_set(err, "there is no account in it");
	return true;
}

bool
table_read(struct table *t, int fd, const struct lb_pair *map,
    enum amount_mark mark, struct error *err)
{
	struct reader r = { .table = t, .mark = mark };
	struct csv_rules rules = { .delimiter = '\0' };
	struct csv_row row;
	struct csv csv;
	bool ok = false;

	*t = (struct table){ .n = 0 };
	buf_putc(&t->texts, '\0'); /* place 0 */
	if (!charset_detect(fd, &rules.charset, err))
		return false;
	csv_init(&csv, &rules, csv_take_fd, &fd);
	switch (csv_next(&csv, &row, err)) {
	case CSV_ROW:
		ok = read_header(&r, &row, map, err) &&
		     read_rows(&r, &csv, err);
		break;
	case CSV_END:
		error_set(err, "it is empty");
		break;
	case CSV_BAD:
		error_set(err, "its first row: %s", row.wrong);
		break;
	case CSV_FAILED:
		break;
	}
	csv_release(&csv);
	buf_release(&r.folded);
	if (!ok)
		table_release(t);
	return ok;
}

void
table_release(struct table *t)
{
	buf_release(&t->texts);
	free(t->accounts);
	index_release(&t->ids);
	index_release(&t->domains);
	index_release(&t->names);
	*t = (struct table){ .n = 0 };
}

static uint32_t
find_id(const struct table *t, const struct lb_pair *properties)
{
	for (; properties != NULL && properties->name != NULL; properties++)
		if (strcmp(properties->name, "account_id") == 0 &&
		    properties->value != NULL)
			return index_find(
			    &t->ids, &t->texts, properties->value);
	return INDEX_NONE;
}

/* sub.kunde.example, then kunde.example; but what everybody uses is not the
 * domain of who happens to stand first. */
static uint32_t
find_domain(const struct table *t, const char *email)
{
	struct buf domain = BUF_INIT;
	uint32_t found = INDEX_NONE;
	const char *p;

	if (email == NULL || strchr(email, '@') == NULL ||
	    !company_domain(&domain, email))
		goto out;
	for (p = buf_str(&domain); found == INDEX_NONE;) {
		if (p == domain.data || !mail_domain_is_public(p))
			found = index_find(&t->domains, &t->texts, p);
		p = strchr(p, '.');
		if (p == NULL)
			break;
		p++;
	}
out:
	buf_release(&domain);
	return found;
}

static uint32_t
find_name(const struct table *t, const char *company)
{
	struct buf folded = BUF_INIT;
	uint32_t found = INDEX_NONE;

	if (company == NULL)
		return INDEX_NONE;
	company_fold(&folded, company);
	if (folded.size > 0)
		found = index_find(&t->names, &t->texts, buf_str(&folded));
	buf_release(&folded);
	return found;
}

static const char *
text(const struct table *t, uint32_t found, enum column column)
{
	uint32_t at = t->accounts[found].texts[column];

	return at == 0 ? NULL : t->texts.data + at;
}

bool
table_find(const struct table *t, const struct lb_response *who,
    struct lb_account *account)
{
	uint32_t found = find_id(t, who->properties);

	if (found == INDEX_NONE)
		found = find_domain(t, who->email);
	if (found == INDEX_NONE)
		found = find_name(t, who->company);
	if (found == INDEX_NONE)
		return false;
	*account = (struct lb_account){
		.id = text(t, found, COLUMN_ID),
		.name = text(t, found, COLUMN_NAME),
		.segment = text(t, found, COLUMN_SEGMENT),
		.product = text(t, found, COLUMN_PRODUCT),
		.industry = text(t, found, COLUMN_INDUSTRY),
		.owner_name = text(t, found, COLUMN_OWNER_NAME),
		.owner_email = text(t, found, COLUMN_OWNER_EMAIL),
		.value = t->accounts[found].value,
		.currency = text(t, found, COLUMN_CURRENCY),
	};
	return true;
}
