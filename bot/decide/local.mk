# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += \
	bot/decide/condition.c bot/decide/condition.h \
	bot/decide/condition_field.c bot/decide/condition_field.h \
	bot/decide/fold.c bot/decide/fold.h \
	bot/decide/mustache.h bot/decide/mustache_tree.h \
	bot/decide/mustache_parse.c bot/decide/mustache_render.c \
	bot/decide/words.c bot/decide/words.h \
	bot/decide/workdays.c bot/decide/workdays.h \
	bot/decide/drivers.c bot/decide/drivers.h bot/decide/drivers_load.c \
	bot/decide/templates.c bot/decide/templates.h \
	bot/decide/templates_tree.h bot/decide/templates_load.c \
	bot/decide/compose.c bot/decide/compose.h \
	bot/decide/compose_data.c bot/decide/compose_case.c \
	bot/decide/context.c bot/decide/context.h bot/decide/decide_case.c \
	bot/decide/compose_words.c bot/decide/compose_words.h \
	bot/decide/decide.c bot/decide/decide.h bot/decide/decider.h \
	bot/decide/decide_explain.c
