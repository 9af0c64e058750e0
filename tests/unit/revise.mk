# SPDX-License-Identifier: ISC
#
# What was told and is different now, and the clock that is set.
REVISE_TESTS = tests/unit/test_ingest_revise
check_PROGRAMS += $(REVISE_TESTS)
TESTS += $(REVISE_TESTS)
tests_unit_test_ingest_revise_SOURCES = tests/unit/test_ingest_revise.c \
	tests/unit/ingest_fixture.h tests/unit/stream_fixture.h
tests_unit_test_ingest_revise_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_ingest_revise_LDADD = $(CORE_TEST_LIBS)
