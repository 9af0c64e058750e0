/* SPDX-License-Identifier: ISC */
/* hash.c - is this what we know already? */
#include "store/hash.h"

#include <string.h>

#define FNV_PRIME UINT64_C(0x100000001b3)

static uint64_t
hash_byte(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * FNV_PRIME;
}

uint64_t
hash_text(uint64_t hash, const char *text)
{
	/* The byte before tells "" from NULL, the one after where a text
	 * ends: 0xff is in no UTF-8. */
	if (text == NULL)
		return hash_byte(hash, 0xfe);
	for (const char *p = text; *p != '\0'; p++)
		hash = hash_byte(hash, (unsigned char)*p);
	return hash_byte(hash, 0xff);
}

uint64_t
hash_integer(uint64_t hash, int64_t value)
{
	for (int i = 0; i < 8; i++)
		hash = hash_byte(hash, (unsigned char)(value >> (8 * i)));
	return hash;
}

/* Added up, so that their order does not matter: two ways to the same
 * provider need not list them alike. */
static uint64_t
hash_properties(const cJSON *properties)
{
	const cJSON *item;
	uint64_t sum = 0;

	cJSON_ArrayForEach(item, properties) sum +=
	    hash_text(hash_text(HASH_INIT, item->string), item->valuestring);
	return sum;
}

int64_t
hash_response(const struct response *r)
{
	const char *const texts[] = { r->comment, r->language, r->channel,
		r->touchpoint, r->email, r->name, r->role, r->company,
		r->link };
	uint64_t hash = hash_text(HASH_INIT, scale_name(r->scale));

	hash = hash_integer(hash, r->score);
	hash = hash_integer(hash, r->complete);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		hash = hash_text(hash, texts[i]);
	return (int64_t)hash_integer(
	    hash, (int64_t)hash_properties(r->properties));
}

int64_t
hash_account(const struct account *a)
{
	const char *const texts[] = { a->name, a->segment, a->product,
		a->industry, a->owner_name, a->owner_email, a->currency };
	uint64_t hash = HASH_INIT;
	int64_t value;

	memcpy(&value, &a->value, sizeof(value));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		hash = hash_text(hash, texts[i]);
	return (int64_t)hash_integer(hash, value);
}
