# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/posthog/libposthog.la
plugins_providers_posthog_libposthog_la_SOURCES = \
	plugins/providers/posthog/plugin.c
POSTHOG_LIBS = plugins/providers/posthog/libposthog.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/posthog.la
plugins_posthog_la_SOURCES =
plugins_posthog_la_LDFLAGS = $(PLUGIN_LINK)
plugins_posthog_la_LIBADD = $(POSTHOG_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/posthog/loopbell-posthog.7
