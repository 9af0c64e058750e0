# SPDX-License-Identifier: ISC
#
# libmail makes mails of notices: the folder plugin uses it too.  Whoever links
# it links libsdk as well: a library that held both could not stand beside
# another that does.
noinst_LTLIBRARIES += plugins/notifiers/email/libmail.la
plugins_notifiers_email_libmail_la_SOURCES = \
	plugins/notifiers/email/address.c plugins/notifiers/email/address.h \
	plugins/notifiers/email/body.c plugins/notifiers/email/body.h \
	plugins/notifiers/email/body_html.c \
	plugins/notifiers/email/body_text.c \
	plugins/notifiers/email/encode.c plugins/notifiers/email/encode.h \
	plugins/notifiers/email/header.c plugins/notifiers/email/header.h \
	plugins/notifiers/email/message.c plugins/notifiers/email/message.h \
	plugins/notifiers/email/mime.c plugins/notifiers/email/mime.h

noinst_LTLIBRARIES += plugins/notifiers/email/libemail.la
plugins_notifiers_email_libemail_la_SOURCES = \
	plugins/notifiers/email/email.c \
	plugins/notifiers/email/esmtp_tls.c plugins/notifiers/email/esmtp_tls.h \
	plugins/notifiers/email/esmtp_watch.c \
	plugins/notifiers/email/esmtp_watch.h \
	plugins/notifiers/email/outcome.c \
	plugins/notifiers/email/server.c plugins/notifiers/email/server.h \
	plugins/notifiers/email/smtp_curl.c plugins/notifiers/email/smtp_esmtp.c \
	plugins/notifiers/email/token.c plugins/notifiers/email/token.h \
	plugins/notifiers/email/transport.h
plugins_notifiers_email_libemail_la_CPPFLAGS = $(AM_CPPFLAGS) \
	$(CURL_CFLAGS) $(CRYPTO_CFLAGS)
plugins_notifiers_email_libemail_la_LIBADD = $(ESMTP_LIBS) $(CURL_LIBS) \
	$(CRYPTO_LIBS)

plugin_LTLIBRARIES += plugins/email.la
plugins_email_la_SOURCES =
plugins_email_la_LDFLAGS = $(PLUGIN_LINK)
plugins_email_la_LIBADD = plugins/notifiers/email/libemail.la \
	plugins/notifiers/email/libmail.la plugins/sdk/libsdk.la

dist_man_MANS += plugins/notifiers/email/loopbell-email.7
