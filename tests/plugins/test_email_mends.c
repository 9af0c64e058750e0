/* SPDX-License-Identifier: ISC */
/*
 * test_email_mends.c - what libesmtp 1.1.0 does wrong, mended.
 *
 * Which test fails where a mend is taken out, or what is true of it:
 *
 *	own SSL_CTX, TLS 1.2	deliver__libesmtp__tls_1_2_and_no_certificate_…
 *	second session		deliver__second_session__nothing_freed_twice
 *	host name is verified	deliver__canonical_name__is_not_believed
 *	libesmtp's own check	deliver__canonical_name__is_not_asked_for
 *	address in certificate	deliver__address_for_a_name__verified
 *	SNI			deliver__server_name__sent_as_sni
 *	STARTTLS injection	test_email_failures.c: inject=1
 *	Nagle's algorithm	watch__connection__no_delay_unless_chunking
 *	failed sign-in		deliver__sign_in_failed__no_mail_command_…
 *	recipient's status	test_email_failures.c: final=551 Discarded
 *	CR, LF, æ in addresses	deliver__bad_address__never_reaches_the_server
 *	SIGPIPE			open__libesmtp__sigpipe_does_not_kill
 *	a piece of BDAT		test_email_failures.c: hang=final|tls=CHUNKING
 *	time-outs		test_email_timeouts.c
 *	certificates at home	deliver__libesmtp__tls_1_2_and_no_certificate_…
 *	CRLF, and no header set	test_email.c: the mail arrives unchanged
 *	no Bcc			mail_readers.py: headers
 *	next address		deliver__first_address_refuses__second_takes_it
 */
#include <dlfcn.h>
#include <errno.h>
#include <libesmtp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "notifiers/email/esmtp_watch.h"
#include "plugins/email_world.h"
#include "sdk/mem.h"

/* What the resolver says of every name but localhost: its canonical name, and
 * how often the one address comes. */
static const char *canonical = "localhost";
static int n_addresses = 1;

typedef int (*resolver)(
    const char *, const char *, const struct addrinfo *, struct addrinfo **);

/* libesmtp and libcurl find this one before the C library's. */
__attribute__((visibility("default"))) int
getaddrinfo(const char *name, const char *service,
    const struct addrinfo *hints, struct addrinfo **result)
{
	resolver real;
	struct addrinfo **end = result;

	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	if (!name || !strstr(name, ".example"))
		return real(name, service, hints, result);
	for (int i = 0; i < n_addresses; i++) {
		int why = real("127.0.0.1", service, hints, end);

		if (why != 0)
			return why;
		free((*end)->ai_canonname);
		(*end)->ai_canonname = i == 0 ? strdup(canonical) : NULL;
		while (*end)
			end = &(*end)->ai_next;
	}
	return 0;
}

static void
deliver__second_session__nothing_freed_twice(void **state)
{
	char *ca = mem_printf("%s/ca.pem", smtp_folder());
	struct world w;

	(void)state;
	/* so that libesmtp's own context would get as far as ours */
	setenv("SSL_CERT_FILE", ca, 1);
	w = world_new(OFFERS, "smtp", "");
	for (size_t n = 0; n < 5; n++)
		assert_int_equal(deliver(&w), LB_DONE);
	world_free(&w);
	unsetenv("SSL_CERT_FILE");
	free(ca);
}

/* TLS 1.2, and no certificate of ours though there is one in the home folder
 * where libesmtp looks for it. */
static void
deliver__libesmtp__tls_1_2_and_no_certificate_of_ours(void **state)
{
	char *log, *home = mem_printf("%s/home", smtp_folder());
	char *make = mem_printf("mkdir -p %s/.config/libesmtp/private && cp "
				"%s/client.pem %s/.config/libesmtp/private/"
				"smtp-starttls.pem && chmod -R go-rwx %s",
	    home, smtp_folder(), home, home);

	(void)state;
	assert_int_equal(system(make), 0);
	setenv("HOME", home, 1);
	log = log_of("want_cert=1", "smtp", "");
	assert_has(log, "TLS TLSv1.2\n");
	assert_has(log, "client certificate False\n");
	assert_has(log, "message of");
	free(log);
	free(make);
	free(home);
}

static enum lb_result
deliver_to(const char *host, const char *how, char **why)
{
	struct world w = world_at(smtp_start(how), host, "smtp", "");
	enum lb_result result = deliver(&w);

	*why = mem_string(fake_why(w.host));
	world_free(&w);
	return result;
}

/* Whoever answers for the resolver would choose the name to verify. */
static void
deliver__canonical_name__is_not_believed(void **state)
{
	char *why;

	(void)state;
	assert_int_equal(
	    deliver_to("mail.example", "cert=good", &why), LB_RETRY);
	assert_has(why, "ostname mismatch");
	free(why);
}

/* smtp.office365.com has another canonical name than its certificate. */
static void
deliver__canonical_name__is_not_asked_for(void **state)
{
	char *why;

	(void)state;
	assert_int_equal(
	    deliver_to("other.example", "cert=wrong", &why), LB_DONE);
	free(why);
}

static void
deliver__address_for_a_name__verified(void **state)
{
	static const struct {
		const char *how;
		enum lb_result result;
	} table[] = {
		{ "cert=address", LB_DONE },
		{ "cert=good", LB_RETRY },
		{ "cert=wrong", LB_RETRY },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		char *why;

		assert_int_equal(deliver_to("127.0.0.1", table[i].how, &why),
		    table[i].result);
		free(why);
	}
}

static void
deliver__server_name__sent_as_sni(void **state)
{
	static const char *const schemes[] = { "smtp", "smtps" };

	(void)state;
	for (size_t i = 0; i < N_OF(schemes); i++) {
		char *log = log_of(i ? "smtps=1" : OFFERS, schemes[i], "");

		assert_has(log, "SNI localhost\n");
		free(log);
	}
}

static void
deliver__sign_in_failed__no_mail_command_is_believed(void **state)
{
	char *log = log_of(SIGN_IN "|auth=535 no|mail=250 ok", "smtp", AS_BO);

	(void)state;
	assert_has(log, "AUTH");
	assert_lacks(log, "message of");
	free(log);
}

/* What the first connection said must not count for the second. */
static void
deliver__first_address_refuses__second_takes_it(void **state)
{
	static const char *const firsts[] = { "first=554 not here",
		"first=421 busy" };
	char *why;

	(void)state;
	n_addresses = 2;
	for (size_t i = 0; i < N_OF(firsts); i++) {
		char *how = mem_printf("cert=wrong|%s", firsts[i]);

		if (deliver_to("other.example", how, &why) != LB_DONE)
			fail_msg("%s: %s", how, why);
		free(why);
		free(how);
	}
	n_addresses = 1;
}

static void
open__libesmtp__sigpipe_does_not_kill(void **state)
{
	struct sigaction now;
	struct world w;

	(void)state;
	signal(SIGPIPE, SIG_DFL);
	w = world_new(OFFERS, "smtp", "");
	sigaction(SIGPIPE, NULL, &now);
	assert_ptr_equal(now.sa_handler, SIG_IGN);
	world_free(&w);
}

/* A watch with a connection of its own. */
struct watched {
	struct esmtp_watch watch;
	struct esmtp_tls tls;
	struct server server;
	int listener, fd;
};

static void
watched_new(struct watched *w)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);

	memset(w, 0, sizeof(*w));
	w->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(w->listener, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(w->listener, 1), 0);
	getsockname(w->listener, (struct sockaddr *)&a, &n);
	w->server.port = ntohs(a.sin_port);
	w->server.timeout_ms = 60000;
	w->watch.server = &w->server;
	w->watch.tls = &w->tls;
	esmtp_watch_start(&w->watch);
	w->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(w->fd, (struct sockaddr *)&a, n), 0);
	esmtp_watch_event(NULL, SMTP_EV_CONNECT, &w->watch);
}

static void
watched_free(struct watched *w)
{
	esmtp_watch_stop(&w->watch);
	close(w->fd);
	close(w->listener);
}

/* With Nagle's algorithm, and a server that delays its ACK, a mail takes 40 ms
 * more; with BDAT it does without Nagle's. */
static void
watch__connection__no_delay_unless_chunking(void **state)
{
	static const struct {
		const char *hello;
		int no_delay;
	} table[] = {
		{ "250 fake.example\r\n", 1 },
		{ "250-fake.example\r\n250 PIPELINING\r\n", 1 },
		{ "250-fake.example\r\n250-CHUNKING\r\n250 DSN\r\n", 0 },
		{ "250-fake.example\r\n250 CHUNKING\r\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct watched w;
		socklen_t n = sizeof(int);
		int on = -1;

		watched_new(&w);
		esmtp_watch_bytes(
		    table[i].hello, (int)strlen(table[i].hello), 0, &w.watch);
		getsockopt(w.fd, IPPROTO_TCP, TCP_NODELAY, &on, &n);
		assert_int_equal(on != 0, table[i].no_delay);
		watched_free(&w);
	}
}

/* The handler may interrupt anything, so nothing may notice it but the
 * connection. */
static void
watch__alarm__cuts_and_leaves_all_else(void **state)
{
	sigset_t blocked, mask;
	struct watched w;
	char c;

	(void)state;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGALRM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	watched_new(&w);
	errno = ERANGE;
	raise(SIGALRM);
	raise(SIGALRM); /* this one finds nothing to shut down */
	assert_int_equal(errno, ERANGE);
	assert_int_equal(read(w.fd, &c, 1), 0);
	watched_free(&w);
	assert_true(w.watch.is_late);
	raise(SIGALRM); /* one that was on its way; it waits here, blocked */
	sigprocmask(SIG_UNBLOCK, &blocked, &mask);
	assert_int_equal(sigismember(&mask, SIGALRM), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deliver__second_session__nothing_freed_twice),
		cmocka_unit_test(
		    deliver__libesmtp__tls_1_2_and_no_certificate_of_ours),
		cmocka_unit_test(deliver__canonical_name__is_not_believed),
		cmocka_unit_test(deliver__canonical_name__is_not_asked_for),
		cmocka_unit_test(deliver__address_for_a_name__verified),
		cmocka_unit_test(deliver__server_name__sent_as_sni),
		cmocka_unit_test(
		    deliver__sign_in_failed__no_mail_command_is_believed),
		cmocka_unit_test(
		    deliver__first_address_refuses__second_takes_it),
		cmocka_unit_test(open__libesmtp__sigpipe_does_not_kill),
		cmocka_unit_test(watch__connection__no_delay_unless_chunking),
		cmocka_unit_test(watch__alarm__cuts_and_leaves_all_else),
	};

	return RUN_WITH_SERVER(tests);
}
