/* SPDX-License-Identifier: ISC */
/* decide_fixture.h - answers for the tests of what follows from answers. */
#ifndef TESTS_UNIT_DECIDE_FIXTURE_H
#define TESTS_UNIT_DECIDE_FIXTURE_H

#include "core/response.h"
#include "decide/templates.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

#define FIXTURE_NOW INT64_C(1795163405000000)

#define STEEL                                                                  \
	"{\"id\":\"7\",\"name\":\"Nordisk Stål\",\"segment\":\"enterprise\"," \
	"\"product\":\"ERP\",\"industry\":\"steel\",\"owner_name\":"           \
	"\"Anna Holm\",\"owner_email\":\"anna@nordlys.example\",\"value\":"    \
	"480000,\"currency\":\"DKK\"}"

/* members is the inside of a JSON object, account an object or NULL. */
static inline void
fixture_response(
    struct response *r, int score, const char *members, const char *account)
{
	char *text = mem_printf(
	    "{\"survey\":\"s\",\"id\":\"1\",\"answered_us\":1795163400000000,"
	    "\"complete\":true,\"score\":%d%s%s%s}",
	    score,
	    strstr(members, "\"scale\"") != NULL ? ""
						 : ",\"scale\":\"nps_0_10\"",
	    *members != '\0' ? "," : "", members);
	struct error err = { "" };

	if (!response_init(r, "wootric", cJSON_Parse(text), FIXTURE_NOW, &err))
		fail_msg("%s: %s", text, err.text);
	if (account != NULL)
		r->account = account_new(cJSON_Parse(account));
	free(text);
}

static inline struct templates *
fixture_templates(void)
{
	struct problems problems = PROBLEMS_INIT;
	struct templates *t =
	    templates_load(SRCDIR "/config", NULL, &problems);

	if (t == NULL)
		fail_msg("%s", problems.list[0].text);
	problems_release(&problems);
	return t;
}

#endif
