/* SPDX-License-Identifier: ISC */
/*
 * store_fixture.h - a store in a folder of its own, and rows to put into it.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/mem.h"
#include "store/store.h"
#include "test.h"

#define NOW_US INT64_C(1795163405000000)
#define S_US INT64_C(1000000)

struct fixture {
	char folder[64];
	char path[128];
	struct store *s;
	struct error err;
};

#define OK(f, call)                                                          \
	do {                                                                 \
		if (!(call))                                                 \
			fail_msg(                                            \
			    "%s:%d: %s", __FILE__, __LINE__, (f)->err.text); \
	} while (0)

static inline void
remove_folder(const char *folder)
{
	char *command = mem_printf("rm -rf '%s'", folder);

	assert_int_equal(system(command), 0);
	free(command);
}

static inline int
make_folder(void **state)
{
	struct fixture *f = mem_new(1, sizeof(*f));

	snprintf(f->folder, sizeof(f->folder), "/tmp/loopbell-store-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/loopbell.db", f->folder);
	*state = f;
	return 0;
}

static inline int
make_store(void **state)
{
	struct fixture *f;

	make_folder(state);
	f = *state;
	f->s = store_open(f->path, STORE_WRITE, &f->err);
	if (f->s == NULL)
		fail_msg("%s", f->err.text);
	return 0;
}

static inline int
end_store(void **state)
{
	struct fixture *f = *state;

	store_close(f->s);
	remove_folder(f->folder);
	free(f);
	return 0;
}

static inline void
reopen(struct fixture *f)
{
	store_close(f->s);
	f->s = store_open(f->path, STORE_WRITE, &f->err);
	if (f->s == NULL)
		fail_msg("%s", f->err.text);
}

/* A response with that ref and whatever more members the text has. */
static inline void
make_response(struct response *r, const char *ref, const char *more)
{
	char *json = mem_printf("{\"survey\":\"s\",\"id\":\"%s\","
				"\"answered_us\":1795163400000000%s%s}",
	    ref, more[0] == '\0' ? "" : ",", more);
	cJSON *parsed = cJSON_Parse(json);
	struct error err = { "not JSON" };

	if (parsed == NULL || !response_init(r, "p", parsed, NOW_US, &err))
		fail_msg("%s: %s", json, err.text);
	free(json);
}

static inline bool
put(struct fixture *f, const char *ref, const char *more, enum put *what,
    char id[ID_SIZE])
{
	struct response r;
	bool was_complete;
	bool ok;

	make_response(&r, ref, more);
	ok =
	    store_put_response(f->s, &r, NOW_US, what, &was_complete, &f->err);
	memcpy(id, r.id, ID_SIZE);
	response_release(&r);
	return ok;
}

/* Its strings are constants: not for notice_release(). */
static inline struct notice
a_notice(const char *target, int64_t priority, int64_t not_before_us)
{
	struct notice n = { 0 };

	id_make(n.id, NOW_US);
	n.route = (char *)(uintptr_t) "celebrate";
	n.notifier = (char *)(uintptr_t) "slack";
	n.target = (char *)(uintptr_t)target;
	n.body = (char *)(uintptr_t) "{\"headline\":\"x\"}";
	n.priority = priority;
	n.made_us = NOW_US;
	n.not_before_us = not_before_us;
	return n;
}

#endif
