/* SPDX-License-Identifier: ISC */
/*
 * mail_cases.c - writes nasty notices as mails, and beside each what a reader
 * has to find in it, for readers that are not ours (mail_readers.py and .js).
 *
 *     mail_cases DIR      DIR/NAME.eml, DIR/NAME.json
 */
#include "notifiers/email/header.h"
#include "notifiers/email/message.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define LONG_ASCII                                                            \
	"One headline that goes on and on, far past the seventy-six columns " \
	"that a header line may have, so it has to be folded somewhere, "     \
	"and then folded again at some other place"
#define LONG_DANISH                                                                      \
	"Ærø Ångström Østergård blåbærgrød på Nørrebro gav 3 ud af 10 fordi " \
	"fakturaen både var forkert, for sen og ærgerligt nok også på tysk"
#define EIGHTY                                                            \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaa"

struct mail_case {
	const char *name;
	const char *headline, *quote, *text;
	const char *from_name;
	const char *picture;
};

static const struct mail_case cases[] = {
	/* clang-format off */
	{ "ascii", "Kunde D gave 3", "Too slow", "Call them", "Loopbell", NULL },
	{ "danish", "Kunde Ærø gav 3 – ring nu", "Det er for sløvt, æøå ÆØÅ", "Ring til dem\nI dag", "Kundeglæde på Østergade", NULL },
	{ "long_ascii", LONG_ASCII, "x", NULL, LONG_ASCII, NULL },
	{ "long_danish", LONG_DANISH, LONG_DANISH, LONG_DANISH, "Ærø Ångström Østergård Blåbærgrød På Nørrebro Og Langt Ud På Landet", NULL },
	{ "one_long_word", EIGHTY, EIGHTY EIGHTY EIGHTY, NULL, "Å" EIGHTY, NULL },
	{ "long_from_ascii_word", "x", NULL, NULL, EIGHTY, NULL },
	{ "emoji", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 🍾🔥🚀 e\xcc\x81\xcc\x82\xcc\x83", "👍🏽🇩🇰", NULL, "🍾 Bot 🚀", NULL },
	{ "crlf_header", "Hello\r\nBcc: evil@evil.example\r\n\r\nbody", "Hi\r\nBcc: evil@evil.example\r\n\r\n.\r\nMAIL FROM:<x@y>", NULL, "Bot\r\nBcc: evil@evil.example", NULL },
	{ "lf_header", "Hello\nX-Evil: 1", "a\nb\n\nc", NULL, "Bot\nX-Evil: 1", NULL },
	{ "cr_header", "Hello\rX-Evil: 1", "a\rb", NULL, "Bot\rX-Evil: 1", NULL },
	{ "line_separators", "a\xe2\x80\xa8X-Evil: 1\xe2\x80\xa9" "b\xc2\x85X-Evil: 2", "a\xe2\x80\xa8" "b", NULL, "a\x0b\x0c\x1c\x1d\x1eX-Evil: 1", NULL },
	{ "literal_word", "=?utf-8?q?x?= and =?UTF-8?B?eA==?=", "=?utf-8?q?x?=", "=41=42", "=?utf-8?q?Boss?=", NULL },
	{ "quotes", "\"quoted\" \\ back", "\"", NULL, "Bo \"the boss\" O'Neil\\x (comment), <a@b.example>", NULL },
	{ "specials_in_name", "x", NULL, NULL, "Nordlys A/S: salg; support, øst", NULL },
	{ "dots", "x", ".\n..\n.x\nFrom me\n>From you\n. \n", ".\r\nFrom the start", "x", NULL },
	{ "trailing_blanks", "  two  blanks  ", "end \nend\t\n \n\t\nx ", NULL, "  Bo  ", NULL },
	{ "bad_utf8", "a\xff\xc3" "b\xed\xa0\x80", "x\xff\xfe\xc0\x80y", NULL, "B\xf8" "b", NULL },
	{ "bidi", "a\xe2\x80\xae" "b\xe2\x81\xa6" "c", "\xe2\x80\xaetxt.exe", NULL, "\xe2\x80\xae" "Bo", NULL },
	{ "html", "<script>alert(1)</script>", "<img src=x onerror=alert(1)><b>x</b> &amp; </blockquote></td>", "<a href='http://x'>x</a>", "<b>x</b>", NULL },
	{ "slack_markup", "<!channel> <@U1>", "<!channel> <@U1> <http://x|y>", NULL, "@channel", NULL },
	{ "boundary", "--=_0", "--=_0\n--=_0--\n\n--\n-- \n", NULL, "--", NULL },
	{ "empty", "", "", "", NULL, NULL },
	{ "blank", " ", " ", " ", " ", NULL },
	{ "equals", "a=b", "a=\n=3D\n==\n=", NULL, "a=b", NULL },
	{ "picture", "Ugens tal", NULL, NULL, "Loopbell", "p.png" },
	{ "picture_danish", "Ugens tal", "Flot", NULL, "Loopbell", "Ugens NPS på Ærø; \"uge 47\".png" },
	{ "picture_long", "Ugens tal", NULL, NULL, "Loopbell", "Et meget langt filnavn på dansk med æ og ø og å så parameteren skal deles i flere stykker på linjerne.png" },
	{ "big", "Hundred kilobytes", NULL, NULL, "Loopbell", NULL },
	/* clang-format on */
};

/* The 100 KB comment: valid, no line break at all, every byte to be escaped. */
static char *
big_quote(void)
{
	struct buf out = BUF_INIT;

	while (out.size < 100 * 1024)
		buf_puts(&out, "<ø>");
	return buf_take(&out);
}

static void
write_file(const char *dir, const char *name, const char *ending,
    const struct buf *bytes)
{
	char *path = mem_printf("%s/%s%s", dir, name, ending);
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(bytes->data, 1, bytes->size, f) != bytes->size ||
	    fclose(f) != 0)
		exit(1);
	free(path);
}

/* What a reader has to find: the words with what is never sent taken out. */
static void
put_expected(cJSON *o, const char *name, const char *s, bool is_header)
{
	struct buf clean = BUF_INIT;

	if (is_header)
		header_clean(&clean, s);
	else
		utf8_clean(&clean, s, strlen(s));
	json_put_string(o, name, buf_str(&clean));
	buf_release(&clean);
}

static void
write_expected(const char *dir, const struct mail_case *c, const char *id,
    const char *quote)
{
	cJSON *o = cJSON_CreateObject();
	struct buf json = BUF_INIT;

	put_expected(o, "subject", c->headline, true);
	put_expected(o, "from_name", c->from_name ? c->from_name : "", true);
	put_expected(o, "quote", quote ? quote : "", false);
	put_expected(o, "text", c->text ? c->text : "", false);
	json_put_string(o, "picture", c->picture);
	json_put_string(o, "id", id);
	json_print(&json, o);
	write_file(dir, c->name, ".json", &json);
	buf_release(&json);
	cJSON_Delete(o);
}

static const unsigned char png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a,
	'\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0,
	0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 12, 'I', 'D', 'A', 'T', 8, 0xd7,
	0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0,
	0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82 };

static void
write_case(const char *dir, const struct mail_case *c)
{
	struct lb_fact facts[] = { { "Score: 3\r\nX-Evil: 1",
				       "=?utf-8?q?x?=" },
		{ "Kæreste æ", c->headline } };
	char *big = strcmp(c->name, "big") == 0 ? big_quote() : NULL;
	struct lb_notice notice = { .id = c->name,
		.target = "Åse \"Bo\" Østergård <aase@kunde.example>",
		.tone = LB_ALERT,
		.headline = c->headline,
		.quote = big ? big : c->quote,
		.text = c->text,
		.facts = facts,
		.n_facts = 2,
		.language = "da",
		.made_us = 1795163405000000 };
	struct message_sender sender = { .from = { (char *)c->from_name,
					     (char *)"bot@nordlys.example" },
		.id_domain = "nordlys.example",
		.company = c->headline };
	struct buf out = BUF_INIT, picture = BUF_INIT;
	struct error err;
	char *path = NULL, *id;

	if (c->picture) {
		buf_add(&picture, png, sizeof(png));
		write_file(dir, c->picture, "", &picture);
		notice.picture = path = mem_printf("%s/%s", dir, c->picture);
	}
	id = message_id(&notice, &sender);
	if (!message_write(&out, &notice, &sender, &err) || *err.text) {
		fprintf(stderr, "%s: %s\n", c->name, err.text);
		exit(1);
	}
	write_file(dir, c->name, ".eml", &out);
	write_expected(dir, c, id, notice.quote);
	buf_release(&out);
	buf_release(&picture);
	free(path);
	free(big);
	free(id);
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: mail_cases DIR\n");
		return 1;
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		write_case(argv[1], &cases[i]);
	return 0;
}
