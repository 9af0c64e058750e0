# SPDX-License-Identifier: ISC
HOST_TESTS = tests/unit/test_fake_host
check_PROGRAMS += $(HOST_TESTS)
TESTS += $(HOST_TESTS)
tests_unit_test_fake_host_CPPFLAGS = $(TEST_CPP) -I$(top_srcdir)/tests/plugins
tests_unit_test_fake_host_LDADD = tests/plugins/libfakehost.la $(CMOCKA_LIBS)
