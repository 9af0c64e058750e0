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
