/* SPDX-License-Identifier: ISC */
/*
 * schema.h - which keys a map of the configuration may have, as tables.
 *
 * A row says all there is about a key: what it takes, from where to where, its
 * default, where it goes, and a line of help.  The same rows read the file,
 * print it (print.h), free the structs, and are held against the manual.
 */
#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "config/problems.h"
#include "config/yaml.h"

enum kind {
	KIND_TEXT,    /* char *; min, max: characters                    */
	KIND_CHOICE,  /* char *, one of choices                          */
	KIND_ADDRESS, /* char *, an e-mail address                       */
	KIND_PERSON,  /* char *, an e-mail address or owner              */
	KIND_ZONE,    /* char *, a name of the tz database               */
	KIND_PATH,    /* char *, made absolute                           */
	KIND_PLUGIN,  /* char *, a name; made absolute where it has a /  */
	KIND_LIST,    /* char **, NULL-terminated; one text is a list    */
	KIND_PATHS,   /* char **, made absolute                          */
	KIND_COMMAND, /* char **, the first made absolute if it has a /  */
	KIND_EMOJI,   /* char **, names of emoji                         */
	KIND_DATES,   /* char **, days as 2026-12-24                     */
	KIND_DATE,    /* int64_t, microseconds: midnight of that day     */
	KIND_DAYS,    /* bool[7] from Monday                             */
	KIND_CLOCK,   /* int, minutes since midnight                     */
	KIND_SECONDS, /* int64_t, from min to max seconds                */
	KIND_SPAN,    /* struct span                                     */
	KIND_SPANS,   /* char **, spans, "… before" among them           */
	KIND_DOMAINS, /* char **, domains of e-mail addresses            */
	KIND_INT,     /* int, from min to max                            */
	KIND_REAL,    /* double, from min to max                         */
	KIND_BOOL,    /* bool                                            */
	KIND_LISTEN,  /* char *, an IP address and a port                */
	KIND_URL,     /* char *, http:// or https://, no / at its end    */
	KIND_PEM,     /* char *, the text of the PEM file named          */
	KIND_IPS,     /* char **, IP addresses                           */
	KIND_MAP,     /* a map of its own, sub; offset is where it starts */
	KIND_SECTION, /* read by other code, sub for the manual          */
};

struct schema_row {
	const char *key;
	enum kind kind;
	bool is_required;
	double min, max;
	const char *def; /* as in a file; NULL: zero */
	size_t offset;
	const struct schema *sub;
	const char *const *choices;
	const char *help; /* one line, no full stop */
	bool is_whole;    /* a section's: printed as it is written */
};

struct schema {
	const char *title; /* what the manual calls it */
	const struct schema_row *rows;
	size_t n_rows;
	bool takes_more;     /* other keys are somebody else's */
	bool has_extensions; /* keys beginning with x- are passed over */
};

/* The tables there are (tables.c). */
extern const struct schema schema_top, schema_hours, schema_provider,
    schema_directory, schema_notifier, schema_route, schema_send, schema_fold,
    schema_case, schema_escalate, schema_absent, schema_best, schema_web;
/* All of them, NULL-terminated, in the manual's order. */
extern const struct schema *const schema_all[];
const struct schema *schema_of_role(enum role role);

/* What every reading needs. */
struct reader {
	struct problems *problems;
	const char *folder; /* of the file, absolute */
	const char *zone;   /* for dates; NULL: the machine's */
};

/* A map that is read: who is what messages begin with ("" for none), at where
 * a missing key is complained of. */
struct scope {
	const char *who;
	struct place at;
	const struct yaml_node *map;
};

/* One value on its way into a struct. */
struct field {
	const struct reader *reader;
	const char *who;
	const struct schema_row *row;
	struct place at;
	const char *written; /* as in the file: the one to show */
	const char *text;    /* what it stands for */
	void *target;
};

/* Reads a map by its table into the zeroed struct at target.  All that is wrong
 * goes to the problems.  A key that is not there, or whose value is wrong, gets
 * its default. */
void schema_read(const struct reader *reader, const struct scope *scope,
    const struct schema *schema, void *target);

/* Frees what schema_read() put there, not the struct. */
void schema_release(const struct schema *schema, void *target);

/* The row of a key, or NULL. */
const struct schema_row *schema_find(
    const struct schema *schema, const char *key);

/* "who: key: …" as an error at the field's place.  Returns false. */
bool field_problem(const struct field *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* For "…not \"%.*s\"": what the file has, cut. */
#define FIELD_WRITTEN(f) (int)utf8_cut((f)->written, 60), (f)->written

/* ---- What each kind takes (kinds.c, kinds_net.c). */
enum holds { HOLDS_VALUE, HOLDS_TEXT, HOLDS_TEXTS };

struct kind_info {
	/* Reads f->text into f->target.  A list's is called for each item. */
	bool (*read)(const struct field *f);
	bool is_list;
	enum holds holds;
};
extern const struct kind_info schema_kinds[];

#endif
