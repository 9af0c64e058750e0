# SPDX-License-Identifier: ISC
DECIDE_TESTS = tests/unit/test_mustache tests/unit/test_condition \
	tests/unit/test_drivers tests/unit/test_templates \
	tests/unit/test_compose tests/unit/test_decide \
	tests/unit/test_cmd_explain tests/unit/test_words
check_PROGRAMS += $(DECIDE_TESTS)
TESTS += $(DECIDE_TESTS)
tests_unit_test_mustache_CPPFLAGS = $(TEST_CPP)
tests_unit_test_mustache_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_words_CPPFLAGS = $(TEST_CPP)
tests_unit_test_words_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_condition_CPPFLAGS = $(TEST_CPP)
tests_unit_test_condition_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_drivers_CPPFLAGS = $(TEST_CPP)
tests_unit_test_drivers_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_templates_SOURCES = tests/unit/test_templates.c \
	tests/unit/decide_fixture.h
tests_unit_test_templates_CPPFLAGS = $(TEST_CPP)
tests_unit_test_templates_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_compose_SOURCES = tests/unit/test_compose.c \
	tests/unit/decide_fixture.h
tests_unit_test_compose_CPPFLAGS = $(TEST_CPP)
tests_unit_test_compose_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_decide_SOURCES = tests/unit/test_decide.c \
	tests/unit/decide_fixture.h
tests_unit_test_decide_CPPFLAGS = $(TEST_CPP)
tests_unit_test_decide_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_cmd_explain_CPPFLAGS = $(TEST_CPP)
tests_unit_test_cmd_explain_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
EXTRA_DIST += tests/fuzz/fuzz_mustache.c tests/data/mustache/README.md tests/data/mustache/LICENSE \
	tests/data/mustache/interpolation.json \
	tests/data/mustache/sections.json tests/data/mustache/inverted.json \
	tests/data/mustache/comments.json
