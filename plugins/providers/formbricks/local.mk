# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/formbricks/libformbricks.la
plugins_providers_formbricks_libformbricks_la_SOURCES = \
	plugins/providers/formbricks/plugin.c \
	plugins/providers/formbricks/survey.c \
	plugins/providers/formbricks/survey.h

# One convenience library does not hold another: it would be in a plugin twice.
FORMBRICKS_LIBS = plugins/providers/formbricks/libformbricks.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/formbricks.la
plugins_formbricks_la_SOURCES =
plugins_formbricks_la_LDFLAGS = $(PLUGIN_LINK)
plugins_formbricks_la_LIBADD = $(FORMBRICKS_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/formbricks/loopbell-formbricks.7
