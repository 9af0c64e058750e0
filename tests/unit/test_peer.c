/* SPDX-License-Identifier: ISC */
/* test_peer.c - addresses, and whose word about them is believed. */
#include "web/peer.h"

#include <arpa/inet.h>
#include <string.h>

#include "test.h"

static struct peer
read_peer(const char *text)
{
	struct peer p;

	assert_true(peer_read(text, strlen(text), &p));
	return p;
}

static void
read__each_form__the_address(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *address; /* NULL: none */
	} cases[] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "192.0.2.7:1234", "192.0.2.7" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "2001:db8::7", "2001:db8::7" },
		{ "[2001:db8::7]", "2001:db8::7" },
		{ "[2001:db8::7]:1234", "2001:db8::7" },
		{ "::1", "::1" },
		{ "", NULL }, { ":", NULL }, { "[", NULL }, { "[]", NULL },
		{ "[::1", NULL }, { "unknown", NULL }, { "_hidden", NULL },
		{ "192.0.2", NULL }, { "192.0.2.256", NULL },
		{ "192.0.2.7 ", NULL }, { "1.2.3.4, 5.6.7.8", NULL },
		{ "2001:db8:0000:0000:0000:0000:0000:0007:0007:0007:0007:0007", NULL },
	};
	/* clang-format on */
	char text[PEER_TEXT_SIZE];
	struct peer p;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		bool is = peer_read(cases[i].text, strlen(cases[i].text), &p);

		if (is != (cases[i].address != NULL))
			fail_msg("%s", cases[i].text);
		if (is)
			assert_string_equal(
			    peer_text(&p, text), cases[i].address);
	}
}

static void
of_socket__each_family__the_same_address(void **state)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr other = { .sa_family = AF_UNIX };
	struct peer a, b;
	char text[PEER_TEXT_SIZE];

	(void)state;
	inet_pton(AF_INET, "192.0.2.7", &v4.sin_addr);
	inet_pton(AF_INET6, "::ffff:192.0.2.7", &v6.sin6_addr);
	a = peer_of_socket((struct sockaddr *)&v4);
	b = peer_of_socket((struct sockaddr *)&v6);
	assert_true(peer_is(&a, &b));
	a = peer_of_socket(&other);
	assert_string_equal(peer_text(&a, text), "::");
}

static void
network__ipv6__is_its_first_half(void **state)
{
	struct peer a = read_peer("2001:db8:1:2:3:4:5:6");
	struct peer b = read_peer("2001:db8:1:2::");
	struct peer v4 = read_peer("192.0.2.7"), same = peer_network(&v4);

	(void)state;
	a = peer_network(&a);
	assert_true(peer_is(&a, &b));
	assert_true(peer_is(&v4, &same));
}

static void
proxies_have__addresses_and_networks__those(void **state)
{
	static const char *const networks[] = { "127.0.0.1", "10.0.0.0/8",
		"192.0.2.128/25", "2001:db8::/33", "::1", NULL };
	static const struct {
		const char *peer;
		bool is;
	} cases[] = { { "127.0.0.1", true }, { "127.0.0.2", false },
		{ "10.255.0.1", true }, { "11.0.0.1", false },
		{ "192.0.2.128", true }, { "192.0.2.127", false },
		{ "2001:db8:7fff::1", true }, { "2001:db8:8000::1", false },
		{ "::1", true }, { "::2", false } };
	struct proxies p = { NULL, 0 };
	struct error err;

	(void)state;
	for (const char *const *n = networks; *n != NULL; n++)
		assert_true(proxies_add(&p, *n, &err));
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct peer peer = read_peer(cases[i].peer);

		if (proxies_have(&p, &peer) != cases[i].is)
			fail_msg("%s", cases[i].peer);
	}
	proxies_release(&p);
}

static void
proxies_add__no_network__says_so(void **state)
{
	static const char *const cases[] = { "", "localhost", "10.0.0.0/33",
		"10.0.0.0/", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8", "/8",
		"10.0.0.0/x" };
	struct proxies p = { NULL, 0 };
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_false(proxies_add(&p, cases[i], &err));
		assert_non_null(strstr(err.text, "trusted_proxies: \""));
	}
	assert_int_equal(p.n, 0);
	assert_true(proxies_add(&p, "0.0.0.0/0", &err));
	proxies_release(&p);
}

static void
look_behind__each_header__only_what_a_trusted_one_wrote(void **state)
{
	/* clang-format off */
	static const struct {
		const char *direct, *header, *behind;
	} cases[] = {
		{ "192.0.2.7", NULL, "192.0.2.7" },
		{ "192.0.2.7", "198.51.100.1", "192.0.2.7" },
		{ "127.0.0.1", NULL, "127.0.0.1" },
		{ "127.0.0.1", "", "127.0.0.1" },
		{ "127.0.0.1", "198.51.100.1", "198.51.100.1" },
		{ "127.0.0.1", " 198.51.100.1 ", "198.51.100.1" },
		/* the leftmost is what anybody may write */
		{ "127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1" },
		{ "127.0.0.1", "6.6.6.6,198.51.100.1, 10.0.0.1", "198.51.100.1" },
		{ "127.0.0.1", "10.0.0.2, 10.0.0.1", "10.0.0.2" },
		{ "127.0.0.1", "198.51.100.1, unknown", "127.0.0.1" },
		{ "127.0.0.1", "198.51.100.1, unknown, 10.0.0.1", "10.0.0.1" },
		{ "127.0.0.1", ",,,", "127.0.0.1" },
		{ "127.0.0.1", "198.51.100.1,", "127.0.0.1" },
		{ "127.0.0.1", "[2001:db8::1]:99", "2001:db8::1" },
	};
	/* clang-format on */
	struct proxies p = { NULL, 0 };
	char text[PEER_TEXT_SIZE];

	(void)state;
	assert_true(proxies_add(&p, "127.0.0.1", NULL));
	assert_true(proxies_add(&p, "10.0.0.0/8", NULL));
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct peer direct = read_peer(cases[i].direct);
		struct peer behind =
		    proxies_look_behind(&p, &direct, cases[i].header);

		assert_string_equal(peer_text(&behind, text), cases[i].behind);
	}
	proxies_release(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__each_form__the_address),
		cmocka_unit_test(of_socket__each_family__the_same_address),
		cmocka_unit_test(network__ipv6__is_its_first_half),
		cmocka_unit_test(proxies_have__addresses_and_networks__those),
		cmocka_unit_test(proxies_add__no_network__says_so),
		cmocka_unit_test(
		    look_behind__each_header__only_what_a_trusted_one_wrote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
