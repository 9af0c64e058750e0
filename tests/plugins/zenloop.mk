# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_zenloop
TESTS += tests/plugins/test_zenloop
tests_plugins_test_zenloop_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_zenloop_LDADD = $(ZENLOOP_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/zenloop.py
