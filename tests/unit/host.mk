# SPDX-License-Identifier: ISC
HOST_TESTS = tests/unit/test_options tests/unit/test_table \
	tests/unit/test_wire tests/unit/test_fake_host \
	tests/unit/test_load tests/unit/test_lines tests/unit/test_host \
	tests/unit/test_host_listen tests/unit/test_host_lookup \
	tests/unit/test_host_push \
	tests/unit/test_starter \
	tests/unit/test_keep
check_PROGRAMS += $(HOST_TESTS)
TESTS += $(HOST_TESTS)
tests_unit_test_options_CPPFLAGS = $(TEST_CPP)
tests_unit_test_options_LDADD = bot/host/libwire.la $(CMOCKA_LIBS)
tests_unit_test_table_CPPFLAGS = $(TEST_CPP)
tests_unit_test_table_LDADD = bot/host/libwire.la $(CMOCKA_LIBS)
tests_unit_test_wire_CPPFLAGS = $(TEST_CPP)
tests_unit_test_wire_LDADD = bot/host/libwire.la $(CMOCKA_LIBS)
tests_unit_test_fake_host_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/plugins
tests_unit_test_fake_host_LDADD = tests/plugins/libfakehost.la $(CMOCKA_LIBS)
tests_unit_test_load_CPPFLAGS = $(TEST_CPP)
tests_unit_test_load_LDADD = bot/host/libhost.la $(CMOCKA_LIBS)
tests_unit_test_keep_CPPFLAGS = $(TEST_CPP)
tests_unit_test_keep_LDADD = bot/host/libwire.la $(CMOCKA_LIBS)
tests_unit_test_lines_CPPFLAGS = $(TEST_CPP)
tests_unit_test_lines_LDADD = bot/host/libhost.la $(CMOCKA_LIBS)
# These start programs and talk to them in lines.
tests_unit_test_host_SOURCES = tests/unit/test_host.c tests/unit/talk.c \
	tests/unit/talk.h
tests_unit_test_host_CPPFLAGS = $(TEST_CPP)
tests_unit_test_host_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_host_listen_SOURCES = tests/unit/test_host_listen.c \
	tests/unit/talk.c tests/unit/talk.h
tests_unit_test_host_listen_CPPFLAGS = $(TEST_CPP)
tests_unit_test_host_listen_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_host_lookup_SOURCES = tests/unit/test_host_lookup.c \
	tests/unit/talk.c tests/unit/talk.h
tests_unit_test_host_lookup_CPPFLAGS = $(TEST_CPP)
tests_unit_test_host_lookup_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_host_push_SOURCES = tests/unit/test_host_push.c \
	tests/unit/talk.c tests/unit/talk.h
tests_unit_test_host_push_CPPFLAGS = $(TEST_CPP)
tests_unit_test_host_push_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_starter_SOURCES = tests/unit/test_starter.c tests/unit/talk.c \
	tests/unit/talk.h
tests_unit_test_starter_CPPFLAGS = $(TEST_CPP)
tests_unit_test_starter_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
