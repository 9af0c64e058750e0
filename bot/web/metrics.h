/* SPDX-License-Identifier: ISC */
/*
 * metrics.h - the figures of /metrics, in the text format 0.0.4 of Prometheus.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include <cjson/cJSON.h>

#include "sdk/buf.h"
#include "web/tally.h"

/* Adds them all.  said: what the core said of its health; NULL: it is silent,
 * and only our own figures are there. */
void metrics_print(
    struct buf *out, const cJSON *said, const struct tally *tally);

#endif
