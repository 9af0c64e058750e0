# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/wootric/libwootric.la
plugins_providers_wootric_libwootric_la_SOURCES = \
	plugins/providers/wootric/answer.c \
	plugins/providers/wootric/pages.c \
	plugins/providers/wootric/plugin.c \
	plugins/providers/wootric/probe.c \
	plugins/providers/wootric/receive.c \
	plugins/providers/wootric/wootric.h

# One convenience library does not hold another: it would be in a plugin twice.
WOOTRIC_LIBS = plugins/providers/wootric/libwootric.la \
	plugins/sdk/libsdkrest.la plugins/sdk/libsdkmapping.la \
	plugins/sdk/libsdksignature.la

plugin_LTLIBRARIES += plugins/wootric.la
plugins_wootric_la_SOURCES =
plugins_wootric_la_LDFLAGS = $(PLUGIN_LINK)
plugins_wootric_la_LIBADD = $(WOOTRIC_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/wootric/loopbell-wootric.7
