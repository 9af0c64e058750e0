/* SPDX-License-Identifier: ISC */
/*
 * smtp_server.h - tests/fake/smtp.py for the tests of the email plugin.
 */
#ifndef TESTS_SMTP_SERVER_H
#define TESTS_SMTP_SERVER_H

#include <stdbool.h>

/* Starts it, with a new folder of certificates.  False: openssl or python3 is
 * missing. */
bool smtp_open(void);
/* Ends it, and removes the folder and all in it. */
void smtp_close(void);
/* Where the certificates are. */
const char *smtp_folder(void);

/* One server at a time: how is "key=value|key=value", as smtp.py has it.  Its
 * port. */
int smtp_start(const char *how);
/* Ends it; the files it wrote stay until the next start. */
void smtp_stop(void);

/* A file of the folder; "" when it is not there.  The caller frees it. */
char *smtp_file(const char *name);

#endif
