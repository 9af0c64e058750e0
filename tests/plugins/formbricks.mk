# SPDX-License-Identifier: ISC
FORMBRICKS_TESTS = tests/plugins/test_formbricks \
	tests/plugins/test_formbricks_push
check_PROGRAMS += $(FORMBRICKS_TESTS)
TESTS += $(FORMBRICKS_TESTS)
tests_plugins_test_formbricks_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_formbricks_LDADD = $(FORMBRICKS_LIBS) $(VENDOR_LIBS)
tests_plugins_test_formbricks_push_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_formbricks_push_LDADD = $(FORMBRICKS_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/formbricks.py
