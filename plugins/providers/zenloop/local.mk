# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/zenloop/libzenloop.la
plugins_providers_zenloop_libzenloop_la_SOURCES = \
	plugins/providers/zenloop/plugin.c
ZENLOOP_LIBS = plugins/providers/zenloop/libzenloop.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/zenloop.la
plugins_zenloop_la_SOURCES =
plugins_zenloop_la_LDFLAGS = $(PLUGIN_LINK)
plugins_zenloop_la_LIBADD = $(ZENLOOP_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/zenloop/loopbell-zenloop.7
