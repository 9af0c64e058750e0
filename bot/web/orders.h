/* SPDX-License-Identifier: ISC */
/* orders.h - what the core says: one function a line, found by its `op`. */
#ifndef WEB_ORDERS_H
#define WEB_ORDERS_H

#include <cjson/cJSON.h>

struct web;

/* Does what the line says; a line that is unknown is left alone, so that a
 * newer core can say more. */
void orders_take(struct web *w, const cJSON *line);

#endif
