# SPDX-License-Identifier: ISC
SLACK_TESTS = tests/plugins/test_http tests/plugins/test_slack_blocks
check_PROGRAMS += $(SLACK_TESTS)
TESTS += $(SLACK_TESTS)
tests_plugins_test_http_CPPFLAGS = $(TEST_CPP) $(CURL_CFLAGS)
tests_plugins_test_http_LDADD = tests/fake/libfakeserver.la \
	plugins/sdk/libsdkhttp.la plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_plugins_test_slack_blocks_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_slack_blocks_LDADD = \
	plugins/notifiers/slack/libslackblocks.la plugins/sdk/libsdk.la \
	$(CMOCKA_LIBS)
