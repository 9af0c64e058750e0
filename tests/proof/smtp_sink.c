/* SPDX-License-Identifier: ISC */
/*
 * smtp_sink.c - a mail server that takes mail, or hangs.
 *
 *	smtp_sink RECORD
 *
 * Orders, a line each: "ok"; "hang", to accept connections and say nothing;
 * "hang data", to say nothing after the whole mail, which is kept.
 */
#include <err.h>
#include <strings.h>

#include "proof/record.h"
#include "proof/server.h"
#include "sdk/mem.h"

enum step { COMMANDS, MAIL };
enum hang { HANG_NEVER, HANG_GREETING, HANG_DATA };

struct sink {
	struct record *record;
	enum hang hang;
};

/* clang-format off */
static const struct {
	const char *command, *reply;
	enum step next;
	bool is_last;
} replies[] = {
	{ "EHLO", "250-localhost\r\n250 8BITMIME", COMMANDS, false },
	{ "HELO", "250 localhost",                 COMMANDS, false },
	{ "MAIL", "250 2.1.0 OK",                  COMMANDS, false },
	{ "RCPT", "250 2.1.5 OK",                  COMMANDS, false },
	{ "DATA", "354 Go on",                     MAIL,     false },
	{ "RSET", "250 2.0.0 OK",                  COMMANDS, false },
	{ "NOOP", "250 2.0.0 OK",                  COMMANDS, false },
	{ "QUIT", "221 2.0.0 Bye",                 COMMANDS, true },
	{ "",     "502 5.5.1 What?",               COMMANDS, false },
};
/* clang-format on */

static void
greet(void *arg, struct client *client)
{
	const struct sink *sink = arg;

	if (sink->hang == HANG_GREETING)
		client->is_hanging = true;
	else
		buf_puts(&client->out, "220 localhost ESMTP\r\n");
}

static bool
take_command(struct client *client)
{
	const char *line = buf_str(&client->in);
	const char *end = strchr(line, '\n');
	size_t i = 0;

	if (end == NULL)
		return false;
	while (strncasecmp(
		   line, replies[i].command, strlen(replies[i].command)) != 0)
		i++;
	buf_drop(&client->in, (size_t)(end + 1 - line));
	buf_printf(&client->out, "%s\r\n", replies[i].reply);
	client->step = replies[i].next;
	client->is_last = replies[i].is_last;
	return true;
}

/* The whole mail, up to the line with nothing but a dot. */
static bool
take_mail(const struct sink *sink, struct client *client)
{
	static const char dot[] = "\r\n.\r\n";
	const char *mail = buf_str(&client->in);
	const char *end = strstr(mail, dot);
	size_t size;
	char *text;

	if (end == NULL)
		return false;
	size = (size_t)(end - mail) + sizeof(dot) - 1;
	text = mem_copy(mail, size);
	record_marks(sink->record, "took", text);
	free(text);
	buf_drop(&client->in, size);
	client->step = COMMANDS;
	if (sink->hang == HANG_DATA)
		client->is_hanging = true;
	else
		buf_puts(&client->out, "250 2.0.0 Taken\r\n");
	return true;
}

static bool
take(void *arg, struct client *client)
{
	return client->step == MAIL ? take_mail(arg, client)
				    : take_command(client);
}

static void
take_order(void *arg, const char *line)
{
	struct sink *sink = arg;

	record_flush(sink->record);
	if (strcmp(line, "ok") == 0)
		sink->hang = HANG_NEVER;
	else if (strcmp(line, "hang") == 0)
		sink->hang = HANG_GREETING;
	else if (strcmp(line, "hang data") == 0)
		sink->hang = HANG_DATA;
	else
		errx(2, "no such order: %s", line);
}

static void
rest(void *arg)
{
	record_flush(((struct sink *)arg)->record);
}

int
main(int argc, char **argv)
{
	static struct sink sink;
	const struct server server = { &sink, greet, take, take_order, rest };

	if (argc != 2)
		errx(2, "usage: smtp_sink RECORD");
	sink.record = record_new(argv[1]);
	server_run(&server);
	record_free(sink.record);
	return 0;
}
