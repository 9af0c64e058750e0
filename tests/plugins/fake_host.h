/* SPDX-License-Identifier: ISC */
/*
 * fake_host.h - a host for testing one plugin: it records what the plugin
 * says.  Link a test with the plugin's objects and fake_host.c.
 */
#ifndef TESTS_FAKE_HOST_H
#define TESTS_FAKE_HOST_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>

/* With no plugin open; fake_host_free() frees it. */
struct lb_host *fake_host_new(void);
/* Closes what is open, frees all. */
void fake_host_free(struct lb_host *host);

/* Reads settings (a JSON object, as on the wire) by the plugin's options, runs
 * check() and open().  The plugin's state, or NULL: fake_why() says why. */
void *fake_open(struct lb_host *host, const struct lb_plugin *plugin,
    const char *settings);
void fake_close(struct lb_host *host);
/* Forgets what was recorded; the plugin stays open. */
void fake_forget(struct lb_host *host);

/* The last sentence of lb_fail(), lb_retry(), lb_reject() or lb_unknown(), or
 * of a refused option; "" when there is none. */
const char *fake_why(const struct lb_host *host);
/* The delay of the last lb_retry(). */
int fake_after_s(const struct lb_host *host);
/* Was the last of them lb_deny()?  It writes what fake_why() tells, too. */
bool fake_is_denied(const struct lb_host *host);
/* All log lines: "warning: …\n". */
const char *fake_log(const struct lb_host *host);
/* What was emitted, as on the wire (plugins/PROTOCOL.md), in order. */
const cJSON *fake_responses(const struct lb_host *host);
const cJSON *fake_accounts(const struct lb_host *host);
/* [{"raw":…,"why":…}] */
const cJSON *fake_refused(const struct lb_host *host);
/* The last one; NULL when there is none. */
const char *fake_cursor(const struct lb_host *host);
const char *fake_receipt(const struct lb_host *host);

/* What lb_company(), lb_language() and lb_ca_file() answer; "Nordlys", "da"
 * and NULL unless set. */
void fake_set_world(struct lb_host *host, const char *company,
    const char *language, const char *ca_file);
/* What lb_since() answers; 0 unless set. */
void fake_set_since(struct lb_host *host, int64_t since_us);

#endif
