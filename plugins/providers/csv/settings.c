/* SPDX-License-Identifier: ISC */
/* settings.c - the options of the provider csv. */
#include "settings.h"

#include "sdk/fnv.h"

static const char *const encodings[] = { "auto", "utf-8", "windows-1252",
	"utf-16", NULL };
static const char *const orders[] = { "dmy", "mdy", "ymd", NULL };
static const char *const scales[] = { "0-10", "1-5", "1-10", "other", NULL };
static const char *const dones[] = { "keep", "move", NULL };

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
const struct lb_option settings_options[] = {
	{ .name = "folder", .type = LB_STRING, .offset = AT(folder), .required = true, .help = "the folder to watch" },
	{ .name = "pattern", .type = LB_LIST, .offset = AT(pattern), .def = "*.csv,*.txt", .help = "names of the files to read" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .help = "name of the survey; without it the file's survey column, or the instance's name" },
	{ .name = "channel", .type = LB_STRING, .offset = AT(channel), .help = "how people were asked where the file does not say: phone, web, email" },
	{ .name = "encoding", .type = LB_CHOICE, .offset = AT(encoding), .def = "auto", .choices = encodings, .help = "of the files; auto: what is not UTF-8 or UTF-16 is Windows-1252" },
	{ .name = "delimiter", .type = LB_STRING, .offset = AT(delimiter), .def = "auto", .help = "between the fields: auto, tab or one character" },
	{ .name = "zone", .type = LB_STRING, .offset = AT(zone), .help = "time zone of times without one, as Europe/Copenhagen; else the bot's" },
	{ .name = "date_order", .type = LB_CHOICE, .offset = AT(date_order), .def = "dmy", .choices = orders, .help = "how 03-04-2026 is meant" },
	{ .name = "decimal_comma", .type = LB_BOOL, .offset = AT(decimal_comma), .def = "yes", .help = "9,0 is nine; no: a comma parts thousands" },
	{ .name = "scale", .type = LB_CHOICE, .offset = AT(scale), .def = "0-10", .choices = scales, .help = "what people could answer; only 0-10 counts as NPS" },
	{ .name = "columns", .type = LB_MAP, .offset = AT(columns), .help = "which column holds what: \"score: karakter|NPS\"" },
	{ .name = "only", .type = LB_MAP, .offset = AT(only), .help = "rows to read: \"survey type: nps\" in that column, several parted by |; others are passed over" },
	{ .name = "complete", .type = LB_LIST, .offset = AT(complete), .def = "I,complete,completed,komplet,gennemf\xc3\xb8rt,afsluttet,f\xc3\xa6rdig", .help = "dispositions of interviews that count" },
	{ .name = "no_answer", .type = LB_LIST, .offset = AT(no_answer), .def = "99,98,97,-1,-2,-,n/a,na,none,null,ved ikke,ved-ikke,don't know,dont know,dk,\xc3\xb8nsker ikke at svare,vil ikke svare,refused,no answer,intet svar,ubesvaret,ikke relevant", .help = "scores that mean no answer" },
	{ .name = "settle", .type = LB_SECONDS, .offset = AT(settle), .def = "5s", .min = 0, .max = 86400, .help = "how long a file must have been still before it is read" },
	{ .name = "marker", .type = LB_BOOL, .offset = AT(marker), .def = "no", .help = "read NAME only once NAME.done stands beside it" },
	{ .name = "done", .type = LB_CHOICE, .offset = AT(done), .def = "keep", .choices = dones, .help = "what to do with a file that was read: keep it, or move it to done/" },
	{ .name = NULL },
};
/* clang-format on */

const char *
settings_scale(int scale)
{
	return scales[scale];
}

bool
settings_delimiter(const struct settings *s, char *delimiter)
{
	const char *d = s->delimiter;

	if (strcmp(d, "auto") == 0)
		*delimiter = '\0';
	else if (strcmp(d, "tab") == 0)
		*delimiter = '\t';
	else if (strlen(d) == 1 && strchr("\"\r\n'", *d) == NULL)
		*delimiter = *d;
	else
		return false;
	return true;
}

static uint64_t
add_string(uint64_t hash, const char *s)
{
	return fnv_add_string(hash, s == NULL ? "" : s);
}

static uint64_t
add_list(uint64_t hash, const char *const *list)
{
	for (; *list != NULL; list++)
		hash = fnv_add_string(hash, *list);
	return fnv_add_string(hash, "");
}

static uint64_t
add_map(uint64_t hash, const struct lb_pair *map)
{
	for (; map->name != NULL; map++)
		hash = add_string(add_string(hash, map->name), map->value);
	return hash;
}

uint64_t
settings_hash(const struct settings *s)
{
	int numbers[] = { s->encoding, s->date_order, s->decimal_comma,
		s->scale };
	/* The number changes with how this program reads, too. */
	uint64_t hash = fnv_add_string(FNV_START, "csv 1");

	hash = add_string(hash, s->survey);
	hash = add_string(hash, s->channel);
	hash = add_string(hash, s->delimiter);
	hash = add_string(hash, s->zone);
	hash = add_list(hash, s->complete);
	hash = add_list(hash, s->no_answer);
	hash = add_map(hash, s->columns);
	/* As it was, where there is none: files that were read stay read. */
	if (s->only != NULL && s->only->name != NULL)
		hash = add_map(hash, s->only);
	return fnv_add(hash, numbers, sizeof(numbers));
}
