/* SPDX-License-Identifier: ISC */
/* accounts.h - for tests: the clock of the directory accounts_csv. */
#ifndef ACCOUNTS_ACCOUNTS_H
#define ACCOUNTS_ACCOUNTS_H

#include <stdint.h>

/* Seconds since 1970. */
extern int64_t (*accounts_now)(void);

#endif
