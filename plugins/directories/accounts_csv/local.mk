# SPDX-License-Identifier: ISC
#
# A library of its own, so that the tests link the same objects.
noinst_LTLIBRARIES += plugins/directories/accounts_csv/libaccounts.la
plugins_directories_accounts_csv_libaccounts_la_SOURCES = \
	plugins/directories/accounts_csv/accounts.c \
	plugins/directories/accounts_csv/accounts.h \
	plugins/directories/accounts_csv/amount.c \
	plugins/directories/accounts_csv/amount.h \
	plugins/directories/accounts_csv/company.c \
	plugins/directories/accounts_csv/company.h \
	plugins/directories/accounts_csv/index.c \
	plugins/directories/accounts_csv/index.h \
	plugins/directories/accounts_csv/table.c \
	plugins/directories/accounts_csv/table.h
plugins_directories_accounts_csv_libaccounts_la_LIBADD = plugins/sdk/libsdk.la

plugin_LTLIBRARIES += plugins/accounts_csv.la
plugins_accounts_csv_la_SOURCES =
plugins_accounts_csv_la_LDFLAGS = $(PLUGIN_LINK)
plugins_accounts_csv_la_LIBADD = plugins/directories/accounts_csv/libaccounts.la

dist_man_MANS += plugins/directories/accounts_csv/loopbell-accounts_csv.7
