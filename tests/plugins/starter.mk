# SPDX-License-Identifier: ISC
#
# The plugin to start from: built here as a stranger would, with the header
# alone, and outside by starter.sh.
check_LTLIBRARIES += contrib/plugin-starter/starter.la
contrib_plugin_starter_starter_la_SOURCES = contrib/plugin-starter/starter.c
contrib_plugin_starter_starter_la_CPPFLAGS = -I$(top_srcdir)/plugins/include
contrib_plugin_starter_starter_la_LDFLAGS = $(PLUGIN_LINK) -rpath /nowhere
dist_check_SCRIPTS += tests/plugins/starter.sh
TESTS += tests/plugins/starter.sh
EXTRA_DIST += contrib/plugin-starter/starter.py \
	contrib/plugin-starter/receiver.py \
	contrib/plugin-starter/Makefile contrib/plugin-starter/README.md

# What test_host.c asks to listen.
check_LTLIBRARIES += tests/plugins/listener.la
tests_plugins_listener_la_SOURCES = tests/plugins/listener.c
tests_plugins_listener_la_LDFLAGS = $(PLUGIN_LINK) -rpath /nowhere
# One that is only pushed to, for tests/unit/test_host_push.c.
check_LTLIBRARIES += tests/plugins/pushed.la tests/plugins/knows.la
tests_plugins_knows_la_SOURCES = tests/plugins/knows.c
tests_plugins_knows_la_LDFLAGS = $(PLUGIN_LINK) -rpath /nowhere
tests_plugins_pushed_la_SOURCES = tests/plugins/pushed.c
tests_plugins_pushed_la_LDFLAGS = $(PLUGIN_LINK) -rpath /nowhere
