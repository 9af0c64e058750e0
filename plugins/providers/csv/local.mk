# SPDX-License-Identifier: ISC
#
# A library of its own, so that the tests link the same objects.
noinst_LTLIBRARIES += plugins/providers/csv/libcsv.la
plugins_providers_csv_libcsv_la_SOURCES = \
	plugins/providers/csv/answer.c plugins/providers/csv/answer.h \
	plugins/providers/csv/columns.c plugins/providers/csv/columns.h \
	plugins/providers/csv/folder.c plugins/providers/csv/folder.h \
	plugins/providers/csv/import.c \
	plugins/providers/csv/plugin.c \
	plugins/providers/csv/probe.c plugins/providers/csv/provider.h \
	plugins/providers/csv/reading.c plugins/providers/csv/reading.h \
	plugins/providers/csv/score.c plugins/providers/csv/score.h \
	plugins/providers/csv/seen.c plugins/providers/csv/seen.h \
	plugins/providers/csv/settings.c plugins/providers/csv/settings.h \
	plugins/providers/csv/words.c plugins/providers/csv/words.h
plugins_providers_csv_libcsv_la_LIBADD = plugins/sdk/libsdk.la

plugin_LTLIBRARIES += plugins/csv.la
plugins_csv_la_SOURCES =
plugins_csv_la_LDFLAGS = $(PLUGIN_LINK)
plugins_csv_la_LIBADD = plugins/providers/csv/libcsv.la

dist_man_MANS += plugins/providers/csv/loopbell-csv.7
