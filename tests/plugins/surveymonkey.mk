# SPDX-License-Identifier: ISC
SURVEYMONKEY_TESTS = tests/plugins/test_surveymonkey \
	tests/plugins/test_surveymonkey_budget
check_PROGRAMS += $(SURVEYMONKEY_TESTS)
TESTS += $(SURVEYMONKEY_TESTS)
tests_plugins_test_surveymonkey_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_surveymonkey_LDADD = $(SURVEYMONKEY_LIBS) $(VENDOR_LIBS)
tests_plugins_test_surveymonkey_budget_CPPFLAGS = $(VENDOR_CPP) \
	-I$(top_srcdir)/plugins/providers
tests_plugins_test_surveymonkey_budget_LDADD = $(SURVEYMONKEY_LIBS) \
	$(VENDOR_LIBS)
EXTRA_DIST += tests/fake/surveymonkey.py
