# SPDX-License-Identifier: ISC
#
# `make bench` prints the figures; `make check` only sees that it works.
check_PROGRAMS += tests/bench/bench_store tests/bench/sink tests/bench/limits
tests_bench_bench_store_SOURCES = tests/bench/bench_store.c
tests_bench_bench_store_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
tests_bench_bench_store_LDADD = bot/libbot.la $(SQLITE_LIBS)
tests_bench_sink_SOURCES = tests/bench/sink.c
tests_bench_sink_LDADD = plugins/sdk/libsdk.la
tests_bench_limits_SOURCES = tests/bench/limits.c
tests_bench_limits_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS) $(CURL_CFLAGS)
tests_bench_limits_LDADD = plugins/sdk/libsdk.la $(SQLITE_LIBS) $(CURL_LIBS)

check_PROGRAMS += tests/bench/posts
tests_bench_posts_SOURCES = tests/bench/posts.c
tests_bench_posts_CPPFLAGS = $(AM_CPPFLAGS) $(MICROHTTPD_CFLAGS)
tests_bench_posts_LDADD = plugins/sdk/libsdk.la $(MICROHTTPD_LIBS)

TESTS += tests/bench/smoke.sh
dist_check_SCRIPTS += tests/bench/smoke.sh
EXTRA_DIST += tests/bench/bench.py tests/bench/bot.py tests/bench/answers.py \
	tests/bench/README.md

BENCHED = tests/bench/sink tests/bench/limits tests/bench/posts \
	bot/loopbell bot/loopbell-host bot/loopbell-web $(plugin_LTLIBRARIES)
bench: $(BENCHED)
	@BUILDDIR='$(abs_top_builddir)' PYTHONDONTWRITEBYTECODE=1 TZ=UTC \
	    $(PYTHON3) $(top_srcdir)/tests/bench/bench.py $(BENCH_OPTIONS)
.PHONY: bench
