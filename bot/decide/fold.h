/* SPDX-License-Identifier: ISC */
/* fold.h - what compose.c has to know of a fold's members. */
#ifndef DECIDE_FOLD_H
#define DECIDE_FOLD_H

#include <cjson/cJSON.h>

/* How many more there are than are named, by category: {"promoter":12}; NULL:
 * none. */
const cJSON *fold_tally(const cJSON *members);

#endif
