/* SPDX-License-Identifier: ISC */
/* web.c - what the keys of web: say together. */
#include "config/load.h"

#include <string.h>

static bool
is_loopback(const char *listen)
{
	return strncmp(listen, "127.", 4) == 0 ||
	       strncmp(listen, "[::1]", 5) == 0;
}

static void
check_pair(const struct reader *reader, const struct yaml_node *node,
    const struct web_settings *web)
{
	if ((web->certificate == NULL) == (web->key == NULL) ||
	    reader->problems->n_errors > 0)
		return;
	problems_add(reader->problems, node->at, "web: %s",
	    web->key == NULL
		? "key is missing: the certificate's private key"
		: "certificate is missing: the key is of no use alone");
}

/* A proxy in front speaks TLS to the others; from here nobody can tell. */
static void
warn_open(const struct reader *reader, const struct yaml_node *node,
    const struct web_settings *web)
{
	if (is_loopback(web->listen) || web->certificate != NULL)
		return;
	problems_warn(reader->problems, node->at,
	    "web: listens on %s without a certificate: answers and passwords "
	    "travel unencrypted, unless a proxy in front of it speaks TLS",
	    web->listen);
}

void
web_check(const struct reader *reader, const struct yaml_node *root,
    struct config *config)
{
	const struct yaml_node *node = yaml_find(root, "web");

	if (node == NULL)
		return;
	if (yaml_is_null(node)) {
		problems_add(reader->problems, node->at,
		    "web: has no value; the least is web: {listen: "
		    "127.0.0.1:8080}");
		return;
	}
	config->has_web = true;
	check_pair(reader, node, &config->web);
	warn_open(reader, node, &config->web);
}

static bool
is_same_text(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

static bool
is_same_list(char **a, char **b)
{
	if (a == NULL || b == NULL)
		return a == b;
	while (*a != NULL && *b != NULL && strcmp(*a, *b) == 0) {
		a++;
		b++;
	}
	return *a == *b; /* both at their end */
}

bool
web_settings_are_same(
    const struct web_settings *a, const struct web_settings *b)
{
	return is_same_text(a->url, b->url) &&
	       is_same_text(a->listen, b->listen) &&
	       is_same_text(a->certificate, b->certificate) &&
	       is_same_text(a->key, b->key) &&
	       a->connections == b->connections &&
	       a->requests_per_second == b->requests_per_second &&
	       is_same_list(a->trusted_proxies, b->trusted_proxies);
}
