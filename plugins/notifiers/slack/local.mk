# SPDX-License-Identifier: ISC
#
# How a notice looks in Slack is a library of its own: the folder notifier
# writes the same JSON to files.
noinst_LTLIBRARIES += plugins/notifiers/slack/libslackblocks.la
plugins_notifiers_slack_libslackblocks_la_SOURCES = \
	plugins/notifiers/slack/blocks.c plugins/notifiers/slack/blocks.h \
	plugins/notifiers/slack/text.c plugins/notifiers/slack/text.h
plugins_notifiers_slack_libslackblocks_la_LIBADD = plugins/sdk/libsdk.la
