# SPDX-License-Identifier: ISC
check_PROGRAMS += tests/plugins/test_simplesat
TESTS += tests/plugins/test_simplesat
tests_plugins_test_simplesat_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_simplesat_LDADD = $(SIMPLESAT_LIBS) $(VENDOR_LIBS)
EXTRA_DIST += tests/fake/simplesat.py
