# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/qualtrics/libqualtrics.la
plugins_providers_qualtrics_libqualtrics_la_SOURCES = \
	plugins/providers/qualtrics/event.c \
	plugins/providers/qualtrics/export.c \
	plugins/providers/qualtrics/export.h \
	plugins/providers/qualtrics/plugin.c \
	plugins/providers/qualtrics/qualtrics.h \
	plugins/providers/qualtrics/survey.c

# One convenience library does not hold another: it would be in a plugin twice.
QUALTRICS_LIBS = plugins/providers/qualtrics/libqualtrics.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/qualtrics.la
plugins_qualtrics_la_SOURCES =
plugins_qualtrics_la_LDFLAGS = $(PLUGIN_LINK)
plugins_qualtrics_la_LIBADD = $(QUALTRICS_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/qualtrics/loopbell-qualtrics.7
