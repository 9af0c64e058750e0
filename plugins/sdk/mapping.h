/* SPDX-License-Identifier: ISC */
/*
 * mapping.h - where in a vendor's JSON the members of a response are.
 *
 * What every survey tool tells is much the same, each under other names: a
 * table of JSON pointers (pointer.h) is what remains of a provider then, its
 * own or the user's.
 */
#ifndef SDK_MAPPING_H
#define SDK_MAPPING_H

#include <loopbell/plugin.h>

#include "sdk/error.h"
#include "sdk/pointer.h"

/* The members of a response that can be mapped; NULL-terminated. */
extern const char *const mapping_members[];
#define MAPPING_N_MEMBERS 15

/* Its number in mapping_members; -1: there is no such member. */
int mapping_member(const char *name);

/* Each list ends with a NULL name; NULL is an empty one.  A pointer that
 * begins with # points into the whole document, else into the item.  In fields
 * and properties several may stand, as in "/first + /last". */
struct mapping {
	const struct lb_pair *fields; /* member to pointer; empty: each under
					     its own name */
	const struct lb_pair
	    *properties; /* name to pointer; "*": all members of
					     the object there */
	const struct lb_pair *constants; /* member to text, where the item has
					     none */
	const struct lb_pair *only; /* pointer to "created|updated": what must
				       be there to be an answer at all */
	int scale;                  /* enum lb_scale */
	int date_order;             /* enum when_order */
	/* "score:Very likely|Yes" to "10": what a member's text means, where
	 * it is one of these (case does not count); "score:*": any other; "":
	 * as if it were not there.  The first that fits counts. */
	const struct lb_pair *values;
	/* Members and properties that the tool has escaped for a web page; "*":
	 * all.  Ends with NULL. */
	const char *const *html;
};

/* Are its names members, and its pointers pointers?  False: err begins with
 * the list: "fields: a response has no member \"skore\"; did you mean …". */
bool mapping_check(const struct mapping *m, struct error *err);

/* One answer, used for one after another.  Starts as all zero. */
struct mapped {
	struct lb_response response;
	char *texts[MAPPING_N_MEMBERS]; /* of the members, by number */
	int n_found;                    /* members that the item itself has */
	struct lb_pair *properties;
	size_t n_properties;
};

/* Where an answer is read from. */
struct mapping_source {
	const struct mapping *mapping;
	const char *survey;    /* where nothing else says so */
	const cJSON *document; /* "#/…" points into it       */
	const cJSON *item;     /* "/…" points into it        */
	int64_t now_us; /* taken for a time that is not there; 0: that is
			   an error */
};

enum mapping_result {
	MAPPING_GIVEN,
	MAPPING_NONE,  /* `only` passes over it         */
	MAPPING_WRONG, /* err: "score: what is wrong"   */
};

/* What stands at a pointer, or at several as "/first + /last", parted by a
 * blank; as text, the caller's.  NULL: nothing. */
char *mapping_text(const struct mapping_source *from, const char *pointers);

/* Does `only` let it through?  Without an item only what points into the
 * document is looked at. */
bool mapping_lets_through(const struct mapping_source *from);

/* Reads one; a->response is valid until the next, and while the source and
 * the mapping are.  An item without an id gets one that is made of all it
 * holds, unless the mapping names a place for it: then that is an error. */
enum mapping_result mapping_read(
    struct mapped *a, const struct mapping_source *from, struct error *err);
void mapped_release(struct mapped *a);

/* A property of it; NULL: it has none of that name, or name is NULL. */
const char *mapping_property(const struct lb_response *r, const char *name);

/* ---- For plugins whose users write the mapping. */

/* The user's list, then our own: what is in both is the user's.  Of the lists
 * (either may be NULL) nothing is copied but the pairs; the caller frees it. */
struct lb_pair *mapping_join(
    const struct lb_pair *users, const struct lb_pair *own);

/* Choices: the numbers are those of enum lb_scale and when_order. */
extern const char *const mapping_scales[], *const mapping_orders[];

/* The rows of an option table for a struct mapping in the settings, member
 * `map`. */
/* clang-format off */
#define MAPPING_OPTIONS(settings) \
	{ .name = "fields", .type = LB_MAP, .offset = offsetof(settings, map.fields), .help = "where a response's members are: \"score: /data/score\"; else under their own names" }, \
	{ .name = "properties", .type = LB_MAP, .offset = offsetof(settings, map.properties), .help = "further things to keep: \"plan: /user/plan\"; \"*\": all that is there" }, \
	{ .name = "constants", .type = LB_MAP, .offset = offsetof(settings, map.constants), .help = "members that are always the same, or where it says nothing: \"channel: email\"" }, \
	{ .name = "only", .type = LB_MAP, .offset = offsetof(settings, map.only), .help = "what must be there to be an answer: \"/type: created|updated\"; else it is passed over" }, \
	{ .name = "values", .type = LB_MAP, .offset = offsetof(settings, map.values), .help = "what a member's text means: \"score:Very likely|Certainly\": 10; nothing: as if it were not there" }, \
	{ .name = "html", .type = LB_LIST, .offset = offsetof(settings, map.html), .help = "members and properties that are escaped for a web page, as &quot; for a quote; *: all" }, \
	{ .name = "scale", .type = LB_CHOICE, .offset = offsetof(settings, map.scale), .def = "0-10", .choices = mapping_scales, .help = "what people could answer; only 0-10 counts as NPS" }, \
	{ .name = "date_order", .type = LB_CHOICE, .offset = offsetof(settings, map.date_order), .def = "dmy", .choices = mapping_orders, .help = "how 03-04-2026 is meant" }
/* clang-format on */

#endif
