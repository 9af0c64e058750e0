# SPDX-License-Identifier: ISC
#
# Everything of the program but main() is one convenience library, so that a
# test links just the objects it names.
noinst_LTLIBRARIES += bot/libbot.la
bot_libbot_la_SOURCES = bot/crash_point.h bot/paths.c bot/paths.h
bot_libbot_la_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS) $(SQLITE_CFLAGS) \
	$(YAML_CFLAGS) -DBINDIR='"$(bindir)"' -DPKGDATADIR='"$(pkgdatadir)"' \
	-DPLUGINDIR='"$(plugindir)"' -DPKGLIBEXECDIR='"$(pkglibexecdir)"'
bot_libbot_la_LIBADD = plugins/sdk/libsdksignature.la plugins/sdk/libsdk.la $(UV_LIBS) $(SQLITE_LIBS) \
	$(YAML_LIBS) -lm

include bot/config/local.mk
include bot/store/local.mk
include bot/decide/local.mk
include bot/core/local.mk
include bot/commands/local.mk
include bot/host/local.mk
include bot/web/local.mk

dist_man_MANS += bot/loopbell.1
EXTRA_DIST += bot/README.md
