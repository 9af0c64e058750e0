/* SPDX-License-Identifier: ISC */
/* folder.c - the files in the watched folder. */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/fnv.h"
#include "sdk/mem.h"
#include "sdk/when.h"

/* A file that was not yet still, and since when it looks as it does. */
struct folder_sight {
	uint64_t signature;
	int64_t since_s;
};

static int64_t
wall_clock(void)
{
	return (int64_t)time(NULL);
}

int64_t (*folder_now)(void) = wall_clock;

void
folder_init(struct folder *f, const struct settings *settings)
{
	*f = (struct folder){
		.settings = settings,
		.settings_hash = settings_hash(settings),
		.fd = -1,
	};
}

static void
drop_files(struct folder *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->files[i].name);
	free(f->files);
	f->files = NULL;
	f->n = 0;
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

void
folder_release(struct folder *f)
{
	drop_files(f);
	free(f->sights);
	f->sights = NULL;
	f->n_sights = 0;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcasecmp(s + n - m, end) == 0;
}

static bool
is_on_its_way(const char *name)
{
	static const char *const ends[] = { ".part", ".partial", ".tmp",
		".filepart", ".crdownload", ".uploading", ".done", "~" };

	if (*name == '.' || strncmp(name, "~$", 2) == 0)
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends_with(name, ends[i]))
			return true;
	return false;
}

/* Each item may hold several patterns, parted by commas. */
static bool
is_wanted(const struct settings *s, const char *name)
{
	for (const char *const *item = s->pattern; *item != NULL; item++) {
		for (const char *p = *item; *p != '\0';) {
			size_t n = strcspn(p, ",");
			char *pattern = mem_copy(p, n);
			char *start = pattern + strspn(pattern, " ");
			bool is_match =
			    fnmatch(start, name, FNM_CASEFOLD) == 0;

			free(pattern);
			if (is_match)
				return !is_on_its_way(name);
			p += n + (p[n] == ',');
		}
	}
	return false;
}

static bool
has_marker(const struct folder *f, const char *name)
{
	char *marker = mem_printf("%s.done", name);
	bool has = faccessat(f->fd, marker, F_OK, 0) == 0;

	free(marker);
	return has;
}

static int64_t
ns_of(const struct timespec *t)
{
	return t->tv_sec * INT64_C(1000000000) + t->tv_nsec;
}

/* Since when the file looks as it does; kept for the next look. */
static int64_t
still_since(const struct folder_sight *old, size_t n_old, uint64_t signature)
{
	for (size_t i = 0; i < n_old; i++)
		if (old[i].signature == signature)
			return old[i].since_s;
	return folder_now();
}

/* The time of the last change of its content or name, which nobody can set
 * back; where the file's clock is ahead of ours, what we saw ourselves. */
static bool
is_still(const struct folder *f, const struct stat *st, int64_t since_s)
{
	int64_t changed_s =
	    st->st_mtime > st->st_ctime ? st->st_mtime : st->st_ctime;
	int64_t now = folder_now();

	return now - changed_s >= f->settings->settle ||
	       now - since_s >= f->settings->settle;
}

void
folder_note(struct folder_file *file, const struct stat *st)
{
	file->size = st->st_size;
	file->mtime_ns = ns_of(&st->st_mtim);
}

static void
add_file(struct folder *f, const char *name, const struct stat *st,
    const struct folder *old)
{
	struct folder_file *file;
	int64_t since_s;

	f->files = mem_resize(f->files, f->n + 1, sizeof(*f->files));
	file = &f->files[f->n++];
	file->name = mem_string(name);
	folder_note(file, st);
	file->signature = fnv_add_string(f->settings_hash, name);
	file->signature = fnv_add(file->signature, &file->size, 8);
	file->signature = fnv_add(file->signature, &file->mtime_ns, 8);
	since_s = still_since(old->sights, old->n_sights, file->signature);
	file->is_ready = has_marker(f, name) ||
			 (!f->settings->marker && is_still(f, st, since_s));
	if (file->is_ready)
		return;
	f->sights = mem_resize(f->sights, f->n_sights + 1, sizeof(*f->sights));
	f->sights[f->n_sights++] =
	    (struct folder_sight){ file->signature, since_s };
}

static int
older_first(const void *pa, const void *pb)
{
	const struct folder_file *a = pa, *b = pb;

	if (a->mtime_ns != b->mtime_ns)
		return a->mtime_ns < b->mtime_ns ? -1 : 1;
	return strcmp(a->name, b->name);
}

bool
folder_list(struct folder *f, struct error *err)
{
	struct folder old = *f;
	const struct dirent *entry;
	struct stat st;
	DIR *dir;

	drop_files(f);
	dir = opendir(f->settings->folder);
	if (dir == NULL)
		return error_set(err, "the folder %s cannot be read: %s",
		    f->settings->folder, strerror(errno));
	f->sights = NULL;
	f->n_sights = 0;
	f->fd = dup(dirfd(dir));
	while ((entry = readdir(dir)) != NULL)
		if (is_wanted(f->settings, entry->d_name) &&
		    fstatat(f->fd, entry->d_name, &st, 0) == 0 &&
		    S_ISREG(st.st_mode))
			add_file(f, entry->d_name, &st, &old);
	closedir(dir);
	free(old.sights);
	if (f->n > 0)
		qsort(f->files, f->n, sizeof(*f->files), older_first);
	return true;
}

int
folder_open(
    const struct folder *f, const struct folder_file *file, struct error *err)
{
	int fd = openat(f->fd, file->name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		error_set(err, "%s", strerror(errno));
	return fd;
}

bool
folder_is_same(const struct folder_file *file, int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_size == file->size &&
	       ns_of(&st.st_mtim) == file->mtime_ns;
}

/* done/NAME, or done/TIME-NAME where there is one already. */
static char *
free_place(const struct folder *f, const struct folder_file *file)
{
	char *place = mem_printf("done/%s", file->name);

	for (int i = 0; faccessat(f->fd, place, F_OK, 0) == 0; i++) {
		free(place);
		place = mem_printf("done/%" PRId64 "-%d-%s",
		    file->mtime_ns / 1000000000, i, file->name);
	}
	return place;
}

bool
folder_move(
    struct folder *f, const struct folder_file *file, struct error *err)
{
	char *place, *marker = mem_printf("%s.done", file->name);
	bool ok;

	mkdirat(f->fd, "done", 0777);
	place = free_place(f, file);
	ok = renameat(f->fd, file->name, f->fd, place) == 0;
	if (!ok)
		error_set(err, "%s cannot be moved to done/: %s", file->name,
		    strerror(errno));
	else
		unlinkat(f->fd, marker, 0);
	free(place);
	free(marker);
	return ok;
}
