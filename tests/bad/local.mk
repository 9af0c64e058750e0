# SPDX-License-Identifier: ISC
#
# Plugins that misbehave; -rpath makes libtool build a module that is never
# installed.  Each is tests/bad/.libs/NAME.so.
BAD_LINK = $(PLUGIN_LINK) -rpath /nowhere
check_LTLIBRARIES += tests/bad/bad.la tests/bad/other_api.la \
	tests/bad/too_small.la tests/bad/bad_table.la \
	tests/bad/missing_function.la tests/bad/no_symbol.la
tests_bad_bad_la_SOURCES = tests/bad/bad.c
tests_bad_bad_la_LDFLAGS = $(BAD_LINK)
tests_bad_other_api_la_SOURCES = tests/bad/other_api.c
tests_bad_other_api_la_LDFLAGS = $(BAD_LINK)
tests_bad_too_small_la_SOURCES = tests/bad/too_small.c
tests_bad_too_small_la_LDFLAGS = $(BAD_LINK)
tests_bad_bad_table_la_SOURCES = tests/bad/bad_table.c
tests_bad_bad_table_la_LDFLAGS = $(BAD_LINK)
tests_bad_missing_function_la_SOURCES = tests/bad/missing_function.c
tests_bad_missing_function_la_LDFLAGS = $(BAD_LINK)
tests_bad_no_symbol_la_SOURCES = tests/bad/no_symbol.c
tests_bad_no_symbol_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
EXTRA_DIST += tests/bad/README.md tests/bad/bad.py
