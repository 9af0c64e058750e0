# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += bot/commands/command.c bot/commands/command.h
bot_libbot_la_SOURCES += bot/commands/cmd_explain.c bot/commands/cmd_template.c
