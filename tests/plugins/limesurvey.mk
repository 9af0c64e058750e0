# SPDX-License-Identifier: ISC
LIMESURVEY_TESTS = tests/plugins/test_limesurvey
check_PROGRAMS += $(LIMESURVEY_TESTS)
TESTS += $(LIMESURVEY_TESTS)
LIMESURVEY_CPP = $(VENDOR_CPP) -I$(top_srcdir)/plugins/providers/limesurvey
LIMESURVEY_TEST_LIBS = $(LIMESURVEY_LIBS) $(VENDOR_LIBS)
tests_plugins_test_limesurvey_CPPFLAGS = $(LIMESURVEY_CPP)
tests_plugins_test_limesurvey_LDADD = $(LIMESURVEY_TEST_LIBS)
EXTRA_DIST += tests/fake/limesurvey.py
