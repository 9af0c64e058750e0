/* SPDX-License-Identifier: ISC */
/* test_email_settings.c - what the email plugin says of its settings. */
#include "plugins/email_world.h"

#define FROM "\"from\":\"bot@x.example\""
#define SERVER "\"server\":\"smtp://mail.x.example\""

static void
open__bad_settings__said_in_words(void **state)
{
	/* clang-format off */
	static const struct {
		const char *settings, *says;
	} table[] = {
		{ "{" FROM "}", "server" },
		{ "{" SERVER "}", "from" },
		{ "{" SERVER ",\"from\":\"me\"}", "from: \"me\" is not an e-mail address" },
		{ "{" SERVER "," FROM ",\"reply_to\":\"x\"}", "reply_to:" },
		{ "{" SERVER "," FROM ",\"bounces\":\"a@b\\r\\n\"}", "bounces:" },
		{ "{" SERVER "," FROM ",\"id_domain\":\"a b\"}", "id_domain:" },
		{ "{" SERVER "," FROM ",\"hello\":\"a\\r\\nMAIL\"}", "hello:" },
		{ "{" FROM ",\"server\":\"mail.x.example\"}", "write smtp://host:port" },
		{ "{" FROM ",\"server\":\"http://mail.x.example\"}", "write smtp://host:port" },
		{ "{" FROM ",\"server\":\"smtp://\"}", "is not a host name" },
		{ "{" FROM ",\"server\":\"smtp://bo@x.example\"}", "is not a host name" },
		{ "{" FROM ",\"server\":\"smtp://[::1]:25\"}", "IPv6" },
		{ "{" FROM ",\"server\":\"smtp://x.example:0\"}", "from 1 to 65535" },
		{ "{" FROM ",\"server\":\"smtp://x.example:99999\"}", "from 1 to 65535" },
		{ "{" FROM ",\"server\":\"smtp://x.example:25/y\"}", "nothing may follow" },
		{ "{" SERVER "," FROM ",\"user\":\"bo\"}", "password is missing" },
		{ "{" SERVER "," FROM ",\"password\":\"secret\"}", "user is missing" },
		{ "{" SERVER "," FROM ",\"auth\":\"xoauth2\"}", "xoauth2 needs user" },
		{ "{" SERVER "," FROM ",\"token_file\":\"/x\"}", "set auth" },
		{ "{" SERVER "," FROM "," AS_BO ",\"starttls\":\"never\"}", "clear text" },
		{ "{" FROM ",\"server\":\"smtps://x.example\",\"starttls\":\"never\"}", "starttls is for smtp://" },
		{ "{" SERVER "," FROM ",\"starttls\":\"maybe\"}", "starttls" },
		{ "{" SERVER "," FROM ",\"timeout\":\"0\"}", "timeout" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct lb_host *host = fake_host_new();

		assert_null(
		    fake_open(host, &loopbell_plugin, table[i].settings));
		if (!strstr(fake_why(host), table[i].says))
			fail_msg("%s: %s", table[i].settings, fake_why(host));
		assert_lacks(fake_why(host), "secret");
		fake_host_free(host);
	}
}

static void
open__ca_file_missing__says_which(void **state)
{
	struct lb_host *host = fake_host_new();

	(void)state;
	fake_set_world(host, "Nordlys", "da", "/nonexistent/ca.pem");
	assert_null(
	    fake_open(host, &loopbell_plugin, "{" SERVER "," FROM "}"));
	assert_has(fake_why(host), "/nonexistent/ca.pem");
	fake_host_free(host);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open__bad_settings__said_in_words),
		cmocka_unit_test(open__ca_file_missing__says_which),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
