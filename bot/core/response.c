/* SPDX-License-Identifier: ISC */
/*
 * response.c - what a response and an account say: names, categories, owners.
 *
 * Reading them from the wire is response_read.c.
 */
#include "core/response.h"

#include "sdk/json.h"
#include "sdk/mail_domain.h"

static const char *const scales[] = {
	[SCALE_NPS] = "nps_0_10",
	[SCALE_STARS_1_5] = "stars_1_5",
	[SCALE_1_10] = "scale_1_10",
	[SCALE_OTHER] = "other",
};
enum { N_SCALES = sizeof(scales) / sizeof(scales[0]) };

static const char *const categories[] = {
	[CATEGORY_NONE] = "none",
	[PROMOTER] = "promoter",
	[PASSIVE] = "passive",
	[DETRACTOR] = "detractor",
};
enum { N_CATEGORIES = sizeof(categories) / sizeof(categories[0]) };

const char *
scale_name(enum scale scale)
{
	return scales[scale];
}

bool
scale_by_name(const char *name, enum scale *scale)
{
	for (int i = 0; i < N_SCALES; i++)
		if (strcmp(scales[i], name) == 0) {
			*scale = (enum scale)i;
			return true;
		}
	return false;
}

const char *
category_name(enum category category)
{
	return categories[category];
}

bool
category_by_name(const char *name, enum category *category)
{
	for (int i = 0; i < N_CATEGORIES; i++)
		if (strcmp(categories[i], name) == 0) {
			*category = (enum category)i;
			return true;
		}
	return false;
}

enum category
category_of(enum scale scale, int score)
{
	if (scale != SCALE_NPS || score < 0 || score > 10)
		return CATEGORY_NONE;
	return score >= 9 ? PROMOTER : score >= 7 ? PASSIVE : DETRACTOR;
}

const char *
response_property(const struct response *r, const char *name)
{
	return json_string(r->properties, name);
}

const char *
response_owner(
    const struct response *r, const char *otherwise, const char **name)
{
	const char *owner = response_property(r, "owner_email");

	if (owner != NULL && owner[0] != '\0') {
		*name = response_property(r, "owner_name");
		return owner;
	}
	if (r->account != NULL && r->account->owner_email != NULL) {
		*name = r->account->owner_name;
		return r->account->owner_email;
	}
	*name = NULL;
	return otherwise;
}

const char *
response_company(const struct response *r)
{
	const char *at;

	if (r->account != NULL && r->account->name != NULL)
		return r->account->name;
	if (r->company != NULL)
		return r->company;
	at = r->email == NULL ? NULL : strrchr(r->email, '@');
	return at == NULL || at[1] == '\0' || mail_domain_is_public(at + 1)
		   ? NULL
		   : at + 1;
}

void
response_release(struct response *r)
{
	cJSON_Delete(r->json);
	account_unref(r->account);
	free(r->drivers);
	*r = (struct response){ 0 };
}

struct account *
account_ref(struct account *account)
{
	account->n_refs++;
	return account;
}

void
account_unref(struct account *account)
{
	if (account == NULL || --account->n_refs > 0)
		return;
	cJSON_Delete(account->json);
	free(account);
}
