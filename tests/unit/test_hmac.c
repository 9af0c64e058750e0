/* SPDX-License-Identifier: ISC */
/* test_hmac.c - keyed hashes: the vectors of RFC 4231 and RFC 2202. */
#include "sdk/hmac.h"

#include "sdk/mem.h"
#include "test.h"

/* A key or text of the vectors: a string, or n times one byte. */
struct bytes {
	const char *text;
	size_t n;
	unsigned char byte;
};

static const char one_to_25[] = "\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e"
				"\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19";

/* clang-format off */
static const struct {
	enum hmac_hash hash;
	struct bytes key, text;
	const char *hex;
} vectors[] = {
	/* RFC 4231, 4.2 to 4.4, 4.5, 4.7, 4.8 */
	{ HMAC_SHA256, { NULL, 20, 0x0b }, { "Hi There", 0, 0 }, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
	{ HMAC_SHA512, { NULL, 20, 0x0b }, { "Hi There", 0, 0 }, "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854" },
	{ HMAC_SHA256, { "Jefe", 0, 0 }, { "what do ya want for nothing?", 0, 0 }, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ HMAC_SHA512, { "Jefe", 0, 0 }, { "what do ya want for nothing?", 0, 0 }, "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737" },
	{ HMAC_SHA256, { NULL, 20, 0xaa }, { NULL, 50, 0xdd }, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
	{ HMAC_SHA512, { NULL, 20, 0xaa }, { NULL, 50, 0xdd }, "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb" },
	{ HMAC_SHA256, { one_to_25, 0, 0 }, { NULL, 50, 0xcd }, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
	{ HMAC_SHA512, { one_to_25, 0, 0 }, { NULL, 50, 0xcd }, "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd" },
	{ HMAC_SHA256, { NULL, 131, 0xaa }, { "Test Using Larger Than Block-Size Key - Hash Key First", 0, 0 }, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	{ HMAC_SHA512, { NULL, 131, 0xaa }, { "Test Using Larger Than Block-Size Key - Hash Key First", 0, 0 }, "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598" },
	{ HMAC_SHA256, { NULL, 131, 0xaa }, { "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.", 0, 0 }, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
	{ HMAC_SHA512, { NULL, 131, 0xaa }, { "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.", 0, 0 }, "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58" },
	/* RFC 2202, section 3 */
	{ HMAC_SHA1, { NULL, 20, 0x0b }, { "Hi There", 0, 0 }, "b617318655057264e28bc0b6fb378c8ef146be00" },
	{ HMAC_SHA1, { "Jefe", 0, 0 }, { "what do ya want for nothing?", 0, 0 }, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
	{ HMAC_SHA1, { NULL, 20, 0xaa }, { NULL, 50, 0xdd }, "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
	{ HMAC_SHA1, { one_to_25, 0, 0 }, { NULL, 50, 0xcd }, "4c9007f4026250c6bc8414f9bf50c86c2d7235da" },
	{ HMAC_SHA1, { NULL, 80, 0xaa }, { "Test Using Larger Than Block-Size Key - Hash Key First", 0, 0 }, "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
	{ HMAC_SHA1, { NULL, 80, 0xaa }, { "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data", 0, 0 }, "e8e99d0f45237d786d6bbaa7965c7808bbff1a91" },
};
/* clang-format on */

static void
put_bytes(struct buf *out, const struct bytes *b)
{
	if (b->text != NULL)
		buf_puts(out, b->text);
	for (size_t i = 0; i < b->n; i++)
		buf_putc(out, (char)b->byte);
}

static void
add__published_vectors__are_met(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(vectors); i++) {
		struct buf key = BUF_INIT, text = BUF_INIT;
		struct buf mac = BUF_INIT, expected = BUF_INIT;

		put_bytes(&key, &vectors[i].key);
		put_bytes(&text, &vectors[i].text);
		hmac_add(&mac, vectors[i].hash, &key, text.data, text.size);
		assert_true(hmac_decode(&expected, HMAC_HEX, vectors[i].hex,
		    strlen(vectors[i].hex)));
		assert_int_equal(mac.size, hmac_size(vectors[i].hash));
		assert_true(hmac_is_same(&mac, &expected));
		hmac_forget(&key);
		buf_release(&text);
		buf_release(&mac);
		buf_release(&expected);
	}
}

static void
add__nothing_to_sign__is_signed_all_the_same(void **state)
{
	struct buf key = BUF_INIT, mac = BUF_INIT;

	(void)state;
	hmac_add(&mac, HMAC_SHA256, &key, "", 0);
	assert_int_equal(mac.size, 32);
	assert_int_equal((unsigned char)mac.data[0], 0xb6);
	hmac_forget(&key);
	buf_release(&mac);
}

static void
decode__a_table_of_texts__bytes_or_not(void **state)
{
	/* NULL: it is not that.  Base64: RFC 4648, section 10. */
	static const struct {
		enum hmac_coding coding;
		const char *text, *bytes;
	} cases[] = {
		{ HMAC_HEX, "666f6f", "foo" },
		{ HMAC_HEX, "666F6f", "foo" },
		{ HMAC_HEX, "666f6", NULL },
		{ HMAC_HEX, "666g6f", NULL },
		{ HMAC_HEX, "0x666f", NULL },
		{ HMAC_HEX, " 666f", NULL },
		{ HMAC_HEX, "666f=", NULL },
		{ HMAC_HEX, "", NULL },
		{ HMAC_BASE64, "Zg==", "f" },
		{ HMAC_BASE64, "Zm8=", "fo" },
		{ HMAC_BASE64, "Zm9v", "foo" },
		{ HMAC_BASE64, "Zm9vYg==", "foob" },
		{ HMAC_BASE64, "Zm9vYmE=", "fooba" },
		{ HMAC_BASE64, "Zm9vYmFy", "foobar" },
		{ HMAC_BASE64, "Zm9vYg", "foob" },
		{ HMAC_BASE64, "+/+/", "\xfb\xff\xbf" },
		{ HMAC_BASE64, "-_-_", "\xfb\xff\xbf" },
		{ HMAC_BASE64, "Z", NULL },
		{ HMAC_BASE64, "Zm9vY", NULL },
		{ HMAC_BASE64, "Zg=g", NULL },
		{ HMAC_BASE64, "Zm 9v", NULL },
		{ HMAC_BASE64, "====", NULL },
		{ HMAC_BASE64, "Zm9v\n", NULL },
		{ HMAC_BASE64, "\xc3\xa6", NULL },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf out = BUF_INIT;
		bool ok = hmac_decode(&out, cases[i].coding, cases[i].text,
		    strlen(cases[i].text));

		if (ok != (cases[i].bytes != NULL))
			fail_msg("\"%s\": %d", cases[i].text, ok);
		if (ok)
			assert_string_equal(buf_str(&out), cases[i].bytes);
		buf_release(&out);
	}
}

static void
decode__a_nul_among_the_letters__is_none(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	assert_false(hmac_decode(&out, HMAC_HEX, "66\0f", 4));
	assert_false(hmac_decode(&out, HMAC_BASE64, "Zm\0v", 4));
	buf_release(&out);
}

static void
is_same__texts__only_when_all_of_them_is(void **state)
{
	struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	assert_true(hmac_is_same_text("", ""));
	assert_true(hmac_is_same_text("secret", "secret"));
	assert_false(hmac_is_same_text("secret", "secreT"));
	assert_false(hmac_is_same_text("secret", "secret "));
	assert_false(hmac_is_same_text("secret", ""));
	assert_true(hmac_is_same(&a, &b));
	buf_add(&a, "x\0y", 3);
	assert_false(hmac_is_same(&a, &b));
	buf_add(&b, "x\0z", 3);
	assert_false(hmac_is_same(&a, &b));
	buf_release(&a);
	buf_release(&b);
}

static void
fingerprint__of_bytes__is_half_of_their_sha256(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	/* FIPS 180-4's example: ba7816bf 8f01cfea 414140de 5dae2223 … */
	hmac_fingerprint(&out, "abc", 3);
	assert_string_equal(buf_str(&out), "ba7816bf8f01cfea414140de5dae2223");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add__published_vectors__are_met),
		cmocka_unit_test(add__nothing_to_sign__is_signed_all_the_same),
		cmocka_unit_test(decode__a_table_of_texts__bytes_or_not),
		cmocka_unit_test(decode__a_nul_among_the_letters__is_none),
		cmocka_unit_test(is_same__texts__only_when_all_of_them_is),
		cmocka_unit_test(
		    fingerprint__of_bytes__is_half_of_their_sha256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
