# SPDX-License-Identifier: ISC
LIMESURVEY_TESTS = tests/plugins/test_limesurvey \
	tests/plugins/test_limesurvey_place \
	tests/plugins/test_limesurvey_questions \
	tests/plugins/test_limesurvey_recorded \
	tests/plugins/test_limesurvey_setup tests/plugins/test_limesurvey_walk
check_PROGRAMS += $(LIMESURVEY_TESTS)
TESTS += $(LIMESURVEY_TESTS)
LIMESURVEY_CPP = $(VENDOR_CPP) -I$(top_srcdir)/plugins/providers/limesurvey
LIMESURVEY_TEST_LIBS = $(LIMESURVEY_LIBS) $(VENDOR_LIBS)
tests_plugins_test_limesurvey_CPPFLAGS = $(LIMESURVEY_CPP)
tests_plugins_test_limesurvey_LDADD = $(LIMESURVEY_TEST_LIBS)
tests_plugins_test_limesurvey_place_CPPFLAGS = $(LIMESURVEY_CPP)
tests_plugins_test_limesurvey_place_LDADD = $(LIMESURVEY_LIBS) \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
tests_plugins_test_limesurvey_questions_CPPFLAGS = $(LIMESURVEY_CPP)
tests_plugins_test_limesurvey_questions_LDADD = $(LIMESURVEY_TEST_LIBS)
tests_plugins_test_limesurvey_recorded_CPPFLAGS = $(LIMESURVEY_CPP) \
	-DSRCDIR='"$(abs_top_srcdir)"'
tests_plugins_test_limesurvey_recorded_LDADD = $(LIMESURVEY_TEST_LIBS)
tests_plugins_test_limesurvey_setup_CPPFLAGS = $(LIMESURVEY_CPP)
tests_plugins_test_limesurvey_setup_LDADD = $(LIMESURVEY_TEST_LIBS)
tests_plugins_test_limesurvey_walk_CPPFLAGS = $(LIMESURVEY_CPP)
tests_plugins_test_limesurvey_walk_LDADD = $(LIMESURVEY_TEST_LIBS)
EXTRA_DIST += tests/fake/limesurvey.py tests/data/limesurvey.json
