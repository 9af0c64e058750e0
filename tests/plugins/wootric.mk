# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_wootric
TESTS += tests/plugins/test_wootric
tests_plugins_test_wootric_CPPFLAGS = $(TEST_CPP) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_test_wootric_LDADD = $(WOOTRIC_LIBS) \
	tests/fake/libfakeserver.la tests/plugins/libfakehost.la \
	$(CMOCKA_LIBS)
EXTRA_DIST += tests/fake/wootric.py
