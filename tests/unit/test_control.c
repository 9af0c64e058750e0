/* SPDX-License-Identifier: ISC */
/* test_control.c - questions and answers, and peers of every kind. */
#include "core/control.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include "control_bot.h"

/* Says nothing from the first test to the last. */
static int silent;

/* ---- Peers */

static int
dial(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	memcpy(address.sun_path, path, strlen(path));
	assert_int_equal(
	    connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void
say(int fd, const char *bytes, size_t n)
{
	assert_int_equal(send(fd, bytes, n, MSG_NOSIGNAL), (ssize_t)n);
}

/* All until it hangs up. */
static char *
hear(int fd)
{
	struct buf in = BUF_INIT;
	ssize_t n;

	while ((n = recv(fd, buf_room(&in, 4096), 4096, 0)) > 0)
		in.size += (size_t)n;
	buf_end(&in);
	close(fd);
	return buf_take(&in);
}

/* ---- Questions and answers */

static void
ask__a_request__is_answered_with_who_asked(void **state)
{
	const struct passwd *me = getpwuid(getuid());
	cJSON *answer = ask("{\"op\":\"show\",\"id\":\"\xc3\xa6\\n\"}");
	const cJSON *request = json_member(answer, "request");

	(void)state;
	assert_string_equal(json_string(request, "op"), "show");
	assert_string_equal(json_string(request, "id"), "\xc3\xa6\n");
	if (me != NULL)
		assert_string_equal(json_string(answer, "who"), me->pw_name);
	cJSON_Delete(answer);
}

static void
ask__a_request_of_60_kib__is_answered(void **state)
{
	char *filler = mem_new(60 << 10, 1);
	char *text;
	cJSON *answer;

	(void)state;
	memset(filler, 'i', (60 << 10) - 1);
	text = mem_printf("{\"op\":\"x\",\"filler\":\"%s\"}", filler);
	answer = ask(text);
	assert_string_equal(
	    json_string(json_member(answer, "request"), "filler"), filler);
	cJSON_Delete(answer);
	free(text);
	free(filler);
}

static void
ask__a_request_over_64_kib__is_told_so(void **state)
{
	char *filler = mem_new(70 << 10, 1);
	cJSON *request = cJSON_CreateObject(), *answer = NULL;
	struct error err;

	(void)state;
	memset(filler, 'i', (70 << 10) - 1);
	json_put_string(request, "filler", filler);
	assert_int_equal(
	    control_ask(path, request, &answer, &err), CONTROL_FAILED);
	assert_null(answer);
	assert_string_equal(
	    err.text, "the request is longer than 64 KiB: ask in parts");
	cJSON_Delete(request);
	free(filler);
	assert_alive();
}

static void
ask__a_big_answer__comes_whole(void **state)
{
	cJSON *answer = ask("{\"op\":\"big\"}");

	(void)state;
	assert_int_equal(strlen(json_string(answer, "text")), BIG);
	cJSON_Delete(answer);
}

static void
on_alarm(int number)
{
	(void)number;
}

/* Ctrl-C may be for what is asked next. */
static void
ask__while_signals_come__is_answered_all_the_same(void **state)
{
	const struct sigaction quiet = { .sa_handler = on_alarm };
	const int us = is_slowed() ? 20000 : 200;
	const struct itimerval often = { { 0, us }, { 0, us } };
	const struct itimerval never = { { 0, 0 }, { 0, 0 } };

	(void)state;
	assert_int_equal(sigaction(SIGALRM, &quiet, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
	for (int i = 0; i < 20; i++)
		cJSON_Delete(ask("{\"op\":\"big\"}"));
	assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
}

/* ---- Peers that are no command line */

static const struct {
	const char *bytes;
	size_t n;
} garbage[] = {
#define BYTES(text)                    \
	{                              \
		text, sizeof(text) - 1 \
	}
	BYTES("hello\n"),
	BYTES("\n"),
	BYTES("[]\n"),
	BYTES("7\n"),
	BYTES("{\n"),
	BYTES("{\"op\":\n"),
	BYTES("\0\0\0\n"),
	BYTES("\xff\xfe\x80\n"),
	BYTES("GET / HTTP/1.1\r\n\r\n"),
	BYTES("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n"),
#undef BYTES
};

static void
garbage__a_line__is_refused_and_hung_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(garbage); i++) {
		int fd = dial();
		char *got;

		say(fd, garbage[i].bytes, garbage[i].n);
		got = hear(fd);
		assert_string_equal(got,
		    "{\"ok\":false,\"why\":\"the request is not a JSON "
		    "object\"}\n");
		free(got);
	}
	assert_alive();
}

static void
garbage__no_newline_for_a_megabyte__is_hung_up(void **state)
{
	int fd = dial();
	char part[4096];
	ssize_t n = 0;
	char *got;

	(void)state;
	memset(part, 'x', sizeof(part));
	for (int i = 0; i < 256 && n >= 0; i++)
		n = send(fd, part, sizeof(part), MSG_NOSIGNAL);
	assert_int_equal(n, -1);
	assert_true(errno == EPIPE || errno == ECONNRESET);
	got = hear(fd);
	/* It may be lost when the peer was still writing at that moment. */
	if (*got != '\0')
		assert_string_equal(got,
		    "{\"ok\":false,\"why\":\"the request is longer than 64 "
		    "KiB\"}\n");
	free(got);
	assert_alive();
}

static void
peer__byte_by_byte__is_answered(void **state)
{
	static const char line[] = "{\"op\":\"slowly\"}\n";
	int fd = dial();
	char *got;

	(void)state;
	for (size_t i = 0; i < sizeof(line) - 1; i++) {
		say(fd, &line[i], 1);
		assert_alive(); /* others do not wait for it */
	}
	got = hear(fd);
	assert_non_null(strstr(got, "\"op\":\"slowly\""));
	free(got);
}

static void
peer__two_requests_at_once__the_first_is_answered(void **state)
{
	static const char lines[] = "{\"op\":\"one\"}\n{\"op\":\"two\"}\n";
	int fd = dial();
	char *got;

	(void)state;
	say(fd, lines, sizeof(lines) - 1);
	got = hear(fd);
	assert_non_null(strstr(got, "\"one\""));
	assert_null(strstr(got, "\"two\""));
	free(got);
}

static void
peer__asks_and_goes__harms_nobody(void **state)
{
	static const char line[] = "{\"op\":\"big\"}\n";

	(void)state;
	for (int i = 0; i < 10; i++) {
		int fd = dial();

		say(fd, line, sizeof(line) - 1 - (size_t)(i % 2));
		close(fd);
	}
	assert_alive();
}

/* More than are taken at a time: the rest waits, nobody is sent away. */
static void
peers__forty_at_once__all_are_answered(void **state)
{
	static const char line[] = "{\"op\":\"crowd\"}\n";
	int fds[40];

	(void)state;
	for (size_t i = 0; i < N_OF(fds); i++)
		fds[i] = dial();
	for (size_t i = 0; i < N_OF(fds); i++)
		say(fds[i], line, sizeof(line) - 1);
	for (size_t i = 0; i < N_OF(fds); i++) {
		char *got = hear(fds[i]);

		assert_non_null(strstr(got, "\"ok\":true"));
		free(got);
	}
	assert_alive();
}

static void
peers__come_and_go_silently__leave_room(void **state)
{
	int fds[45];

	(void)state;
	for (size_t i = 0; i < N_OF(fds); i++)
		fds[i] = dial();
	for (size_t i = 0; i < N_OF(fds); i++)
		close(fds[i]);
	assert_alive();
}

/* ---- The socket */

static void
socket__only_for_the_user(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0600);
}

/* ---- The end */

/* Its ten seconds began before the first test. */
static void
peer__silent__is_hung_up_after_a_while(void **state)
{
	struct pollfd waiting = { .fd = silent, .events = POLLIN };
	char byte;

	(void)state;
	assert_int_equal(poll(&waiting, 1, 20000), 1);
	assert_int_equal(recv(silent, &byte, 1, 0), 0);
	assert_alive();
}

static void
free__peers_in_every_state__ends_and_removes_the_socket(void **state)
{
	static const char half[] = "{\"op\":", quit[] = "{\"op\":\"quit\"}\n",
			  big[] = "{\"op\":\"big\"}\n";
	int fds[4];
	char *got;

	(void)state;
	for (size_t i = 0; i < N_OF(fds); i++)
		fds[i] = dial();
	say(fds[1], half, sizeof(half) - 1);
	say(fds[2], big, sizeof(big) - 1);
	say(fds[3], quit, sizeof(quit) - 1);
	assert_int_equal(end_of(bot), 0);
	for (size_t i = 0; i < N_OF(fds); i++) {
		got = hear(fds[i]);
		free(got);
	}
	bot = 0;
}

static int
begin(void **state)
{
	if (begin_bot(state) != 0)
		return 1;
	silent = dial();
	return 0;
}

static int
end(void **state)
{
	close(silent);
	return end_bot(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ask__a_request__is_answered_with_who_asked),
		cmocka_unit_test(ask__a_request_of_60_kib__is_answered),
		cmocka_unit_test(ask__a_request_over_64_kib__is_told_so),
		cmocka_unit_test(ask__a_big_answer__comes_whole),
		cmocka_unit_test(
		    ask__while_signals_come__is_answered_all_the_same),
		cmocka_unit_test(garbage__a_line__is_refused_and_hung_up),
		cmocka_unit_test(
		    garbage__no_newline_for_a_megabyte__is_hung_up),
		cmocka_unit_test(peer__byte_by_byte__is_answered),
		cmocka_unit_test(
		    peer__two_requests_at_once__the_first_is_answered),
		cmocka_unit_test(peer__asks_and_goes__harms_nobody),
		cmocka_unit_test(peers__forty_at_once__all_are_answered),
		cmocka_unit_test(peers__come_and_go_silently__leave_room),
		cmocka_unit_test(socket__only_for_the_user),
		cmocka_unit_test(peer__silent__is_hung_up_after_a_while),
		cmocka_unit_test(
		    free__peers_in_every_state__ends_and_removes_the_socket),
	};

	return cmocka_run_group_tests_name("control", tests, begin, end);
}
