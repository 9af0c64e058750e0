# SPDX-License-Identifier: ISC
CONFIG_TESTS = tests/unit/test_problems tests/unit/test_yaml
check_PROGRAMS += $(CONFIG_TESTS)
TESTS += $(CONFIG_TESTS)
tests_unit_test_problems_CPPFLAGS = $(TEST_CPP)
tests_unit_test_problems_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_yaml_CPPFLAGS = $(TEST_CPP)
tests_unit_test_yaml_LDADD = bot/libbot.la $(CMOCKA_LIBS)
