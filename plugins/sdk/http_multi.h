/* SPDX-License-Identifier: ISC */
/*
 * http_multi.h - several HTTP requests at a time, for a plugin that must not
 * wait for any of them.
 *
 * Each is one of http.h's, with all that is always true of those.  Nothing
 * blocks: who owns this waits for its descriptor next to others, and for the
 * time that it says.
 */
#ifndef SDK_HTTP_MULTI_H
#define SDK_HTTP_MULTI_H

#include "sdk/http.h"

struct http_multi;

/* What a request came to: the response, and where that is no HTTP_ANSWERED a
 * sentence in err.  Both are the caller's own until it returns.  It may send
 * further requests. */
typedef void http_multi_done(
    void *arg, const struct http_response *response, const struct error *err);

/* ca_file as for http_new().  Never NULL. */
struct http_multi *http_multi_new(const char *ca_file);
/* What is still on its way is given up: nobody is told. */
void http_multi_free(struct http_multi *m);

/* Sends; all of request is copied.  done is called once, later, from
 * http_multi_step(). */
void http_multi_send(struct http_multi *m, const struct http_request *request,
    http_multi_done *done, void *arg);

/* Readable when there is something to do: then call http_multi_step().  It
 * stays this struct's own. */
int http_multi_fd(const struct http_multi *m);
/* And call it at the latest in so many milliseconds; -1: no need. */
int64_t http_multi_wait_ms(const struct http_multi *m);
void http_multi_step(struct http_multi *m);

/* How many are on their way. */
size_t http_multi_count(const struct http_multi *m);

#endif
