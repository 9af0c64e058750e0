# SPDX-License-Identifier: ISC
WEBHOOK_TESTS = tests/plugins/test_webhook \
	tests/plugins/test_webhook_values tests/plugins/test_webhook_setup \
	tests/plugins/test_webhook_import
check_PROGRAMS += $(WEBHOOK_TESTS)
TESTS += $(WEBHOOK_TESTS)
WEBHOOK_TEST_CPP = $(TEST_CPP) -I$(top_srcdir)/tests/plugins
WEBHOOK_TEST_LIBS = $(WEBHOOK_LIBS) tests/plugins/libfakehost.la \
	$(CMOCKA_LIBS)
WEBHOOK_WORLD = tests/plugins/webhook_world.c tests/plugins/webhook_world.h
tests_plugins_test_webhook_SOURCES = tests/plugins/test_webhook.c \
	$(WEBHOOK_WORLD)
tests_plugins_test_webhook_CPPFLAGS = $(WEBHOOK_TEST_CPP)
tests_plugins_test_webhook_LDADD = $(WEBHOOK_TEST_LIBS)
tests_plugins_test_webhook_values_SOURCES = \
	tests/plugins/test_webhook_values.c $(WEBHOOK_WORLD)
tests_plugins_test_webhook_values_CPPFLAGS = $(WEBHOOK_TEST_CPP)
tests_plugins_test_webhook_values_LDADD = $(WEBHOOK_TEST_LIBS)
tests_plugins_test_webhook_setup_SOURCES = tests/plugins/test_webhook_setup.c \
	$(WEBHOOK_WORLD)
tests_plugins_test_webhook_setup_CPPFLAGS = $(WEBHOOK_TEST_CPP)
tests_plugins_test_webhook_setup_LDADD = $(WEBHOOK_TEST_LIBS)
tests_plugins_test_webhook_import_SOURCES = \
	tests/plugins/test_webhook_import.c $(WEBHOOK_WORLD)
tests_plugins_test_webhook_import_CPPFLAGS = $(WEBHOOK_TEST_CPP)
tests_plugins_test_webhook_import_LDADD = $(WEBHOOK_TEST_LIBS)
