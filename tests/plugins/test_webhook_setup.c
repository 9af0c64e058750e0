/* SPDX-License-Identifier: ISC */
/*
 * test_webhook_setup.c - the provider webhook: its settings, whom it believes,
 * and what it says about both.
 */
#include "webhook_world.h"

#include <stdlib.h>

#include "sdk/buf.h"
#include "sdk/hmac.h"
#include "sdk/mem.h"

#define BODY "{\"id\":1,\"score\":9}"

static void
assert_holds(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

/* ---- Settings. */

static void
open__a_table_of_mistakes__says_what_to_do(void **state)
{
	static const struct {
		const char *settings, *why;
	} cases[] = {
		{ "{}", "secret is missing: anybody who finds the address "
			"could push answers; set secret: file:PATH and tell "
			"it the tool, or insecure: yes where nobody else can "
			"reach it" },
		{ "{\"secret\":\"\"}", "secret is missing: anybody" },
		{ "{\"previous_secret\":\"x\"}",
		    "secret is missing: anybody" },
		{ "{\"insecure\":\"yes\",\"secret\":\"x\"}",
		    "insecure: yes and a secret do not go together: take one "
		    "away" },
		{ "{\"secret\":\"x\",\"signature\":\"hmac\"}",
		    "header is missing: the one that holds the signature, "
		    "such as x-signature" },
		{ "{\"secret\":\"x\",\"timestamp\":\"t\"}",
		    "timestamp: has no meaning with signature: bearer" },
		{ "{\"secret\":\"whsec_eA\"}",
		    "secret: begins with whsec_ as those of Standard Webhooks "
		    "do: set signature: standard" },
		{ "{\"secret\":\"x\",\"signature\":\"jwt\"}",
		    "signature: must be bearer, hmac, standard or path, not "
		    "\"jwt\"" },
		{ "{\"secret\":\"x\",\"window\":\"0\"}",
		    "window: must be from 1s to 1d, not \"0\"" },
		{ "{\"secret\":\"x\",\"fields\":{\"scor\":\"/a\"}}",
		    "fields: a response has no member \"scor\"; did you mean "
		    "\"score\"?" },
		{ "{\"secret\":\"x\",\"fields\":{\"plan\":\"/a\"}}",
		    "fields: a response has no member \"plan\"" },
		{ "{\"secret\":\"x\",\"constants\":{\"chanel\":\"web\"}}",
		    "constants: a response has no member \"chanel\"; did you "
		    "mean \"channel\"?" },
		{ "{\"secret\":\"x\",\"fields\":{\"score\":\"data/score\"}}",
		    "fields: score: must begin with /, not \"data/score\"" },
		{ "{\"secret\":\"x\",\"fields\":{\"score\":\"#data\"}}",
		    "fields: score: must begin with /, not \"data\"" },
		{ "{\"secret\":\"x\",\"properties\":{\"plan\":\"/a~b\"}}",
		    "properties: plan: in \"/a~b\" ~ must be written ~0" },
		{ "{\"secret\":\"x\",\"only\":{\"type\":\"created\"}}",
		    "only: type: must begin with /, not \"type\"" },
		{ "{\"secret\":\"x\",\"items\":\"events\"}",
		    "items: must begin with /, not \"events\"" },
		{ "{\"secret\":\"x\",\"zone\":\"Mars/Olympus\"}",
		    "zone: there is no time zone \"Mars/Olympus\"" },
		{ "{\"secret\":\"x\",\"scale\":\"0-100\"}",
		    "scale: must be 0-10, 1-5, 1-10 or other, not \"0-100\"" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++)
		assert_holds(open_badly(w, cases[i].settings), cases[i].why);
}

static void
open__good_settings__opens(void **state)
{
	static const char *const settings[] = {
		"{\"secret\":\"x\"}",
		"{\"insecure\":\"yes\"}",
		"{\"secret\":\"x\",\"previous_secret\":\"y\"}",
		"{\"secret\":\"x\",\"header\":\"X-Key\"}",
		"{\"secret\":\"x\",\"signature\":\"hmac\",\"header\":\"X-"
		"Sig\","
		"\"timestamp\":\"X-Time\",\"format\":\"v0:{timestamp}:{body}"
		"\"}",
		"{\"secret\":\"whsec_eA==\",\"signature\":\"standard\"}",
		"{\"secret\":\"x\",\"items\":\"\",\"fields\":{\"id\":\"\","
		"\"survey\":\"#/survey\"},\"properties\":{\"*\":\"\"}}",
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(settings); i++)
		open_with(w, settings[i]);
}

static void
open__a_short_secret__warns(void **state)
{
	struct world *w = *state;

	fake_forget(w->host);
	open_with(w, "{\"secret\":\"123456789012345\"}");
	assert_string_equal(fake_log(w->host),
	    "warning: the secret has fewer than 16 characters and may be "
	    "guessed\n");
	fake_forget(w->host);
	open_with(w, "{\"secret\":\"1234567890123456\"}");
	assert_string_equal(fake_log(w->host), "");
}

/* ---- Who is believed. */

static enum lb_result
push_with(struct world *w, const char *header, const char *value)
{
	struct lb_pair headers[] = { { header, value }, { .name = NULL } };

	return push_bytes(w, headers, BODY, strlen(BODY));
}

static void
assert_denied(struct world *w, enum lb_result result, const char *why)
{
	assert_int_equal(result, LB_REJECT);
	assert_true(fake_is_denied(w->host));
	assert_string_equal(fake_why(w->host), why);
	assert_int_equal(n_answers(w), 0);
	assert_int_equal(n_refused(w), 0);
}

static void
receive__the_secret_in_a_header__is_believed(void **state)
{
	struct world *w = *state;

	open_with(w, "{\"secret\":\"new\",\"previous_secret\":\"old\"}");
	assert_int_equal(push_with(w, "authorization", "Bearer new"), LB_DONE);
	assert_int_equal(n_answers(w), 1);
	assert_int_equal(push_with(w, "authorization", "Bearer old"), LB_DONE);
	assert_denied(w, push_with(w, "authorization", "Bearer other"),
	    "the secret in the header authorization is not ours");
	assert_denied(w, push_with(w, "x-secret", "new"),
	    "the header authorization is missing");
}

static char *
hmac_hex(const char *secret, const char *text)
{
	struct buf key = BUF_INIT, mac = BUF_INIT, out = BUF_INIT;

	buf_puts(&key, secret);
	hmac_add(&mac, HMAC_SHA256, &key, text, strlen(text));
	for (size_t i = 0; i < mac.size; i++)
		buf_printf(&out, "%02x", (unsigned char)mac.data[i]);
	buf_release(&key);
	buf_release(&mac);
	return buf_take(&out);
}

static enum lb_result
push_signed(struct world *w, const char *secret, const char *time)
{
	char *content = mem_printf("%s.%s", time, BODY);
	char *signature = hmac_hex(secret, content);
	struct lb_pair headers[] = { { "x-time", time },
		{ "x-signature", signature }, { .name = NULL } };
	enum lb_result result = push_bytes(w, headers, BODY, strlen(BODY));

	free(content);
	free(signature);
	return result;
}

static void
receive__signed_with_its_time__is_believed_for_a_while(void **state)
{
	struct world *w = *state;

	open_with(w, "{\"secret\":\"s\",\"signature\":\"hmac\",\"header\":"
		     "\"X-Signature\",\"timestamp\":\"X-Time\"}");
	assert_int_equal(push_signed(w, "s", "1795163400"), LB_DONE);
	clock_s += 300;
	assert_int_equal(push_signed(w, "s", "1795163400"), LB_DONE);
	clock_s += 1;
	assert_denied(w, push_signed(w, "s", "1795163400"),
	    "it was signed 301s ago, and 5m are allowed");
	assert_int_equal(push_signed(w, "s", "1795163700"), LB_DONE);
	assert_denied(w, push_signed(w, "other", "1795163700"),
	    "the signature does not fit: it was made with another secret, or "
	    "the body was changed on its way");
}

static void
receive__the_secret_as_the_end_of_the_address__is_believed(void **state)
{
	static const struct lb_pair headers[] = {
		{ "authorization", "Bearer 0123456789abcdef" }, { NULL, NULL }
	};
	static const char body[] = "{\"id\":1}";
	struct world *w = *state;

	open_with(
	    w, "{\"secret\":\"0123456789abcdef\",\"signature\":\"path\"}");
	assert_int_equal(
	    push_to(w, "/0123456789abcdef", headers, body, 8), LB_DONE);
	assert_int_equal(n_answers(w), 1);
	assert_denied(w, push_to(w, "/0123456789abcdeF", headers, body, 8),
	    "the secret at the address's end is not ours");
	assert_denied(w, push_to(w, "", headers, body, 8),
	    "the secret at the address's end is missing");
	assert_true(loopbell_plugin.probe(w->plugin));
	assert_non_null(strstr(fake_log(w->host), "/in/test/SECRET"));
	assert_null(strstr(fake_log(w->host), "0123456789abcdef"));
}

static void
receive__standard_webhooks__is_believed(void **state)
{
	/* As its libraries are tested: the body's JSON is no answer. */
	struct lb_pair headers[] = { { "webhook-id",
					 "msg_p5jXN8AQM9LWM0D4loKWxJek" },
		{ "webhook-timestamp", "1614265330" },
		{ "webhook-signature",
		    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
		{ .name = NULL } };
	struct world *w = *state;

	clock_s = 1614265330;
	open_with(w, "{\"secret\":\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\","
		     "\"signature\":\"standard\","
		     "\"fields\":{\"id\":\"/test\"}}");
	assert_int_equal(
	    push_bytes(w, headers, "{\"test\": 2432232314}", 20), LB_DONE);
	assert_string_equal(text_of(w, 0, "id"), "2432232314");
	headers[0].value = "msg_other";
	assert_denied(w, push_bytes(w, headers, "{\"test\": 2432232314}", 20),
	    "the signature does not fit: it was made with another secret, or "
	    "the body was changed on its way");
}

static void
receive__not_believed__is_not_read(void **state)
{
	struct world *w = *state;
	struct lb_pair headers[] = { { "content-type", "application/json" },
		{ .name = NULL } };

	/* Were it read, it would be rejected as no JSON. */
	open_with(w, "{\"secret\":\"s\"}");
	assert_denied(w, push_bytes(w, headers, "{", 1),
	    "the header authorization is missing");
}

/* ---- What it says. */

static void
receive__not_believed__tells_no_secret_to_anybody(void **state)
{
	struct world *w = *state;

	/* The core logs the reason and answers it to the sender. */
	open_with(w, "{\"secret\":\"hemmelig\"}");
	push_with(w, "authorization", "Bearer gaet");
	assert_null(strstr(fake_why(w->host), "hemmelig"));
	assert_null(strstr(fake_why(w->host), "gaet"));
	assert_string_equal(fake_log(w->host), "");
}

static void
probe__a_signed_one__says_what_the_tool_has_to_do(void **state)
{
	struct world *w = *state;

	open_with(w,
	    "{\"secret\":\"hemmelig\",\"previous_secret\":\"gammel\","
	    "\"signature\":\"hmac\",\"header\":\"X-Signature\",\"prefix\":"
	    "\"sha256=\",\"fields\":{\"id\":\"/data/id\",\"score\":"
	    "\"/data/score\"},\"properties\":{\"*\":\"/user\"}}");
	fake_forget(w->host);
	assert_true(loopbell_plugin.probe(w->plugin));
	assert_string_equal(fake_log(w->host),
	    "info: let the tool POST to /in/test, below the address in web\n"
	    "info: each push must carry an HMAC-SHA256 of {body}, as hex in "
	    "the header X-Signature after \"sha256=\"; the previous secret is "
	    "believed, too\n"
	    "info: the body (or each in it, if it is a list) is read: id from "
	    "/data/id, score from /data/score, * from /user\n");
}

static void
probe__without_secret_or_id__warns(void **state)
{
	struct world *w = *state;

	open_insecure(w, "\"fields\":{\"score\":\"\"},\"items\":\"/a\"");
	assert_true(loopbell_plugin.probe(w->plugin));
	assert_holds(fake_log(w->host),
	    "warning: insecure: whoever reaches its address is believed\n");
	assert_holds(fake_log(w->host), "each in the list that `items` points "
					"to is read: score from the whole\n");
	assert_holds(fake_log(w->host), "warning: fields names no id: ");
}

static void
probe__nothing_mapped__says_so(void **state)
{
	struct world *w = *state;

	open_with(w, "{\"secret\":\"s\"}");
	fake_forget(w->host);
	assert_true(loopbell_plugin.probe(w->plugin));
	assert_holds(fake_log(w->host), "under these names\n");
	assert_null(strstr(fake_log(w->host), "warning"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(open__a_table_of_mistakes__says_what_to_do),
		TEST(open__good_settings__opens),
		TEST(open__a_short_secret__warns),
		TEST(receive__the_secret_in_a_header__is_believed),
		TEST(receive__signed_with_its_time__is_believed_for_a_while),
		TEST(
		    receive__the_secret_as_the_end_of_the_address__is_believed),
		TEST(receive__standard_webhooks__is_believed),
		TEST(receive__not_believed__is_not_read),
		TEST(receive__not_believed__tells_no_secret_to_anybody),
		TEST(probe__a_signed_one__says_what_the_tool_has_to_do),
		TEST(probe__without_secret_or_id__warns),
		TEST(probe__nothing_mapped__says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
