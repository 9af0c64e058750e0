# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += \
	bot/decide/condition.c bot/decide/condition.h \
	bot/decide/condition_field.c bot/decide/condition_field.h
