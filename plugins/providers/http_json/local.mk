# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/http_json/libhttp_json.la
plugins_providers_http_json_libhttp_json_la_SOURCES = \
	plugins/providers/http_json/plugin.c \
	plugins/providers/http_json/settings.c \
	plugins/providers/http_json/settings.h

# One convenience library does not hold another: it would be in a plugin twice.
HTTP_JSON_LIBS = plugins/providers/http_json/libhttp_json.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/http_json.la
plugins_http_json_la_SOURCES =
plugins_http_json_la_LDFLAGS = $(PLUGIN_LINK)
plugins_http_json_la_LIBADD = $(HTTP_JSON_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/http_json/loopbell-http_json.7
