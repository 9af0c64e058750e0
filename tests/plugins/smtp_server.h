/* SPDX-License-Identifier: ISC */
/*
 * smtp_server.h - tests/fake/smtp.py for the tests of the email plugin.
 */
#ifndef TESTS_SMTP_SERVER_H
#define TESTS_SMTP_SERVER_H

#include <sys/types.h>

struct smtp_server {
	const char *folder; /* from smtp_folder_new() */
	pid_t pid;
	int port;
	int life; /* it ends when this is closed, however the test ends */
};

/* A new folder with certificates; NULL: openssl or python3 is missing. */
char *smtp_folder_new(void);
/* Removes the folder and all in it. */
void smtp_folder_free(char *folder);

/* how is "key=value|key=value", as smtp.py has it. */
struct smtp_server smtp_server_start(const char *folder, const char *how);
/* Ends it; the files it wrote stay until the next start. */
void smtp_server_stop(struct smtp_server *server);

/* A file of the folder; "" when it is not there.  The caller frees it. */
char *smtp_file(const char *folder, const char *name);

#endif
