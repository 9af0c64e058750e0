/* SPDX-License-Identifier: ISC */
/*
 * errors.c - what each of Slack's error codes means for a notice.
 *
 * The codes of chat.postMessage, chat.update, reactions.add,
 * users.lookupByEmail, conversations.* and auth.test are those of Slack's
 * method reference, the webhooks' those of "Sending messages using incoming
 * webhooks".  The codes about drafts and shared files cannot be met by what is
 * sent here; should one come, plain text is the answer to it too.
 *
 * What needs a person is sorted by one question: will the same notice, to the
 * same target, go through once it is mended?  Where it will, it waits
 * (SLACK_BAD_TOKEN, SLACK_BAD_APP, SLACK_SHUT_OUT): a token revoked in the
 * evening must not make dead letters of a night.  Where the target itself is
 * wrong, closed or gone (SLACK_BAD_TARGET) it is a dead letter, to be sent
 * again by hand.  channel_not_found is of these: a private channel without the
 * bot cannot be told from a name that is mistyped, and that name never comes
 * to be right.
 */
#include "notifiers/slack/errors.h"

#include <string.h>

/* clang-format off */
#define WRONG_TOKEN \
	"the token is wrong: copy the bot token from the app's page OAuth & Permissions"
#define WITHDRAWN \
	"the token was withdrawn: install the app anew and give its token to Loopbell"
#define NOT_BOT \
	"Loopbell needs the bot token, which starts with xoxb-"
#define NOT_ALLOWED \
	"the workspace does not let the app do this: ask the workspace's administrators to allow this app"
#define TOO_OLD \
	"Slack no longer has this method: install a newer Loopbell"
#define BAD_HOOK \
	"the webhook was removed or its address is wrong: make a new one under Incoming Webhooks"
#define ARCHIVED \
	"the channel is archived: unarchive it, or choose another"
#define FORBIDDEN \
	"the workspace's settings forbid the bot to post there: ask the workspace's administrators to allow this app or choose another channel"
#define NOBODY \
	"nobody in the workspace has that e-mail address or ID"

static const struct slack_error table[] = {
	{ "already_reacted",                             SLACK_OK,          NULL },
	{ "ratelimited",                                 SLACK_RATE,        NULL },
	{ "rate_limited",                                SLACK_RATE,        NULL },
	{ "service_unavailable",                         SLACK_BACKOFF,     NULL },
	{ "team_added_to_org",                           SLACK_BACKOFF,     NULL },
	{ "org_login_required",                          SLACK_BACKOFF,     NULL },
	{ "external_channel_migrating",                  SLACK_BACKOFF,     NULL },
	{ "streaming_state_conflict",                    SLACK_BACKOFF,     NULL },
	{ "rollup_error",                                SLACK_BACKOFF,     NULL },
	{ "internal_error",                              SLACK_AMBIGUOUS,   NULL },
	{ "fatal_error",                                 SLACK_AMBIGUOUS,   NULL },
	{ "request_timeout",                             SLACK_AMBIGUOUS,   NULL },
	{ "duplicate_message_not_found",                 SLACK_AMBIGUOUS,   NULL },
	{ "duplicate_channel_not_found",                 SLACK_AMBIGUOUS,   NULL },
	{ "update_failed",                               SLACK_AMBIGUOUS,   NULL },
	{ "message_limit_exceeded",                      SLACK_QUOTA,       "the workspace is over its message quota; a paid plan lifts it" },
	{ "invalid_auth",                                SLACK_BAD_TOKEN,   WRONG_TOKEN },
	{ "not_authed",                                  SLACK_BAD_TOKEN,   WRONG_TOKEN },
	{ "account_inactive",                            SLACK_BAD_TOKEN,   "the account or workspace of the token is gone: install the app anew and give its token to Loopbell" },
	{ "token_revoked",                               SLACK_BAD_TOKEN,   WITHDRAWN },
	{ "token_expired",                               SLACK_BAD_TOKEN,   WITHDRAWN },
	{ "invalid_token",                               SLACK_BAD_TOKEN,   BAD_HOOK },
	{ "no_service",                                  SLACK_BAD_TOKEN,   BAD_HOOK },
	{ "no_service_id",                               SLACK_BAD_TOKEN,   BAD_HOOK },
	{ "no_active_hooks",                             SLACK_BAD_TOKEN,   BAD_HOOK },
	{ "no_team",                                     SLACK_BAD_TOKEN,   BAD_HOOK },
	{ "team_disabled",                               SLACK_BAD_TOKEN,   "the workspace of the webhook is closed" },
	{ "missing_scope",                               SLACK_BAD_APP,     "add the scope to the app under OAuth & Permissions, and install it anew" },
	{ "not_allowed_token_type",                      SLACK_BAD_APP,     NOT_BOT },
	{ "is_bot",                                      SLACK_BAD_APP,     NOT_BOT },
	{ "as_user_not_supported",                       SLACK_BAD_APP,     NOT_BOT },
	{ "no_permission",                               SLACK_BAD_APP,     NOT_ALLOWED },
	{ "access_denied",                               SLACK_BAD_APP,     NOT_ALLOWED },
	{ "accesslimited",                               SLACK_BAD_APP,     NOT_ALLOWED },
	{ "app_access_restricted",                       SLACK_BAD_APP,     NOT_ALLOWED },
	{ "ekm_access_denied",                           SLACK_BAD_APP,     NOT_ALLOWED },
	{ "send_on_behalf_not_allowed",                  SLACK_BAD_APP,     NOT_ALLOWED },
	{ "two_factor_setup_required",                   SLACK_BAD_APP,     "the workspace wants two-factor authentication set up for the account of the token" },
	{ "enterprise_is_restricted",                    SLACK_BAD_APP,     "the token is an organisation's: install the app in the workspace itself, and use that token" },
	{ "method_deprecated",                           SLACK_BAD_APP,     TOO_OLD },
	{ "deprecated_endpoint",                         SLACK_BAD_APP,     TOO_OLD },
	{ "unknown_method",                              SLACK_BAD_APP,     TOO_OLD },
	{ "not_in_channel",                              SLACK_SHUT_OUT,    "the bot is not in the channel: write /invite and the bot's name there" },
	{ "restricted_action",                           SLACK_SHUT_OUT,    FORBIDDEN },
	{ "posting_to_general_channel_denied",           SLACK_SHUT_OUT,    FORBIDDEN },
	{ "posting_to_channel_denied",                   SLACK_SHUT_OUT,    FORBIDDEN },
	{ "action_prohibited",                           SLACK_SHUT_OUT,    FORBIDDEN },
	{ "channel_is_limited_access",                   SLACK_SHUT_OUT,    FORBIDDEN },
	{ "no_access",                                   SLACK_SHUT_OUT,    FORBIDDEN },
	{ "restricted_action_read_only_channel",         SLACK_SHUT_OUT,    "only some may post in that channel: allow the bot in the channel's settings" },
	{ "messages_tab_disabled",                       SLACK_SHUT_OUT,    "direct messages need the Messages Tab: switch it on under App Home" },
	{ "channel_not_found",                           SLACK_BAD_TARGET,  "there is no such channel that the bot can see; is the name right? A private channel needs the bot in it: write /invite and the bot's name there" },
	{ "is_archived",                                 SLACK_BAD_TARGET,  ARCHIVED },
	{ "channel_is_archived",                         SLACK_BAD_TARGET,  ARCHIVED },
	{ "is_inactive",                                 SLACK_BAD_TARGET,  ARCHIVED },
	{ "restricted_action_thread_only_channel",       SLACK_BAD_TARGET,  "new messages cannot be posted in that channel, only answers: choose another" },
	{ "user_not_found",                              SLACK_BAD_TARGET,  NOBODY },
	{ "users_not_found",                             SLACK_BAD_TARGET,  NOBODY },
	{ "user_not_visible",                            SLACK_BAD_TARGET,  NOBODY },
	{ "user_disabled",                               SLACK_BAD_TARGET,  "that user's account is closed" },
	{ "team_not_found",                              SLACK_BAD_TARGET,  "with an organisation's token the target must be a channel ID, not a name" },
	{ "method_not_supported_for_channel_type",       SLACK_BAD_TARGET,  "Slack cannot do this in that kind of channel" },
	{ "restricted_action_thread_locked",             SLACK_NO_THREAD,   NULL },
	{ "thread_locked",                               SLACK_NO_THREAD,   NULL },
	{ "restricted_action_non_threadable_channel",    SLACK_NO_THREAD,   NULL },
	{ "cannot_reply_to_message",                     SLACK_NO_THREAD,   NULL },
	{ "thread_not_found",                            SLACK_NO_THREAD,   NULL },
	{ "invalid_blocks",                              SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_blocks_format",                       SLACK_BAD_PAYLOAD, NULL },
	{ "msg_blocks_too_long",                         SLACK_BAD_PAYLOAD, NULL },
	{ "msg_too_long",                                SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_user_combination",                    SLACK_BAD_PAYLOAD, NULL },
	{ "not_enough_users",                            SLACK_BAD_PAYLOAD, NULL },
	{ "too_many_users",                              SLACK_BAD_PAYLOAD, NULL },
	{ "users_list_not_supplied",                     SLACK_BAD_PAYLOAD, NULL },
	{ "no_text",                                     SLACK_BAD_PAYLOAD, NULL },
	{ "too_many_attachments",                        SLACK_BAD_PAYLOAD, NULL },
	{ "attachment_payload_limit_exceeded",           SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_attachments",                         SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_metadata_format",                     SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_metadata_schema",                     SLACK_BAD_PAYLOAD, NULL },
	{ "metadata_too_large",                          SLACK_BAD_PAYLOAD, NULL },
	{ "metadata_must_be_sent_from_app",              SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_arg_name",                            SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_array_arg",                           SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_charset",                             SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_form_data",                           SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_post_type",                           SLACK_BAD_PAYLOAD, NULL },
	{ "missing_post_type",                           SLACK_BAD_PAYLOAD, NULL },
	{ "missing_argument",                            SLACK_BAD_PAYLOAD, NULL },
	{ "markdown_text_conflict",                      SLACK_BAD_PAYLOAD, NULL },
	{ "too_many_contact_cards",                      SLACK_BAD_PAYLOAD, NULL },
	{ "missing_file_data",                           SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_payload",                             SLACK_BAD_PAYLOAD, NULL },
	{ "slack_connect_canvas_sharing_blocked",        SLACK_BAD_PAYLOAD, NULL },
	{ "slack_connect_file_link_sharing_blocked",     SLACK_BAD_PAYLOAD, NULL },
	{ "slack_connect_lists_sharing_blocked",         SLACK_BAD_PAYLOAD, NULL },
	{ "draft_already_deleted",                       SLACK_BAD_PAYLOAD, NULL },
	{ "draft_already_sent",                          SLACK_BAD_PAYLOAD, NULL },
	{ "draft_has_conflict",                          SLACK_BAD_PAYLOAD, NULL },
	{ "draft_not_found",                             SLACK_BAD_PAYLOAD, NULL },
	{ "slack_connect_blocked_file_type",             SLACK_BAD_PAYLOAD, NULL },
	{ "slack_connect_clip_sharing_blocked",          SLACK_BAD_PAYLOAD, NULL },
	{ "slack_connect_file_upload_sharing_blocked",   SLACK_BAD_PAYLOAD, NULL },
	{ "blocked_file_type",                           SLACK_BAD_PAYLOAD, NULL },
	{ "file_deleted",                                SLACK_BAD_PAYLOAD, NULL },
	{ "file_is_deleted",                             SLACK_BAD_PAYLOAD, NULL },
	{ "file_not_found",                              SLACK_BAD_PAYLOAD, NULL },
	{ "file_share_limit_reached",                    SLACK_BAD_PAYLOAD, NULL },
	{ "max_file_sharing_exceeded",                   SLACK_BAD_PAYLOAD, NULL },
	{ "unable_to_share_files",                       SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_name",                                SLACK_BAD_PAYLOAD, "there is no such emoji in the workspace" },
	{ "bad_timestamp",                               SLACK_BAD_PAYLOAD, NULL },
	{ "no_item_specified",                           SLACK_BAD_PAYLOAD, NULL },
	{ "not_reactable",                               SLACK_BAD_PAYLOAD, NULL },
	{ "too_many_emoji",                              SLACK_BAD_PAYLOAD, NULL },
	{ "too_many_reactions",                          SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_cursor",                              SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_limit",                               SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_types",                               SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_ts_latest",                           SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_ts_oldest",                           SLACK_BAD_PAYLOAD, NULL },
	{ "invalid_metadata_filter_keys",                SLACK_BAD_PAYLOAD, NULL },
	{ "list_record_comment_fetch_failed",            SLACK_BAD_PAYLOAD, NULL },
	{ "cant_update_message",                         SLACK_NO_EDIT,     NULL },
	{ "edit_window_closed",                          SLACK_NO_EDIT,     NULL },
	{ "block_mismatch",                              SLACK_NO_EDIT,     NULL },
	{ "cant_broadcast_message",                      SLACK_NO_EDIT,     NULL },
	{ "no_dual_broadcast_content_update",            SLACK_NO_EDIT,     NULL },
	{ "message_not_found",                           SLACK_GONE,        "that message was deleted" },
};
/* clang-format on */

const struct slack_error *
errors_find(const char *code)
{
	static const struct slack_error unlisted = { "", SLACK_UNLISTED,
		NULL };

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcmp(table[i].code, code) == 0)
			return &table[i];
	return &unlisted;
}
