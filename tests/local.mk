# SPDX-License-Identifier: ISC
#
# A test is a program that exits 0, or 77 to say that this machine lacks what
# it needs.  TEST_LIBS is cmocka; TEST_ENV tells tests where things are.
TEST_CPP = $(AM_CPPFLAGS) -I$(top_srcdir)/tests $(CMOCKA_CFLAGS) \
	-DSRCDIR='"$(abs_top_srcdir)"' -DBUILDDIR='"$(abs_top_builddir)"'

# What a plugin's test is linked with, next to the plugin's own objects and
# $(CMOCKA_LIBS): a host that records.  It brings libsdk and cJSON along.
check_LTLIBRARIES += tests/plugins/libfakehost.la
tests_plugins_libfakehost_la_SOURCES = tests/plugins/fake_host.c \
	tests/plugins/fake_host.h
tests_plugins_libfakehost_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-I$(top_srcdir)/tests/plugins
tests_plugins_libfakehost_la_LIBADD = bot/host/libwire.la
EXTRA_DIST += tests/test.h

# The longest first, so that none of them is left over for the end.
include tests/proof/build.mk
include tests/proof/local.mk
include tests/scenario/local.mk
if HAVE_CMOCKA
include tests/unit/sdk.mk
include tests/unit/config.mk
include tests/unit/store.mk
include tests/unit/decide.mk
include tests/unit/core.mk
include tests/unit/core2.mk
include tests/unit/revise.mk
include tests/unit/cases.mk
include tests/unit/commands.mk
include tests/unit/host.mk
include tests/unit/web.mk
include tests/plugins/accounts_csv.mk
include tests/plugins/console.mk
include tests/plugins/csv.mk
include tests/plugins/email.mk
include tests/plugins/feed.mk
include tests/plugins/folder.mk
include tests/plugins/formbricks.mk
include tests/plugins/http_json.mk
include tests/plugins/hubspot_feedback.mk
include tests/plugins/limesurvey.mk
include tests/plugins/posthog.mk
include tests/plugins/qualtrics.mk
include tests/plugins/question.mk
include tests/plugins/rest.mk
include tests/plugins/simplesat.mk
include tests/plugins/slack.mk
include tests/plugins/surveymonkey.mk
include tests/plugins/survicate.mk
include tests/plugins/trustpilot.mk
include tests/plugins/typeform.mk
include tests/plugins/webhook.mk
include tests/plugins/wootric.mk
include tests/plugins/zenloop.mk
endif
include tests/plugins/starter.mk
include tests/fake/local.mk
include tests/bad/local.mk
include tests/web/local.mk
include tests/bench/local.mk
include tests/fuzz/local.mk
include tests/lint/local.mk

AM_TESTS_ENVIRONMENT = SRCDIR='$(abs_top_srcdir)' \
	BUILDDIR='$(abs_top_builddir)' TZ=UTC LC_ALL=C.UTF-8 \
	PYTHONDONTWRITEBYTECODE=1 MAKE='$(MAKE)' CC='$(CC)' \
	LINT_CPPFLAGS='$(CJSON_CFLAGS) $(UV_CFLAGS) $(YAML_CFLAGS) \
	$(SQLITE_CFLAGS) $(CURL_CFLAGS) $(LWS_CFLAGS) \
	$(CMOCKA_CFLAGS)'; \
	export SRCDIR BUILDDIR TZ LC_ALL PYTHONDONTWRITEBYTECODE MAKE CC \
	LINT_CPPFLAGS;
