/* SPDX-License-Identifier: ISC */
/* mail_domain.c - the domains of e-mail addresses that anybody can have. */
#include "sdk/mail_domain.h"

#include <strings.h>

static const char *const domains[] = { "gmail.com", "googlemail.com",
	"hotmail.com", "hotmail.dk", "hotmail.co.uk", "outlook.com",
	"outlook.dk", "live.com", "live.dk", "msn.com", "yahoo.com",
	"yahoo.dk", "icloud.com", "me.com", "mac.com", "mail.dk", "mail.com",
	"jubii.dk", "ofir.dk", "sol.dk", "tdcadsl.dk", "stofanet.dk",
	"youmail.dk", "post.tele.dk", "post.cybercity.dk", "webspeed.dk",
	"proton.me", "protonmail.com", "pm.me", "gmx.de", "gmx.net", "gmx.com",
	"web.de", "t-online.de", "aol.com", "fastmail.com", "online.no",
	"telia.com", "yandex.ru", "mail.ru", NULL };

bool
mail_domain_is_public(const char *domain)
{
	for (const char *const *one = domains; *one != NULL; one++)
		if (strcasecmp(*one, domain) == 0)
			return true;
	return false;
}
