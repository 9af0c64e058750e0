# SPDX-License-Identifier: ISC
EMAIL_TESTS = tests/plugins/test_address tests/plugins/test_mime \
	tests/plugins/test_body tests/plugins/test_message $(SMTP_TESTS)
SMTP_TESTS = tests/plugins/test_email tests/plugins/test_email_failures \
	tests/plugins/test_email_cut tests/plugins/test_email_mends \
	tests/plugins/test_email_settings tests/plugins/test_email_timeouts
check_PROGRAMS += $(EMAIL_TESTS) tests/plugins/mail_cases \
	tests/plugins/mail_send
TESTS += $(EMAIL_TESTS) tests/plugins/mail_readers.py \
	tests/plugins/mail_readers.sh tests/plugins/email_real.py
dist_check_SCRIPTS += tests/plugins/mail_readers.py \
	tests/plugins/mail_readers.sh tests/plugins/email_real.py
EXTRA_DIST += tests/plugins/mail_readers.js

EMAIL_TEST_LDADD = plugins/notifiers/email/libmail.la \
	plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_plugins_test_address_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_address_LDADD = $(EMAIL_TEST_LDADD)
tests_plugins_test_mime_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_mime_LDADD = $(EMAIL_TEST_LDADD)
tests_plugins_test_body_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_body_LDADD = $(EMAIL_TEST_LDADD)
tests_plugins_test_message_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_message_LDADD = $(EMAIL_TEST_LDADD)
tests_plugins_mail_cases_CPPFLAGS = $(TEST_CPP)
tests_plugins_mail_cases_LDADD = $(EMAIL_TEST_LDADD)

# A server, and the plugin in a host: what the tests of sending share.
check_LTLIBRARIES += tests/plugins/libemailworld.la
tests_plugins_libemailworld_la_SOURCES = tests/plugins/email_world.c \
	tests/plugins/email_world.h tests/plugins/smtp_server.c \
	tests/plugins/smtp_server.h
tests_plugins_libemailworld_la_CPPFLAGS = $(TEST_CPP)
EMAIL_PLUGIN = plugins/notifiers/email/libemail.la \
	plugins/notifiers/email/libmail.la tests/plugins/libfakehost.la
SMTP_TEST_LDADD = tests/plugins/libemailworld.la $(EMAIL_PLUGIN) \
	$(CMOCKA_LIBS)
tests_plugins_test_email_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_email_LDADD = $(SMTP_TEST_LDADD)
tests_plugins_test_email_failures_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_email_failures_LDADD = $(SMTP_TEST_LDADD)
tests_plugins_test_email_cut_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_email_cut_LDADD = $(SMTP_TEST_LDADD)
tests_plugins_test_email_mends_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_email_mends_LDADD = $(SMTP_TEST_LDADD)
tests_plugins_test_email_settings_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_email_settings_LDADD = $(SMTP_TEST_LDADD)
tests_plugins_test_email_timeouts_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_email_timeouts_LDADD = $(SMTP_TEST_LDADD)

tests_plugins_mail_send_CPPFLAGS = $(TEST_CPP)
tests_plugins_mail_send_LDADD = $(EMAIL_PLUGIN) $(CMOCKA_LIBS)
