# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_folder
TESTS += tests/plugins/test_folder
tests_plugins_test_folder_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_folder_LDADD = plugins/notifiers/folder/libfolder.la \
	plugins/notifiers/email/libmail.la \
	plugins/notifiers/slack/libslackblocks.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
