# SPDX-License-Identifier: ISC
CORE_TESTS = tests/unit/test_id tests/unit/test_clock tests/unit/test_response
check_PROGRAMS += $(CORE_TESTS)
TESTS += $(CORE_TESTS)
CORE_TEST_LIBS = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_id_CPPFLAGS = $(TEST_CPP)
tests_unit_test_id_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_clock_CPPFLAGS = $(TEST_CPP)
tests_unit_test_clock_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_response_CPPFLAGS = $(TEST_CPP)
tests_unit_test_response_LDADD = $(CORE_TEST_LIBS)
