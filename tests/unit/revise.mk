# SPDX-License-Identifier: ISC
#
# What was told and is different now, and the clock that is set.
REVISE_TESTS = tests/unit/test_ingest_revise \
	tests/unit/test_dispatch_edit tests/unit/test_dispatch_clock \
	tests/unit/test_same_as tests/unit/test_correction \
	tests/unit/test_corrections tests/unit/test_ingest_wait
check_PROGRAMS += $(REVISE_TESTS)
TESTS += $(REVISE_TESTS)
tests_unit_test_ingest_revise_SOURCES = tests/unit/test_ingest_revise.c \
	tests/unit/ingest_fixture.h tests/unit/stream_fixture.h
tests_unit_test_ingest_revise_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_ingest_revise_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_dispatch_edit_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_dispatch_edit_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_dispatch_clock_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_dispatch_clock_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_same_as_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/unit
tests_unit_test_same_as_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_correction_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/unit
tests_unit_test_correction_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_corrections_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_corrections_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_ingest_wait_SOURCES = tests/unit/test_ingest_wait.c \
	tests/unit/ingest_fixture.h tests/unit/stream_fixture.h
tests_unit_test_ingest_wait_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_ingest_wait_LDADD = $(CORE_TEST_LIBS)
