# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_survicate
TESTS += tests/plugins/test_survicate
tests_plugins_test_survicate_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_survicate_LDADD = $(SURVICATE_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/survicate.py
