/* SPDX-License-Identifier: ISC */
/*
 * test_slack_errors.c - every error code that Slack documents is in the table.
 *
 * The lists are those of Slack's method reference (docs.slack.dev/reference,
 * August 2026), and of the page on incoming webhooks.
 */
#include "notifiers/slack/errors.h"

#include "test.h"

/* clang-format off */
static const char *const of_post_message[] = {
	"access_denied", "accesslimited", "account_inactive",
	"app_access_restricted", "as_user_not_supported",
	"attachment_payload_limit_exceeded", "cannot_reply_to_message",
	"channel_not_found", "deprecated_endpoint", "draft_already_deleted",
	"draft_already_sent", "draft_has_conflict", "draft_not_found",
	"duplicate_channel_not_found", "duplicate_message_not_found",
	"ekm_access_denied", "enterprise_is_restricted", "fatal_error",
	"invalid_arg_name", "invalid_array_arg", "invalid_blocks",
	"invalid_blocks_format", "invalid_charset", "invalid_form_data",
	"invalid_metadata_format", "invalid_metadata_schema",
	"invalid_post_type", "is_archived", "is_bot",
	"markdown_text_conflict", "message_limit_exceeded",
	"messages_tab_disabled", "metadata_must_be_sent_from_app",
	"metadata_too_large", "method_deprecated", "missing_file_data",
	"missing_post_type", "missing_scope", "msg_blocks_too_long",
	"no_permission", "no_text", "not_allowed_token_type", "not_authed",
	"not_in_channel", "org_login_required", "rate_limited",
	"ratelimited", "request_timeout", "restricted_action",
	"restricted_action_non_threadable_channel",
	"restricted_action_read_only_channel",
	"restricted_action_thread_locked",
	"restricted_action_thread_only_channel",
	"send_on_behalf_not_allowed", "service_unavailable",
	"slack_connect_canvas_sharing_blocked",
	"slack_connect_file_link_sharing_blocked",
	"slack_connect_lists_sharing_blocked", "team_added_to_org",
	"team_not_found", "token_expired", "token_revoked",
	"too_many_attachments", "too_many_contact_cards",
	"two_factor_setup_required", "unknown_method",
};

/* Those of the other methods that chat.postMessage does not have. */
static const char *const of_other_methods[] = {
	"already_reacted", "bad_timestamp", "block_mismatch",
	"blocked_file_type", "cant_broadcast_message", "cant_update_message",
	"channel_is_limited_access", "edit_window_closed",
	"external_channel_migrating", "file_deleted", "file_is_deleted",
	"file_not_found", "file_share_limit_reached", "internal_error",
	"invalid_attachments", "invalid_auth", "invalid_cursor",
	"invalid_limit", "invalid_metadata_filter_keys", "invalid_name",
	"invalid_ts_latest", "invalid_ts_oldest", "invalid_types",
	"invalid_user_combination", "is_inactive",
	"list_record_comment_fetch_failed", "max_file_sharing_exceeded",
	"message_not_found", "method_not_supported_for_channel_type",
	"missing_argument", "msg_too_long", "no_access",
	"no_dual_broadcast_content_update", "no_item_specified",
	"not_enough_users", "not_reactable", "posting_to_channel_denied",
	"slack_connect_blocked_file_type",
	"slack_connect_clip_sharing_blocked",
	"slack_connect_file_upload_sharing_blocked",
	"streaming_state_conflict", "thread_locked", "thread_not_found",
	"too_many_emoji", "too_many_reactions", "too_many_users",
	"unable_to_share_files", "update_failed", "user_disabled",
	"user_not_found", "user_not_visible", "users_list_not_supplied",
	"users_not_found",
};

static const char *const of_webhooks[] = {
	"invalid_payload", "user_not_found", "no_text",
	"too_many_attachments", "invalid_blocks", "action_prohibited",
	"posting_to_general_channel_denied", "invalid_token",
	"channel_not_found", "no_service", "no_team", "no_active_hooks",
	"no_service_id", "team_disabled", "channel_is_archived",
	"rollup_error",
};
/* clang-format on */

static void
assert_listed(const char *const *codes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (errors_find(codes[i])->class == SLACK_UNLISTED)
			fail_msg("%s is not in the table", codes[i]);
		assert_string_equal(errors_find(codes[i])->code, codes[i]);
	}
}

static void
find__codes_of_post_message__are_all_listed(void **state)
{
	(void)state;
	assert_int_equal(N_OF(of_post_message), 66);
	assert_listed(of_post_message, N_OF(of_post_message));
}

static void
find__codes_of_the_other_methods__are_all_listed(void **state)
{
	(void)state;
	assert_listed(of_other_methods, N_OF(of_other_methods));
}

static void
find__words_of_webhooks__are_all_listed(void **state)
{
	(void)state;
	assert_listed(of_webhooks, N_OF(of_webhooks));
}

static void
assert_advice(const char *const *codes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct slack_error *e = errors_find(codes[i]);

		if ((e->class == SLACK_BAD_TOKEN ||
			e->class == SLACK_BAD_APP ||
			e->class == SLACK_SHUT_OUT ||
			e->class == SLACK_BAD_TARGET) &&
		    e->advice == NULL)
			fail_msg("%s says nothing", codes[i]);
	}
}

static void
find__what_needs_a_person__says_what_to_do(void **state)
{
	(void)state;
	assert_advice(of_post_message, N_OF(of_post_message));
	assert_advice(of_other_methods, N_OF(of_other_methods));
	assert_advice(of_webhooks, N_OF(of_webhooks));
}

static void
find__classes__are_those_that_matter_most(void **state)
{
	static const struct {
		const char *code;
		enum slack_class class;
	} cases[] = {
		{ "ratelimited", SLACK_RATE },
		{ "rate_limited", SLACK_RATE },
		{ "service_unavailable", SLACK_BACKOFF },
		{ "team_added_to_org", SLACK_BACKOFF },
		{ "internal_error", SLACK_AMBIGUOUS },
		{ "fatal_error", SLACK_AMBIGUOUS },
		{ "request_timeout", SLACK_AMBIGUOUS },
		{ "duplicate_message_not_found", SLACK_AMBIGUOUS },
		{ "duplicate_channel_not_found", SLACK_AMBIGUOUS },
		{ "message_limit_exceeded", SLACK_QUOTA },
		{ "invalid_auth", SLACK_BAD_TOKEN },
		{ "not_authed", SLACK_BAD_TOKEN },
		{ "token_revoked", SLACK_BAD_TOKEN },
		{ "token_expired", SLACK_BAD_TOKEN },
		{ "account_inactive", SLACK_BAD_TOKEN },
		{ "no_service", SLACK_BAD_TOKEN },
		{ "missing_scope", SLACK_BAD_APP },
		{ "access_denied", SLACK_BAD_APP },
		{ "not_in_channel", SLACK_SHUT_OUT },
		{ "messages_tab_disabled", SLACK_SHUT_OUT },
		{ "restricted_action", SLACK_SHUT_OUT },
		{ "action_prohibited", SLACK_SHUT_OUT },
		{ "channel_not_found", SLACK_BAD_TARGET },
		{ "is_archived", SLACK_BAD_TARGET },
		{ "user_disabled", SLACK_BAD_TARGET },
		{ "users_not_found", SLACK_BAD_TARGET },
		{ "thread_not_found", SLACK_NO_THREAD },
		{ "restricted_action_thread_locked", SLACK_NO_THREAD },
		{ "invalid_blocks", SLACK_BAD_PAYLOAD },
		{ "msg_blocks_too_long", SLACK_BAD_PAYLOAD },
		{ "already_reacted", SLACK_OK },
		{ "edit_window_closed", SLACK_NO_EDIT },
		{ "cant_update_message", SLACK_NO_EDIT },
		{ "message_not_found", SLACK_GONE },
		{ "rollup_error", SLACK_BACKOFF },
		{ "", SLACK_UNLISTED },
		{ "some_code_of_next_year", SLACK_UNLISTED },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(
		    errors_find(cases[i].code)->class, cases[i].class);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(find__codes_of_post_message__are_all_listed),
		cmocka_unit_test(
		    find__codes_of_the_other_methods__are_all_listed),
		cmocka_unit_test(find__words_of_webhooks__are_all_listed),
		cmocka_unit_test(find__what_needs_a_person__says_what_to_do),
		cmocka_unit_test(find__classes__are_those_that_matter_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
