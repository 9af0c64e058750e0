/* SPDX-License-Identifier: ISC */
/* hmac.c - keyed hashes, and how they are written; over OpenSSL's libcrypto. */
#include "sdk/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#define SHA256_SIZE 32

static const struct {
	const char *name;
	const EVP_MD *(*digest)(void);
	size_t size;
} hashes[] = {
	[HMAC_SHA256] = { "HMAC-SHA256", EVP_sha256, SHA256_SIZE },
	[HMAC_SHA1] = { "HMAC-SHA1", EVP_sha1, 20 },
	[HMAC_SHA512] = { "HMAC-SHA512", EVP_sha512, 64 },
};

const char *
hmac_name(enum hmac_hash hash)
{
	return hashes[hash].name;
}

const char *
hmac_coding_name(enum hmac_coding coding)
{
	return coding == HMAC_HEX ? "hex" : "base64";
}

size_t
hmac_size(enum hmac_hash hash)
{
	return hashes[hash].size;
}

void
hmac_add(struct buf *out, enum hmac_hash hash, const struct buf *key,
    const void *bytes, size_t n)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	/* It fails for want of memory, or of the hash: a library set up so
	 * that it refuses SHA-1 is nothing to go on with. */
	if (HMAC(hashes[hash].digest(), buf_str(key), (int)key->size, bytes, n,
		mac, &size) == NULL)
		abort();
	buf_add(out, mac, size);
}

bool
hmac_is_same(const struct buf *a, const struct buf *b)
{
	return a->size == b->size &&
	       CRYPTO_memcmp(buf_str(a), buf_str(b), a->size) == 0;
}

static void
sha256(const void *bytes, size_t n, unsigned char digest[SHA256_SIZE])
{
	if (EVP_Digest(bytes, n, digest, NULL, EVP_sha256(), NULL) != 1)
		abort();
}

bool
hmac_is_same_text(const char *a, const char *b)
{
	unsigned char of_a[SHA256_SIZE], of_b[SHA256_SIZE];

	/* Digests are of one size, whatever the texts'. */
	sha256(a, strlen(a), of_a);
	sha256(b, strlen(b), of_b);
	return CRYPTO_memcmp(of_a, of_b, SHA256_SIZE) == 0;
}

/* What a letter stands for; -1: it is none of the coding's. */
static int
value_of(char c, enum hmac_coding coding)
{
	static const char base64[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	static const char hex[] = "00112233445566778899aAbBcCdDeEfF";
	const char *at;

	if (c == '\0')
		return -1;
	if (coding == HMAC_HEX) {
		at = strchr(hex, c);
		return at == NULL ? -1 : (int)(at - hex) / 2;
	}
	at = strchr(base64, c == '-' ? '+' : c == '_' ? '/' : c);
	return at == NULL ? -1 : (int)(at - base64);
}

bool
hmac_decode(struct buf *out, enum hmac_coding coding, const char *p, size_t n)
{
	unsigned bits = coding == HMAC_HEX ? 4 : 6, held = 0, value = 0;

	while (coding == HMAC_BASE64 && n > 0 && p[n - 1] == '=')
		n--;
	for (size_t i = 0; i < n; i++) {
		int letter = value_of(p[i], coding);

		if (letter < 0)
			return false;
		value = (value << bits | (unsigned)letter) & 0xffff;
		held += bits;
		if (held < 8)
			continue;
		held -= 8;
		buf_putc(out, (char)(value >> held & 0xff));
	}
	/* A whole letter left over belongs to nothing. */
	return n > 0 && held < bits;
}

void
hmac_forget(struct buf *secret)
{
	if (secret->data != NULL)
		OPENSSL_cleanse(secret->data, secret->capacity);
	buf_release(secret);
}

void
hmac_fingerprint(struct buf *out, const void *bytes, size_t n)
{
	unsigned char digest[SHA256_SIZE];

	sha256(bytes, n, digest);
	for (size_t i = 0; i < sizeof(digest) / 2; i++)
		buf_printf(out, "%02x", digest[i]);
}
