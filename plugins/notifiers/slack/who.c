/* SPDX-License-Identifier: ISC */
/* who.c - the e-mail address and the name behind Slack's ID of a person. */
#include "notifiers/slack/who.h"

#include "notifiers/slack/deed.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Of the three seconds that Slack gives for a click. */
#define WHO_MS 1500

/* One question under way. */
struct lookup {
	struct who *who;
	struct lookup *next;
	char id[48];
};

static const char *
known(const struct cache *cache, const char *id)
{
	const char *value;

	return id != NULL && cache_find(cache, id, &value) ? value : NULL;
}

const char *
who_email(const struct who *who, const char *id)
{
	return known(&who->emails, id);
}

const char *
who_name(const struct who *who, const char *id)
{
	return known(&who->names, id);
}

/* "Anna Holm", as Slack shows her. */
static const char *
name_in(const cJSON *user)
{
	const cJSON *profile = json_member(user, "profile");
	const char *names[] = { json_string(profile, "real_name"),
		json_string(user, "real_name"),
		json_string(profile, "display_name"),
		json_string(user, "name") };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i] != NULL && *names[i] != '\0')
			return names[i];
	return NULL;
}

/* Somebody of another company, in a channel shared with it, is nobody here:
 * his address is not asked for.  Nor is a robot's. */
static const char *
email_in(const cJSON *user)
{
	const char *email = json_string(json_member(user, "profile"), "email");

	if (json_bool(user, "is_stranger", false) ||
	    json_bool(user, "deleted", false) ||
	    json_bool(user, "is_bot", false))
		return NULL;
	return email != NULL && *email != '\0' ? email : NULL;
}

/* That somebody has no address is not remembered: it may be given tomorrow,
 * and a listener lives long. */
static void
learn(struct who *who, const cJSON *user)
{
	const char *id = json_string(user, "id");
	const char *email = email_in(user), *name = name_in(user);

	if (!deed_is_id(id))
		return;
	if (name != NULL)
		cache_put(&who->names, id, name);
	if (email != NULL) {
		cache_put(&who->emails, id, email);
	} else if (!who->has_warned) {
		who->has_warned = true;
		lb_log(who->host, LB_WARNING,
		    "Slack does not tell the e-mail address of %s: what that "
		    "person does is refused; does the token have the scope "
		    "users:read.email?",
		    name != NULL ? name : id);
	}
}

static struct lookup *
lookup_of(const struct who *who, const char *id)
{
	struct lookup *l = who->lookups;

	while (l != NULL && strcmp(l->id, id) != 0)
		l = l->next;
	return l;
}

static void
lookup_free(struct lookup *l)
{
	struct lookup **link = &l->who->lookups;

	while (*link != l)
		link = &(*link)->next;
	*link = l->next;
	free(l);
}

static void
on_answer(void *arg, const struct api_answer *answer)
{
	struct lookup *l = arg, done = *l;
	struct who *who = l->who;
	bool has_failed = answer->class != SLACK_OK;

	if (!has_failed)
		learn(who, json_member(answer->json, "user"));
	else
		lb_log(who->host, LB_WARNING,
		    "cannot tell who did that: users.info: %s",
		    answer->why.text);
	lookup_free(l);
	who->told(who->arg, done.id, has_failed);
}

static void
look_up(struct who *who, const char *id)
{
	struct lookup *l = mem_new(1, sizeof(*l));
	cJSON *args = cJSON_CreateObject();
	struct asks_call call = { .method = "users.info",
		.args = args,
		.timeout_ms = WHO_MS,
		.done = on_answer,
		.arg = l };

	l->who = who;
	l->next = who->lookups;
	who->lookups = l;
	snprintf(l->id, sizeof(l->id), "%s", id);
	json_put_string(args, "user", id);
	asks_send(who->asks, &call);
	cJSON_Delete(args);
}

enum who_answer
who_ask(struct who *who, const char *id)
{
	if (who_email(who, id) != NULL)
		return WHO_KNOWN;
	if (lookup_of(who, id) != NULL)
		return WHO_ASKED;
	if (asks_is_full(who->asks))
		return WHO_FAILED;
	look_up(who, id);
	return WHO_ASKED;
}

void
who_release(struct who *who)
{
	while (who->lookups != NULL)
		lookup_free(who->lookups);
	cache_release(&who->emails);
	cache_release(&who->names);
}
