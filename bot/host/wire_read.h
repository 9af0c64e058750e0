/* SPDX-License-Identifier: ISC */
/*
 * wire_read.h - the JSON of plugins/PROTOCOL.md as the contract's structs.
 *
 * Each fills a struct with what is there (what is not is NULL, 0 or as the
 * struct's comments say for "unknown"); all it points at is in keep.  False:
 * a member is of another kind than the protocol says, or one is missing
 * without which there is nothing to do.
 */
#ifndef HOST_WIRE_READ_H
#define HOST_WIRE_READ_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>
#include <stdbool.h>

#include "host/keep.h"
#include "sdk/error.h"

/* Needs id, target and headline. */
bool wire_read_notice(struct keep *keep, const cJSON *object,
    struct lb_notice *notice, struct error *err);

/* A response, or as much of one as is asked about: needs nothing. */
bool wire_read_response(struct keep *keep, const cJSON *object,
    struct lb_response *response, struct error *err);

/* Decodes the body, and puts a NUL after it that body_size does not count. */
bool wire_read_request(struct keep *keep, const cJSON *object,
    struct lb_request *request, struct error *err);

#endif
