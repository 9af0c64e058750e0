/* SPDX-License-Identifier: ISC */
/*
 * folder.h - the files in the watched folder, and which of them may be read.
 *
 * A file may be read once it was still (size and times) for the settling time,
 * or when NAME.done stands beside it.  Names that uploads use on the way (.x,
 * x.part, x.tmp …) are passed over.
 */
#ifndef CSV_FOLDER_H
#define CSV_FOLDER_H

#include <stdint.h>
#include <sys/stat.h>

#include "settings.h"

struct folder_file {
	char *name;
	int64_t size, mtime_ns;
	uint64_t signature; /* of name, size and time; and of the settings */
	bool is_ready;
};

struct folder_sight;
struct folder {
	const struct settings *settings;
	uint64_t settings_hash;
	int fd;                    /* while a list is held */
	struct folder_file *files; /* oldest first */
	size_t n;
	struct folder_sight *sights; /* files that were not still last time */
	size_t n_sights;
};

/* Reads nothing yet; the settings must live as long. */
void folder_init(struct folder *f, const struct settings *settings);
/* Frees the list and closes the folder. */
void folder_release(struct folder *f);

/* Looks anew.  False: the folder cannot be read. */
bool folder_list(struct folder *f, struct error *err);

/* Opens a file for reading: its descriptor, or -1. */
int folder_open(
    const struct folder *f, const struct folder_file *file, struct error *err);
/* Notes size and time of a file that is in no list. */
void folder_note(struct folder_file *file, const struct stat *st);
/* The open file still is what the list, or folder_note(), says. */
bool folder_is_same(const struct folder_file *file, int fd);

/* Moves a file (and its NAME.done) to done/; where one of its name lies there,
 * the time of the file is put before the name. */
bool folder_move(
    struct folder *f, const struct folder_file *file, struct error *err);

/* Seconds since 1970; tests set it. */
extern int64_t (*folder_now)(void);

#endif
