/* SPDX-License-Identifier: ISC */
/* company.h - names of companies and their domains, made comparable. */
#ifndef ACCOUNTS_COMPANY_H
#define ACCOUNTS_COMPANY_H

#include <stdbool.h>

#include "sdk/buf.h"

/* Adds the name folded (utf8.h), without signs and without the form of the
 * company at its end: "Nordisk Stål A/S" and "NORDISK STAAL" are the same. */
void company_fold(struct buf *out, const char *name);

/* Adds the domain in lower case, from "kunde.example", "@kunde.example",
 * "https://www.kunde.example/om" or "bo@kunde.example".  False: it is none (no
 * dot in it); nothing is added. */
bool company_domain(struct buf *out, const char *text);

#endif
