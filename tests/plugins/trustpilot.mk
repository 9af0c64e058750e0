# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_trustpilot
TESTS += tests/plugins/test_trustpilot
tests_plugins_test_trustpilot_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_trustpilot_LDADD = $(TRUSTPILOT_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/trustpilot.py
