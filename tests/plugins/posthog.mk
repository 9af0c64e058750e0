# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_posthog
TESTS += tests/plugins/test_posthog
tests_plugins_test_posthog_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_posthog_LDADD = $(POSTHOG_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/posthog.py
