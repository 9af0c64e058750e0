# SPDX-License-Identifier: ISC
#
# The real loopbell-web over real sockets; the tests play the core.
WEB_PY_TESTS = tests/web/answers.py tests/web/limits.py tests/web/tls.py \
	tests/web/lws_hang.py tests/web/proxy.py
EXTRA_DIST += $(WEB_PY_TESTS) tests/web/core.py tests/web/lws_server.c \
	tests/web/lsan.supp tests/web/valgrind.supp
TESTS += $(WEB_PY_TESTS)

check_PROGRAMS += tests/web/lws_server
tests_web_lws_server_CPPFLAGS = $(AM_CPPFLAGS) $(LWS_CFLAGS)
tests_web_lws_server_LDADD = $(LWS_LIBS)
