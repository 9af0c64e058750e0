# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/typeform/libtypeform.la
plugins_providers_typeform_libtypeform_la_SOURCES = \
	plugins/providers/typeform/definition.c \
	plugins/providers/typeform/definition.h \
	plugins/providers/typeform/plugin.c

# One convenience library does not hold another: it would be in a plugin twice.
TYPEFORM_LIBS = plugins/providers/typeform/libtypeform.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/typeform.la
plugins_typeform_la_SOURCES =
plugins_typeform_la_LDFLAGS = $(PLUGIN_LINK)
plugins_typeform_la_LIBADD = $(TYPEFORM_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/typeform/loopbell-typeform.7
