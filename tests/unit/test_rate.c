/* SPDX-License-Identifier: ISC */
/* test_rate.c - requests a second of each peer, and what is said of refusals.
 */
#include "web/rate.h"

#include <arpa/inet.h>
#include <string.h>

#include "test.h"
#include "web/refusal.h"

#define SEED UINT64_C(0x0123456789abcdef)

static struct peer
numbered(uint32_t n)
{
	struct peer p = { { [10] = 0xff, [11] = 0xff } };

	memcpy(p.bytes + 12, &n, sizeof(n));
	return p;
}

static unsigned
n_taken(struct rate *r, const struct peer *p, uint64_t now_ms)
{
	unsigned n = 0;

	while (n < 1000 && rate_take(r, p, now_ms) == 0)
		n++;
	return n;
}

static void
take__no_limit__always(void **state)
{
	struct peer p = numbered(1);
	struct rate r;

	(void)state;
	rate_init(&r, 0, SEED);
	assert_int_equal(n_taken(&r, &p, 1), 1000);
	rate_release(&r);
}

static void
take__over_time__the_rate_and_twice_it_at_once(void **state)
{
	struct peer p = numbered(1), other = numbered(2);
	struct rate r;

	(void)state;
	rate_init(&r, 5, SEED);
	assert_int_equal(n_taken(&r, &p, 1000), 10);
	assert_int_equal(rate_take(&r, &p, 1000), 200);
	assert_int_equal(rate_take(&r, &p, 1100), 100);
	assert_int_equal(n_taken(&r, &other, 1100), 10);
	assert_int_equal(n_taken(&r, &p, 1200), 1);
	assert_int_equal(n_taken(&r, &p, 2200), 5);
	assert_int_equal(n_taken(&r, &p, 3600000), 10);
	rate_release(&r);
}

static void
take__less_than_one_a_second__one_at_once(void **state)
{
	struct peer p = numbered(1);
	struct rate r;

	(void)state;
	rate_init(&r, 0.1, SEED);
	assert_int_equal(n_taken(&r, &p, 1), 1);
	assert_int_equal(rate_take(&r, &p, 1), 10000);
	assert_int_equal(n_taken(&r, &p, 10002), 1);
	rate_release(&r);
}

static void
take__ipv6__a_network_shares(void **state)
{
	struct peer a, b, c;
	struct rate r;

	(void)state;
	assert_true(peer_read("2001:db8::1", 11, &a));
	assert_true(peer_read("2001:db8::2", 11, &b));
	assert_true(peer_read("2001:db9::1", 11, &c));
	rate_init(&r, 1, SEED);
	assert_int_equal(n_taken(&r, &a, 1), 2);
	assert_int_equal(n_taken(&r, &b, 1), 0);
	assert_int_equal(n_taken(&r, &c, 1), 2);
	rate_release(&r);
}

/* A million peers do not make us grow, and who is active is not forgotten for
 * who came once. */
static void
take__many_peers__the_table_stays_and_the_active_too(void **state)
{
	struct peer active = numbered(0xffffffff);
	unsigned passed = 0;
	struct rate r;

	(void)state;
	rate_init(&r, 1, SEED);
	for (uint32_t i = 1; i <= 1000000; i++) {
		struct peer p = numbered(i);

		assert_int_equal(rate_take(&r, &p, i / 1000 + 1), 0);
		if (i % 100 == 0)
			passed += rate_take(&r, &active, i / 1000 + 1) == 0;
	}
	/* a second passed: two at once, and one more */
	assert_in_range(passed, 2, 4);
	rate_release(&r);
}

static void
line__many_of_a_kind__one_in_ten_seconds_with_their_number(void **state)
{
	struct refusals r = { .kinds = { { 0 } } };
	struct peer p = numbered(htonl(0xc0000207));
	struct buf out = BUF_INIT;

	(void)state;
	assert_int_equal(refusals_line(&r, REFUSED_BODY, 50, &out), 0);
	refusals_add(&r, REFUSED_BODY, &p);
	assert_int_equal(refusals_line(&r, REFUSED_BODY, 50, &out), 4);
	assert_string_equal(buf_str(&out),
	    "refused with 413: the body is larger than 1 MiB (192.0.2.7)");
	for (int i = 0; i < 7; i++)
		refusals_add(&r, REFUSED_BODY, &p);
	buf_reset(&out);
	assert_int_equal(refusals_line(&r, REFUSED_BODY, 10049, &out), 0);
	assert_int_equal(refusals_line(&r, REFUSED_BODY, 10050, &out), 4);
	assert_string_equal(buf_str(&out),
	    "refused with 413: the body is larger than 1 MiB "
	    "(192.0.2.7, the last of 7)");
	buf_reset(&out);
	assert_int_equal(refusals_line(&r, REFUSED_BODY, 99999, &out), 0);
	refusals_add(&r, REFUSED_SLOW, &p);
	assert_int_equal(refusals_line(&r, REFUSED_SLOW, 10051, &out), 4);
	assert_string_equal(buf_str(&out),
	    "closed a connection: the sender was too slow (192.0.2.7)");
	buf_release(&out);
}

static void
answer__each_refusal__is_a_status_with_what_belongs_to_it(void **state)
{
	(void)state;
	for (int i = REFUSED_NOT + 1; i < N_REFUSALS; i++) {
		const struct refusal_answer *a =
		    refusal_answer((enum refusal)i);

		assert_true(a->code == 0 || (a->code >= 400 && a->code < 600));
		assert_true(strlen(a->message) > 0);
		assert_true((a->code == 429 || a->code == 503) ==
			    (a->retry_after_s > 0));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(take__no_limit__always),
		cmocka_unit_test(
		    take__over_time__the_rate_and_twice_it_at_once),
		cmocka_unit_test(take__less_than_one_a_second__one_at_once),
		cmocka_unit_test(take__ipv6__a_network_shares),
		cmocka_unit_test(
		    take__many_peers__the_table_stays_and_the_active_too),
		cmocka_unit_test(
		    line__many_of_a_kind__one_in_ten_seconds_with_their_number),
		cmocka_unit_test(
		    answer__each_refusal__is_a_status_with_what_belongs_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
