/* SPDX-License-Identifier: ISC */
/* provider.h - one instance: a folder, how to read it, what was read. */
#ifndef CSV_PROVIDER_H
#define CSV_PROVIDER_H

#include "answer.h"
#include "folder.h"
#include "seen.h"

struct provider {
	struct lb_host *host;
	const struct settings *settings;
	struct answer_rules rules;
	struct folder folder;
	struct seen seen; /* what is read, of what lies in the folder */
	struct seen told; /* files whose trouble was told already     */
	uint64_t since;   /* rows since the last cursor               */
	bool told_of_moving;
};

/* probe() of the plugin: says what it finds.  False after lb_fail(). */
bool probe_folder(struct provider *p);
/* import() of the plugin: emits all the file holds, oldest first as far as the
 * file is. */
enum lb_result import_file(struct provider *p, const char *path);

#endif
