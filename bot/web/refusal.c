/* SPDX-License-Identifier: ISC */
/* refusal.c - why a request is not for the core. */
#include "web/refusal.h"

#define QUIET_MS 10000
#define WARNING 4
#define INFO 6

/* Strangers who look for what is not here are of no interest; what keeps a
 * sender of answers from being heard is. */
/* clang-format off */
static const struct {
	struct refusal_answer answer;
	int level;
} rows[N_REFUSALS] = {
	[REFUSED_NOT]       = { { 0, 0, "" }, 0 },
	[REFUSED_MALFORMED] = { { 400, 0, "the request is not HTTP as RFC 9112 has it" }, INFO },
	[REFUSED_HOST]      = { { 400, 0, "a request needs one Host header" }, INFO },
	[REFUSED_FRAMING]   = { { 400, 0, "Content-Length and Transfer-Encoding contradict each other" }, WARNING },
	[REFUSED_HEADER]    = { { 431, 0, "the header is larger than 8 KiB or has more than 100 fields" }, WARNING },
	[REFUSED_URI]       = { { 414, 0, "the path and query are longer than 2 KiB" }, WARNING },
	[REFUSED_RATE]      = { { 429, 1, "too many requests: see Retry-After" }, WARNING },
	[REFUSED_PATH]      = { { 404, 0, "there is nothing here" }, INFO },
	[REFUSED_METHOD]    = { { 405, 0, "not with this method: see Allow" }, INFO },
	[REFUSED_LENGTH]    = { { 411, 0, "say Content-Length, or send chunks" }, WARNING },
	[REFUSED_BODY]      = { { 413, 0, "the body is larger than 1 MiB" }, WARNING },
	[REFUSED_FULL]      = { { 503, 5, "too much is waiting: see Retry-After" }, WARNING },
	[REFUSED_STOPPING]  = { { 503, 5, "the bot stops: see Retry-After" }, INFO },
	[REFUSED_LATE]      = { { 503, 5, "the bot does not answer: see Retry-After" }, WARNING },
	[REFUSED_SLOW]      = { { 0, 0, "the sender was too slow" }, WARNING },
	[REFUSED_PLACES]    = { { 0, 0, "one peer has too many connections" }, WARNING },
};
/* clang-format on */

const struct refusal_answer *
refusal_answer(enum refusal why)
{
	return &rows[why].answer;
}

void
refusals_add(struct refusals *r, enum refusal why, const struct peer *peer)
{
	r->kinds[why].n++;
	r->kinds[why].last = *peer;
}

int
refusals_line(
    struct refusals *r, enum refusal why, uint64_t now_ms, struct buf *out)
{
	struct refused *k = &r->kinds[why];
	const struct refusal_answer *answer = &rows[why].answer;
	char peer[PEER_TEXT_SIZE];

	if (why == REFUSED_NOT || k->n == 0 ||
	    (k->logged_ms != 0 && now_ms - k->logged_ms < QUIET_MS))
		return 0;
	if (answer->code != 0)
		buf_printf(
		    out, "refused with %u: %s", answer->code, answer->message);
	else
		buf_printf(out, "closed a connection: %s", answer->message);
	buf_printf(out, " (%s", peer_text(&k->last, peer));
	if (k->n > 1)
		buf_printf(out, ", the last of %u", k->n);
	buf_puts(out, ")");
	k->n = 0;
	k->logged_ms = now_ms;
	return rows[why].level;
}
