# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_rest
TESTS += tests/plugins/test_rest
tests_plugins_test_rest_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/plugins
tests_plugins_test_rest_LDADD = plugins/sdk/libsdkrest.la \
	tests/fake/libfakeserver.la tests/plugins/libfakehost.la \
	$(CMOCKA_LIBS)
EXTRA_DIST += tests/fake/api.py
