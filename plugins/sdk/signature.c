/* SPDX-License-Identifier: ISC */
/* signature.c - did a pushed request come from somebody who knows the secret? */
#include <inttypes.h>
#include <strings.h>

#include "sdk/hmac.h"
#include "sdk/number.h"
#include "sdk/signature_parts.h"
#include "sdk/when.h"

#define SECOND_US INT64_C(1000000)

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
	if (!signature_is_empty(value))
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

	if (signature_is_empty(r->timestamp))
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
		signature_take_name(&name, &p);
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

/* What each secret makes of these bytes; nothing where there is none. */
static void
make_macs(struct buf *macs, const struct signature_rules *r,
    const struct buf *content)
{
	for (size_t i = 0; i < SIGNATURE_N_SECRETS; i++) {
		struct buf key = BUF_INIT;

		if (!signature_is_empty(r->secrets[i]) &&
		    signature_take_key(&key, r, r->secrets[i]))
			hmac_add(&macs[i], (enum hmac_hash)r->hash, &key,
			    buf_str(content), content->size);
		hmac_forget(&key);
	}
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
check_one(const struct signature_rules *r, const struct buf *macs,
    const char *given, size_t n, struct error *err)
{
	enum hmac_coding coding = (enum hmac_coding)r->coding;
	size_t size = hmac_size((enum hmac_hash)r->hash);
	struct buf raw = BUF_INIT;
	bool ok = false;

	if (!hmac_decode(&raw, coding, given, n) || raw.size != size) {
		error_set(err, "the header %s holds no %zu bytes as %s",
		    r->header, size, hmac_coding_name(coding));
	} else {
		for (size_t i = 0; i < SIGNATURE_N_SECRETS; i++)
			ok |= hmac_is_same(&macs[i], &raw);
		if (!ok)
			error_set(err, "the signature does not fit: it was "
				       "made with another secret, or the "
				       "body was changed on its way");
	}
	buf_release(&raw);
	return ok;
}

/* Standard Webhooks has several, parted by blanks; any will do. */
static bool
check_any(const struct signature_rules *r, const struct buf *macs,
    const char *value, struct error *err)
{
	const char *part = r->scheme == SIGNATURE_STANDARD ? " " : "";
	bool ok = false;

	error_set(
	    err, "the header %s has no \"%s\" in it", r->header, r->prefix);
	while (!ok && *value != '\0') {
		size_t n = strcspn(value, part);
		const char *given = behind_prefix(r, value);

		if (given != NULL && given <= value + n)
			ok = check_one(
			    r, macs, given, (size_t)(value + n - given), err);
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
	struct buf macs[SIGNATURE_N_SECRETS] = { BUF_INIT, BUF_INIT };
	bool ok = value != NULL && check_time(r, request, now_s, err) &&
		  put_content(&content, r, request, err);

	if (ok) {
		make_macs(macs, r, &content);
		ok = check_any(r, macs, value, err);
	}
	for (size_t i = 0; i < SIGNATURE_N_SECRETS; i++)
		hmac_forget(&macs[i]);
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
	for (size_t i = 0; i < SIGNATURE_N_SECRETS; i++)
		if (!signature_is_empty(r->secrets[i]))
			any |= hmac_is_same_text(r->secrets[i], given);
	return any || error_set(err, "the secret in the header %s is not ours",
			  r->header);
}

static bool
check_path(const struct signature_rules *r, const struct lb_request *request,
    struct error *err)
{
	const char *given = request->path == NULL ? "" : request->path;
	bool any = false;

	given += strspn(given, "/");
	for (size_t i = 0; i < SIGNATURE_N_SECRETS; i++)
		if (!signature_is_empty(r->secrets[i]))
			any |= hmac_is_same_text(r->secrets[i], given);
	return any || error_set(err,
			  *given == '\0'
			      ? "the secret at the address's end is missing"
			      : "the secret at the address's end is not "
				"ours");
}

bool
signature_check(const struct signature_rules *r,
    const struct lb_request *request, int64_t now_s, struct error *err)
{
	if (r->scheme == SIGNATURE_BEARER)
		return check_bearer(r, request, err);
	if (r->scheme == SIGNATURE_PATH)
		return check_path(r, request, err);
	return check_hmac(r, request, now_s, err);
}
