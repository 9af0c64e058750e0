# SPDX-License-Identifier: ISC
SDK_TESTS = tests/unit/test_base64 tests/unit/test_buf tests/unit/test_error \
	tests/unit/test_html tests/unit/test_json tests/unit/test_mapping \
	tests/unit/test_number tests/unit/test_suggest tests/unit/test_utf8
check_PROGRAMS += $(SDK_TESTS)
TESTS += $(SDK_TESTS)
tests_unit_test_base64_CPPFLAGS = $(TEST_CPP)
tests_unit_test_base64_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_buf_CPPFLAGS = $(TEST_CPP)
tests_unit_test_buf_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_number_CPPFLAGS = $(TEST_CPP)
tests_unit_test_number_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_utf8_CPPFLAGS = $(TEST_CPP)
tests_unit_test_utf8_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_error_CPPFLAGS = $(TEST_CPP)
tests_unit_test_error_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_json_CPPFLAGS = $(TEST_CPP)
tests_unit_test_json_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_suggest_CPPFLAGS = $(TEST_CPP)
tests_unit_test_suggest_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_html_CPPFLAGS = $(TEST_CPP)
tests_unit_test_html_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_mapping_CPPFLAGS = $(TEST_CPP)
tests_unit_test_mapping_LDADD = plugins/sdk/libsdkmapping.la \
	plugins/sdk/libsdksignature.la plugins/sdk/libsdk.la $(CMOCKA_LIBS)

CSV_SDK_TESTS = tests/unit/test_charset tests/unit/test_csv \
	tests/unit/test_when tests/unit/test_cell
check_PROGRAMS += $(CSV_SDK_TESTS)
TESTS += $(CSV_SDK_TESTS)
tests_unit_test_charset_CPPFLAGS = $(TEST_CPP)
tests_unit_test_charset_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_csv_CPPFLAGS = $(TEST_CPP)
tests_unit_test_csv_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_when_CPPFLAGS = $(TEST_CPP)
tests_unit_test_when_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_cell_CPPFLAGS = $(TEST_CPP)
tests_unit_test_cell_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)

# What pushed requests need.
PUSH_SDK_TESTS = tests/unit/test_pointer tests/unit/test_json_read \
	tests/unit/test_form tests/unit/test_hmac tests/unit/test_signature \
	tests/unit/test_signature_rules tests/unit/test_signature_schemes
check_PROGRAMS += $(PUSH_SDK_TESTS)
TESTS += $(PUSH_SDK_TESTS)
tests_unit_test_pointer_CPPFLAGS = $(TEST_CPP)
tests_unit_test_pointer_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_json_read_CPPFLAGS = $(TEST_CPP)
tests_unit_test_json_read_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_form_CPPFLAGS = $(TEST_CPP)
tests_unit_test_form_LDADD = plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_hmac_CPPFLAGS = $(TEST_CPP)
tests_unit_test_hmac_LDADD = plugins/sdk/libsdksignature.la \
	plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_signature_CPPFLAGS = $(TEST_CPP)
tests_unit_test_signature_LDADD = plugins/sdk/libsdksignature.la \
	plugins/sdk/libsdk.la $(CMOCKA_LIBS)
tests_unit_test_signature_rules_CPPFLAGS = $(TEST_CPP)
tests_unit_test_signature_rules_LDADD = plugins/sdk/libsdksignature.la \
	plugins/sdk/libsdk.la $(CMOCKA_LIBS)
EXTRA_DIST += tests/unit/signature_fixture.h
tests_unit_test_signature_schemes_CPPFLAGS = $(TEST_CPP)
tests_unit_test_signature_schemes_LDADD = plugins/sdk/libsdksignature.la \
	plugins/sdk/libsdk.la $(CMOCKA_LIBS)
