# SPDX-License-Identifier: ISC
#
# HTTP for the core, in a process of its own: nothing of the core is linked.
noinst_LTLIBRARIES += bot/web/libweb.la
bot_web_libweb_la_SOURCES = \
	bot/web/conn.c bot/web/conn.h \
	bot/web/head.c bot/web/head.h \
	bot/web/health.c bot/web/health.h \
	bot/web/linger.c bot/web/linger.h \
	bot/web/link.c bot/web/link.h \
	bot/web/listen.c bot/web/listen.h \
	bot/web/metrics.c bot/web/metrics.h \
	bot/web/orders.c bot/web/orders.h \
	bot/web/peer.c bot/web/peer.h \
	bot/web/rate.c bot/web/rate.h \
	bot/web/refusal.c bot/web/refusal.h \
	bot/web/reply.c bot/web/reply.h \
	bot/web/request.c bot/web/request.h \
	bot/web/server.c bot/web/server.h \
	bot/web/settings.c bot/web/settings.h \
	bot/web/tally.h \
	bot/web/target.c bot/web/target.h \
	bot/web/waiting.c bot/web/waiting.h \
	bot/web/web.c bot/web/web.h
bot_web_libweb_la_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS) $(MICROHTTPD_CFLAGS)
bot_web_libweb_la_LIBADD = bot/host/libwire.la $(MICROHTTPD_LIBS) $(UV_LIBS)

# It stands beside the program that starts it (bot/paths.c).
pkglibexec_PROGRAMS += bot/loopbell-web
bot_loopbell_web_SOURCES = bot/web/main.c \
	bot/host/protect.c bot/host/protect.h
bot_loopbell_web_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS) $(MICROHTTPD_CFLAGS)
bot_loopbell_web_LDADD = bot/web/libweb.la
EXTRA_DIST += bot/web/README.md
dist_man_MANS += bot/web/loopbell-web.8
