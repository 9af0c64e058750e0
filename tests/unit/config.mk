# SPDX-License-Identifier: ISC
CONFIG_TESTS = tests/unit/test_problems tests/unit/test_yaml \
	tests/unit/test_expand tests/unit/test_config tests/unit/test_print \
	tests/unit/test_config_schema
check_PROGRAMS += $(CONFIG_TESTS)
TESTS += $(CONFIG_TESTS)
tests_unit_test_problems_CPPFLAGS = $(TEST_CPP)
tests_unit_test_problems_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_yaml_CPPFLAGS = $(TEST_CPP)
tests_unit_test_yaml_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_expand_CPPFLAGS = $(TEST_CPP)
tests_unit_test_expand_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_config_SOURCES = tests/unit/test_config.c \
	tests/unit/config_file.h
tests_unit_test_config_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/unit
tests_unit_test_config_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_print_SOURCES = tests/unit/test_print.c \
	tests/unit/config_file.h
tests_unit_test_print_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/unit
tests_unit_test_print_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_config_schema_CPPFLAGS = $(TEST_CPP)
tests_unit_test_config_schema_LDADD = bot/libbot.la $(CMOCKA_LIBS)
