/* SPDX-License-Identifier: ISC */
/*
 * smtp_curl.c - mail over libcurl.
 *
 * libcurl says only how the last recipient fared, so the dialogue is followed
 * through its debug callback: it gets every command and every reply, in
 * order, one at a time, as libcurl does not pipeline.
 */
#include <curl/curl.h>

#include "sdk/mem.h"
#include "transport.h"

struct session {
	const struct server *server;
	const struct mail *mail; /* NULL: a probe */
	size_t read;             /* bytes of the message libcurl took */
	char command[5];         /* the verb last sent; "." after the body */
	size_t recipient;        /* that the last RCPT was for */
	int mail_code, final_code;
	int *rcpt_codes;
	char (*rcpt_texts)[256];
	char text[256]; /* of the last reply */
	bool is_encrypted, is_signed_in, is_sign_in_refused, is_message_sent;
	bool is_connected;
	char trouble[CURL_ERROR_SIZE];
};

static void
take_command(struct session *s, const char *line, size_t n)
{
	if (strcmp(s->command, "AUTH") == 0 && !s->is_signed_in &&
	    !s->is_sign_in_refused && (n < 5 || line[4] != ' '))
		return; /* a further line of the sign-in */
	if (strncmp(s->command, "RCPT", 4) == 0)
		s->recipient++;
	snprintf(s->command, sizeof(s->command), "%.*s", (int)(n < 4 ? n : 4),
	    line);
}

static void
take_rcpt(struct session *s, int code)
{
	if (!s->mail || s->recipient >= s->mail->n_to)
		return;
	s->rcpt_codes[s->recipient] = code;
	snprintf(s->rcpt_texts[s->recipient], sizeof(*s->rcpt_texts), "%s",
	    s->text);
}

/* The last line of a reply. */
static void
take_reply(struct session *s, const char *line, size_t n)
{
	int code =
	    (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';

	if (strcmp(s->command, "QUIT") == 0)
		return; /* what went before decides */
	while (n > 4 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	snprintf(s->text, sizeof(s->text), "%.*s", (int)(n - 4), line + 4);
	if (strcmp(s->command, "AUTH") == 0) {
		s->is_signed_in = code == 235;
		s->is_sign_in_refused = code >= 400;
	} else if (strcmp(s->command, "MAIL") == 0) {
		s->mail_code = code;
	} else if (strcmp(s->command, "RCPT") == 0) {
		take_rcpt(s, code);
	} else if (strcmp(s->command, "DATA") == 0) {
		/* 354, then the reply to the whole, under the same verb */
		s->final_code = code == 354 ? 0 : code;
	}
}

static bool
is_last_line(const char *line, size_t n)
{
	if (n < 4 || line[3] != ' ')
		return false;
	for (size_t i = 0; i < 3; i++)
		if (line[i] < '0' || line[i] > '9')
			return false;
	return true;
}

static int
on_debug(CURL *curl, curl_infotype type, char *bytes, size_t n, void *arg)
{
	struct session *s = arg;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT && n > 0)
		take_command(s, bytes, n);
	else if (type == CURLINFO_HEADER_IN && is_last_line(bytes, n))
		take_reply(s, bytes, n);
	if (type == CURLINFO_HEADER_IN)
		s->is_connected = true;
	return 0;
}

static size_t
on_read(char *to, size_t size, size_t n, void *arg)
{
	struct session *s = arg;
	size_t left = s->mail->message->size - s->read;

	n *= size;
	if (n > left)
		n = left;
	memcpy(to, s->mail->message->data + s->read, n);
	s->read += n;
	/* What comes after the last byte is the dot. */
	s->is_message_sent = s->read == s->mail->message->size;
	return n;
}

static size_t
on_reply(char *bytes, size_t size, size_t n, void *arg)
{
	(void)bytes;
	(void)arg;
	return size * n;
}

/* After greeting, TLS and sign-in, before MAIL.  libcurl goes on where the
 * server offers no AUTH at all; we do not. */
static int
on_ready(void *arg, char *their_ip, char *our_ip, int their_port, int our_port)
{
	struct session *s = arg;

	(void)their_ip;
	(void)our_ip;
	(void)their_port;
	(void)our_port;
	if (!s->server->user || s->is_signed_in)
		return CURL_PREREQFUNC_OK;
	s->is_sign_in_refused = true;
	snprintf(s->text, sizeof(s->text), "it offers no way to sign in");
	return CURL_PREREQFUNC_ABORT;
}

static const char *const auth_options[] = {
	[SERVER_AUTO] = NULL,
	[SERVER_PLAIN] = "AUTH=PLAIN",
	[SERVER_LOGIN] = "AUTH=LOGIN",
	[SERVER_CRAM_MD5] = "AUTH=CRAM-MD5",
	[SERVER_XOAUTH2] = "AUTH=XOAUTH2",
};

static void
set_sign_in(CURL *curl, const struct server *server, const char *secret)
{
	const char *option = auth_options[server->auth];

	if (!server->user)
		return;
	curl_easy_setopt(curl, CURLOPT_USERNAME, server->user);
	if (server->auth == SERVER_XOAUTH2)
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, secret);
	else
		curl_easy_setopt(curl, CURLOPT_PASSWORD, secret ? secret : "");
	if (option)
		curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, option);
}

static void
set_server(CURL *curl, const struct server *server)
{
	long timeout = server->timeout_ms;
	char *url =
	    mem_printf("%s://%s:%d/%s", server->is_smtps ? "smtps" : "smtp",
		server->host, server->port, server->hello);

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
	    server->is_plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	curl_easy_setopt(
	    curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (server->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	/* Else a slow resolver outlives the time-out. */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, timeout);
	/* One reply; also of the QUIT that libcurl waits for at the end. */
	curl_easy_setopt(
	    curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (timeout + 999) / 1000);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout * SERVER_TIMEOUTS);
	free(url);
}

static CURL *
handle_new(struct session *s, const char *secret)
{
	CURL *curl = curl_easy_init();

	if (!curl)
		abort(); /* out of memory */
	set_server(curl, s->server);
	set_sign_in(curl, s->server, secret);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, s->trouble);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, s);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_reply);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_reply);
	curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_ready);
	curl_easy_setopt(curl, CURLOPT_PREREQDATA, s);
	return curl;
}

/* libesmtp is given TLS 1.2 (esmtp_tls.c) and knows these ways to sign in: the
 * probe must not succeed where it would not. */
static void
limit_to_esmtp(CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
}

/* Words for the failures an operator meets, where libcurl's are too short. */
static void
explain(struct session *s, CURLcode code)
{
	static const struct {
		CURLcode code;
		const char *words;
	} table[] = {
		{ CURLE_USE_SSL_FAILED,
		    "the server offers no STARTTLS, so nothing was sent: turn "
		    "TLS on at the server, or use smtps://" },
		{ CURLE_WEIRD_SERVER_REPLY,
		    "the server sent more than its reply before encryption: "
		    "somebody may be tampering with the connection" },
		{ CURLE_GOT_NOTHING, "the server ended the connection" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].code == code &&
		    (*s->trouble == '\0' || code == CURLE_USE_SSL_FAILED))
			snprintf(s->trouble, sizeof(s->trouble), "%s",
			    table[i].words);
	if (*s->trouble == '\0')
		snprintf(s->trouble, sizeof(s->trouble), "%s",
		    curl_easy_strerror(code));
}

static void
perform(struct session *s, CURL *curl)
{
	struct curl_slist *to = NULL;
	CURLcode code;

	for (size_t i = 0; i < s->mail->n_to; i++)
		to = curl_slist_append(to, s->mail->to[i]);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, s->mail->from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE,
	    (curl_off_t)s->mail->message->size);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, s);
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		explain(s, code);
	if (code == CURLE_LOGIN_DENIED)
		s->is_sign_in_refused = true;
	curl_slist_free_all(to);
}

static void
decide(const struct session *s, struct outcome *outcomes)
{
	for (size_t i = 0; i < s->mail->n_to; i++) {
		bool is_rcpt = s->rcpt_codes[i] >= 400;
		struct codes codes = { .mail = s->mail_code,
			.rcpt = s->rcpt_codes[i],
			.final = s->final_code,
			.text = is_rcpt ? s->rcpt_texts[i] : s->text,
			.is_message_sent = s->is_message_sent,
			.is_sign_in_refused = s->is_sign_in_refused,
			.trouble = *s->trouble && !s->is_sign_in_refused
				       ? s->trouble
				       : NULL };

		outcome_decide(&outcomes[i], s->server, &codes);
	}
}

static void
curl_send(void *state, const struct mail *mail, struct outcome *outcomes)
{
	struct session s = { .server = state, .mail = mail };
	CURL *curl = handle_new(&s, mail->secret);

	s.rcpt_codes = mem_new(mail->n_to, sizeof(*s.rcpt_codes));
	s.rcpt_texts = mem_new(mail->n_to, sizeof(*s.rcpt_texts));
	perform(&s, curl);
	decide(&s, outcomes);
	free(s.rcpt_codes);
	free(s.rcpt_texts);
	curl_easy_cleanup(curl);
}

static void *
curl_open(const struct server *server, struct error *err)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		error_set(err, "libcurl cannot start");
		return NULL;
	}
	return (void *)server;
}

static void
curl_close(void *state)
{
	(void)state;
	curl_global_cleanup();
}

const struct transport smtp_curl = {
	.open = curl_open,
	.send = curl_send,
	.close = curl_close,
};

bool
smtp_curl_probe(const struct server *server, const char *secret,
    struct probe *probe, struct error *err)
{
	struct session s = { .server = server };
	CURL *curl = handle_new(&s, secret);
	CURLcode code;

	if (server_is_for_esmtp(server))
		limit_to_esmtp(curl);
	/* Without a mail libcurl sends one harmless command. */
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		explain(&s, code);
	probe->is_connected = s.is_connected;
	probe->is_encrypted = code == CURLE_OK && !server->is_plain;
	probe->is_signed_in = s.is_signed_in;
	curl_easy_cleanup(curl);
	if (code == CURLE_OK)
		return true;
	if (s.is_sign_in_refused || code == CURLE_LOGIN_DENIED)
		return error_set(err,
		    "%s:%d does not let %s sign in: %s: check user and "
		    "password",
		    server->host, server->port, server->user,
		    *s.text ? s.text : s.trouble);
	return error_set(
	    err, "%s:%d: %s", server->host, server->port, s.trouble);
}
