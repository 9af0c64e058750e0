# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/hubspot_feedback/libhubspot_feedback.la
plugins_providers_hubspot_feedback_libhubspot_feedback_la_SOURCES = \
	plugins/providers/hubspot_feedback/plugin.c

# One convenience library does not hold another: it would be in a plugin twice.
HUBSPOT_FEEDBACK_LIBS = \
	plugins/providers/hubspot_feedback/libhubspot_feedback.la \
	plugins/sdk/libsdkhubspot.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/hubspot_feedback.la
plugins_hubspot_feedback_la_SOURCES =
plugins_hubspot_feedback_la_LDFLAGS = $(PLUGIN_LINK)
plugins_hubspot_feedback_la_LIBADD = $(HUBSPOT_FEEDBACK_LIBS) \
	plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/hubspot_feedback/loopbell-hubspot_feedback.7
