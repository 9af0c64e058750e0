# SPDX-License-Identifier: ISC
ACCOUNTS_CSV_TESTS = tests/plugins/test_accounts_csv
check_PROGRAMS += $(ACCOUNTS_CSV_TESTS)
TESTS += $(ACCOUNTS_CSV_TESTS)
tests_plugins_test_accounts_csv_CPPFLAGS = $(TEST_CPP) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_test_accounts_csv_LDADD = \
	plugins/directories/accounts_csv/libaccounts.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
