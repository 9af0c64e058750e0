# SPDX-License-Identifier: ISC
HUBSPOT_TESTS = tests/plugins/test_hubspot_feedback tests/plugins/test_hubspot
check_PROGRAMS += $(HUBSPOT_TESTS)
TESTS += $(HUBSPOT_TESTS)
tests_plugins_test_hubspot_feedback_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_hubspot_feedback_LDADD = $(HUBSPOT_FEEDBACK_LIBS) \
	$(VENDOR_LIBS)
tests_plugins_test_hubspot_CPPFLAGS = $(TEST_CPP)
tests_plugins_test_hubspot_LDADD = plugins/sdk/libsdkhubspot.la \
	plugins/sdk/libsdkrest.la tests/plugins/libfakehost.la $(CMOCKA_LIBS)
EXTRA_DIST += tests/fake/hubspot.py
