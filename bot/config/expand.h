/* SPDX-License-Identifier: ISC */
/*
 * expand.h - what stands for something else in a value: ${NAME} and file:PATH.
 *
 * ${NAME} is the variable of the environment, which must be set;
 * ${NAME:-text} is text where it is not set or empty; $$ is one $.  A $ before
 * anything else is itself.  What comes out is valid UTF-8 and at most
 * EXPAND_MAX bytes; no error ever shows it.
 */
#ifndef CONFIG_EXPAND_H
#define CONFIG_EXPAND_H

#include <stdbool.h>

#include "sdk/buf.h"
#include "sdk/error.h"

#define EXPAND_MAX ((size_t)64 * 1024)

/* Adds the text with its variables in place.  False: err says why. */
bool expand_text(const char *written, struct buf *out, struct error *err);

/* The same for a plugin's setting, where file:PATH as the whole value is what
 * that file holds, without one newline at its end; PATH may have ${} and is
 * below the folder where it is not absolute.  warning->text is not empty where
 * others may read the file. */
bool expand_setting(const char *written, const char *folder, struct buf *out,
    struct error *err, struct error *warning);

/* Nothing of the value stands in the file itself: it is file:PATH or ${NAME}
 * as a whole, so it may be shown as written even if it is a secret. */
bool expand_is_elsewhere(const char *written);

#endif
