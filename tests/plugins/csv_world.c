/* SPDX-License-Identifier: ISC */
/* csv_world.c - what the tests of the provider csv share. */
#include "csv_world.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "providers/csv/folder.h"
#include "sdk/json.h"
#include "sdk/mem.h"

int64_t clock_s;

static int64_t
fake_now(void)
{
	return clock_s != 0 ? clock_s : (int64_t)time(NULL) + 3600;
}

void
open_with(struct world *w, const char *more)
{
	char *settings = mem_printf("{\"folder\":\"%s\"%s%s}", w->folder,
	    *more != '\0' ? "," : "", more);

	w->plugin = fake_open(w->host, &loopbell_plugin, settings);
	free(settings);
	if (w->plugin == NULL)
		fail_msg("open: %s", fake_why(w->host));
}

int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	snprintf(w->folder, sizeof(w->folder), "/tmp/test_csv.XXXXXX");
	if (mkdtemp(w->folder) == NULL)
		return -1;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	clock_s = 0;
	folder_now = fake_now;
	w->host = fake_host_new();
	open_with(w, "");
	*state = w;
	return 0;
}

int
tear_down(void **state)
{
	struct world *w = *state;
	char *command = mem_printf("rm -rf '%s'", w->folder);
	int rc = system(command);

	free(command);
	fake_host_free(w->host);
	free(w->cursor);
	free(w);
	return rc;
}

char *
path_of(const struct world *w, const char *name)
{
	return mem_printf("%s/%s", w->folder, name);
}

void
put_bytes(const struct world *w, const char *name, const char *bytes, size_t n)
{
	char *path = path_of(w, name);
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
	free(path);
}

void
put(const struct world *w, const char *name, const char *text)
{
	put_bytes(w, name, text, strlen(text));
}

bool
exists(const struct world *w, const char *name)
{
	char *path = path_of(w, name);
	bool does = access(path, F_OK) == 0;

	free(path);
	return does;
}

/* One poll; stores its cursor as the core would. */
int
poll_once(struct world *w)
{
	int n;

	fake_forget(w->host);
	assert_int_equal(
	    loopbell_plugin.provider->poll(w->plugin, w->cursor), LB_DONE);
	if (fake_cursor(w->host) != NULL) {
		free(w->cursor);
		w->cursor = mem_string(fake_cursor(w->host));
	}
	n = cJSON_GetArraySize(fake_responses(w->host));
	return n;
}

int
read_text(struct world *w, const char *text)
{
	put(w, "a.csv", text);
	return poll_once(w);
}

const cJSON *
answer(const struct world *w, int i)
{
	return cJSON_GetArrayItem(fake_responses(w->host), i);
}

const char *
text_of(const struct world *w, int i, const char *name)
{
	const char *s = json_string(answer(w, i), name);

	return s == NULL ? "(none)" : s;
}

const char *
property_of(const struct world *w, int i, const char *name)
{
	const char *s =
	    json_string(json_member(answer(w, i), "properties"), name);

	return s == NULL ? "(none)" : s;
}

const char *
refusal(const struct world *w, int i, const char *member)
{
	const cJSON *r = cJSON_GetArrayItem(fake_refused(w->host), i);
	const char *s = r == NULL ? NULL : json_string(r, member);

	return s == NULL ? "(none)" : s;
}

void
assert_holds(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" does not hold \"%s\"", text, part);
}
