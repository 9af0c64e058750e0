# SPDX-License-Identifier: ISC
CONFIG_TESTS = tests/unit/test_problems \
	tests/unit/test_yaml \
	tests/unit/test_zone \
	tests/unit/test_file tests/unit/test_value \
	tests/unit/test_expand \
	tests/unit/test_config_schema \
	tests/unit/test_kinds \
	tests/unit/test_instance \
	tests/unit/test_route \
	tests/unit/test_check \
	tests/unit/test_web_settings \
	tests/unit/test_config \
	tests/unit/test_print
check_PROGRAMS += $(CONFIG_TESTS)
TESTS += $(CONFIG_TESTS)
CONFIG_TEST_CPP = $(TEST_CPP) -I$(top_srcdir)/tests/unit
EXTRA_DIST += tests/unit/config_file.h
tests_unit_test_problems_CPPFLAGS = $(TEST_CPP)
tests_unit_test_problems_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_yaml_CPPFLAGS = $(TEST_CPP)
tests_unit_test_yaml_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_zone_CPPFLAGS = $(TEST_CPP)
tests_unit_test_zone_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_expand_CPPFLAGS = $(TEST_CPP)
tests_unit_test_expand_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_config_schema_CPPFLAGS = $(TEST_CPP)
tests_unit_test_config_schema_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_kinds_CPPFLAGS = $(CONFIG_TEST_CPP)
tests_unit_test_kinds_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_instance_CPPFLAGS = $(CONFIG_TEST_CPP)
tests_unit_test_instance_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_route_CPPFLAGS = $(CONFIG_TEST_CPP)
tests_unit_test_route_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_check_CPPFLAGS = $(CONFIG_TEST_CPP)
tests_unit_test_check_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_web_settings_CPPFLAGS = $(CONFIG_TEST_CPP)
tests_unit_test_web_settings_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_config_CPPFLAGS = $(CONFIG_TEST_CPP)
tests_unit_test_config_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_print_CPPFLAGS = $(CONFIG_TEST_CPP)
tests_unit_test_print_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_file_CPPFLAGS = $(CONFIG_TEST_CPP)
tests_unit_test_file_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_value_CPPFLAGS = $(TEST_CPP)
tests_unit_test_value_LDADD = bot/libbot.la $(CMOCKA_LIBS)
