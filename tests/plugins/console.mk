# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_console
TESTS += tests/plugins/test_console
tests_plugins_test_console_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_console_LDADD = plugins/notifiers/console/libconsole.la \
	plugins/notifiers/email/libmail.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
