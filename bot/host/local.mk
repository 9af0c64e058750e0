# SPDX-License-Identifier: ISC
#
# What the host and the fake host of the plugins' tests share.
noinst_LTLIBRARIES += bot/host/libwire.la
bot_host_libwire_la_SOURCES = \
	bot/host/base64.c bot/host/base64.h \
	bot/host/keep.c bot/host/keep.h \
	bot/host/options.c bot/host/options.h \
	bot/host/table.c bot/host/table.h \
	bot/host/wire.c bot/host/wire.h \
	bot/host/wire_read.c bot/host/wire_read.h
bot_host_libwire_la_LIBADD = plugins/sdk/libsdk.la
