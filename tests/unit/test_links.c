/* SPDX-License-Identifier: ISC */
/* test_links.c - signed links: what was made is read, nothing else is. */
#include "core/links.h"

#include <stdlib.h>
#include <string.h>

#include "sdk/json.h"

#include "test.h"

#define NOW INT64_C(1763600000)

static const struct case_link claim = {
	.action = "claim",
	.subject = "01JD0000000000000000000012",
	.who = "søren+x@nordlys.example",
	.expires_s = NOW + 60,
};

static struct links_key
a_key(unsigned char fill)
{
	struct links_key key;

	memset(key.bytes, fill, sizeof(key.bytes));
	return key;
}

static enum links_verdict
read_it(struct case_link *link, const struct links_key *key,
    const struct buf *token, int64_t now_s)
{
	return links_read(link, key, buf_str(token), token->size, now_s);
}

static void
put__is_read_as_it_was(void **state)
{
	struct links_key key = a_key(7);
	struct buf token = BUF_INIT;
	struct case_link link;

	(void)state;
	links_put(&token, &key, &claim);
	assert_int_equal(
	    strspn(buf_str(&token), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm"
				    "nopqrstuvwxyz0123456789-_."),
	    token.size);
	assert_int_equal(read_it(&link, &key, &token, NOW), LINKS_GOOD);
	assert_string_equal(link.action, "claim");
	assert_string_equal(link.subject, claim.subject);
	assert_string_equal(link.who, "søren+x@nordlys.example");
	assert_int_equal(link.expires_s, NOW + 60);
	buf_release(&token);
}

static void
read__after_its_time__is_expired(void **state)
{
	struct links_key key = a_key(7);
	struct buf token = BUF_INIT;
	struct case_link link;

	(void)state;
	links_put(&token, &key, &claim);
	assert_int_equal(read_it(&link, &key, &token, NOW + 59), LINKS_GOOD);
	assert_int_equal(
	    read_it(&link, &key, &token, NOW + 60), LINKS_EXPIRED);
	assert_string_equal(link.subject, claim.subject);
	buf_release(&token);
}

static void
read__with_another_key__is_forged(void **state)
{
	struct links_key key = a_key(7), other = a_key(8);
	struct buf token = BUF_INIT;
	struct case_link link;

	(void)state;
	links_put(&token, &key, &claim);
	assert_int_equal(read_it(&link, &other, &token, NOW), LINKS_FORGED);
	buf_release(&token);
}

/* Any change of any character; a different last one may stand for the same
 * bytes in base64, so what it says is looked at. */
static void
read__changed_in_any_place__is_forged_or_says_the_same(void **state)
{
	struct links_key key = a_key(7);
	struct buf token = BUF_INIT;
	struct case_link link;

	(void)state;
	links_put(&token, &key, &claim);
	for (size_t i = 0; i < token.size; i++) {
		char held = token.data[i];

		for (int c = 1; c < 256; c++) {
			token.data[i] = (char)c;
			if (read_it(&link, &key, &token, NOW) == LINKS_FORGED)
				continue;
			assert_string_equal(link.subject, claim.subject);
			assert_string_equal(link.action, "claim");
			assert_string_equal(link.who, claim.who);
		}
		token.data[i] = held;
	}
	buf_release(&token);
}

static void
read__cut_or_lengthened__is_forged(void **state)
{
	struct links_key key = a_key(7);
	struct buf token = BUF_INIT;
	struct case_link link;
	size_t n;

	(void)state;
	links_put(&token, &key, &claim);
	n = token.size;
	for (size_t i = 0; i < n; i++)
		assert_int_equal(
		    links_read(&link, &key, buf_str(&token), i, NOW),
		    LINKS_FORGED);
	buf_puts(&token, "AAAA");
	assert_int_equal(read_it(&link, &key, &token, NOW), LINKS_FORGED);
	while (token.size <= LINKS_MAX_TOKEN)
		buf_puts(&token, "AAAA");
	assert_int_equal(read_it(&link, &key, &token, NOW), LINKS_FORGED);
	buf_release(&token);
}

/* Signed with our key, and yet nothing that links_put() makes of a case. */
static void
read__of_a_name_with_a_line_break__is_forged(void **state)
{
	struct links_key key = a_key(7);
	struct buf token = BUF_INIT;
	struct case_link link = claim;

	(void)state;
	memcpy(link.who, "a@b.example\n1", sizeof("a@b.example\n1"));
	links_put(&token, &key, &link);
	assert_int_equal(read_it(&link, &key, &token, NOW), LINKS_FORGED);
	buf_release(&token);
}

/* ---- In a mail */

static void
dress__of_a_case__makes_links_of_what_a_link_can_do(void **state)
{
	struct links_key key = a_key(7);
	struct case_link link;
	cJSON *o, *buttons;
	const char *url;
	char *body = links_dress(
	    "{\"headline\":\"3\",\"subject\":\"01JD\",\"buttons\":["
	    "{\"action\":\"claim\",\"label\":\"Claim\"},"
	    "{\"action\":\"snooze\",\"label\":\"Snooze\"},"
	    "{\"label\":\"Read\",\"url\":\"https://x.example\"}]}",
	    "https://nps.example/", &key, "anna@nordlys.example",
	    NOW * 1000000);

	(void)state;
	assert_non_null(body);
	o = cJSON_Parse(body);
	buttons = cJSON_GetObjectItem(o, "buttons");
	assert_int_equal(cJSON_GetArraySize(buttons), 2);
	url = json_string(buttons->child, "url");
	assert_ptr_equal(strstr(url, "https://nps.example/case/"), url);
	url += strlen("https://nps.example/case/");
	assert_int_equal(
	    links_read(&link, &key, url, strlen(url), NOW), LINKS_GOOD);
	assert_string_equal(link.action, "claim");
	assert_string_equal(link.subject, "01JD");
	assert_string_equal(link.who, "anna@nordlys.example");
	assert_string_equal(
	    json_string(buttons->child->next, "url"), "https://x.example");
	cJSON_Delete(o);
	free(body);
}

static void
dress__of_what_has_no_case_or_goes_to_nobody__changes_nothing(void **state)
{
	static const char *const bodies[] = { "{}", "{\"buttons\":[]}",
		"{\"subject\":\"a\"}", "{\"subject\":\"a\",\"buttons\":3}",
		"not json" };
	struct links_key key = a_key(7);

	(void)state;
	for (size_t i = 0; i < N_OF(bodies); i++)
		assert_null(links_dress(
		    bodies[i], "https://x", &key, "a@b.example", 0));
	assert_null(links_dress("{\"subject\":\"a\",\"buttons\":[]}",
	    "https://x", &key, "#channel", 0));
}

static void
new_key__twice__differs(void **state)
{
	struct links_key a, b;

	(void)state;
	assert_true(links_new_key(&a, NULL));
	assert_true(links_new_key(&b, NULL));
	assert_memory_not_equal(a.bytes, b.bytes, sizeof(a.bytes));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(put__is_read_as_it_was),
		cmocka_unit_test(read__after_its_time__is_expired),
		cmocka_unit_test(read__with_another_key__is_forged),
		cmocka_unit_test(
		    read__changed_in_any_place__is_forged_or_says_the_same),
		cmocka_unit_test(read__cut_or_lengthened__is_forged),
		cmocka_unit_test(read__of_a_name_with_a_line_break__is_forged),
		cmocka_unit_test(
		    dress__of_a_case__makes_links_of_what_a_link_can_do),
		cmocka_unit_test(
		    dress__of_what_has_no_case_or_goes_to_nobody__changes_nothing),
		cmocka_unit_test(new_key__twice__differs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
