/* SPDX-License-Identifier: ISC */
/* test_settings.c - the `serve` line, and the socket it asks for. */
#include "web/settings.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "test.h"
#include "web/listen.h"

static bool
read_text(struct settings *s, const char *text, struct error *err)
{
	cJSON *line = cJSON_Parse(text);
	bool is;

	assert_non_null(line);
	is = settings_read(s, line, err);
	cJSON_Delete(line);
	return is;
}

static void
read__all__as_said(void **state)
{
	struct settings s;
	struct error err;

	(void)state;
	assert_true(read_text(&s,
	    "{\"op\":\"serve\",\"listen\":\"a:1\",\"certificate\":\"C\","
	    "\"key\":\"K\",\"max_connections\":7,\"requests_per_second\":2.5,"
	    "\"request_deadline_s\":3,\"trusted_proxies\":[\"::1\",\"10.0.0.0/"
	    "8\"]}",
	    &err));
	assert_string_equal(s.listen, "a:1");
	assert_string_equal(s.certificate, "C");
	assert_string_equal(s.key, "K");
	assert_int_equal(s.max_connections, 7);
	assert_true(s.requests_per_s == 2.5);
	assert_int_equal(s.deadline_s, 3);
	assert_int_equal(s.proxies.n, 2);
	settings_release(&s);
}

static void
read__little__the_defaults(void **state)
{
	struct settings s;
	struct error err;

	(void)state;
	assert_true(read_text(&s, "{\"listen\":\"a:1\"}", &err));
	assert_null(s.certificate);
	assert_int_equal(s.max_connections, 200);
	assert_true(s.requests_per_s == 50);
	assert_int_equal(s.deadline_s, 10);
	assert_int_equal(s.proxies.n, 0);
	settings_release(&s);
}

static void
read__wrong__names_the_member(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "{}", "listen: is missing" },
		{ "{\"listen\":7}", "listen: is missing" },
		{ "{\"listen\":\"a:1\",\"key\":\"K\"}", "certificate and key" },
		{ "{\"listen\":\"a:1\",\"certificate\":\"C\"}", "certificate and key" },
		{ "{\"listen\":\"a:1\",\"max_connections\":0}", "max_connections: must be from 1 to" },
		{ "{\"listen\":\"a:1\",\"max_connections\":\"9\"}", "max_connections:" },
		{ "{\"listen\":\"a:1\",\"requests_per_second\":-1}", "requests_per_second:" },
		{ "{\"listen\":\"a:1\",\"request_deadline_s\":0.5}", "request_deadline_s:" },
		{ "{\"listen\":\"a:1\",\"trusted_proxies\":[\"x\"]}", "trusted_proxies: \"x\"" },
		{ "{\"listen\":\"a:1\",\"trusted_proxies\":[7]}", "trusted_proxies: \"\"" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct settings s;
		struct error err;

		assert_false(read_text(&s, cases[i].text, &err));
		if (strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].text, err.text);
		settings_release(&s);
	}
}

static void
listen__any_port__tells_the_real_one(void **state)
{
	struct buf real = BUF_INIT;
	struct error err;
	int fd = listen_open("127.0.0.1:0", &real, &err);

	(void)state;
	assert_true(fd >= 0);
	assert_non_null(strstr(buf_str(&real), "127.0.0.1:"));
	assert_true(strcmp(buf_str(&real), "127.0.0.1:0") != 0);
	/* twice is not possible, and the sentence helps */
	assert_int_equal(listen_open(buf_str(&real), &real, &err), -1);
	assert_non_null(strstr(err.text, "another program listens there"));
	close(fd);
	buf_release(&real);
}

static void
listen__ipv6__in_brackets(void **state)
{
	struct buf real = BUF_INIT;
	struct error err;
	int fd = listen_open("[::1]:0", &real, &err);

	(void)state;
	if (fd < 0 && strstr(err.text, "family not supported") != NULL)
		skip();
	if (fd < 0 && strstr(err.text, "no interface") != NULL)
		skip();
	assert_true(fd >= 0);
	assert_int_equal(strncmp(buf_str(&real), "[::1]:", 6), 0);
	close(fd);
	buf_release(&real);
}

static void
listen__no_address__says_what_one_is(void **state)
{
	/* clang-format off */
	static const struct {
		const char *address, *why;
	} cases[] = {
		{ "", "is no address and port" },
		{ "127.0.0.1", "is no address and port" },
		{ ":8080", "is no address and port" },
		{ "127.0.0.1:", "is no address and port" },
		{ "127.0.0.1:http", "is no address and port" },
		{ "127.0.0.1:65536", "is no address and port" },
		{ "127.0.0.1:-1", "is no address and port" },
		{ "::1:8080", "is no address and port" },
		{ "[]:8080", "is no address and port" },
		{ "no such host:8080", "choose an address" },
		{ "192.0.2.1:0", "no interface of this machine has that" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf real = BUF_INIT;
		struct error err;

		assert_int_equal(
		    listen_open(cases[i].address, &real, &err), -1);
		if (strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].address, err.text);
		buf_release(&real);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__all__as_said),
		cmocka_unit_test(read__little__the_defaults),
		cmocka_unit_test(read__wrong__names_the_member),
		cmocka_unit_test(listen__any_port__tells_the_real_one),
		cmocka_unit_test(listen__ipv6__in_brackets),
		cmocka_unit_test(listen__no_address__says_what_one_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
