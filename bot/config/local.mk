# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += \
	bot/config/file.c bot/config/file.h \
	bot/config/problems.c bot/config/problems.h \
	bot/config/yaml.c bot/config/yaml.h \
	bot/config/yaml_events.c bot/config/yaml_tree.h
