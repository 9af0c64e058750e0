# SPDX-License-Identifier: ISC
#
# What the host and the fake host of the plugins' tests share.
noinst_LTLIBRARIES += bot/host/libwire.la
bot_host_libwire_la_SOURCES = \
	bot/host/keep.c bot/host/keep.h \
	bot/host/options.c bot/host/options.h \
	bot/host/table.c bot/host/table.h \
	bot/host/wire.c bot/host/wire.h \
	bot/host/wire_read.c bot/host/wire_read.h
bot_host_libwire_la_LIBADD = plugins/sdk/libsdk.la

noinst_LTLIBRARIES += bot/host/libhost.la
bot_host_libhost_la_SOURCES = \
	bot/host/lines.c bot/host/lines.h \
	bot/host/load.c bot/host/load.h
bot_host_libhost_la_LIBADD = bot/host/libwire.la $(DL_LIBS)

# Nothing heavier than libc and cJSON: what a plugin needs, the plugin links.
# The program shows its lb_ functions to what it loads.  It stands beside the
# program that starts it (bot/paths.c).
pkglibexec_PROGRAMS += bot/loopbell-host
bot_loopbell_host_SOURCES = \
	bot/host/calls.c \
	bot/host/host.c bot/host/host.h \
	bot/host/jobs.c \
	bot/host/main.c \
	bot/host/protect.c bot/host/protect.h \
	bot/host/setup.c bot/host/setup.h
bot_loopbell_host_LDADD = bot/host/libhost.la
bot_loopbell_host_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
