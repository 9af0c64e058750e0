/* SPDX-License-Identifier: ISC */
/* table.h - the accounts of one file, found by id, mail domain or name. */
#ifndef ACCOUNTS_TABLE_H
#define ACCOUNTS_TABLE_H

#include <loopbell/plugin.h>

#include "amount.h"
#include "index.h"
#include "sdk/error.h"

struct table_account;
struct table {
	struct buf texts; /* all texts; those at 0 are "" */
	struct table_account *accounts;
	size_t n, capacity;
	struct index ids, domains, names;
	/* What was noticed while reading, for the log. */
	size_t n_bad_rows, n_shared_domains, n_public_domains, n_bad_values;
	struct error first_bad;
};

/* Reads an open file.  map is option columns.  False: it is no table of
 * accounts, or cannot be read; there is nothing to release then. */
bool table_read(struct table *t, int fd, const struct lb_pair *map,
    enum amount_mark mark, struct error *err);
void table_release(struct table *t);

/* Finds the account of a respondent: by the property account_id, then by the
 * longest ending of the e-mail's domain, then by the company's name.  The
 * texts are valid as long as the table.  False: not known. */
bool table_find(const struct table *t, const struct lb_response *who,
    struct lb_account *account);

#endif
