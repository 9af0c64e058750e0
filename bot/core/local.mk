# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += \
	bot/core/clock.c bot/core/clock.h \
	bot/core/id.c bot/core/id.h \
	bot/core/response.c bot/core/response.h bot/core/response_read.c
