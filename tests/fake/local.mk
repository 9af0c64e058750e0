# SPDX-License-Identifier: ISC
#
# Servers on loopback, in Python; libfakeserver starts one for a test.
EXTRA_DIST += tests/fake/lifetime.py tests/fake/web.py tests/fake/slack.py \
	tests/fake/blocks.py tests/fake/slack_socket.py
check_LTLIBRARIES += tests/fake/libfakeserver.la
tests_fake_libfakeserver_la_SOURCES = tests/fake/server.c tests/fake/server.h
tests_fake_libfakeserver_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DSRCDIR='"$(abs_top_srcdir)"' -DPYTHON3='"$(PYTHON3)"'
EXTRA_DIST += tests/fake/smtp.py tests/fake/certificates.sh
