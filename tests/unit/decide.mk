# SPDX-License-Identifier: ISC
DECIDE_TESTS = tests/unit/test_mustache tests/unit/test_condition \
	tests/unit/test_drivers
check_PROGRAMS += $(DECIDE_TESTS)
TESTS += $(DECIDE_TESTS)
tests_unit_test_mustache_CPPFLAGS = $(TEST_CPP)
tests_unit_test_mustache_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_condition_CPPFLAGS = $(TEST_CPP)
tests_unit_test_condition_LDADD = bot/libbot.la $(CMOCKA_LIBS)
tests_unit_test_drivers_CPPFLAGS = $(TEST_CPP)
tests_unit_test_drivers_LDADD = bot/libbot.la $(CMOCKA_LIBS)
EXTRA_DIST += tests/data/mustache/README.md tests/data/mustache/LICENSE \
	tests/data/mustache/interpolation.json \
	tests/data/mustache/sections.json tests/data/mustache/inverted.json \
	tests/data/mustache/comments.json
