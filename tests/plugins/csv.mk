# SPDX-License-Identifier: ISC
CSV_TESTS = tests/plugins/test_csv_provider \
	tests/plugins/test_csv_folder tests/plugins/test_csv_parts \
	tests/plugins/test_csv_demo tests/plugins/test_csv_import \
	tests/plugins/test_csv_million
check_PROGRAMS += $(CSV_TESTS)
TESTS += $(CSV_TESTS)
tests_plugins_test_csv_provider_CPPFLAGS = $(TEST_CPP) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_test_csv_provider_LDADD = plugins/providers/csv/libcsv.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
tests_plugins_test_csv_parts_CPPFLAGS = $(TEST_CPP) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_test_csv_parts_LDADD = plugins/providers/csv/libcsv.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
tests_plugins_test_csv_million_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_csv_million_LDADD = plugins/providers/csv/libcsv.la
tests_plugins_test_csv_demo_CPPFLAGS = $(TEST_CPP) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_test_csv_demo_LDADD = plugins/providers/csv/libcsv.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
tests_plugins_test_csv_folder_CPPFLAGS = $(TEST_CPP) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_test_csv_folder_LDADD = plugins/providers/csv/libcsv.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
tests_plugins_test_csv_provider_SOURCES = tests/plugins/test_csv_provider.c \
	tests/plugins/csv_world.c tests/plugins/csv_world.h
tests_plugins_test_csv_folder_SOURCES = tests/plugins/test_csv_folder.c \
	tests/plugins/csv_world.c tests/plugins/csv_world.h
tests_plugins_test_csv_import_SOURCES = tests/plugins/test_csv_import.c \
	tests/plugins/csv_world.c tests/plugins/csv_world.h
tests_plugins_test_csv_import_CPPFLAGS = $(TEST_CPP) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_test_csv_import_LDADD = plugins/providers/csv/libcsv.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)

# Delighted's exports, read as the example says.
check_PROGRAMS += tests/plugins/test_delighted
TESTS += tests/plugins/test_delighted
tests_plugins_test_delighted_SOURCES = tests/plugins/test_delighted.c \
	tests/plugins/example.c tests/plugins/example.h
tests_plugins_test_delighted_CPPFLAGS = $(TEST_CPP) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_test_delighted_LDADD = plugins/providers/csv/libcsv.la \
	tests/plugins/libfakehost.la bot/libbot.la $(CMOCKA_LIBS)
EXTRA_DIST += tests/data/csv/delighted.csv
