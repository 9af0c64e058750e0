/* SPDX-License-Identifier: ISC */
/* test_decide.c - which notices follow from which answers. */
#include "test.h"

#include "decide/condition.h"
#include "decide/decide.h"
#include "decide_fixture.h"

/* A configuration built by hand: routes are read from JSON, so that a test
 * shows what it is about. */
struct fixture {
	struct config config;
	struct decider *decider;
};

static char *
string_of(const cJSON *json, const char *name)
{
	return mem_string(json_string(json, name));
}

static void
read_when(struct route *route, const cJSON *when)
{
	const cJSON *item;

	route->when =
	    mem_new((size_t)cJSON_GetArraySize(when) + 1, sizeof(void *));
	cJSON_ArrayForEach(item, when)
	{
		struct error err = { "" };

		route->when[route->n_when] =
		    condition_new(item->string, item, &err);
		if (route->when[route->n_when++] == NULL)
			fail_msg("%s", err.text);
	}
}

static void
read_route(struct route *route, const cJSON *json)
{
	const cJSON *item;

	route->name = string_of(json, "name");
	route->language = mem_string("da");
	route->goes_on = json_bool(json, "continue", false);
	route->rule.deadline.n = json_integer(json, "case", 0);
	route->rule.deadline.kind =
	    route->rule.deadline.n > 0 ? SPAN_TIME : SPAN_NONE;
	route->fold_over = (int)json_integer(json, "fold", 0);
	read_when(route, json_member(json, "when"));
	route->send = mem_new(8, sizeof(*route->send));
	cJSON_ArrayForEach(item, json_member(json, "send"))
	{
		struct send *send = &route->send[route->n_send++];

		send->to = string_of(item, "to");
		send->target = string_of(item, "target");
		send->mention = string_of(item, "mention");
		send->template = string_of(item, "template");
		send->at = (struct place){ "x.yaml", 3, 9 };
	}
}

static struct decider *
set_up(struct fixture *f, const char *routes, const char *default_owner,
    struct problems *problems)
{
	cJSON *json = cJSON_Parse(routes);
	const cJSON *item;

	assert_non_null(json);
	*f = (struct fixture){ 0 };
	f->config.default_owner = mem_string(default_owner);
	f->config.routes = mem_new(8, sizeof(struct route));
	cJSON_ArrayForEach(item, json)
	    read_route(&f->config.routes[f->config.n_routes++], item);
	cJSON_Delete(json);
	f->decider = decider_new(&f->config, SRCDIR "/config", problems);
	return f->decider;
}

static void
tear_down(struct fixture *f)
{
	decider_free(f->decider);
	for (size_t i = 0; i < f->config.n_routes; i++) {
		struct route *route = &f->config.routes[i];

		for (size_t j = 0; j < route->n_when; j++)
			condition_free(route->when[j]);
		for (size_t j = 0; j < route->n_send; j++) {
			free(route->send[j].to);
			free(route->send[j].target);
			free(route->send[j].mention);
			free(route->send[j].template);
		}
		free(route->when);
		free(route->send);
		free(route->name);
		free(route->language);
	}
	free(f->config.routes);
	free(f->config.default_owner);
}

static void
start(struct fixture *f, const char *routes)
{
	struct problems problems = PROBLEMS_INIT;

	if (set_up(f, routes, "cx@nordlys.example", &problems) == NULL)
		fail_msg("%s", problems.list[0].text);
	problems_release(&problems);
}

/* The routes of DESIGN.md, and one that sees all. */
#define ROUTES                                                               \
	"[{\"name\":\"all\",\"when\":{\"comment\":\"yes\"},\"continue\":"    \
	"true,\"send\":[{\"to\":\"log\",\"target\":\"x\"}]},"                \
	"{\"name\":\"celebrate\",\"when\":{\"category\":\"promoter\"},"      \
	"\"fold\":10,\"send\":[{\"to\":\"slack\",\"target\":"                \
	"\"#kundeglaede\"}]},"                                               \
	"{\"name\":\"escalate\",\"when\":{\"category\":\"detractor\","       \
	"\"score\":\"<= 5\"},\"case\":172800,\"fold\":10,\"send\":[{\"to\":" \
	"\"slack\",\"target\":\"#kunderedning\",\"mention\":\"owner\"},"     \
	"{\"to\":\"mail\",\"target\":\"owner\"}]},"                          \
	"{\"name\":\"rest\",\"when\":{},\"send\":[{\"to\":\"slack\","        \
	"\"target\":\"#rest\"}]}]"

/* "slack:#rest,mail:anna@…" */
static char *
summary_of(const struct plan *plan)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < plan->n_notices; i++)
		buf_printf(&out, "%s%s:%s:%s", i > 0 ? "," : "",
		    plan->notices[i].route->name, plan->notices[i].send->to,
		    plan->notices[i].target != NULL ? plan->notices[i].target
						    : "-");
	return buf_take(&out);
}

static void
decide__answer__takes_the_first_route_that_ends(void **state)
{
	static const struct {
		int score;
		const char *members, *account, *notices, *owner, *case_route;
	} rows[] = {
		/* clang-format off */
		{ 10, "", STEEL, "celebrate:slack:#kundeglaede", "anna@nordlys.example", NULL },
		{ 10, "\"comment\":\"x\"", STEEL, "all:log:x,celebrate:slack:#kundeglaede", "anna@nordlys.example", NULL },
		{ 3, "\"comment\":\"x\"", STEEL, "all:log:x,escalate:slack:#kunderedning,escalate:mail:anna@nordlys.example", "anna@nordlys.example", "escalate" },
		{ 3, "", NULL, "escalate:slack:#kunderedning,escalate:mail:cx@nordlys.example", "cx@nordlys.example", "escalate" },
		{ 3, "\"properties\":{\"owner_email\":\"bo@nordlys.example\"}", STEEL, "escalate:slack:#kunderedning,escalate:mail:bo@nordlys.example", "bo@nordlys.example", "escalate" },
		{ 6, "", STEEL, "rest:slack:#rest", "anna@nordlys.example", NULL },
		{ 7, "", STEEL, "rest:slack:#rest", "anna@nordlys.example", NULL },
		{ 1, "\"scale\":\"stars_1_5\"", STEEL, "rest:slack:#rest", "anna@nordlys.example", NULL },
		{ -1, "", STEEL, "rest:slack:#rest", "anna@nordlys.example", NULL },
		/* clang-format on */
	};
	struct fixture f;

	(void)state;
	start(&f, ROUTES);
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct response r;
		struct plan plan;
		char *notices;

		fixture_response(
		    &r, rows[i].score, rows[i].members, rows[i].account);
		decide(f.decider, &r, &plan);
		notices = summary_of(&plan);
		assert_string_equal(notices, rows[i].notices);
		assert_string_equal(plan.owner, rows[i].owner);
		if (rows[i].case_route == NULL)
			assert_null(plan.case_route);
		else
			assert_string_equal(
			    plan.case_route->name, rows[i].case_route);
		free(notices);
		plan_release(&plan);
		response_release(&r);
	}
	tear_down(&f);
}

static void
decide__nobody_owns_the_account__target_is_null(void **state)
{
	struct problems problems = PROBLEMS_INIT;
	struct fixture f;
	struct response r;
	struct plan plan;
	cJSON *body;

	(void)state;
	assert_non_null(set_up(&f, ROUTES, NULL, &problems));
	fixture_response(&r, 2, "", NULL);
	decide(f.decider, &r, &plan);
	assert_int_equal(plan.n_notices, 2);
	assert_null(plan.notices[1].target);
	assert_null(plan.owner);
	body = cJSON_Parse(plan.notices[0].body);
	assert_null(json_member(body, "mention"));
	cJSON_Delete(body);
	plan_release(&plan);
	response_release(&r);
	tear_down(&f);
}

static void
decide__case_of_a_route_that_takes_all__is_for_detractors_alone(void **state)
{
	struct fixture f;

	(void)state;
	start(&f, "[{\"name\":\"a\",\"when\":{},\"continue\":true},"
		  "{\"name\":\"b\",\"when\":{},\"continue\":true,\"case\":60},"
		  "{\"name\":\"c\",\"when\":{},\"case\":90}]");
	for (int score = 0; score <= 10; score++) {
		struct response r;
		struct plan plan;

		fixture_response(&r, score, "", STEEL);
		decide(f.decider, &r, &plan);
		if (score <= 6)
			assert_string_equal(plan.case_route->name, "b");
		else
			assert_null(plan.case_route);
		plan_release(&plan);
		response_release(&r);
	}
	tear_down(&f);
}

#define WORTH(value) "{\"name\":\"A\",\"value\":" value "}"

/* Sooner first. */
static void
decide__answers_in_a_queue__worst_and_dearest_come_first(void **state)
{
	static const struct {
		int score;
		const char *members, *account;
	} order[] = {
		{ 0, "", WORTH("1e30") },
		{ 0, "", WORTH("500000") },
		{ 0, "", WORTH("1000") },
		{ 0, "", NULL },
		{ 3, "", WORTH("9000000") },
		{ 6, "", WORTH("9000000") },
		{ 7, "", WORTH("9000000") },
		{ 9, "", WORTH("9000000") },
		{ 9, "", WORTH("1") },
		{ 10, "", NULL },
		{ 1, "\"scale\":\"stars_1_5\"", NULL },
	};
	struct fixture f;
	int64_t before = -1;

	(void)state;
	start(&f, ROUTES);
	for (size_t i = 0; i < N_OF(order); i++) {
		struct response r;
		struct plan plan;

		fixture_response(
		    &r, order[i].score, order[i].members, order[i].account);
		decide(f.decider, &r, &plan);
		assert_true(plan.notices[0].priority > before);
		before = plan.notices[0].priority;
		plan_release(&plan);
		response_release(&r);
	}
	tear_down(&f);
}

static void
decide__detractor__is_never_folded(void **state)
{
	struct fixture f;

	(void)state;
	start(&f, ROUTES);
	for (int score = 0; score <= 10; score++) {
		struct response r;
		struct plan plan;

		fixture_response(&r, score, "", STEEL);
		decide(f.decider, &r, &plan);
		for (size_t i = 0; i < plan.n_notices; i++)
			assert_int_equal(plan.notices[i].may_fold, score >= 9);
		plan_release(&plan);
		response_release(&r);
	}
	tear_down(&f);
}

static void
drivers__comment__names_them_in_the_response(void **state)
{
	struct fixture f;
	struct response r;

	(void)state;
	start(&f, ROUTES);
	fixture_response(&r, 3,
	    "\"comment\":\"Supporten er sløv og prisen høj\",\"language\":"
	    "\"da\"",
	    STEEL);
	decide_drivers(f.decider, &r);
	assert_string_equal(r.drivers, "price,reliability,support");
	decide_drivers(f.decider, &r);
	assert_string_equal(r.drivers, "price,reliability,support");
	response_release(&r);
	fixture_response(&r, 3, "", STEEL);
	decide_drivers(f.decider, &r);
	assert_null(r.drivers);
	response_release(&r);
	tear_down(&f);
}

static void
fold__members__become_one_body(void **state)
{
	struct fixture f;
	cJSON *members = cJSON_CreateArray(), *body;
	char *text;

	(void)state;
	start(&f, ROUTES);
	for (int i = 0; i < 3; i++) {
		struct response r;

		fixture_response(&r, 10 - i, "\"comment\":\"Tak\"", STEEL);
		cJSON_AddItemToArray(members, decide_fold_member(&r));
		response_release(&r);
	}
	assert_string_equal(
	    json_string(members->child, "company"), "Nordisk Stål");
	assert_string_equal(json_string(members->child, "comment"), "Tak");
	text = decide_fold(f.decider, &f.config.routes[1],
	    &f.config.routes[1].send[0], members);
	body = cJSON_Parse(text);
	assert_string_equal(json_string(body, "headline"),
	    "3 nye svar: 2 ambassadører og 1 passiv");
	assert_string_equal(json_string(body, "text"),
	    "Nordisk Stål: 10 af 10\nNordisk Stål: 9 af 10\n"
	    "Nordisk Stål: 8 af 10");
	free(text);
	cJSON_Delete(body);
	cJSON_Delete(members);
	tear_down(&f);
}

static void
explain__detractor__tells_every_route_and_notice(void **state)
{
	static const char *const lines[] = {
		"category: detractor\n",
		"company:  Nordisk Stål\n",
		"owner:    Anna Holm <anna@nordlys.example>\n",
		"drivers:  price\n",
		"route all matches: there is a comment\n",
		"    log to x\n",
		"route celebrate does not match: category is detractor, not "
		"promoter\n",
		"route escalate matches: category is detractor, score is 3 "
		"(<= 5)\n",
		"    slack to #kunderedning\n",
		"      headline   Nordisk Stål gav 3 – Anna, kan du ringe?\n",
		"      quote      Prisen\n",
		"      facts      Kunde: Nordisk Stål\n",
		"                 Score: 3 af 10\n",
		"      mentions   anna@nordlys.example\n",
		"    mail to anna@nordlys.example\n",
		"    opens a case, to be resolved within 2d\n",
		"route rest is not looked at: escalate matched and does not "
		"say `continue: yes`\n",
	};
	struct fixture f;
	struct response r;
	struct buf out = BUF_INIT;
	const char *from;

	(void)state;
	start(&f, ROUTES);
	fixture_response(&r, 3, "\"comment\":\"Prisen\"", STEEL);
	decide_drivers(f.decider, &r);
	decide_explain(f.decider, &r, &out);
	from = buf_str(&out);
	for (size_t i = 0; i < N_OF(lines); i++) {
		const char *found = strstr(from, lines[i]);

		if (found == NULL)
			fail_msg("%s is not in\n%s", lines[i], buf_str(&out));
		from = found + strlen(lines[i]);
	}
	buf_release(&out);
	response_release(&r);
	tear_down(&f);
}

static void
explain__nothing_matches__says_that_nobody_is_told(void **state)
{
	struct fixture f;
	struct response r;
	struct buf out = BUF_INIT;

	(void)state;
	start(&f, "[{\"name\":\"a\",\"when\":{\"score\":\"> 3\"}}]");
	fixture_response(&r, -1, "", NULL);
	decide_explain(f.decider, &r, &out);
	assert_non_null(strstr(buf_str(&out),
	    "route a does not match: score is unknown, not > 3\n"
	    "nobody is told\n"));
	assert_non_null(strstr(buf_str(&out), "company:  unknown\n"));
	buf_release(&out);
	response_release(&r);
	tear_down(&f);
}

static void
new__template_that_is_missing__is_said_at_its_place(void **state)
{
	struct problems problems = PROBLEMS_INIT;
	struct fixture f;

	(void)state;
	assert_null(set_up(&f,
	    "[{\"name\":\"a\",\"when\":{},\"send\":[{\"to\":\"slack\","
	    "\"target\":\"#x\",\"template\":\"vip\"},{\"to\":\"slack\","
	    "\"target\":\"#x\",\"template\":\"promoter\"}]}]",
	    NULL, &problems));
	assert_int_equal(problems.n_errors, 1);
	assert_string_equal(problems.list[0].text,
	    "x.yaml:3:9: a: template: there is no da/vip.headline.mustache");
	problems_release(&problems);
	tear_down(&f);
}

static void
new__share_that_is_missing__is_said(void **state)
{
	static const struct config config = { .file = NULL };
	struct problems problems = PROBLEMS_INIT;

	(void)state;
	assert_null(decider_new(&config, "/nowhere", &problems));
	assert_true(problems.n_errors >= 3);
	problems_release(&problems);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    decide__answer__takes_the_first_route_that_ends),
		cmocka_unit_test(
		    decide__nobody_owns_the_account__target_is_null),
		cmocka_unit_test(
		    decide__case_of_a_route_that_takes_all__is_for_detractors_alone),
		cmocka_unit_test(
		    decide__answers_in_a_queue__worst_and_dearest_come_first),
		cmocka_unit_test(decide__detractor__is_never_folded),
		cmocka_unit_test(drivers__comment__names_them_in_the_response),
		cmocka_unit_test(fold__members__become_one_body),
		cmocka_unit_test(
		    explain__detractor__tells_every_route_and_notice),
		cmocka_unit_test(
		    explain__nothing_matches__says_that_nobody_is_told),
		cmocka_unit_test(
		    new__template_that_is_missing__is_said_at_its_place),
		cmocka_unit_test(new__share_that_is_missing__is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
