# SPDX-License-Identifier: ISC
#
# How a notice looks in Slack is a library of its own: the folder notifier
# writes the same JSON to files.
noinst_LTLIBRARIES += plugins/notifiers/slack/libslackblocks.la
plugins_notifiers_slack_libslackblocks_la_SOURCES = \
	plugins/notifiers/slack/blocks.c plugins/notifiers/slack/blocks.h \
	plugins/notifiers/slack/body.c plugins/notifiers/slack/body.h \
	plugins/notifiers/slack/buttons.c plugins/notifiers/slack/buttons.h \
	plugins/notifiers/slack/receipt.c plugins/notifiers/slack/receipt.h \
	plugins/notifiers/slack/text.c plugins/notifiers/slack/text.h \
	plugins/notifiers/slack/words.c plugins/notifiers/slack/words.h

# What Slack tells about what somebody did there, read: no input or output.
noinst_LTLIBRARIES += plugins/notifiers/slack/libslackdeeds.la
plugins_notifiers_slack_libslackdeeds_la_SOURCES = \
	plugins/notifiers/slack/deed.c plugins/notifiers/slack/deed.h \
	plugins/notifiers/slack/dialog.c plugins/notifiers/slack/dialog.h \
	plugins/notifiers/slack/envelope.c \
	plugins/notifiers/slack/envelope.h \
	plugins/notifiers/slack/flood.c plugins/notifiers/slack/flood.h \
	plugins/notifiers/slack/reply.c plugins/notifiers/slack/reply.h

# All else of the plugin, for its tests.
noinst_LTLIBRARIES += plugins/notifiers/slack/libslack.la
plugins_notifiers_slack_libslack_la_SOURCES = \
	plugins/notifiers/slack/acting.c plugins/notifiers/slack/acting.h \
	plugins/notifiers/slack/api.c plugins/notifiers/slack/api.h \
	plugins/notifiers/slack/api_parts.h \
	plugins/notifiers/slack/asks.c plugins/notifiers/slack/asks.h \
	plugins/notifiers/slack/cache.c plugins/notifiers/slack/cache.h \
	plugins/notifiers/slack/deliver.c \
	plugins/notifiers/slack/errors.c plugins/notifiers/slack/errors.h \
	plugins/notifiers/slack/find.c \
	plugins/notifiers/slack/link.c plugins/notifiers/slack/link.h \
	plugins/notifiers/slack/listen.c \
	plugins/notifiers/slack/owner.c plugins/notifiers/slack/owner.h \
	plugins/notifiers/slack/people.c plugins/notifiers/slack/people.h \
	plugins/notifiers/slack/places.c plugins/notifiers/slack/places.h \
	plugins/notifiers/slack/plugin.c \
	plugins/notifiers/slack/probe.c \
	plugins/notifiers/slack/slack.h \
	plugins/notifiers/slack/socket.c plugins/notifiers/slack/socket.h \
	plugins/notifiers/slack/webhook.c \
	plugins/notifiers/slack/who.c plugins/notifiers/slack/who.h
plugins_notifiers_slack_libslack_la_CPPFLAGS = $(AM_CPPFLAGS) $(LWS_CFLAGS)
plugins_notifiers_slack_libslack_la_LIBADD = $(LWS_LIBS)

# One convenience library does not hold another: it would be in a plugin twice.
SLACK_LIBS = plugins/notifiers/slack/libslack.la \
	plugins/notifiers/slack/libslackdeeds.la \
	plugins/notifiers/slack/libslackblocks.la \
	plugins/sdk/libsdkhttp.la plugins/sdk/libsdk.la

plugin_LTLIBRARIES += plugins/slack.la
plugins_slack_la_SOURCES =
plugins_slack_la_LDFLAGS = $(PLUGIN_LINK)
plugins_slack_la_LIBADD = $(SLACK_LIBS)

dist_man_MANS += plugins/notifiers/slack/loopbell-slack.7
