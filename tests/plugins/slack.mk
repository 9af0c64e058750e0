# SPDX-License-Identifier: ISC
SLACK_TESTS = tests/plugins/test_http
check_PROGRAMS += $(SLACK_TESTS)
TESTS += $(SLACK_TESTS)
tests_plugins_test_http_CPPFLAGS = $(TEST_CPP) $(CURL_CFLAGS)
tests_plugins_test_http_LDADD = tests/fake/libfakeserver.la \
	plugins/sdk/libsdkhttp.la plugins/sdk/libsdk.la $(CMOCKA_LIBS)
