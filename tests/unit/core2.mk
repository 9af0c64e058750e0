# SPDX-License-Identifier: ISC
#
# The core's parts that live without a plugin.
CORE_PARTS_TESTS = tests/unit/test_backoff tests/unit/test_plugin_path \
	tests/unit/test_writer tests/unit/test_queue \
	tests/unit/test_control tests/unit/test_control_socket \
	tests/unit/test_inspect
check_PROGRAMS += $(CORE_PARTS_TESTS)
TESTS += $(CORE_PARTS_TESTS)
CORE_PARTS_LIBS = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_backoff_CPPFLAGS = $(TEST_CPP)
tests_unit_test_backoff_LDADD = $(CORE_PARTS_LIBS)
tests_unit_test_plugin_path_CPPFLAGS = $(TEST_CPP)
tests_unit_test_plugin_path_LDADD = $(CORE_PARTS_LIBS)
tests_unit_test_writer_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_writer_LDADD = $(STORE_TEST_LIBS) $(UV_LIBS)
tests_unit_test_queue_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_queue_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_control_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/unit
tests_unit_test_control_LDADD = $(CORE_PARTS_LIBS) $(UV_LIBS)
tests_unit_test_control_socket_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/unit
tests_unit_test_control_socket_LDADD = $(CORE_PARTS_LIBS) $(UV_LIBS)
EXTRA_DIST += tests/unit/control_bot.h
tests_unit_test_inspect_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/unit
tests_unit_test_inspect_LDADD = $(CORE_PARTS_LIBS) $(UV_LIBS)
CORE_WHOLE_TESTS = tests/unit/test_log tests/unit/test_status \
	tests/unit/test_reload
check_PROGRAMS += $(CORE_WHOLE_TESTS)
TESTS += $(CORE_WHOLE_TESTS)
tests_unit_test_log_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/unit
tests_unit_test_log_LDADD = $(CORE_PARTS_LIBS) $(UV_LIBS)
tests_unit_test_status_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_status_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_reload_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_reload_LDADD = $(CORE_TEST_LIBS)
