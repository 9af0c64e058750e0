# SPDX-License-Identifier: ISC
STORE_TESTS = tests/unit/test_store tests/unit/test_notices \
	tests/unit/test_schema tests/unit/test_store_open \
	tests/unit/test_store_crash tests/unit/test_hash \
	tests/unit/test_statements tests/unit/test_edits \
	tests/unit/test_shared
check_PROGRAMS += $(STORE_TESTS)
TESTS += $(STORE_TESTS)
EXTRA_DIST += tests/unit/store_fixture.h tests/data/store/v1.sql tests/data/store/v2.sql tests/data/store/v3.sql
STORE_TEST_CPP = $(TEST_CPP) $(SQLITE_CFLAGS) -I$(top_srcdir)/tests/unit
STORE_TEST_LIBS = bot/libbot.la $(SQLITE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_store_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_store_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_notices_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_notices_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_schema_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_schema_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_open_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_store_open_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_crash_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_store_crash_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_hash_SOURCES = tests/unit/test_hash.c \
	tests/unit/decide_fixture.h
tests_unit_test_hash_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_hash_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_statements_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_statements_LDADD = $(STORE_TEST_LIBS)
check_PROGRAMS += tests/unit/test_copies tests/unit/test_watch tests/unit/test_checkpoint \
	tests/unit/test_backup
TESTS += tests/unit/test_copies tests/unit/test_watch tests/unit/test_checkpoint \
	tests/unit/test_backup
tests_unit_test_copies_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_copies_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_watch_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_watch_LDADD = $(STORE_TEST_LIBS)
# With crash points, as the programs of tests/proof/build.mk.
check_PROGRAMS += tests/unit/test_crash_point
TESTS += tests/unit/test_crash_point
tests_unit_test_crash_point_SOURCES = tests/unit/test_crash_point.c \
	bot/crash_point.c
tests_unit_test_crash_point_CPPFLAGS = $(TEST_CPP) -DLOOPBELL_CRASH_POINTS
tests_unit_test_crash_point_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS) \
	$(DL_LIBS)
tests_unit_test_edits_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_edits_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_shared_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_shared_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_checkpoint_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_checkpoint_LDADD = $(STORE_TEST_LIBS) $(DL_LIBS)
tests_unit_test_backup_CPPFLAGS = $(STORE_TEST_CPP)
tests_unit_test_backup_LDADD = $(STORE_TEST_LIBS)
