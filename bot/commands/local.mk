# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += \
	bot/commands/ask.c bot/commands/ask.h \
	bot/commands/cases_print.c bot/commands/cases_print.h \
	bot/commands/cmd_backup.c \
	bot/commands/cmd_cases.c \
	bot/commands/cmd_check.c \
	bot/commands/cmd_demo.c \
	bot/commands/cmd_explain.c \
	bot/commands/cmd_import.c \
	bot/commands/cmd_plugins.c \
	bot/commands/cmd_queue.c \
	bot/commands/cmd_run.c \
	bot/commands/cmd_status.c \
	bot/commands/cmd_template.c \
	bot/commands/cmd_try.c \
	bot/commands/command.c bot/commands/command.h \
	bot/commands/progress.c bot/commands/progress.h \
	bot/commands/queue_print.c bot/commands/queue_print.h

bin_PROGRAMS += bot/loopbell
bot_loopbell_SOURCES = bot/main.c
bot_loopbell_LDADD = bot/libbot.la
