/* SPDX-License-Identifier: ISC */
/* lookup_fixture.h - two directories that are puppets, and who asks them. */
#ifndef TESTS_UNIT_LOOKUP_FIXTURE_H
#define TESTS_UNIT_LOOKUP_FIXTURE_H

#include "core/lookup.h"
#include "core_fixture.h"

struct asking {
	struct core_fixture *c;
	struct lookup *l;
	struct instance first, second;
	int n_answers;
	char names[4096]; /* of the accounts, "-" for none */
};

static inline int
begin(void **state)
{
	struct asking *a = mem_new(1, sizeof(*a));

	a->c = core_begin();
	a->first = a_puppet(a->c, "first", ROLE_DIRECTORY);
	a->second = a_puppet(a->c, "second", ROLE_DIRECTORY);
	a->l = lookup_new(&a->c->world);
	*state = a;
	return 0;
}

static inline void
open_both(struct asking *a)
{
	lookup_add(a->l, &a->c->config, &a->first);
	lookup_add(a->l, &a->c->config, &a->second);
}

static inline int
end(void **state)
{
	struct asking *a = *state;

	if (a->l != NULL)
		lookup_free(a->l);
	core_end(a->c);
	free_puppet(&a->first);
	free_puppet(&a->second);
	free(a);
	return 0;
}

static inline void
found(void *arg, struct account *account)
{
	struct asking *a = arg;
	size_t n = strlen(a->names);

	snprintf(a->names + n, sizeof(a->names) - n, "%s ",
	    account == NULL ? "-" : account->name);
	account_unref(account);
	a->n_answers++;
}

static inline void
ask(struct asking *a, const char *email)
{
	char *more = mem_printf("\"email\":\"%s\"", email);
	struct response r;

	make_response(&r, "T-1", more);
	lookup_ask(a->l, &r, found, a);
	response_release(&r);
	free(more);
}

static inline bool
is_answered(void *arg)
{
	return lookup_backlog(((struct asking *)arg)->l) == 0;
}

static inline bool
is_gone(void *arg)
{
	return worker_is_gone(lookup_worker(((struct asking *)arg)->l, 0));
}

#define ACCOUNT(name) "account {\"id\":\"1\",\"name\":\"" name "\"}"
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
