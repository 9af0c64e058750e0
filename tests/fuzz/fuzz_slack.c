/* SPDX-License-Identifier: ISC */
/*
 * fuzz_slack.c - whatever Slack, or somebody who plays Slack, sends: nothing
 * crashes, what is acted on is within its bounds, and what is answered is JSON.
 *
 * The input is a whole message of Socket Mode; it is also taken for the payload
 * of each kind, as HTTP would bring it, and for an address and a sentence.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "notifiers/slack/buttons.h"
#include "notifiers/slack/deed.h"
#include "notifiers/slack/dialog.h"
#include "notifiers/slack/envelope.h"
#include "notifiers/slack/flood.h"
#include "notifiers/slack/reply.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_plain(const char *s, size_t longest)
{
	size_t n = s != NULL ? strlen(s) : 0;

	assert(n <= longest);
	for (size_t i = 0; i < n; i++)
		assert(s[i] > ' ' && s[i] < 0x7f);
}

static void
check_text(const char *s, size_t longest)
{
	assert(s == NULL ||
	       (strlen(s) <= longest && utf8_is_valid(s, strlen(s))));
}

/* What is printed can be read again. */
static void
check_json(cJSON *json)
{
	struct buf b = BUF_INIT;
	cJSON *again;

	json_print(&b, json);
	again = cJSON_Parse(buf_str(&b));
	assert(again != NULL);
	cJSON_Delete(again);
	cJSON_Delete(json);
	buf_release(&b);
}

static void
check_deed(const struct deed *d)
{
	check_plain(d->id, 400);
	check_plain(d->name, 32);
	check_plain(d->subject, DEED_LONGEST_SUBJECT);
	check_plain(d->value, 20);
	check_plain(d->trigger, 200);
	check_plain(d->answer_url, 2000);
	check_text(d->text, DEED_LONGEST_TEXT);
	check_text(d->user_name, 200);
	if (d->type == DEED_NONE)
		return;
	assert(d->name != NULL && deed_is_id(d->user));
	assert(d->type != DEED_ACT || d->id != NULL);
	assert(
	    d->type != DEED_ASK || (d->trigger != NULL && d->subject != NULL));
	if (d->type == DEED_ASK)
		check_json(dialog_view(d->name, d->subject, "da"));
	if (d->answer_url != NULL)
		reply_may_go_to(d->answer_url, "https://slack.com/api/");
}

static void
try_payload(const char *kind, const cJSON *payload)
{
	struct flood flood = { 0 };
	struct deed d;

	deed_read(&d, kind, payload);
	check_deed(&d);
	if (d.user != NULL)
		flood_take(&flood, d.user, 1000);
	deed_release(&d);
}

static void
try_envelope(const char *text, size_t n)
{
	struct envelope e;
	struct buf ack = BUF_INIT;
	cJSON *again;

	envelope_read(&e, text, n);
	if (e.type == ENVELOPE_PAYLOAD) {
		try_payload(e.kind, e.payload);
		envelope_acknowledge(&ack, e.id, e.payload);
		again = cJSON_ParseWithLength(ack.data, ack.size);
		assert(again != NULL);
		assert(strcmp(json_string(again, "envelope_id"), e.id) == 0);
		cJSON_Delete(again);
	}
	buf_release(&ack);
	envelope_release(&e);
}

/* A notice with such a label and subject: what comes back of its buttons. */
static void
try_buttons(const char *text)
{
	const struct lb_button buttons[] = {
		{ .action = "claim", .label = text },
		{ .action = text, .label = text },
		{ .action = "assign", .label = text },
		{ .action = "snooze", .label = text, .danger = true },
	};
	const struct lb_notice notice = {
		.id = text, .buttons = buttons, .n_buttons = 4
	};
	bool cut = false;
	cJSON *blocks = buttons_add(NULL, &notice, &cut);

	if (blocks != NULL)
		check_json(blocks);
}

static void
try_text(const char *text)
{
	check_json(reply_message(text, "en"));
	check_json(reply_with_addresses(text, "da"));
	check_json(dialog_objection(text));
	reply_may_go_to(text, "http://127.0.0.1:1/api/");
	reply_may_connect_to(text, text);
	try_buttons(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kinds[] = { "interactive", "slash_commands",
		"events_api" };
	char *text = mem_copy(data, size);
	cJSON *payload = cJSON_ParseWithLength(text, size);

	try_envelope(text, size);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		try_payload(kinds[i], payload);
	cJSON_Delete(payload);
	/* Making messages takes longer than reading them: of one in eight. */
	if (size % 8 == 0)
		try_text(text);
	free(text);
	return 0;
}
