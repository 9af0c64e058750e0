/* SPDX-License-Identifier: ISC */
/* columns.h - which column of a file holds what. */
#ifndef CSV_COLUMNS_H
#define CSV_COLUMNS_H

#include <loopbell/plugin.h>

#include "sdk/csv.h"

enum field {
	FIELD_ID,
	FIELD_SURVEY,
	FIELD_DATE,
	FIELD_CHANGED,
	FIELD_DISPOSITION,
	FIELD_SCORE,
	FIELD_COMMENT,
	FIELD_LANGUAGE,
	FIELD_CHANNEL,
	FIELD_TOUCHPOINT,
	FIELD_EMAIL,
	FIELD_NAME,
	FIELD_ROLE,
	FIELD_COMPANY,
	FIELD_LINK,
	N_FIELDS
};

struct columns {
	size_t n;
	char **headers;    /* as they stand in the file                   */
	char **properties; /* the name it is kept under; NULL: is a field */
	int at[N_FIELDS];  /* the column, -1: the file has none           */
	int phone;         /* the same for the property phone             */
	int *only; /* the same for each of option only; NULL: there is none */
};

/* Reads a file's first row by the names in map (option columns), and by the
 * ones everybody uses where map says nothing.  False: it has no column for the
 * score or the date; err says what it has. */
bool columns_read(struct columns *c, const struct csv_row *row,
    const struct lb_pair *map, struct error *err);
/* Finds the columns that option only names, whatever else they are. */
void columns_find_only(struct columns *c, const struct lb_pair *only);
void columns_release(struct columns *c);

/* The name of a field in option columns. */
const char *columns_field(enum field field);
/* The field's column as the file calls it, else the field's own name. */
const char *columns_header(const struct columns *c, enum field field);

#endif
