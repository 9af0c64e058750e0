/* SPDX-License-Identifier: ISC */
/* message.c - a notice as a complete mail. */
#include "message.h"

#include <errno.h>
#include <time.h>

#include "body.h"
#include "header.h"
#include "mime.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

enum {
	SUBJECT_MAX = 200,         /* bytes; longer ones no list shows     */
	PICTURE_MAX = 4096 * 1024, /* bytes                                */
	ID_MAX = 50,               /* bytes of the notice's id in a header */
};

void
message_put_id(struct buf *out, const char *id)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t start = out->size;

	for (; *id != '\0' && out->size - start < ID_MAX; id++) {
		if (strchr(plain, *id))
			buf_putc(out, *id);
		else
			buf_printf(out, "=%02X", (unsigned char)*id);
	}
	if (out->size == start)
		buf_putc(out, '0');
}

char *
message_id(const struct lb_notice *notice, const struct message_sender *sender)
{
	struct buf out = BUF_INIT;

	buf_putc(&out, '<');
	message_put_id(&out, notice->id);
	buf_printf(&out, "@%s>", sender->id_domain);
	return buf_take(&out);
}

/* RFC 5322 3.3; the names are English whatever the locale. */
static void
put_date(struct buf *out, int64_t us)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)(us / 1000000);
	struct tm tm;
	long minutes;

	tzset();
	if (!localtime_r(&t, &tm))
		memset(&tm, 0, sizeof(tm));
	minutes = tm.tm_gmtoff / 60;
	buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02ld%02ld\r\n",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec, minutes < 0 ? '-' : '+',
	    labs(minutes) / 60, labs(minutes) % 60);
}

/* A change answers the mail it changes: programs that go by the subject show
 * the two as one conversation. */
static void
put_subject(struct buf *out, const struct lb_notice *notice)
{
	size_t n = utf8_cut(notice->headline, SUBJECT_MAX);
	char *s = mem_printf("%s%.*s%s", notice->receipt ? "Re: " : "", (int)n,
	    notice->headline, notice->headline[n] == '\0' ? "" : "…");

	header_text(out, "Subject", s);
	free(s);
}

/* RFC 5322 3.6.4: what it answers, and before that where the thread began. */
static void
put_references(struct buf *out, const struct lb_notice *notice)
{
	const char *thread = notice->thread ? notice->thread : "";
	const char *answers = notice->receipt ? notice->receipt : thread;
	struct buf all = BUF_INIT;

	if (strcmp(thread, answers) != 0)
		buf_printf(&all, "%s ", thread);
	buf_puts(&all, answers);
	header_ids(out, "In-Reply-To", answers);
	header_ids(out, "References", all.data);
	buf_release(&all);
}

static void
put_headers(struct buf *out, const struct lb_notice *notice,
    const struct message_sender *sender, const struct address *to)
{
	char *id = message_id(notice, sender);

	put_date(out, notice->made_us);
	header_mailbox(out, "From", &sender->from);
	header_mailbox(out, "To", to);
	if (sender->reply_to.spec)
		header_mailbox(out, "Reply-To", &sender->reply_to);
	put_subject(out, notice);
	header_ids(out, "Message-ID", id);
	put_references(out, notice);
	header_text(out, "Content-Language",
	    body_language(
		notice->language ? notice->language : sender->language));
	if (notice->tone == LB_ALERT)
		buf_puts(out, "Importance: high\r\n");
	/* RFC 3834, and what Exchange reads instead of it. */
	buf_puts(out, "Auto-Submitted: auto-generated\r\n"
		      "X-Auto-Response-Suppress: OOF, AutoReply\r\n");
	header_text(out, "X-Loopbell-Notice", notice->id);
	buf_puts(out, "MIME-Version: 1.0\r\n");
	free(id);
}

static bool
read_picture(struct buf *out, const char *path, struct error *err)
{
	static const char png[] = "\x89PNG\r\n\x1a\n";
	FILE *f = fopen(path, "rbe");
	size_t n = 1;

	if (!f)
		return error_set(err, "%s: %s", path, strerror(errno));
	while (n > 0 && out->size <= PICTURE_MAX) {
		n = fread(buf_room(out, 65536), 1, 65536, f);
		out->size += n;
		buf_end(out);
	}
	fclose(f);
	if (out->size > PICTURE_MAX)
		return error_set(err, "%s: larger than 4 MiB", path);
	if (out->size < 8 || memcmp(out->data, png, 8) != 0)
		return error_set(err, "%s: not a PNG file", path);
	return true;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* alternative(text, html), or alternative(text, related(html, picture)). */
static void
put_body(struct buf *out, const struct body *body, const char *picture_path,
    const struct buf *picture)
{
	struct buf text = BUF_INIT, html = BUF_INIT;

	body_text(&text, body);
	body_html(&html, body);

	const struct mime_part related[] = {
		{ .type = "text/html", .data = html.data, .size = html.size },
		{ .type = "image/png",
		    .data = picture->data,
		    .size = picture->size,
		    .id = body->picture_id,
		    .file_name = base_name(picture_path) },
	};
	const struct mime_part rich = {
		.type = "multipart/related", .parts = related, .n_parts = 2
	};
	const struct mime_part both[] = {
		{ .type = "text/plain",
		    .is_flowed = true,
		    .data = text.data,
		    .size = text.size },
		body->picture_id ? rich : related[0],
	};
	const struct mime_part whole = {
		.type = "multipart/alternative", .parts = both, .n_parts = 2
	};

	mime_write(out, &whole, body->notice->id);
	buf_release(&text);
	buf_release(&html);
}

bool
message_write(struct buf *out, const struct lb_notice *notice,
    const struct message_sender *sender, struct error *err)
{
	const char *path = notice->picture ? notice->picture : "";
	struct buf picture = BUF_INIT;
	struct body body = { .notice = notice, .company = sender->company };
	struct address to;
	char *id = NULL;

	err->text[0] = '\0';
	if (!address_read(&to, notice->target, err))
		return false;
	if (*path != '\0' && read_picture(&picture, path, err)) {
		id = message_id(notice, sender);
		id[strlen(id) - 1] = '\0';
		body.picture_id = id + 1;
	}
	body.language = body_language(
	    notice->language ? notice->language : sender->language);
	put_headers(out, notice, sender, &to);
	put_body(out, &body, path, &picture);
	buf_release(&picture);
	address_release(&to);
	free(id);
	return true;
}
