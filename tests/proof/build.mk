# SPDX-License-Identifier: ISC
#
# `make proof-programs`: the programs again, with crash points
# (bot/crash_point.h), in a folder that looks like bot/ to them (bot/paths.c).
PROOF_CPP = -DLOOPBELL_CRASH_POINTS
PROOF_BUILT = tests/proof/bin/loopbell tests/proof/bin/loopbell-host \
	tests/proof/bin/loopbell-web
EXTRA_PROGRAMS += $(PROOF_BUILT)

tests_proof_bin_loopbell_SOURCES = $(bot_loopbell_SOURCES) \
	$(bot_libbot_la_SOURCES) bot/crash_point.c
tests_proof_bin_loopbell_CPPFLAGS = $(bot_libbot_la_CPPFLAGS) $(PROOF_CPP)
tests_proof_bin_loopbell_LDADD = $(bot_libbot_la_LIBADD) $(DL_LIBS)

tests_proof_bin_loopbell_host_SOURCES = $(bot_loopbell_host_SOURCES) \
	bot/crash_point.c
tests_proof_bin_loopbell_host_CPPFLAGS = $(AM_CPPFLAGS) $(PROOF_CPP)
tests_proof_bin_loopbell_host_LDFLAGS = $(bot_loopbell_host_LDFLAGS)
tests_proof_bin_loopbell_host_LDADD = $(bot_loopbell_host_LDADD)

tests_proof_bin_loopbell_web_SOURCES = $(bot_loopbell_web_SOURCES) \
	$(bot_web_libweb_la_SOURCES) bot/crash_point.c
tests_proof_bin_loopbell_web_CPPFLAGS = $(bot_web_libweb_la_CPPFLAGS) \
	$(PROOF_CPP)
tests_proof_bin_loopbell_web_LDADD = $(bot_web_libweb_la_LIBADD) $(DL_LIBS)

tests/proof/bin/share: $(PROOF_BUILT)
	rm -f $@ tests/proof/plugins
	ln -s ../../../bot/share $@
	ln -s ../../plugins tests/proof/plugins
proof-programs: tests/proof/bin/share $(plugin_LTLIBRARIES)
.PHONY: proof-programs
CLEANFILES += $(PROOF_BUILT) tests/proof/bin/share tests/proof/plugins
