/* SPDX-License-Identifier: ISC */
/* hubspot.c - where in HubSpot's API things are. */
#include "sdk/hubspot.h"

#include <ctype.h>
#include <string.h>

#include "sdk/rest.h"

/* @ is the version, * a part. */
static const struct {
	const char *dated, *old;
} places[] = {
	/* clang-format off */
	[HUBSPOT_OBJECTS] = { "/crm/objects/@/*", "/crm/v3/objects/*" },
	[HUBSPOT_OBJECT] = { "/crm/objects/@/*/*", "/crm/v3/objects/*/*" },
	[HUBSPOT_OWNERS] = { "/crm/owners/@", "/crm/v3/owners/" },
	[HUBSPOT_OWNER] = { "/crm/owners/@/*", "/crm/v3/owners/*" },
	[HUBSPOT_ASSOCIATIONS] = { "/crm/associations/@/*/*", "/crm/v4/associations/*/*" },
	[HUBSPOT_ASSOCIATE] = { "/crm/objects/@/*/*/associations/default/*/*", "/crm/v4/objects/*/*/associations/default/*/*" },
	/* clang-format on */
};

/* One comes out each March and each September. */
static bool
is_dated(const char *version)
{
	static const char form[] = "20##-0";

	for (const char *f = form; *f != '\0'; f++, version++)
		if (*f == '#' ? !isdigit((unsigned char)*version)
			      : *f != *version)
			return false;
	return strcmp(version, "3") == 0 || strcmp(version, "9") == 0;
}

bool
hubspot_check_version(const char *version, struct error *err)
{
	return is_dated(version) || strcmp(version, "v3") == 0 ||
	       error_set(err,
		   "must be a version of HubSpot's API as " HUBSPOT_VERSION
		   " (or v3), not \"%.40s\"",
		   version);
}

void
hubspot_path(struct buf *path, const char *version, enum hubspot_place place,
    const char *const parts[])
{
	const char *p =
	    is_dated(version) ? places[place].dated : places[place].old;

	for (; *p != '\0'; p++)
		if (*p == '@')
			buf_puts(path, version);
		else if (*p == '*')
			rest_segment(path, *parts++);
		else
			buf_putc(path, *p);
}
