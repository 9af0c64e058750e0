# SPDX-License-Identifier: ISC
CORE_TESTS = tests/unit/test_id tests/unit/test_clock \
	tests/unit/test_response tests/unit/test_child \
	tests/unit/test_child_end tests/unit/test_upkeep tests/unit/test_worker \
	tests/unit/test_worker_clocks tests/unit/test_lookup \
	tests/unit/test_lookup_many \
	tests/unit/test_dispatch tests/unit/test_dispatch_stop \
	tests/unit/test_ingest tests/unit/test_ingest_mark \
	tests/unit/test_provider tests/unit/test_provider_push \
	tests/unit/test_receiver tests/unit/test_web \
	tests/unit/test_web_requests \
	tests/unit/test_space tests/unit/test_links
check_PROGRAMS += $(CORE_TESTS)
TESTS += $(CORE_TESTS)
EXTRA_DIST += tests/unit/loop_fixture.h tests/unit/core_fixture.h tests/unit/puppet.py
CORE_TEST_CPP = $(TEST_CPP) $(UV_CFLAGS) $(SQLITE_CFLAGS) \
	-I$(top_srcdir)/tests/unit
CORE_TEST_LIBS = bot/libbot.la $(SQLITE_LIBS) $(UV_LIBS) $(CMOCKA_LIBS)
tests_unit_test_links_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_links_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_id_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_id_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_clock_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_clock_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_response_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_response_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_child_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_child_end_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_child_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_child_end_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_upkeep_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_upkeep_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_worker_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_worker_clocks_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_worker_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_worker_clocks_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_dispatch_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_dispatch_stop_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_dispatch_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_lookup_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_lookup_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_lookup_many_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_lookup_many_LDADD = $(CORE_TEST_LIBS)
EXTRA_DIST += tests/unit/lookup_fixture.h
tests_unit_test_dispatch_stop_LDADD = $(CORE_TEST_LIBS)
EXTRA_DIST += tests/unit/child_fixture.h
EXTRA_DIST += tests/unit/dispatch_fixture.h
EXTRA_DIST += tests/unit/worker_fixture.h
tests_unit_test_ingest_SOURCES = tests/unit/test_ingest.c \
	tests/unit/ingest_fixture.h tests/unit/stream_fixture.h
tests_unit_test_ingest_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_ingest_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_ingest_mark_SOURCES = tests/unit/test_ingest_mark.c \
	tests/unit/ingest_fixture.h
tests_unit_test_ingest_mark_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_ingest_mark_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_receiver_SOURCES = tests/unit/test_receiver.c \
	tests/unit/receiver_fixture.h tests/unit/ingest_fixture.h
tests_unit_test_receiver_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_receiver_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_provider_push_SOURCES = tests/unit/test_provider_push.c \
	tests/unit/ingest_fixture.h
tests_unit_test_provider_push_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_provider_push_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_web_SOURCES = tests/unit/test_web.c tests/unit/web_fixture.h
tests_unit_test_web_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_web_requests_SOURCES = tests/unit/test_web_requests.c \
	tests/unit/web_fixture.h
tests_unit_test_web_requests_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_web_requests_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_web_LDADD = $(CORE_TEST_LIBS)
tests_unit_test_space_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_space_LDADD = $(CORE_TEST_LIBS)
EXTRA_DIST += tests/unit/puppet_web.py
tests_unit_test_provider_SOURCES = tests/unit/test_provider.c \
	tests/unit/ingest_fixture.h
tests_unit_test_provider_CPPFLAGS = $(CORE_TEST_CPP)
tests_unit_test_provider_LDADD = $(CORE_TEST_LIBS)
