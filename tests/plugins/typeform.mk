# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_typeform
TESTS += tests/plugins/test_typeform
tests_plugins_test_typeform_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_typeform_LDADD = $(TYPEFORM_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/typeform.py
