# SPDX-License-Identifier: ISC
#
# `make proof-programs`: the programs again, with crash points
# (bot/crash_point.h), in a folder that looks like bot/ to them (bot/paths.c).
PROOF_CPP = -DLOOPBELL_CRASH_POINTS
PROOF_BUILT = tests/proof/bin/loopbell tests/proof/bin/loopbell-host \
	tests/proof/bin/loopbell-web
EXTRA_PROGRAMS += $(PROOF_BUILT)

# What has a crash point is compiled again; the linker takes the rest, and no
# second one of these, from the libraries.  A file that is missing here has
# points that proof 3 does not reach, and says so.
tests_proof_bin_loopbell_SOURCES = $(bot_loopbell_SOURCES) bot/crash_point.c \
	bot/store/checkpoint.c bot/store/schema.c \
	bot/core/case_act.c bot/core/child.c bot/core/dispatch_mark.c \
	bot/core/dispatch_outcome.c bot/core/listener.c bot/core/provider.c \
	bot/core/receiver.c bot/core/reload.c bot/core/writer.c
tests_proof_bin_loopbell_CPPFLAGS = $(bot_libbot_la_CPPFLAGS) $(PROOF_CPP)
tests_proof_bin_loopbell_LDADD = bot/libbot.la $(DL_LIBS)

tests_proof_bin_loopbell_host_SOURCES = $(bot_loopbell_host_SOURCES) \
	bot/crash_point.c
tests_proof_bin_loopbell_host_CPPFLAGS = $(AM_CPPFLAGS) $(PROOF_CPP)
tests_proof_bin_loopbell_host_LDFLAGS = $(bot_loopbell_host_LDFLAGS)
tests_proof_bin_loopbell_host_LDADD = $(bot_loopbell_host_LDADD)

tests_proof_bin_loopbell_web_SOURCES = $(bot_loopbell_web_SOURCES) \
	bot/crash_point.c bot/web/orders.c bot/web/request.c
tests_proof_bin_loopbell_web_CPPFLAGS = $(bot_web_libweb_la_CPPFLAGS) \
	$(PROOF_CPP)
tests_proof_bin_loopbell_web_LDADD = bot/web/libweb.la $(DL_LIBS)

tests/proof/bin/share: $(PROOF_BUILT)
	rm -f $@ tests/proof/plugins
	ln -s ../../../bot/share $@
	ln -s ../../plugins tests/proof/plugins
proof-programs: tests/proof/bin/share $(plugin_LTLIBRARIES)
.PHONY: proof-programs
CLEANFILES += $(PROOF_BUILT) tests/proof/bin/share tests/proof/plugins
