# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/simplesat/libsimplesat.la
plugins_providers_simplesat_libsimplesat_la_SOURCES = \
	plugins/providers/simplesat/plugin.c

# One convenience library does not hold another: it would be in a plugin twice.
SIMPLESAT_LIBS = plugins/providers/simplesat/libsimplesat.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/simplesat.la
plugins_simplesat_la_SOURCES =
plugins_simplesat_la_LDFLAGS = $(PLUGIN_LINK)
plugins_simplesat_la_LIBADD = $(SIMPLESAT_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/simplesat/loopbell-simplesat.7
