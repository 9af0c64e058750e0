# SPDX-License-Identifier: ISC
#
# `make proof` runs the ten proofs; `make check` a short form of each.
PROOF_PARTS = tests/proof/loadgen tests/proof/sink tests/proof/smtp_sink \
	tests/proof/tally
check_PROGRAMS += $(PROOF_PARTS)
check_LTLIBRARIES += tests/proof/libproof.la tests/proof/shim.la
tests_proof_libproof_la_SOURCES = \
	tests/proof/message.c tests/proof/message.h \
	tests/proof/record.c tests/proof/record.h \
	tests/proof/server.c tests/proof/server.h
tests_proof_libproof_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_proof_libproof_la_LIBADD = plugins/sdk/libsdk.la
tests_proof_loadgen_SOURCES = tests/proof/loadgen.c \
	tests/proof/load.c tests/proof/load.h \
	tests/proof/poster.c tests/proof/poster.h
tests_proof_loadgen_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_proof_loadgen_LDADD = tests/proof/libproof.la
tests_proof_sink_SOURCES = tests/proof/sink.c \
	tests/proof/workspace.c tests/proof/workspace.h
tests_proof_sink_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_proof_sink_LDADD = tests/proof/libproof.la
tests_proof_smtp_sink_SOURCES = tests/proof/smtp_sink.c
tests_proof_smtp_sink_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_proof_smtp_sink_LDADD = tests/proof/libproof.la
tests_proof_tally_SOURCES = tests/proof/tally.c
tests_proof_tally_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_proof_tally_LDADD = tests/proof/libproof.la
tests_proof_shim_la_SOURCES = tests/proof/shim.c
tests_proof_shim_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_proof_shim_la_CFLAGS = $(WARN_CFLAGS)
tests_proof_shim_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
tests_proof_shim_la_LIBADD = $(DL_LIBS)

PROOF_FILES = tests/proof/broken.py tests/proof/changing.py \
	tests/proof/clocks.py tests/proof/kills.py tests/proof/parts.py \
	tests/proof/points.py tests/proof/proof.py tests/proof/slow.py \
	tests/proof/world.py
EXTRA_DIST += $(PROOF_FILES) tests/proof/README.md
TESTS += tests/proof/tools.py
# Not with sanitizers: they take too long to start again and again, and half of
# the proofs want the shim, which they do not bear.
if !SANITIZERS
TESTS += tests/proof/short.sh
check_DATA += proof-programs
endif
dist_check_SCRIPTS += tests/proof/short.sh tests/proof/tools.py

# It needs all that a bot needs, and the programs with crash points.
PROVED = $(PROOF_PARTS) tests/proof/shim.la bot/loopbell bot/loopbell-host \
	bot/loopbell-web $(plugin_LTLIBRARIES) proof-programs
proof: $(PROVED)
	@BUILDDIR='$(abs_top_builddir)' SRCDIR='$(abs_top_srcdir)' TZ=UTC \
	    PYTHONDONTWRITEBYTECODE=1 $(PYTHON3) \
	    $(top_srcdir)/tests/proof/proof.py $(PROOF_OPTIONS)
.PHONY: proof
