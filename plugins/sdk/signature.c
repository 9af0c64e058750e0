/* SPDX-License-Identifier: ISC */
/*
 * signature.c - did a pushed request come from somebody who knows the secret?
 *
 * Standard Webhooks is an HMAC with rules of its own, so signature_rules_init()
 * sets these and all but its list of signatures is done by the same code.
 */
#include "sdk/signature.h"

#include <strings.h>

#include "sdk/hmac.h"
#include "sdk/number.h"
#include "sdk/when.h"

#define DEFAULT_WINDOW_S 300
#define N_SECRETS 2
#define SECOND_US INT64_C(1000000)

/* How secrets of Standard Webhooks begin, and its headers; those of its first
 * implementation have another name. */
#define STANDARD_SECRET "whsec_"
#define STANDARD_HEADER "webhook-"
#define STANDARD_OLDER "svix-"

static bool
is_empty(const char *s)
{
	return s == NULL || *s == '\0';
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* ---- The rules. */

/* The key that a secret stands for. */
static bool
take_key(struct buf *key, const struct signature_rules *r, const char *secret)
{
	if (r->scheme != SIGNATURE_STANDARD) {
		buf_puts(key, secret);
		return true;
	}
	if (begins(secret, STANDARD_SECRET))
		secret += strlen(STANDARD_SECRET);
	return hmac_decode(key, HMAC_BASE64, secret, strlen(secret));
}

static bool
check_secret(
    const struct signature_rules *r, const char *secret, struct error *err)
{
	struct buf key = BUF_INIT;
	bool ok = take_key(&key, r, secret);

	hmac_forget(&key);
	if (!ok)
		return error_set(err,
		    "secret: of Standard Webhooks it must "
		    "be base64, mostly with " STANDARD_SECRET " before it");
	if (r->scheme != SIGNATURE_STANDARD && begins(secret, STANDARD_SECRET))
		return error_set(err,
		    "secret: begins with " STANDARD_SECRET
		    " as those of Standard Webhooks do: set signature: "
		    "standard");
	return true;
}

static bool
is_header_name(const char *s)
{
	/* RFC 9110, 5.6.2: a token. */
	return *s != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789!#$%&'*+-.^_`|~")] == '\0';
}

/* What stands in braces at *p, which moves past them; an open brace without
 * its other half gives nothing. */
static void
take_name(struct buf *name, const char **p)
{
	const char *end = strchr(*p, '}');

	buf_reset(name);
	if (end != NULL)
		buf_add(name, *p + 1, (size_t)(end - *p) - 1);
	*p = end == NULL ? *p + strlen(*p) : end + 1;
}

static bool
check_names(const char *format, struct error *err)
{
	struct buf name = BUF_INIT;
	bool ok = true;

	while (ok && *(format += strcspn(format, "{")) != '\0') {
		take_name(&name, &format);
		ok = is_header_name(buf_str(&name)) ||
		     error_set(err, "format: what stands in { and } must be "
				    "body, timestamp or the name of a header");
	}
	buf_release(&name);
	return ok;
}

/* What is not signed can be changed by anybody on the way. */
static bool
check_format(const struct signature_rules *r, struct error *err)
{
	bool has_time = strstr(r->format, "{timestamp}") != NULL;

	if (strstr(r->format, "{body}") == NULL)
		return error_set(err, "format: {body} must be in it");
	if (!is_empty(r->timestamp) && !has_time)
		return error_set(err,
		    "format: {timestamp} must be in it: anybody could change "
		    "a time that is not signed");
	if (is_empty(r->timestamp) && has_time)
		return error_set(err, "timestamp is missing: the header that "
				      "{timestamp} in format stands for");
	return check_names(r->format, err);
}

static bool
check_headers(const struct signature_rules *r, struct error *err)
{
	if (is_empty(r->header))
		return error_set(err, "header is missing: the one that holds "
				      "the signature, such as x-signature");
	if (!is_header_name(r->header))
		return error_set(
		    err, "header: \"%.80s\" is no header's name", r->header);
	if (!is_empty(r->timestamp) && !is_header_name(r->timestamp))
		return error_set(err,
		    "timestamp: \"%.80s\" is no header's name", r->timestamp);
	return true;
}

/* Something set that would do nothing is a mistake about what is checked. */
static bool
check_unused(const struct signature_rules *r, struct error *err)
{
	const struct {
		const char *option, *value;
		bool is_bearers;
	} used[] = { { "header", r->header, true },
		{ "prefix", r->prefix, true },
		{ "timestamp", r->timestamp, false },
		{ "format", r->format, false } };

	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
		bool may =
		    r->scheme == SIGNATURE_HMAC ||
		    (r->scheme == SIGNATURE_BEARER && used[i].is_bearers);

		if (!may && !is_empty(used[i].value))
			return error_set(err,
			    "%s: has no meaning with signature: %s",
			    used[i].option,
			    r->scheme == SIGNATURE_BEARER ? "bearer"
							  : "standard");
	}
	return true;
}

static void
set_standard(struct signature_rules *r)
{
	r->hash = HMAC_SHA256;
	r->coding = HMAC_BASE64;
	r->header = STANDARD_HEADER "signature";
	r->prefix = "v1,";
	r->timestamp = STANDARD_HEADER "timestamp";
	r->format = "{" STANDARD_HEADER "id}.{timestamp}.{body}";
}

static void
set_missing(struct signature_rules *r)
{
	if (r->scheme == SIGNATURE_STANDARD)
		set_standard(r);
	if (is_empty(r->header) && r->scheme == SIGNATURE_BEARER)
		r->header = "authorization";
	if (r->prefix == NULL)
		r->prefix = r->scheme == SIGNATURE_BEARER &&
				    strcasecmp(r->header, "authorization") == 0
				? "Bearer "
				: "";
	if (is_empty(r->format))
		r->format =
		    is_empty(r->timestamp) ? "{body}" : "{timestamp}.{body}";
	if (r->window_s <= 0)
		r->window_s = DEFAULT_WINDOW_S;
}

bool
signature_rules_init(struct signature_rules *r, struct error *err)
{
	if (!check_unused(r, err))
		return false;
	set_missing(r);
	for (size_t i = 0; i < N_SECRETS; i++)
		if (!is_empty(r->secrets[i]) &&
		    !check_secret(r, r->secrets[i], err))
			return false;
	return check_headers(r, err) &&
	       (r->scheme == SIGNATURE_BEARER || check_format(r, err));
}

void
signature_describe(struct buf *out, const struct signature_rules *r)
{
	if (r->scheme == SIGNATURE_BEARER)
		buf_printf(out, "the secret in the header %s", r->header);
	else
		buf_printf(out, "an %s of %s, as %s in the header %s",
		    hmac_name((enum hmac_hash)r->hash), r->format,
		    hmac_coding_name((enum hmac_coding)r->coding), r->header);
	if (*r->prefix != '\0')
		buf_printf(out, " after \"%s\"", r->prefix);
	if (is_empty(r->timestamp))
		return;
	buf_printf(out, ", %s at most ", r->timestamp);
	number_put_seconds(out, r->window_s);
	buf_puts(out, " away from now");
}

/* ---- The request. */

const char *
signature_header(const struct lb_request *request, const char *name)
{
	const struct lb_pair *p = request->headers;

	for (; p != NULL && p->name != NULL; p++)
		if (strcasecmp(p->name, name) == 0)
			return p->value;
	return NULL;
}

static const char *
need_header(const struct signature_rules *r, const struct lb_request *request,
    const char *name, struct error *err)
{
	const char *value = signature_header(request, name);
	char older[64];

	if (value == NULL && r->scheme == SIGNATURE_STANDARD) {
		snprintf(older, sizeof(older), STANDARD_OLDER "%s",
		    name + strlen(STANDARD_HEADER));
		value = signature_header(request, older);
	}
	if (!is_empty(value))
		return value;
	error_set(err, "the header %s is %s", name,
	    value == NULL ? "missing" : "empty");
	return NULL;
}

static bool
check_time(const struct signature_rules *r, const struct lb_request *request,
    int64_t now_s, struct error *err)
{
	struct buf far = BUF_INIT, most = BUF_INIT;
	const char *text;
	int64_t us, age_s;

	if (is_empty(r->timestamp))
		return true;
	text = need_header(r, request, r->timestamp, err);
	if (text == NULL)
		return false;
	if (!when_read(text, WHEN_YMD, &us, NULL))
		return error_set(
		    err, "the header %s is no time", r->timestamp);
	age_s = now_s - us / SECOND_US;
	if (age_s <= r->window_s && age_s >= -r->window_s)
		return true;
	number_put_seconds(&far, age_s < 0 ? -age_s : age_s);
	number_put_seconds(&most, r->window_s);
	error_set(err, "it was signed %s %s, and %s are allowed",
	    buf_str(&far), age_s < 0 ? "ahead of this machine's clock" : "ago",
	    buf_str(&most));
	buf_release(&far);
	buf_release(&most);
	return false;
}

/* Puts together what was signed. */
static bool
put_content(struct buf *out, const struct signature_rules *r,
    const struct lb_request *request, struct error *err)
{
	struct buf name = BUF_INIT;
	const char *p = r->format, *value = "";

	while (value != NULL && *p != '\0') {
		size_t plain = strcspn(p, "{");

		buf_add(out, p, plain);
		p += plain;
		if (*p == '\0')
			break;
		take_name(&name, &p);
		if (strcmp(buf_str(&name), "body") == 0) {
			buf_add(out, request->body, request->body_size);
			continue;
		}
		value = need_header(r, request,
		    strcmp(buf_str(&name), "timestamp") == 0 ? r->timestamp
							     : buf_str(&name),
		    err);
		if (value != NULL)
			buf_puts(out, value);
	}
	buf_release(&name);
	return value != NULL;
}

/* Is the given one what one of the secrets makes of these bytes? */
static bool
fits(const struct signature_rules *r, const struct buf *content,
    const struct buf *given)
{
	bool any = false;

	for (size_t i = 0; i < N_SECRETS; i++) {
		struct buf key = BUF_INIT, mac = BUF_INIT;

		if (is_empty(r->secrets[i]) ||
		    !take_key(&key, r, r->secrets[i]))
			continue;
		hmac_add(&mac, (enum hmac_hash)r->hash, &key, buf_str(content),
		    content->size);
		any |= hmac_is_same(&mac, given);
		hmac_forget(&key);
		hmac_forget(&mac);
	}
	return any;
}

/* What stands behind the prefix, whose letters may be of either case, as those
 * of "Bearer" may (RFC 9110, 11.1); NULL: there is no such prefix. */
static const char *
behind_prefix(const struct signature_rules *r, const char *value)
{
	size_t n = strlen(r->prefix);

	return strncasecmp(value, r->prefix, n) == 0 ? value + n : NULL;
}

/* One signature, of n characters. */
static bool
check_one(const struct signature_rules *r, const struct buf *content,
    const char *given, size_t n, struct error *err)
{
	enum hmac_coding coding = (enum hmac_coding)r->coding;
	size_t size = hmac_size((enum hmac_hash)r->hash);
	struct buf raw = BUF_INIT;
	bool ok = hmac_decode(&raw, coding, given, n) && raw.size == size;

	if (!ok)
		error_set(err, "the header %s holds no %zu bytes as %s",
		    r->header, size, hmac_coding_name(coding));
	else if (!(ok = fits(r, content, &raw)))
		error_set(err, "the signature does not fit: it was made with "
			       "another secret, or the body was changed on "
			       "its way");
	buf_release(&raw);
	return ok;
}

/* Standard Webhooks has several, parted by blanks; any will do. */
static bool
check_any(const struct signature_rules *r, const struct buf *content,
    const char *value, struct error *err)
{
	const char *part = r->scheme == SIGNATURE_STANDARD ? " " : "";
	bool ok = false;

	error_set(err, "the header %s has no \"%s\"", r->header, r->prefix);
	while (!ok && *value != '\0') {
		size_t n =
		    *part != '\0' ? strcspn(value, part) : strlen(value);
		const char *given = behind_prefix(r, value);

		if (given != NULL && given <= value + n)
			ok = check_one(r, content, given,
			    (size_t)(value + n - given), err);
		value += n;
		value += strspn(value, part);
	}
	return ok;
}

static bool
check_hmac(const struct signature_rules *r, const struct lb_request *request,
    int64_t now_s, struct error *err)
{
	const char *value = need_header(r, request, r->header, err);
	struct buf content = BUF_INIT;
	bool ok = value != NULL && check_time(r, request, now_s, err) &&
		  put_content(&content, r, request, err) &&
		  check_any(r, &content, value, err);

	buf_release(&content);
	return ok;
}

static bool
check_bearer(const struct signature_rules *r, const struct lb_request *request,
    struct error *err)
{
	const char *value = need_header(r, request, r->header, err);
	const char *given = value == NULL ? NULL : behind_prefix(r, value);
	bool any = false;

	if (value != NULL && given == NULL)
		error_set(err, "the header %s does not begin with \"%s\"",
		    r->header, r->prefix);
	if (given == NULL)
		return false;
	for (size_t i = 0; i < N_SECRETS; i++)
		if (!is_empty(r->secrets[i]))
			any |= hmac_is_same_text(r->secrets[i], given);
	return any || error_set(err, "the secret in the header %s is not ours",
			  r->header);
}

bool
signature_check(const struct signature_rules *r,
    const struct lb_request *request, int64_t now_s, struct error *err)
{
	if (r->scheme == SIGNATURE_BEARER)
		return check_bearer(r, request, err);
	return check_hmac(r, request, now_s, err);
}
