# SPDX-License-Identifier: ISC
# What the test of a provider is linked with, besides the provider: its vendor
# on loopback (tests/fake/vendor.py) and what the core would hold.
check_LTLIBRARIES += tests/plugins/libvendorworld.la
tests_plugins_libvendorworld_la_SOURCES = tests/plugins/vendor_world.c \
	tests/plugins/vendor_world.h
VENDOR_CPP = $(TEST_CPP) -I$(top_srcdir)/tests/plugins
tests_plugins_libvendorworld_la_CPPFLAGS = $(VENDOR_CPP)
VENDOR_LIBS = tests/plugins/libvendorworld.la plugins/sdk/libsdkhttp.la \
	plugins/sdk/libsdksignature.la tests/fake/libfakeserver.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)
EXTRA_DIST += tests/fake/vendor.py

check_PROGRAMS += tests/plugins/test_feed tests/plugins/test_paging
TESTS += tests/plugins/test_feed tests/plugins/test_paging
tests_plugins_test_feed_SOURCES = tests/plugins/test_feed.c \
	tests/plugins/feed_world.c tests/plugins/feed_world.h
tests_plugins_test_feed_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_feed_LDADD = $(FEED_LIBS) tests/plugins/libfakehost.la \
	$(CMOCKA_LIBS)
tests_plugins_test_paging_CPPFLAGS = $(VENDOR_CPP)
tests_plugins_test_paging_LDADD = $(FEED_LIBS) tests/fake/libfakeserver.la \
	tests/plugins/libfakehost.la $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_recall
TESTS += tests/unit/test_recall
tests_unit_test_recall_CPPFLAGS = $(TEST_CPP)
tests_unit_test_recall_LDADD = plugins/sdk/libsdkfeed.la \
	plugins/sdk/libsdk.la $(CMOCKA_LIBS)
