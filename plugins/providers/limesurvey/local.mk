# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/limesurvey/liblimesurvey.la
plugins_providers_limesurvey_liblimesurvey_la_SOURCES = \
	plugins/providers/limesurvey/limesurvey.h \
	plugins/providers/limesurvey/people.c \
	plugins/providers/limesurvey/place.c \
	plugins/providers/limesurvey/place.h \
	plugins/providers/limesurvey/plugin.c \
	plugins/providers/limesurvey/poll.c \
	plugins/providers/limesurvey/probe.c \
	plugins/providers/limesurvey/questions.c \
	plugins/providers/limesurvey/row.c \
	plugins/providers/limesurvey/rpc.c \
	plugins/providers/limesurvey/scale.c \
	plugins/providers/limesurvey/walk.c

LIMESURVEY_LIBS = plugins/providers/limesurvey/liblimesurvey.la $(FEED_LIBS)

plugin_LTLIBRARIES += plugins/limesurvey.la
plugins_limesurvey_la_SOURCES =
plugins_limesurvey_la_LDFLAGS = $(PLUGIN_LINK)
plugins_limesurvey_la_LIBADD = $(LIMESURVEY_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/limesurvey/loopbell-limesurvey.7
