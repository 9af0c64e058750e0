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
