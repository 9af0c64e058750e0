/* SPDX-License-Identifier: ISC */
/*
 * address.h - e-mail addresses, and the one rule of what may be one.
 *
 * The same rule guards the header and the SMTP envelope: what passes holds no
 * blank, quote, angle bracket, line break or byte above 127, so it can end
 * neither a header line nor an SMTP command.  It is narrower than RFC 5321:
 * no quoted local parts, no address literals, no SMTPUTF8.
 */
#ifndef EMAIL_ADDRESS_H
#define EMAIL_ADDRESS_H

#include <stdbool.h>

#include "sdk/error.h"

/* "Anna Holm <anna@example.dk>", taken apart.  name is NULL where none was
 * given; it is text and may hold anything. */
struct address {
	char *name;
	char *spec;
};

/* True for what may stand in a header and an envelope: "anna@example.dk". */
bool address_is_valid(const char *spec);

/* A host name of letters, digits, hyphens and dots, as after the @. */
bool address_is_domain(const char *domain);

/* Reads "spec", "<spec>" or "name <spec>"; quotes around the name go.  The
 * caller releases a.  False: it is no address, *err says why. */
bool address_read(struct address *a, const char *text, struct error *err);
void address_release(struct address *a);

/* What is after the @ of a valid address. */
const char *address_domain(const char *spec);

#endif
