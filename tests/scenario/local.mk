# SPDX-License-Identifier: ISC
#
# The real bot, its plugins and fakes, by tests/scenario/harness.py.
SCENARIO_TESTS = \
	tests/scenario/backup.py \
	tests/scenario/bad.py \
	tests/scenario/cases.py \
	tests/scenario/closing.py \
	tests/scenario/commands.py \
	tests/scenario/crash.py \
	tests/scenario/delivery.py \
	tests/scenario/demo.py \
	tests/scenario/import.py \
	tests/scenario/input.py \
	tests/scenario/lost_answers.py \
	tests/scenario/queue_export.py \
	tests/scenario/reload.py \
	tests/scenario/revisions.py \
	tests/scenario/secrets.py \
	tests/scenario/slack_answers.py \
	tests/scenario/web.py \
	tests/scenario/webhook.py
EXTRA_DIST += $(SCENARIO_TESTS) tests/scenario/harness.py \
	tests/scenario/historian.py tests/scenario/pictures.py \
	tests/scenario/pushed.py tests/scenario/recorder.py
TESTS += $(SCENARIO_TESTS)
