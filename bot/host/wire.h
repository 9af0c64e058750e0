/* SPDX-License-Identifier: ISC */
/*
 * wire.h - the contract's structs as the JSON of plugins/PROTOCOL.md.
 *
 * What a plugin says may be anything: its texts are made valid UTF-8 and free
 * of tricks (sdk/utf8.h) here, members that are NULL are left out.  Every
 * object returned is the caller's to delete.
 */
#ifndef HOST_WIRE_H
#define HOST_WIRE_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>

/* The names on the wire, in the order of their enums, ended by NULL. */
extern const char *const wire_scales[]; /* by enum lb_scale */
extern const char *const wire_tones[];  /* by enum lb_tone */

/* "error", "warning", "info", "debug"; what is no level is "info". */
const char *wire_level(enum lb_level level);

/* What a plugin hands over as it goes on the wire (plugins/PROTOCOL.md), its
 * text cleaned, what is NULL or unknown left out.  The caller's. */
cJSON *wire_response(const struct lb_response *response);
cJSON *wire_account(const struct lb_account *account);
cJSON *wire_action(const struct lb_action *action);

/* Adds a member that is a plugin's text, cleaned; NULL adds nothing. */
void wire_put_text(cJSON *object, const char *name, const char *text);
/* Adds a member that has to come back as it is: a cursor, a receipt.  Cleaned
 * only where it is not valid UTF-8. */
void wire_put_mark(cJSON *object, const char *name, const char *mark);

#endif
