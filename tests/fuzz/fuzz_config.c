/* SPDX-License-Identifier: ISC */
/*
 * fuzz_config.c - any bytes as a configuration.
 *
 * Whatever they are: the file is taken, or refused with a reason; what is taken
 * can be printed, and is then taken again.  Run by hand: `make fuzz`
 * (tests/fuzz/local.mk).
 */
#include <assert.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/config.h"
#include "config/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_secret(void *arg, const struct instance *instance, const char *option)
{
	(void)arg;
	(void)instance;
	return option[0] == 't';
}

/* A file of no folder: nothing is left behind. */
static struct config *
load(const void *data, size_t size)
{
	struct problems problems = PROBLEMS_INIT;
	int fd = memfd_create("fuzz", 0);
	struct buf path = BUF_INIT;
	struct config *config;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	buf_printf(&path, "/proc/self/fd/%d", fd);
	config = config_load(buf_str(&path), &problems);
	assert(config != NULL || problems.n_errors > 0);
	problems_sort(&problems);
	problems_release(&problems);
	buf_release(&path);
	close(fd);
	return config;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config *config = load(data, size), *again;
	struct buf out = BUF_INIT;

	if (config == NULL)
		return 0;
	config_print(&out, config, is_secret, NULL);
	again = load(buf_str(&out), out.size);
	assert(again != NULL);
	assert(again->n_instances == config->n_instances);
	config_free(again);
	config_free(config);
	buf_release(&out);
	return 0;
}
