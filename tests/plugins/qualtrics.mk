# SPDX-License-Identifier: ISC
QUALTRICS_TESTS = tests/plugins/test_qualtrics \
	tests/plugins/test_qualtrics_event tests/plugins/test_qualtrics_export
check_PROGRAMS += $(QUALTRICS_TESTS)
TESTS += $(QUALTRICS_TESTS)
tests_plugins_test_qualtrics_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_qualtrics_LDADD = $(QUALTRICS_LIBS) $(VENDOR_LIBS)
tests_plugins_test_qualtrics_event_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_qualtrics_event_LDADD = $(QUALTRICS_LIBS) $(VENDOR_LIBS)
tests_plugins_test_qualtrics_export_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_qualtrics_export_LDADD = $(QUALTRICS_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/qualtrics.py
