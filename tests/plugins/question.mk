# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_question
TESTS += tests/plugins/test_question
tests_plugins_test_question_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_question_LDADD = plugins/sdk/libsdkfeed.la \
	plugins/sdk/libsdk.la $(CMOCKA_LIBS)
