# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += bot/commands/command.c bot/commands/command.h
