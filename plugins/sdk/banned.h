/* SPDX-License-Identifier: ISC */
/*
 * banned.h - calls that do not compile here.
 *
 * The compiler is told to include this file first everywhere (Makefile.am).
 * Strings are built in struct buf; numbers are read by number_read().
 */
#ifndef SDK_BANNED_H
#define SDK_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef strtok
#undef gets
#undef atoi
#undef atol
#undef atof

#define BANNED(call) banned_##call##_use_struct_buf_or_number_read
#define strcpy(...) BANNED(strcpy)
#define strcat(...) BANNED(strcat)
#define strncpy(...) BANNED(strncpy)
#define strncat(...) BANNED(strncat)
#define sprintf(...) BANNED(sprintf)
#define vsprintf(...) BANNED(vsprintf)
#define strtok(...) BANNED(strtok)
#define gets(...) BANNED(gets)
#define atoi(...) BANNED(atoi)
#define atol(...) BANNED(atol)
#define atof(...) BANNED(atof)

#endif
