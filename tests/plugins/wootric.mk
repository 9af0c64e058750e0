# SPDX-License-Identifier: ISC
WOOTRIC_TESTS = tests/plugins/test_wootric tests/plugins/test_wootric_push
check_PROGRAMS += $(WOOTRIC_TESTS)
TESTS += $(WOOTRIC_TESTS)
tests_plugins_test_wootric_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_wootric_LDADD = $(WOOTRIC_LIBS) $(VENDOR_LIBS)
tests_plugins_test_wootric_push_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_wootric_push_LDADD = $(WOOTRIC_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/wootric.py
