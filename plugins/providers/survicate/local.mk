# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/survicate/libsurvicate.la
plugins_providers_survicate_libsurvicate_la_SOURCES = \
	plugins/providers/survicate/plugin.c
SURVICATE_LIBS = plugins/providers/survicate/libsurvicate.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/survicate.la
plugins_survicate_la_SOURCES =
plugins_survicate_la_LDFLAGS = $(PLUGIN_LINK)
plugins_survicate_la_LIBADD = $(SURVICATE_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/survicate/loopbell-survicate.7
