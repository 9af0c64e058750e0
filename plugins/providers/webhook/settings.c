/* SPDX-License-Identifier: ISC */
/* settings.c - the options of the provider webhook. */
#include "settings.h"

static const char *const signatures[] = { "bearer", "hmac", "standard", "path",
	NULL };
static const char *const hashes[] = { "sha256", "sha1", "sha512", NULL };
static const char *const encodings[] = { "hex", "base64", NULL };

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
const struct lb_option settings_options[] = {
	{ .name = "secret", .type = LB_SECRET, .offset = AT(secret), .help = "what the sender proves with that it is the one; needed, unless insecure" },
	{ .name = "previous_secret", .type = LB_SECRET, .offset = AT(previous_secret), .help = "the secret before, believed as well while it is being changed" },
	{ .name = "signature", .type = LB_CHOICE, .offset = AT(signature), .def = "bearer", .choices = signatures, .help = "how it is proved: the secret in a header, an HMAC of the body, Standard Webhooks, or the secret as the end of the address" },
	{ .name = "header", .type = LB_STRING, .offset = AT(header), .help = "the one that holds the secret (Authorization) or the HMAC" },
	{ .name = "prefix", .type = LB_STRING, .offset = AT(prefix), .help = "what stands before it there, as \"sha256=\"; \"Bearer \" in Authorization" },
	{ .name = "hash", .type = LB_CHOICE, .offset = AT(hash), .def = "sha256", .choices = hashes, .help = "of the HMAC" },
	{ .name = "encoding", .type = LB_CHOICE, .offset = AT(encoding), .def = "hex", .choices = encodings, .help = "how the HMAC is written" },
	{ .name = "timestamp", .type = LB_STRING, .offset = AT(timestamp), .help = "header of the time that is signed with the body" },
	{ .name = "format", .type = LB_STRING, .offset = AT(format), .help = "what is signed: \"{body}\", with a timestamp \"{timestamp}.{body}\"" },
	{ .name = "window", .type = LB_SECONDS, .offset = AT(window), .def = "5m", .min = 1, .max = 86400, .help = "how far a signed time may be from now" },
	{ .name = "insecure", .type = LB_BOOL, .offset = AT(insecure), .def = "no", .help = "yes: believe whoever reaches the address, without a secret" },
	MAPPING_OPTIONS(struct settings),
	{ .name = "items", .type = LB_STRING, .offset = AT(items), .help = "where the list of answers is, if one request brings several" },
	{ .name = "zone", .type = LB_STRING, .offset = AT(zone), .help = "time zone of times without one, as Europe/Copenhagen; else the bot's" },
	{ .name = NULL },
};
/* clang-format on */

static bool
has(const char *s)
{
	return s != NULL && *s != '\0';
}

bool
settings_signature(
    const struct settings *s, struct signature_rules *rules, struct error *err)
{
	*rules = (struct signature_rules){
		.scheme = s->signature,
		.hash = s->hash,
		.coding = s->encoding,
		.header = s->header,
		.prefix = s->prefix,
		.timestamp = s->timestamp,
		.format = s->format,
		.window_s = s->window,
		.secrets = { s->secret, s->previous_secret },
	};
	return signature_rules_init(rules, err);
}

static bool
check_secret(const struct settings *s, struct error *err)
{
	struct signature_rules rules;

	if (!s->insecure && !has(s->secret))
		return error_set(err,
		    "secret is missing: anybody who finds the address could "
		    "push answers; set secret: file:PATH and tell it the "
		    "tool, or insecure: yes where nobody else can reach it");
	if (s->insecure && (has(s->secret) || has(s->previous_secret)))
		return error_set(err, "insecure: yes and a secret do not go "
				      "together: take one away");
	return s->insecure || settings_signature(s, &rules, err);
}

static bool
check_items(const struct settings *s, struct error *err)
{
	return !has(s->items) || pointer_check(s->items, err) ||
	       error_in(err, "items");
}

bool
settings_check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct error err;

	if (check_secret(s, &err) && mapping_check(&s->map, &err) &&
	    check_items(s, &err))
		return true;
	lb_fail(host, "%s", err.text);
	return false;
}
