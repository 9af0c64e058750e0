/* SPDX-License-Identifier: ISC */
/* mail_domain.h - the domains of e-mail addresses that anybody can have. */
#ifndef SDK_MAIL_DOMAIN_H
#define SDK_MAIL_DOMAIN_H

#include <stdbool.h>

/* Everybody's, so that it says nothing about the company: gmail.com,
 * hotmail.com, mail.dk …  In any case of letters. */
bool mail_domain_is_public(const char *domain);

#endif
