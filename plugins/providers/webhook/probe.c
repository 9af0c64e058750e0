/* SPDX-License-Identifier: ISC */
/* probe.c - what is expected of the tool that pushes, in words. */
#include "provider.h"

static void
tell_proof(struct provider *p)
{
	const struct settings *s = p->settings;
	struct buf text = BUF_INIT;

	if (s->insecure)
		return; /* open() has warned of it */
	signature_describe(&text, &p->signature);
	lb_log(p->host, LB_INFO, "each push must carry %s%s", buf_str(&text),
	    s->previous_secret != NULL && *s->previous_secret != '\0'
		? "; the previous secret is believed, too"
		: "");
	buf_release(&text);
}

static void
put_map(struct buf *out, const struct lb_pair *map)
{
	const char *separator = "";

	for (; map->name != NULL; map++) {
		buf_printf(out, "%s%s from %s", separator, map->name,
		    *map->value == '\0' ? "the whole" : map->value);
		separator = ", ";
	}
}

static void
tell_fields(struct provider *p)
{
	const struct settings *s = p->settings;
	bool is_own = s->map.fields->name == NULL, has_id = is_own;
	struct buf text = BUF_INIT;

	for (const struct lb_pair *f = s->map.fields; f->name != NULL; f++)
		has_id |= strcmp(f->name, "id") == 0;
	put_map(&text, s->map.fields);
	if (s->map.fields->name != NULL && s->map.properties->name != NULL)
		buf_puts(&text, ", ");
	put_map(&text, s->map.properties);
	lb_log(p->host, LB_INFO, "%s is read: %s",
	    s->items == NULL || *s->items == '\0'
		? "the body (or each in it, if it is a list)"
		: "each in the list that `items` points to",
	    is_own ? "id, score, comment, answered … under these names"
		   : buf_str(&text));
	if (!has_id)
		lb_log(p->host, LB_WARNING,
		    "fields names no id: an answer told again with a comment "
		    "is then another one, and two answers with the very same "
		    "content are one; map id where the tool gives one");
	buf_release(&text);
}

bool
webhook_probe(void *state)
{
	struct provider *p = state;

	lb_log(p->host, LB_INFO,
	    "let the tool POST to /in/%s%s, below the address in web",
	    lb_instance(p->host),
	    p->settings->signature == SIGNATURE_PATH ? "/SECRET" : "");
	tell_proof(p);
	tell_fields(p);
	return true;
}
