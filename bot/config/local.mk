# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += \
	bot/config/check.c bot/config/load.h \
	bot/config/config.c bot/config/config.h \
	bot/config/expand.c bot/config/expand.h \
	bot/config/file.c bot/config/file.h \
	bot/config/instance.c bot/config/route.c \
	bot/config/kinds.c bot/config/tables.c \
	bot/config/kinds_net.c bot/config/kinds_net.h bot/config/web.c \
	bot/config/print.c bot/config/print.h \
	bot/config/problems.c bot/config/problems.h \
	bot/config/same_as.c \
	bot/config/absent.c bot/config/escalate.c \
	bot/config/span.c bot/config/span.h \
	bot/config/schema.c bot/config/schema.h \
	bot/config/value.c bot/config/value.h \
	bot/config/yaml.c bot/config/yaml.h \
	bot/config/yaml_events.c bot/config/yaml_tree.h \
	bot/config/zone.c bot/config/zone.h
dist_man_MANS += bot/loopbell.yaml.5
