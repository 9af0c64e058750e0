/* SPDX-License-Identifier: ISC */
/*
 * drivers.h - what a comment is about, by lists of words per language.
 *
 * A word of a list matches a whole word of the comment, with or without an
 * ending of its language (Danish and English know theirs), whatever the case
 * and the accents.  `dyr*` matches every word that begins so; an entry of
 * several words matches them in a row.
 */
#ifndef DECIDE_DRIVERS_H
#define DECIDE_DRIVERS_H

#include <stdbool.h>

#include "config/problems.h"
#include "sdk/buf.h"
#include "sdk/error.h"

#define DRIVERS_MAX 64

struct drivers;

/* With no lists yet.  NULL is fine to free. */
struct drivers *drivers_new(void);
void drivers_free(struct drivers *d);

/* Adds an entry to a driver's list in a language ("da").  The same again does
 * nothing.  False: it cannot be matched, and err says why. */
bool drivers_add(struct drivers *d, const char *language, const char *driver,
    const char *entry, struct error *err);

/* Adds a file such as config/drivers/da.yaml.  False: it has errors. */
bool drivers_load(
    struct drivers *d, const char *file, struct problems *problems);

/* Adds "price,support" to out: the drivers the text is about, sorted, each
 * once.  Looks at the lists of the language ("da-DK"), at all of them where
 * it is NULL or has none.  False: there are none, nothing is added. */
bool drivers_find(const struct drivers *d, const char *text,
    const char *language, struct buf *out);

#endif
