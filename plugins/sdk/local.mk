# SPDX-License-Identifier: ISC
#
# libsdk is text and numbers: the program uses it too.  What needs a heavier
# library is a library of its own, linked by the plugins that need it.
noinst_LTLIBRARIES += plugins/sdk/libsdk.la
plugins_sdk_libsdk_la_SOURCES = \
	plugins/sdk/banned.h \
	plugins/sdk/base64.c plugins/sdk/base64.h \
	plugins/sdk/buf.c plugins/sdk/buf.h \
	plugins/sdk/cell.c plugins/sdk/cell.h \
	plugins/sdk/charset.c plugins/sdk/charset.h \
	plugins/sdk/clock.c plugins/sdk/clock.h \
	plugins/sdk/csv.c plugins/sdk/csv.h \
	plugins/sdk/error.c plugins/sdk/error.h \
	plugins/sdk/fnv.h \
	plugins/sdk/form.c plugins/sdk/form.h \
	plugins/sdk/html.c plugins/sdk/html.h \
	plugins/sdk/json.c plugins/sdk/json.h \
	plugins/sdk/json_read.c plugins/sdk/json_read.h \
	plugins/sdk/mail_domain.c plugins/sdk/mail_domain.h \
	plugins/sdk/mem.c plugins/sdk/mem.h \
	plugins/sdk/number.c plugins/sdk/number.h \
	plugins/sdk/pointer.c plugins/sdk/pointer.h \
	plugins/sdk/suggest.c plugins/sdk/suggest.h \
	plugins/sdk/utf8.c plugins/sdk/utf8.h \
	plugins/sdk/when.c plugins/sdk/when.h
plugins_sdk_libsdk_la_LIBADD = $(CJSON_LIBS) -lm

noinst_LTLIBRARIES += plugins/sdk/libsdkhttp.la
plugins_sdk_libsdkhttp_la_SOURCES = \
	plugins/sdk/http.c plugins/sdk/http.h plugins/sdk/http_parts.h \
	plugins/sdk/http_multi.c plugins/sdk/http_multi.h
plugins_sdk_libsdkhttp_la_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
plugins_sdk_libsdkhttp_la_LIBADD = $(CURL_LIBS)

# Nobody but those who check signatures is linked with it.
noinst_LTLIBRARIES += plugins/sdk/libsdksignature.la
plugins_sdk_libsdksignature_la_SOURCES = \
	plugins/sdk/hmac.c plugins/sdk/hmac.h \
	plugins/sdk/pushed.c plugins/sdk/pushed.h \
	plugins/sdk/signature.c plugins/sdk/signature.h \
	plugins/sdk/signature_parts.h plugins/sdk/signature_rules.c
plugins_sdk_libsdksignature_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBCRYPTO_CFLAGS)
plugins_sdk_libsdksignature_la_LIBADD = $(LIBCRYPTO_LIBS)

# For plugins that ask a vendor's API.
noinst_LTLIBRARIES += plugins/sdk/libsdkrest.la
plugins_sdk_libsdkrest_la_SOURCES = \
	plugins/sdk/rest.c plugins/sdk/rest.h plugins/sdk/rest_parts.h \
	plugins/sdk/rest_redirect.c plugins/sdk/rest_token.c \
	plugins/sdk/rest_wait.c
plugins_sdk_libsdkrest_la_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
plugins_sdk_libsdkrest_la_LIBADD = plugins/sdk/libsdkhttp.la

# Its ids are fingerprints: list it before libsdksignature.
noinst_LTLIBRARIES += plugins/sdk/libsdkmapping.la
plugins_sdk_libsdkmapping_la_SOURCES = \
	plugins/sdk/mapping.c plugins/sdk/mapping.h \
	plugins/sdk/mapping_check.c plugins/sdk/mapping_parts.h

# For providers; list it before libsdkrest, libsdkmapping and libsdksignature.
noinst_LTLIBRARIES += plugins/sdk/libsdkfeed.la
plugins_sdk_libsdkfeed_la_SOURCES = \
	plugins/sdk/design.c plugins/sdk/design.h \
	plugins/sdk/feed.c plugins/sdk/feed.h plugins/sdk/feed_parts.h \
	plugins/sdk/feed_row.c \
	plugins/sdk/paging.c plugins/sdk/paging.h \
	plugins/sdk/polled.c plugins/sdk/polled.h \
	plugins/sdk/question.c plugins/sdk/question.h \
	plugins/sdk/recall.c plugins/sdk/recall.h plugins/sdk/recall_ask.c

# What a provider over a feed is linked with.
FEED_LIBS = plugins/sdk/libsdkfeed.la plugins/sdk/libsdkrest.la \
	plugins/sdk/libsdkmapping.la plugins/sdk/libsdksignature.la

# For all that talk to HubSpot; list it before libsdkrest.
noinst_LTLIBRARIES += plugins/sdk/libsdkhubspot.la
plugins_sdk_libsdkhubspot_la_SOURCES = \
	plugins/sdk/hubspot.c plugins/sdk/hubspot.h
