/* SPDX-License-Identifier: ISC */
/*
 * kinds_net.c - values that say where we are reached: addresses, certificates.
 *
 * A key's text is read here, so that a file that cannot be is found when the
 * configuration is checked; it is never shown.
 */
#include "config/kinds_net.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <sys/stat.h>

#include "config/file.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/utf8.h"

#define PEM_MAX ((size_t)256 << 10)
#define PEM_BEGIN "-----BEGIN "

static void
set_text(const struct field *f, char *text)
{
	char **target = f->target;

	free(*target);
	*target = text;
}

static bool
is_ip(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}

/* "127.0.0.1" of "127.0.0.1:80", "::1" of "[::1]:80", for the caller to free;
 * an IPv6 address without brackets is none. */
static char *
host_of(const char *text, const char *colon)
{
	size_t n = (size_t)(colon - text);

	if (text[0] == '[' && n > 2 && text[n - 1] == ']')
		return mem_copy(text + 1, n - 2);
	return memchr(text, ':', n) == NULL ? mem_copy(text, n)
					    : mem_string("");
}

bool
kind_read_listen(const struct field *f)
{
	const char *colon = strrchr(f->text, ':');
	char *host = colon == NULL ? NULL : host_of(f->text, colon);
	int64_t port;
	bool ok = host != NULL && is_ip(host) &&
		  number_read(colon + 1, 0, 65535, &port);

	free(host);
	if (!ok)
		return field_problem(f,
		    "must be an IP address and a port such as 127.0.0.1:8080 "
		    "or [::1]:8080, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	set_text(f, mem_string(f->text));
	return true;
}

/* A host follows the scheme, and nothing in it breaks a line or a quote. */
static bool
is_url(const char *s)
{
	size_t scheme = strncmp(s, "https://", 8) == 0  ? 8
			: strncmp(s, "http://", 7) == 0 ? 7
							: 0;

	if (scheme == 0 || !isalnum((unsigned char)s[scheme]))
		return scheme != 0 && s[scheme] == '[';
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f ||
		    strchr("\"<>\\^`{|}?#@", *s) != NULL)
			return false;
	return true;
}

bool
kind_read_url(const struct field *f)
{
	size_t n = strlen(f->text);

	if (!is_url(f->text))
		return field_problem(f,
		    "must begin with https:// or http:// and name a host, "
		    "such as https://loopbell.example.com, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	while (n > 0 && f->text[n - 1] == '/')
		n--;
	set_text(f, mem_copy(f->text, n));
	return true;
}

static bool
read_file(const struct field *f, struct buf *pem)
{
	size_t prefix = strncmp(f->text, "file:", 5) == 0 ? 5 : 0;
	char *path = file_below(f->reader->folder, f->text + prefix);
	mode_t mode = 0;
	struct error err;
	bool ok = file_read(path, PEM_MAX, pem, &mode, &err);

	if (!ok)
		field_problem(f, "%s %s", path, err.text);
	else if (strstr(buf_str(pem), "PRIVATE KEY-----") != NULL &&
		 (mode & S_IROTH) != 0)
		problems_warn(f->reader->problems, f->at,
		    "%s: %s: everyone on this machine may read %s: chmod o-r "
		    "it",
		    f->who, f->row->key, path);
	free(path);
	return ok;
}

/* What the file says is a path; only what comes from elsewhere (file:, ${})
 * may be the text itself: print shows what the file says. */
bool
kind_read_pem(const struct field *f)
{
	struct buf pem = BUF_INIT;
	bool ok = true;

	if (*f->text == '\0')
		return field_problem(f, "must not be empty");
	if (strstr(f->written, PEM_BEGIN) != NULL)
		return field_problem(
		    f, "must be the path of a PEM file, not its text");
	if (strstr(f->text, PEM_BEGIN) != NULL)
		buf_puts(&pem, f->text);
	else
		ok = read_file(f, &pem);
	if (ok && strstr(buf_str(&pem), PEM_BEGIN) == NULL)
		ok = field_problem(f,
		    "must be the path of a PEM file, and \"%.*s\" is none: "
		    "it has no line -----BEGIN …",
		    FIELD_WRITTEN(f));
	if (ok)
		set_text(f, buf_take(&pem));
	buf_release(&pem);
	return ok;
}

bool
kind_read_ip(const struct field *f)
{
	char ***target = f->target;
	size_t n = 0;

	if (!is_ip(f->text))
		return field_problem(f,
		    "must be an IP address such as 127.0.0.1, not \"%.*s\"",
		    FIELD_WRITTEN(f));
	while (*target != NULL && (*target)[n] != NULL)
		n++;
	*target = mem_resize(*target, n + 2, sizeof(**target));
	(*target)[n] = mem_string(f->text);
	(*target)[n + 1] = NULL;
	return true;
}
