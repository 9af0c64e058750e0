# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/trustpilot/libtrustpilot.la
plugins_providers_trustpilot_libtrustpilot_la_SOURCES = \
	plugins/providers/trustpilot/plugin.c
TRUSTPILOT_LIBS = plugins/providers/trustpilot/libtrustpilot.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/trustpilot.la
plugins_trustpilot_la_SOURCES =
plugins_trustpilot_la_LDFLAGS = $(PLUGIN_LINK)
plugins_trustpilot_la_LIBADD = $(TRUSTPILOT_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/trustpilot/loopbell-trustpilot.7
