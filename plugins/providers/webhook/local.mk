# SPDX-License-Identifier: ISC
#
# A library of its own, so that the tests link the same objects.
noinst_LTLIBRARIES += plugins/providers/webhook/libwebhook.la
plugins_providers_webhook_libwebhook_la_SOURCES = \
	plugins/providers/webhook/import.c \
	plugins/providers/webhook/plugin.c \
	plugins/providers/webhook/probe.c \
	plugins/providers/webhook/provider.h \
	plugins/providers/webhook/settings.c \
	plugins/providers/webhook/settings.h

# One convenience library does not hold another: it would be in a plugin twice.
WEBHOOK_LIBS = plugins/providers/webhook/libwebhook.la \
	plugins/sdk/libsdkmapping.la plugins/sdk/libsdksignature.la

plugin_LTLIBRARIES += plugins/webhook.la
plugins_webhook_la_SOURCES =
plugins_webhook_la_LDFLAGS = $(PLUGIN_LINK)
plugins_webhook_la_LIBADD = $(WEBHOOK_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/webhook/loopbell-webhook.7
