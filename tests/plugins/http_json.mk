# SPDX-License-Identifier: ISC
HTTP_JSON_TESTS = tests/plugins/test_http_json \
	tests/plugins/test_http_json_setup
check_PROGRAMS += $(HTTP_JSON_TESTS)
TESTS += $(HTTP_JSON_TESTS)
tests_plugins_test_http_json_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_http_json_LDADD = $(HTTP_JSON_LIBS) $(VENDOR_LIBS)
tests_plugins_test_http_json_setup_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_http_json_setup_LDADD = $(HTTP_JSON_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/paged.py

# Examples, each against its vendor.
EXAMPLE_TESTS = tests/plugins/test_asknicely tests/plugins/test_retently
check_PROGRAMS += $(EXAMPLE_TESTS)
TESTS += $(EXAMPLE_TESTS)
EXAMPLE = tests/plugins/example.c tests/plugins/example.h
EXAMPLE_LIBS = $(HTTP_JSON_LIBS) $(VENDOR_LIBS) bot/libbot.la
tests_plugins_test_asknicely_SOURCES = tests/plugins/test_asknicely.c \
	$(EXAMPLE)
tests_plugins_test_asknicely_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_asknicely_LDADD = $(EXAMPLE_LIBS)
tests_plugins_test_retently_SOURCES = tests/plugins/test_retently.c $(EXAMPLE)
tests_plugins_test_retently_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_retently_LDADD = $(EXAMPLE_LIBS)
EXTRA_DIST += tests/fake/asknicely.py tests/fake/retently.py
