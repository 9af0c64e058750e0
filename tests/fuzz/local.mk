# SPDX-License-Identifier: ISC
#
# By hand, with clang's libFuzzer: `make fuzz`, or FUZZ_SECONDS=600 make fuzz.
# Everything is compiled once more, instrumented; nothing else is built of it.
FUZZ_CC = clang
FUZZ_SECONDS = 60
FUZZED = $(top_srcdir)/tests/fuzz/fuzz_config.c \
	$(top_srcdir)/bot/config/*.c $(top_srcdir)/bot/decide/condition*.c \
	$(top_srcdir)/bot/core/response*.c $(top_srcdir)/bot/core/id.c \
	$(top_srcdir)/bot/core/clock.c \
	$(top_srcdir)/plugins/sdk/buf.c $(top_srcdir)/plugins/sdk/error.c \
	$(top_srcdir)/plugins/sdk/json.c $(top_srcdir)/plugins/sdk/mem.c \
	$(top_srcdir)/plugins/sdk/number.c $(top_srcdir)/plugins/sdk/suggest.c \
	$(top_srcdir)/plugins/sdk/utf8.c
EXTRA_DIST += tests/fuzz/fuzz_config.c tests/fuzz/config.dict
CLEANFILES += fuzz_config

# The provider webhook, in the host that its tests use.
FUZZED_WEBHOOK = $(top_srcdir)/tests/fuzz/fuzz_webhook.c \
	$(top_srcdir)/tests/plugins/fake_host.c \
	$(top_srcdir)/bot/host/options.c $(top_srcdir)/bot/host/table.c \
	$(top_srcdir)/bot/host/wire*.c $(top_srcdir)/bot/host/keep.c \
	$(top_srcdir)/plugins/providers/webhook/*.c \
	$(top_srcdir)/plugins/sdk/mapping*.c \
	$(plugins_sdk_libsdk_la_SOURCES:%.c=$(top_srcdir)/%.c) \
	$(plugins_sdk_libsdksignature_la_SOURCES:%.c=$(top_srcdir)/%.c)
EXTRA_DIST += tests/fuzz/fuzz_webhook.c tests/fuzz/webhook.dict \
	tests/fuzz/webhook
CLEANFILES += fuzz_webhook

.PHONY: fuzz fuzz-webhook
fuzz: fuzz-webhook
	$(FUZZ_CC) -std=gnu17 -g -O1 -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -D_GNU_SOURCE $(AM_CPPFLAGS) \
		$(YAML_CFLAGS) -o fuzz_config $(FUZZED) \
		$(YAML_LIBS) $(CJSON_LIBS) -lm
	mkdir -p fuzz-corpus
	./fuzz_config -max_total_time=$(FUZZ_SECONDS) -max_len=4096 \
		-dict=$(top_srcdir)/tests/fuzz/config.dict \
		fuzz-corpus $(top_srcdir)/config

fuzz-webhook:
	$(FUZZ_CC) -std=gnu17 -g -O1 -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -D_GNU_SOURCE $(AM_CPPFLAGS) \
		-I$(top_srcdir)/tests/plugins $(LIBCRYPTO_CFLAGS) \
		-o fuzz_webhook $(filter %.c,$(FUZZED_WEBHOOK)) \
		$(CJSON_LIBS) $(LIBCRYPTO_LIBS) -lm
	mkdir -p fuzz-webhook-corpus
	./fuzz_webhook -max_total_time=$(FUZZ_SECONDS) -max_len=4096 \
		-dict=$(top_srcdir)/tests/fuzz/webhook.dict \
		fuzz-webhook-corpus $(top_srcdir)/tests/fuzz/webhook

# What comes from Slack, read: no input or output in it.
FUZZED_SLACK = $(top_srcdir)/tests/fuzz/fuzz_slack.c \
	$(plugins_notifiers_slack_libslackdeeds_la_SOURCES:%.c=$(top_srcdir)/%.c) \
	$(plugins_notifiers_slack_libslackblocks_la_SOURCES:%.c=$(top_srcdir)/%.c) \
	$(plugins_sdk_libsdk_la_SOURCES:%.c=$(top_srcdir)/%.c)
EXTRA_DIST += tests/fuzz/fuzz_slack.c tests/fuzz/slack.dict tests/fuzz/slack \
	tests/fuzz/short.sh
CLEANFILES += fuzz_slack
TESTS += tests/fuzz/short.sh
FUZZ_CORPUS = .

.PHONY: fuzz-slack
fuzz: fuzz-slack
fuzz-slack:
	$(FUZZ_CC) -std=gnu17 -g -O1 -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -D_GNU_SOURCE $(AM_CPPFLAGS) \
		-o fuzz_slack $(filter %.c,$(FUZZED_SLACK)) $(CJSON_LIBS) -lm
	mkdir -p $(FUZZ_CORPUS)/fuzz-slack-corpus
	./fuzz_slack -max_total_time=$(FUZZ_SECONDS) -max_len=8192 \
		-dict=$(top_srcdir)/tests/fuzz/slack.dict \
		$(FUZZ_CORPUS)/fuzz-slack-corpus $(top_srcdir)/tests/fuzz/slack
