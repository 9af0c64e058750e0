/* SPDX-License-Identifier: ISC */
/*
 * place.c - the cursor, {"v":1,"from":12,"at":600,"first":true,"seen":[…]}.
 *
 * seen holds [id, seconds since 1970]; the seconds of what is not complete are
 * negative.
 */
#include "place.h"

#include <inttypes.h>

#include "sdk/json.h"
#include "sdk/mem.h"

/* Where it is, or would be put in. */
static size_t
find(const struct place *p, int64_t id)
{
	size_t low = 0, high = p->n_seen;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->seen[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
place_knows(const struct place *p, int64_t id)
{
	size_t i = find(p, id);

	return i < p->n_seen && p->seen[i].id == id;
}

void
place_put_old(struct place *p, int64_t id, bool is_open, int64_t at_s)
{
	size_t i = find(p, id);

	if (place_knows(p, id)) {
		p->seen[i] = (struct place_seen){ id, at_s, is_open };
		return;
	}
	p->seen = mem_resize(p->seen, p->n_seen + 1, sizeof(*p->seen));
	for (size_t k = p->n_seen; k > i; k--)
		p->seen[k] = p->seen[k - 1];
	p->seen[i] = (struct place_seen){ id, at_s, is_open };
	p->n_seen++;
}

int64_t
place_time(struct place *p, int64_t id, bool is_complete, int64_t now_s)
{
	size_t i = find(p, id);

	if (!place_knows(p, id) || (p->seen[i].is_open && is_complete))
		place_put_old(p, id, !is_complete, now_s);
	return p->seen[i].at_s;
}

void
place_move(struct place *p, int64_t from)
{
	size_t i;

	if (from < p->from)
		from = p->from;
	if (p->n_seen > PLACE_MOST_SEEN &&
	    p->seen[p->n_seen - PLACE_MOST_SEEN].id > from)
		from = p->seen[p->n_seen - PLACE_MOST_SEEN].id;
	i = find(p, from);
	for (size_t k = i; k < p->n_seen; k++)
		p->seen[k - i] = p->seen[k];
	p->n_seen -= i;
	p->from = from;
}

/* ---- As text */

static void
read_seen(struct place *p, const cJSON *list)
{
	const cJSON *pair;

	cJSON_ArrayForEach(pair, list)
	{
		const cJSON *id = cJSON_GetArrayItem(pair, 0);
		const cJSON *at = cJSON_GetArrayItem(pair, 1);
		double at_s;

		if (!cJSON_IsNumber(id) || !cJSON_IsNumber(at))
			continue;
		at_s = at->valuedouble;
		place_put_old(p, (int64_t)id->valuedouble, at_s < 0,
		    (int64_t)(at_s < 0 ? -at_s : at_s));
	}
}

void
place_read(struct place *p, const char *cursor)
{
	cJSON *json = cursor == NULL ? NULL : cJSON_Parse(cursor);

	*p = (struct place){
		.from = json_integer(json, "from", 1),
		.at = json_integer(json, "at", 0),
		.is_first = json == NULL || json_bool(json, "first", false),
	};
	read_seen(p, json_member(json, "seen"));
	cJSON_Delete(json);
}

void
place_put(struct buf *out, const struct place *p)
{
	buf_printf(out, "{\"v\":1,\"from\":%" PRId64, p->from);
	if (p->at != 0)
		buf_printf(out, ",\"at\":%" PRId64, p->at);
	if (p->is_first)
		buf_puts(out, ",\"first\":true");
	for (size_t i = 0; i < p->n_seen; i++)
		buf_printf(out, "%s[%" PRId64 ",%s%" PRId64 "]",
		    i == 0 ? ",\"seen\":[" : ",", p->seen[i].id,
		    p->seen[i].is_open ? "-" : "", p->seen[i].at_s);
	buf_puts(out, p->n_seen == 0 ? "}" : "]}");
}

void
place_release(struct place *p)
{
	free(p->seen);
	*p = (struct place){ .n_seen = 0 };
}
