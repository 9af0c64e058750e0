# SPDX-License-Identifier: ISC
SLACK_TESTS = tests/plugins/test_http tests/plugins/test_http_tls \
	tests/plugins/test_http_multi \
	tests/plugins/test_slack_deeds tests/plugins/test_slack_buttons \
	tests/plugins/test_slack_envelope \
	tests/plugins/test_slack_blocks tests/plugins/test_slack_body \
	tests/plugins/test_slack_text tests/plugins/test_slack_errors \
	tests/plugins/test_slack tests/plugins/test_slack_answers \
	tests/plugins/test_slack_find tests/plugins/test_slack_history \
	tests/plugins/test_slack_setup tests/plugins/test_slack_owner \
	tests/plugins/test_slack_killed
check_PROGRAMS += $(SLACK_TESTS)
TESTS += $(SLACK_TESTS)
tests_plugins_test_http_CPPFLAGS = $(TEST_CPP) $(CURL_CFLAGS)
tests_plugins_test_http_LDADD = tests/fake/libfakeserver.la \
	plugins/sdk/libsdkhttp.la plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_plugins_test_http_tls_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_http_tls_LDADD = $(tests_plugins_test_http_LDADD)

tests_plugins_test_http_multi_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_http_multi_LDADD = $(tests_plugins_test_http_LDADD)

# What is read of Slack, and the real host with the plugin as listener.
tests_plugins_test_slack_deeds_SOURCES = tests/plugins/test_slack_deeds.c \
	tests/plugins/slack_rules.c tests/plugins/slack_rules.h
tests_plugins_test_slack_deeds_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_deeds_LDADD = \
	plugins/notifiers/slack/libslackdeeds.la \
	plugins/notifiers/slack/libslackblocks.la plugins/sdk/libsdk.la \
	$(CMOCKA_LIBS)
tests_plugins_test_slack_envelope_SOURCES = \
	tests/plugins/test_slack_envelope.c \
	tests/plugins/slack_rules.c tests/plugins/slack_rules.h
tests_plugins_test_slack_envelope_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_envelope_LDADD = \
	$(tests_plugins_test_slack_deeds_LDADD)
tests_plugins_test_slack_buttons_SOURCES = tests/plugins/test_slack_buttons.c \
	tests/plugins/slack_rules.c tests/plugins/slack_rules.h
tests_plugins_test_slack_buttons_CPPFLAGS = $(SLACK_WORLD_CPP) $(LWS_CFLAGS)
tests_plugins_test_slack_buttons_LDADD = \
	plugins/notifiers/slack/libslack.la tests/plugins/libfakehost.la \
	$(SLACK_LIBS) $(CMOCKA_LIBS)
TESTS += tests/plugins/slack_listen.py tests/plugins/slack_tls.py
EXTRA_DIST += tests/plugins/slack_listen.py tests/plugins/slack_tls.py \
	tests/plugins/slack_core.py

SLACK_WORLD_CPP = $(TEST_CPP) -I$(top_srcdir)/tests/plugins
tests_plugins_test_slack_errors_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_slack_errors_LDADD = \
	plugins/notifiers/slack/libslack.la $(CMOCKA_LIBS)
tests_plugins_test_slack_blocks_SOURCES = tests/plugins/test_slack_blocks.c \
	tests/plugins/slack_rules.c tests/plugins/slack_rules.h
tests_plugins_test_slack_blocks_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_blocks_LDADD = \
	plugins/notifiers/slack/libslackblocks.la plugins/sdk/libsdk.la \
	$(CMOCKA_LIBS)
tests_plugins_test_slack_body_SOURCES = tests/plugins/test_slack_body.c \
	tests/plugins/slack_rules.c tests/plugins/slack_rules.h
tests_plugins_test_slack_body_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_body_LDADD = $(tests_plugins_test_slack_blocks_LDADD)
tests_plugins_test_slack_text_SOURCES = tests/plugins/test_slack_text.c \
	tests/plugins/slack_rules.c tests/plugins/slack_rules.h
tests_plugins_test_slack_text_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_text_LDADD = \
	plugins/notifiers/slack/libslackblocks.la plugins/sdk/libsdk.la \
	$(CMOCKA_LIBS)

# The plugin, a host that records, and a Slack on loopback.
SLACK_WORLD_LIBS = tests/plugins/libslackworld.la \
	tests/fake/libfakeserver.la tests/plugins/libfakehost.la \
	$(SLACK_LIBS) $(CMOCKA_LIBS)
check_LTLIBRARIES += tests/plugins/libslackworld.la
tests_plugins_libslackworld_la_SOURCES = tests/plugins/slack_world.c \
	tests/plugins/slack_world.h
tests_plugins_libslackworld_la_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_LDADD = $(SLACK_WORLD_LIBS)
tests_plugins_test_slack_answers_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_answers_LDADD = $(SLACK_WORLD_LIBS)
tests_plugins_test_slack_find_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_find_LDADD = $(SLACK_WORLD_LIBS)
tests_plugins_test_slack_history_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_history_LDADD = $(SLACK_WORLD_LIBS)
tests_plugins_test_slack_setup_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_setup_LDADD = $(SLACK_WORLD_LIBS)
tests_plugins_test_slack_owner_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_owner_LDADD = $(SLACK_WORLD_LIBS)
# This one starts loopbell-host with the plugin as it is installed.
tests_plugins_test_slack_killed_SOURCES = tests/plugins/test_slack_killed.c \
	tests/unit/talk.c tests/unit/talk.h
tests_plugins_test_slack_killed_CPPFLAGS = $(SLACK_WORLD_CPP)
tests_plugins_test_slack_killed_LDADD = $(SLACK_WORLD_LIBS)
