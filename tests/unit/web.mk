# SPDX-License-Identifier: ISC
#
# The parts of loopbell-web; tests/web asks the whole.
WEB_TESTS = tests/unit/test_head tests/unit/test_target \
	tests/unit/test_peer tests/unit/test_rate tests/unit/test_metrics \
	tests/unit/test_waiting tests/unit/test_settings tests/unit/test_link
check_PROGRAMS += $(WEB_TESTS)
TESTS += $(WEB_TESTS)
WEB_TEST_CPP = $(TEST_CPP) $(UV_CFLAGS) $(MICROHTTPD_CFLAGS) \
	-I$(top_srcdir)/tests/unit
WEB_TEST_LIBS = bot/web/libweb.la $(UV_LIBS) $(CMOCKA_LIBS)
tests_unit_test_head_CPPFLAGS = $(WEB_TEST_CPP)
tests_unit_test_head_LDADD = $(WEB_TEST_LIBS)
tests_unit_test_target_CPPFLAGS = $(WEB_TEST_CPP)
tests_unit_test_target_LDADD = $(WEB_TEST_LIBS)
tests_unit_test_peer_CPPFLAGS = $(WEB_TEST_CPP)
tests_unit_test_peer_LDADD = $(WEB_TEST_LIBS)
tests_unit_test_rate_CPPFLAGS = $(WEB_TEST_CPP)
tests_unit_test_rate_LDADD = $(WEB_TEST_LIBS)
tests_unit_test_metrics_CPPFLAGS = $(WEB_TEST_CPP)
tests_unit_test_metrics_LDADD = $(WEB_TEST_LIBS)
tests_unit_test_waiting_CPPFLAGS = $(WEB_TEST_CPP)
tests_unit_test_waiting_LDADD = $(WEB_TEST_LIBS)
tests_unit_test_settings_CPPFLAGS = $(WEB_TEST_CPP)
tests_unit_test_settings_LDADD = $(WEB_TEST_LIBS)
tests_unit_test_link_CPPFLAGS = $(WEB_TEST_CPP)
tests_unit_test_link_LDADD = $(WEB_TEST_LIBS)
