# SPDX-License-Identifier: ISC
#
# The parts of the commands that neither read nor write, and what they ask for.
COMMANDS_TESTS = tests/unit/test_command tests/unit/test_imports \
	tests/unit/test_outbox \
	tests/unit/test_progress tests/unit/test_queue_print
check_PROGRAMS += $(COMMANDS_TESTS)
TESTS += $(COMMANDS_TESTS)
tests_unit_test_command_CPPFLAGS = $(TEST_CPP)
tests_unit_test_command_LDADD = $(CORE_PARTS_LIBS)
tests_unit_test_progress_CPPFLAGS = $(TEST_CPP)
tests_unit_test_progress_LDADD = $(CORE_PARTS_LIBS)
tests_unit_test_queue_print_CPPFLAGS = $(TEST_CPP)
tests_unit_test_queue_print_LDADD = $(CORE_PARTS_LIBS)
tests_unit_test_outbox_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_outbox_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_imports_SOURCES = tests/unit/test_imports.c \
	tests/unit/ingest_fixture.h
tests_unit_test_imports_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_imports_LDADD = $(CORE_TEST_LIBS)
