# SPDX-License-Identifier: ISC
EMAIL_TESTS = tests/plugins/test_address tests/plugins/test_mime \
	tests/plugins/test_message tests/plugins/test_email
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
tests_plugins_test_message_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_message_LDADD = $(EMAIL_TEST_LDADD)
tests_plugins_mail_cases_CPPFLAGS = $(TEST_CPP)
tests_plugins_mail_cases_LDADD = $(EMAIL_TEST_LDADD)

tests_plugins_test_email_SOURCES = tests/plugins/test_email.c \
	tests/plugins/smtp_server.c tests/plugins/smtp_server.h
tests_plugins_test_email_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_email_LDADD = plugins/notifiers/email/libemail.la \
	plugins/notifiers/email/libmail.la tests/plugins/libfakehost.la \
	$(CMOCKA_LIBS)

tests_plugins_mail_send_CPPFLAGS = $(TEST_CPP)
tests_plugins_mail_send_LDADD = $(tests_plugins_test_email_LDADD)
