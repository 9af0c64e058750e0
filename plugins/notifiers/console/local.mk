# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/notifiers/console/libconsole.la
plugins_notifiers_console_libconsole_la_SOURCES = \
	plugins/notifiers/console/console.c

plugin_LTLIBRARIES += plugins/console.la
plugins_console_la_SOURCES =
plugins_console_la_LDFLAGS = $(PLUGIN_LINK)
plugins_console_la_LIBADD = plugins/notifiers/console/libconsole.la \
	plugins/notifiers/email/libmail.la plugins/sdk/libsdk.la

dist_man_MANS += plugins/notifiers/console/loopbell-console.7
