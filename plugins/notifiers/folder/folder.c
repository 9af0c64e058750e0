/* SPDX-License-Identifier: ISC */
/*
 * folder.c - the folder notifier: what would be sent, as files.
 *
 * A notice's file is named after the notice, so the same notice twice is one
 * file, and find() is a look into the folder.  The file of a Slack message is
 * rewritten when the message changes; a mail that changes another is a mail.
 */
#include <errno.h>
#include <loopbell/plugin.h>
#include <unistd.h>

#include "files.h"
#include "notifiers/email/message.h"
#include "notifiers/slack/blocks.h"
#include "sdk/json.h"
#include "sdk/mem.h"

enum format { MAIL, SLACK };

struct settings {
	const char *folder;
	int format;
	const char *from;
};

/* Where a notice's file is, and where it is written first. */
struct place {
	char *name, *path, *temporary, *receipt;
};

struct folder {
	struct lb_host *host;
	const struct settings *settings;
	struct message_sender sender;
};

static const char *const formats[] = { "mail", "slack", NULL };

static const struct lb_option options[] = {
	{ .name = "folder",
	    .type = LB_STRING,
	    .offset = offsetof(struct settings, folder),
	    .required = true,
	    .help = "where the files go; made when it is missing" },
	{ .name = "format",
	    .type = LB_CHOICE,
	    .offset = offsetof(struct settings, format),
	    .def = "mail",
	    .choices = formats,
	    .help = "mail (a Maildir) or slack (one JSON file a message)" },
	{ .name = "from",
	    .type = LB_STRING,
	    .offset = offsetof(struct settings, from),
	    .def = "Loopbell <loopbell@localhost>",
	    .help = "sender of the mails, \"Name <name@host>\"" },
	{ .name = NULL },
};

static bool
folder_check(struct lb_host *host, const void *arg)
{
	const struct settings *settings = arg;
	struct address from;
	struct error err;

	if (*settings->folder == '\0')
		return lb_fail(host, "folder is empty");
	if (!address_read(&from, settings->from, &err))
		return lb_fail(host, "from: %s", err.text);
	address_release(&from);
	return true;
}

static bool
make_folders(const struct settings *settings, struct error *err)
{
	static const char *const subfolders[] = { "tmp", "new", "cur" };
	bool ok = files_make_folder(settings->folder, err);

	for (size_t i = 0; ok && settings->format == MAIL && i < 3; i++) {
		char *path =
		    mem_printf("%s/%s", settings->folder, subfolders[i]);

		ok = files_make_folder(path, err);
		free(path);
	}
	return ok;
}

static void *
folder_open(struct lb_host *host, const void *arg)
{
	const struct settings *settings = arg;
	struct message_sender sender = { .company = lb_company(host),
		.language = lb_language(host) };
	struct folder *folder;
	struct error err;

	if (!address_read(&sender.from, settings->from, &err))
		return lb_fail(host, "from: %s", err.text);
	sender.id_domain = address_domain(sender.from.spec);
	if (!make_folders(settings, &err)) {
		address_release(&sender.from);
		return lb_fail(host, "%s", err.text);
	}
	folder = mem_new(1, sizeof(*folder));
	*folder = (struct folder){ host, settings, sender };
	return folder;
}

static void
folder_close(void *state)
{
	struct folder *folder = state;

	address_release(&folder->sender.from);
	free(folder);
}

static bool
rewrites(const struct folder *folder, const struct lb_notice *notice)
{
	return folder->settings->format == SLACK && notice->receipt;
}

/* The notice's id as in a file's name.  Where it rewrites a message it is that
 * of the message, which its receipt starts with. */
static char *
name_of(const struct folder *folder, const struct lb_notice *notice)
{
	struct buf out = BUF_INIT;
	char *id;

	if (!rewrites(folder, notice)) {
		message_put_id(&out, notice->id);
		return buf_take(&out);
	}
	id = mem_copy(notice->receipt, strcspn(notice->receipt, "."));
	/* What was encoded is not encoded again. */
	if (strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		       "0123456789-_=") == strlen(id) &&
	    *id != '\0')
		buf_puts(&out, id);
	else
		message_put_id(&out, id);
	free(id);
	return buf_take(&out);
}

static void
place_mail(struct place *p, const struct folder *folder)
{
	const char *root = folder->settings->folder;

	p->path = mem_printf("%s/new/%s.loopbell", root, p->name);
	p->temporary = mem_printf("%s/tmp/%s.loopbell", root, p->name);
	p->receipt = mem_printf("<%s@%s>", p->name, folder->sender.id_domain);
}

static void
place_slack(struct place *p, const struct folder *folder)
{
	const char *root = folder->settings->folder;

	p->path = mem_printf("%s/%s.json", root, p->name);
	p->temporary = mem_printf("%s/.%s.json.part", root, p->name);
	p->receipt = mem_printf("%s.json", p->name);
}

static void
place_init(struct place *p, const struct folder *folder,
    const struct lb_notice *notice)
{
	*p = (struct place){ .name = name_of(folder, notice) };
	if (folder->settings->format == MAIL)
		place_mail(p, folder);
	else
		place_slack(p, folder);
}

static void
place_release(struct place *p)
{
	free(p->name);
	free(p->path);
	free(p->temporary);
	free(p->receipt);
}

/* The file as it is there now: a reader of a Maildir moves it from new to cur
 * and adds flags to its name.  NULL: it is not there. */
static char *
existing(const struct place *p, const struct folder *folder)
{
	char *cur, *name, *path;

	if (access(p->path, F_OK) == 0)
		return mem_string(p->path);
	if (folder->settings->format != MAIL)
		return NULL;
	cur = mem_printf("%s/cur", folder->settings->folder);
	name = mem_printf("%s.loopbell", p->name);
	path = files_find(cur, name);
	free(cur);
	free(name);
	return path;
}

static bool
render_mail(struct buf *out, const struct folder *folder,
    const struct lb_notice *notice)
{
	struct error err;

	if (!message_write(out, notice, &folder->sender, &err)) {
		lb_reject(folder->host, "%s", err.text);
		return false;
	}
	if (*err.text != '\0')
		lb_log(folder->host, LB_WARNING,
		    "%s: the picture is left out: %s", notice->id, err.text);
	return true;
}

/* Where a message is as Slack says it, "C024BE91L/1763.0002"; what was written
 * to this folder stands by the name of its file in place of a time. */
static void
aim(struct blocks_to *to, const struct lb_notice *notice)
{
	blocks_aim(to, notice);
	if (to->channel == NULL) {
		to->thread_ts = notice->thread;
		to->ts = notice->receipt;
	}
}

static void
render_slack(struct buf *out, const struct folder *folder,
    const struct lb_notice *notice)
{
	struct blocks_to to;
	bool cut = false;
	cJSON *message;

	aim(&to, notice);
	message = blocks_message(notice, &to, &cut);
	json_print(out, message);
	buf_putc(out, '\n');
	cJSON_Delete(message);
	if (cut)
		lb_log(folder->host, LB_INFO,
		    "%s: shortened to what Slack takes", notice->id);
}

static enum lb_result
write_notice(struct folder *folder, const struct lb_notice *notice,
    const struct place *p)
{
	enum lb_result result = LB_DONE;
	struct buf bytes = BUF_INIT;
	struct error err;

	if (folder->settings->format == SLACK)
		render_slack(&bytes, folder, notice);
	else if (!render_mail(&bytes, folder, notice))
		result = LB_REJECT;
	if (result == LB_DONE &&
	    !files_write(p->temporary, p->path, &bytes, &err))
		result = lb_retry(folder->host, 0, "%s", err.text);
	buf_release(&bytes);
	return result;
}

static enum lb_result
folder_deliver(void *state, const struct lb_notice *notice)
{
	struct folder *folder = state;
	enum lb_result result = LB_DONE;
	struct place p;
	char *old;

	place_init(&p, folder, notice);
	old = existing(&p, folder);
	if (!old || rewrites(folder, notice))
		result = write_notice(folder, notice, &p);
	if (result == LB_DONE)
		lb_receipt(folder->host, "%s", p.receipt);
	free(old);
	place_release(&p);
	return result;
}

/* What was rewritten cannot be told from what it was before: writing it again is
 * as good as having written it. */
static enum lb_result
folder_find(void *state, const struct lb_notice *notice)
{
	struct folder *folder = state;
	enum lb_result result;
	struct place p;
	char *old;

	place_init(&p, folder, notice);
	old = existing(&p, folder);
	if (old && !rewrites(folder, notice)) {
		lb_receipt(folder->host, "%s", p.receipt);
		result = LB_DONE;
	} else {
		result = lb_reject(folder->host, "%s is not there", p.path);
	}
	free(old);
	place_release(&p);
	return result;
}

static bool
folder_probe(void *state)
{
	struct folder *folder = state;
	const char *root = folder->settings->folder;
	char *path = mem_printf("%s/%s", root,
	    folder->settings->format == MAIL ? "tmp/.probe" : ".probe");
	struct buf nothing = BUF_INIT;
	struct error err;
	bool ok;

	buf_puts(&nothing, "probe\n");
	ok = files_write(path, path, &nothing, &err);
	unlink(path);
	buf_release(&nothing);
	free(path);
	if (!ok)
		return lb_fail(folder->host,
		    "cannot write to the folder: %s: give the user who runs "
		    "Loopbell the right to",
		    err.text);
	lb_log(folder->host, LB_INFO, "%s can be written to", root);
	return true;
}

static const struct lb_notifier notifier = {
	.deliver = folder_deliver,
	.find = folder_find,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "folder",
	.summary = "mails in a Maildir, or Slack messages as JSON files",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = folder_check,
	.open = folder_open,
	.probe = folder_probe,
	.close = folder_close,
	.notifier = &notifier,
};
