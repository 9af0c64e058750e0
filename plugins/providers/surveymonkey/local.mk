# SPDX-License-Identifier: ISC
noinst_LTLIBRARIES += plugins/providers/surveymonkey/libsurveymonkey.la
plugins_providers_surveymonkey_libsurveymonkey_la_SOURCES = \
	plugins/providers/surveymonkey/answer.c \
	plugins/providers/surveymonkey/answer.h \
	plugins/providers/surveymonkey/budget.c \
	plugins/providers/surveymonkey/budget.h \
	plugins/providers/surveymonkey/monkey.h \
	plugins/providers/surveymonkey/pages.c \
	plugins/providers/surveymonkey/plugin.c \
	plugins/providers/surveymonkey/receive.c \
	plugins/providers/surveymonkey/survey.c \
	plugins/providers/surveymonkey/survey.h

# One convenience library does not hold another: it would be in a plugin twice.
SURVEYMONKEY_LIBS = plugins/providers/surveymonkey/libsurveymonkey.la \
	$(FEED_LIBS)

plugin_LTLIBRARIES += plugins/surveymonkey.la
plugins_surveymonkey_la_SOURCES =
plugins_surveymonkey_la_LDFLAGS = $(PLUGIN_LINK)
plugins_surveymonkey_la_LIBADD = $(SURVEYMONKEY_LIBS) plugins/sdk/libsdk.la

dist_man_MANS += plugins/providers/surveymonkey/loopbell-surveymonkey.7
