/* SPDX-License-Identifier: ISC */
/* mapping_parts.h - what mapping.c and mapping_check.c share. */
#ifndef SDK_MAPPING_PARTS_H
#define SDK_MAPPING_PARTS_H

#include "sdk/mapping.h"

/* A score as text, on that scale (enum lb_scale).  False: err says what is
 * wrong, "score: 11 is not on the scale 0-10". */
bool mapping_score(const char *text, int scale, int *score, struct error *err);

/* The next of "/first + /last", cut out within *rest; NULL: no more. */
char *mapping_next_pointer(char **rest);

#endif
