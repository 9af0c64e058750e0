# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/notifiers/folder/libfolder.la
plugins_notifiers_folder_libfolder_la_SOURCES = \
	plugins/notifiers/folder/files.c plugins/notifiers/folder/files.h \
	plugins/notifiers/folder/folder.c

plugin_LTLIBRARIES += plugins/folder.la
plugins_folder_la_SOURCES =
plugins_folder_la_LDFLAGS = $(PLUGIN_LINK)
plugins_folder_la_LIBADD = plugins/notifiers/folder/libfolder.la \
	plugins/notifiers/email/libmail.la \
	plugins/notifiers/slack/libslackblocks.la plugins/sdk/libsdk.la

dist_man_MANS += plugins/notifiers/folder/loopbell-folder.7
