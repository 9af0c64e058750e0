# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/wootric/libwootric.la
plugins_providers_wootric_libwootric_la_SOURCES = \
	plugins/providers/wootric/plugin.c

# One convenience library does not hold another: it would be in a plugin twice.
WOOTRIC_LIBS = plugins/providers/wootric/libwootric.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/wootric.la
plugins_wootric_la_SOURCES =
plugins_wootric_la_LDFLAGS = $(PLUGIN_LINK)
plugins_wootric_la_LIBADD = $(WOOTRIC_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/wootric/loopbell-wootric.7
