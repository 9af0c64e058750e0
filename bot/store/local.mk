# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += \
	bot/store/backup.c bot/store/backup.h \
	bot/store/actions.c \
	bot/store/cases.c bot/store/cases.h \
	bot/store/checkpoint.c bot/store/checkpoint.h \
	bot/store/db.c bot/store/db.h \
	bot/store/corrections.c \
	bot/store/edits.c \
	bot/store/hash.c bot/store/hash.h \
	bot/store/lock.c \
	bot/store/notices.c bot/store/outbox.c \
	bot/store/responses.c \
	bot/store/schema.c bot/store/schema.h \
	bot/store/statements.c bot/store/statements.h \
	bot/store/shared.c \
	bot/store/store.c bot/store/store.h \
	bot/store/totals.c \
	bot/store/watch.c bot/store/watch.h
