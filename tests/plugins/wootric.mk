# SPDX-License-Identifier: ISC
WOOTRIC_TESTS = tests/plugins/test_wootric tests/plugins/test_wootric_push
check_PROGRAMS += $(WOOTRIC_TESTS)
TESTS += $(WOOTRIC_TESTS)
WOOTRIC_TEST_CPP = $(TEST_CPP) -I$(top_srcdir)/tests/plugins
WOOTRIC_TEST_LIBS = $(WOOTRIC_LIBS) tests/fake/libfakeserver.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
WOOTRIC_WORLD = tests/plugins/wootric_world.c tests/plugins/wootric_world.h
tests_plugins_test_wootric_SOURCES = tests/plugins/test_wootric.c \
	$(WOOTRIC_WORLD)
tests_plugins_test_wootric_CPPFLAGS = $(WOOTRIC_TEST_CPP)
tests_plugins_test_wootric_LDADD = $(WOOTRIC_TEST_LIBS)
tests_plugins_test_wootric_push_SOURCES = tests/plugins/test_wootric_push.c \
	$(WOOTRIC_WORLD)
tests_plugins_test_wootric_push_CPPFLAGS = $(WOOTRIC_TEST_CPP)
tests_plugins_test_wootric_push_LDADD = $(WOOTRIC_TEST_LIBS)
EXTRA_DIST += tests/fake/wootric.py
