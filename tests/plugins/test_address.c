/* SPDX-License-Identifier: ISC */
/* test_address.c - what may be an e-mail address, and what may not. */
#include "notifiers/email/address.h"
#include "test.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L63 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const char *const good[] = {
	"anna@example.dk",
	"a@b",
	"root@localhost",
	"first.last@sub.example.co.uk",
	"o'neil+tag@example.dk",
	"!#$%&'*+-/=?^_`{|}~@example.dk",
	"1@1.example",
	"A.B@EXAMPLE.DK",
	"x@xn--rgrd-vua8b.dk",
	A64 "@example.dk",
	"a@" L63 ".dk",
};

static const char *const bad[] = {
	"",
	"@",
	"anna",
	"anna@",
	"@example.dk",
	"anna@@example.dk",
	"anna@a@b",
	".anna@example.dk",
	"anna.@example.dk",
	"an..na@example.dk",
	"anna@.dk",
	"anna@dk.",
	"anna@a..dk",
	"anna@-a.dk",
	"anna@a-.dk",
	"anna@exa_mple.dk",
	"anna@[192.0.2.1]",
	"anna holm@example.dk",
	"anna@example.dk ",
	" anna@example.dk",
	"\"anna\"@example.dk",
	"anna<x@example.dk",
	"anna>@example.dk",
	"anna,bo@example.dk",
	"anna;@example.dk",
	"anna:@example.dk",
	"anna(x)@example.dk",
	"anna\\@example.dk",
	"ænna@example.dk",
	"anna@exæmple.dk",
	"anna\xff@example.dk",
	"anna@example.dk\r",
	"anna@example.dk\n",
	"anna@example.dk\r\nRCPT TO:<evil@evil.example>",
	"anna@example.dk>\r\nRCPT TO:<evil@evil.example",
	"anna\r\n@example.dk",
	"anna\t@example.dk",
	"anna\x01@example.dk",
	"anna\x7f@example.dk",
	"a" A64 "@example.dk",
	"a@b" L63 ".dk",
	/* 255 bytes in all */
	A64 "@" L63 "." L63 "." L63,
};

static void
is_valid__plain_addresses__true(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(good); i++)
		if (!address_is_valid(good[i]))
			fail_msg("refused: %s", good[i]);
}

static void
is_valid__anything_else__false(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(bad); i++)
		if (address_is_valid(bad[i]))
			fail_msg("accepted: %s", bad[i]);
}

static void
is_valid__any_single_byte_within__no_byte_that_could_end_a_line(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		char in_local[] = "aXa@b.c", in_domain[] = "a@bXb.c";

		in_local[1] = in_domain[3] = (char)c;
		if (!strchr(" \t\r\n<>\"(),:;[]\\", c) && c > 32 && c < 127)
			continue;
		assert_false(address_is_valid(in_local));
		assert_false(address_is_valid(in_domain));
	}
}

struct reading {
	const char *text, *name, *spec;
};

static const struct reading readings[] = {
	{ "anna@example.dk", NULL, "anna@example.dk" },
	{ "  anna@example.dk ", NULL, "anna@example.dk" },
	{ "<anna@example.dk>", NULL, "anna@example.dk" },
	{ "Anna <anna@example.dk>", "Anna", "anna@example.dk" },
	{ "Anna Holm<anna@example.dk> ", "Anna Holm", "anna@example.dk" },
	{ "\"Holm, Anna\" <anna@example.dk>", "Holm, Anna",
	    "anna@example.dk" },
	{ "\"A \\\"x\\\\\" <anna@example.dk>", "A \"x\\", "anna@example.dk" },
	{ "\"\" <anna@example.dk>", NULL, "anna@example.dk" },
	{ "\" <anna@example.dk>", "\"", "anna@example.dk" },
	{ "Ærø < anna@example.dk >", "Ærø", "anna@example.dk" },
	{ "a <b> <anna@example.dk>", "a <b>", "anna@example.dk" },
};

static void
read__with_and_without_name__both_parts(void **state)
{
	struct address a;
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_OF(readings); i++) {
		if (!address_read(&a, readings[i].text, &err))
			fail_msg("%s", err.text);
		assert_string_equal(a.spec, readings[i].spec);
		if (readings[i].name)
			assert_string_equal(a.name, readings[i].name);
		else
			assert_null(a.name);
		address_release(&a);
	}
}

static void
read__no_address__says_what_was_written(void **state)
{
	static const struct {
		const char *text, *says;
	} table[] = {
		{ "", "\"\" is not an e-mail address" },
		{ "#kunderedning", "\"#kunderedning\" is not an e-mail" },
		{ "Anna <anna@example.dk> x", "Name <name@host>" },
		{ "Anna <anna@example.dk", "Name <name@host>" },
		{ "Anna <>", "\"\" is not an e-mail address" },
		{ "øl@example.dk", "only letters a-z" },
		{ "a@b.dk>\r\nX: <y", "is not an address" },
		{ "anna@example.dk, bo@example.dk", "is not an e-mail" },
	};
	struct address a;
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		assert_false(address_read(&a, table[i].text, &err));
		if (!strstr(err.text, table[i].says))
			fail_msg("%s: %s", table[i].text, err.text);
		assert_null(a.spec);
		assert_null(a.name);
	}
}

static void
domain__valid_address__what_is_after_the_at(void **state)
{
	(void)state;
	assert_string_equal(address_domain("anna@example.dk"), "example.dk");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_valid__plain_addresses__true),
		cmocka_unit_test(is_valid__anything_else__false),
		cmocka_unit_test(
		    is_valid__any_single_byte_within__no_byte_that_could_end_a_line),
		cmocka_unit_test(read__with_and_without_name__both_parts),
		cmocka_unit_test(read__no_address__says_what_was_written),
		cmocka_unit_test(domain__valid_address__what_is_after_the_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
