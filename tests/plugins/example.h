/* SPDX-License-Identifier: ISC */
/*
 * example.h - the settings of an example configuration, read as the bot reads
 * them, for a test of the provider in it: so the example is what is tested.
 */
#ifndef TESTS_EXAMPLE_H
#define TESTS_EXAMPLE_H

/* The settings of one instance in config/examples/NAME, as the members of a
 * JSON object, all but base_url; the caller's.  Its ${VARIABLES} must be set. */
char *example_settings(const char *name, const char *instance);
/* The same of NAME in NAME.yaml, with its ${NAME_KEY} set to that key. */
void example_with_key(char out[4096], const char *name, const char *key);

#endif
