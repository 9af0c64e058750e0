# SPDX-License-Identifier: ISC
#
# Cases: what is kept of them, what may become of them, and what follows.
CASE_TESTS = tests/unit/test_case_act \
	tests/unit/test_case_ask \
	tests/unit/test_case_begin \
	tests/unit/test_case_page \
	tests/unit/test_cases \
	tests/unit/test_cases_print \
	tests/unit/test_dispatch_case \
	tests/unit/test_listener \
	tests/unit/test_span \
	tests/unit/test_store_actions \
	tests/unit/test_store_cases \
	tests/unit/test_workdays
check_PROGRAMS += $(CASE_TESTS)
TESTS += $(CASE_TESTS)
tests_unit_test_store_cases_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_store_cases_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_span_CPPFLAGS = $(TEST_CPP)
tests_unit_test_span_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_workdays_CPPFLAGS = $(TEST_CPP)
tests_unit_test_workdays_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_cases_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_cases_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_case_page_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_case_page_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_case_act_SOURCES = tests/unit/test_case_act.c \
	tests/unit/case_fixture.h tests/unit/ingest_fixture.h
tests_unit_test_case_act_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_case_act_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_listener_SOURCES = tests/unit/test_listener.c \
	tests/unit/case_fixture.h
tests_unit_test_listener_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_listener_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_dispatch_case_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_dispatch_case_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_case_begin_SOURCES = tests/unit/test_case_begin.c \
	tests/unit/case_fixture.h
tests_unit_test_case_begin_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_case_begin_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_case_ask_SOURCES = tests/unit/test_case_ask.c \
	tests/unit/case_fixture.h
tests_unit_test_case_ask_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_case_ask_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_store_actions_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_store_actions_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_cases_print_CPPFLAGS = $(TEST_CPP)
tests_unit_test_cases_print_LDADD = $(CORE_PARTS_LIBS)
