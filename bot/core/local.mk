# SPDX-License-Identifier: ISC
bot_libbot_la_SOURCES += \
	bot/core/backoff.c bot/core/backoff.h \
	bot/core/case_act.c bot/core/case_act.h \
	bot/core/case_ask.c bot/core/case_ask.h \
	bot/core/case_best.c \
	bot/core/case_more.c bot/core/case_parts.h \
	bot/core/case_begin.c bot/core/case_flow.c bot/core/case_flow.h \
	bot/core/cases.c bot/core/cases.h \
	bot/core/sequel.h \
	bot/core/case_page.c bot/core/case_page.h bot/core/case_page_html.h \
	bot/core/child.c bot/core/child.h \
	bot/core/child_lines.c bot/core/child_parts.h \
	bot/core/clock.c bot/core/clock.h \
	bot/core/control.c bot/core/control.h \
	bot/core/core.c bot/core/core.h bot/core/core_parts.h \
	bot/core/dispatch.c bot/core/dispatch.h \
	bot/core/dispatch_clock.c \
	bot/core/dispatch_job.c bot/core/dispatch_parts.h \
	bot/core/dispatch_mark.c bot/core/dispatch_outcome.c \
	bot/core/dispatch_pace.c \
	bot/core/id.c bot/core/id.h \
	bot/core/import.c bot/core/import.h \
	bot/core/imports.c bot/core/imports.h \
	bot/core/importing.c \
	bot/core/ingest.c bot/core/ingest.h \
	bot/core/ingest_apply.c bot/core/ingest_parts.h \
	bot/core/ingest_notices.c bot/core/ingest_revise.c \
	bot/core/inspect.c bot/core/inspect.h \
	bot/core/lanes.c bot/core/lanes.h \
	bot/core/links.c bot/core/links.h \
	bot/core/listener.c bot/core/listener.h \
	bot/core/log.c bot/core/log.h \
	bot/core/lookup.c bot/core/lookup.h \
	bot/core/lookup_ask.c bot/core/lookup_parts.h \
	bot/core/plugin_path.c bot/core/plugin_path.h \
	bot/core/provider.c bot/core/provider.h \
	bot/core/queue.c bot/core/queue.h bot/core/queue_parts.h \
	bot/core/queue_export.c \
	bot/core/receiver.c bot/core/receiver.h \
	bot/core/reload.c bot/core/status.c \
	bot/core/response.c bot/core/response.h bot/core/response_read.c \
	bot/core/space.c bot/core/space.h \
	bot/core/serving.c \
	bot/core/upkeep.c bot/core/upkeep.h \
	bot/core/web.c bot/core/web.h \
	bot/core/web_parts.h bot/core/web_requests.c \
	bot/core/worker.c bot/core/worker.h \
	bot/core/worker_lines.c bot/core/worker_parts.h \
	bot/core/writer.c bot/core/writer.h
