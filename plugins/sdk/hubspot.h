/* SPDX-License-Identifier: ISC */
/*
 * hubspot.h - where in HubSpot's API things are.
 *
 * Since 2026 its paths carry a date, each supported for 18 months; v3 and v4,
 * which were before, end in 2027.  All that talk to HubSpot have the option
 * `api_version` and get their paths here (developers.hubspot.com, API
 * reference 2026-03 and legacy).
 */
#ifndef SDK_HUBSPOT_H
#define SDK_HUBSPOT_H

#include <stdbool.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* The same for all regions. */
#define HUBSPOT_BASE "https://api.hubapi.com"
#define HUBSPOT_VERSION "2026-03"

/* Is it a version: "2026-03", or "v3"?  False: err reads on from the option's
 * name. */
bool hubspot_check_version(const char *version, struct error *err);

/* With the parts each takes. */
enum hubspot_place {
	HUBSPOT_OBJECTS,      /* type: "contacts"; /search, /batch/read … go
				 behind it */
	HUBSPOT_OBJECT,       /* type, id */
	HUBSPOT_OWNERS,       /* none */
	HUBSPOT_OWNER,        /* id */
	HUBSPOT_ASSOCIATIONS, /* type, type; /batch/read, /batch/create … go
				 behind it */
	HUBSPOT_ASSOCIATE,    /* type, id, type, id: PUT, with the default
				 label */
};

/* Adds the path, with its parts percent-encoded. */
void hubspot_path(struct buf *path, const char *version,
    enum hubspot_place place, const char *const parts[]);

#endif
