/* SPDX-License-Identifier: ISC */
/* html.h - text that a tool has escaped for a web page, as it was written. */
#ifndef SDK_HTML_H
#define SDK_HTML_H

#include "sdk/buf.h"

/*
 * Adds s with its character references read, once: "&quot;" is a quote, and
 * "&amp;lt;" is "&lt;".  Known are numbers (&#233; &#xe9;), the names of
 * Latin-1's letters and signs (&aelig; &nbsp;), and those of common
 * punctuation (&ldquo; &euro;), as HTML 4.01 has them, and &apos;.  A number
 * that is no character becomes U+FFFD, one from 128 to 159 is Windows-1252's
 * (HTML standard, 13.2.5.80).  What is none, or has no semicolon, stays, and so
 * do tags.
 */
void html_unescape(struct buf *out, const char *s);

#endif
