/* SPDX-License-Identifier: ISC */
/* test_control_socket.c - where the core listens, and who does not. */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "control_bot.h"

/* Tries to listen at a path; what is said against it, which the caller frees,
 * or NULL. */
static char *
try_to_listen(const char *at)
{
	struct bot b;
	struct error err = { "" };

	uv_loop_init(&b.loop);
	b.control = control_new(&b.loop, at, on_request, &b, &err);
	if (b.control != NULL)
		control_free(b.control);
	uv_run(&b.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&b.loop), 0);
	return b.control == NULL ? mem_string(err.text) : NULL;
}

static void
assert_no_listening(const char *at, const char *why)
{
	char *said = try_to_listen(at);

	assert_non_null(said);
	if (strstr(said, why) == NULL)
		assert_string_equal(said, why);
	free(said);
}

static void
new__somebody_answers_there__is_refused(void **state)
{
	(void)state;
	assert_no_listening(path, "loopbell is already running");
	assert_alive();
}

static void
new__left_by_a_killed_one__takes_its_place(void **state)
{
	char *mine = mem_printf("%s/stale", folder);
	char kept[sizeof(path)];
	cJSON *nothing = cJSON_CreateObject(), *answer = NULL;
	struct error err;
	pid_t killed;

	(void)state;
	memcpy(kept, path, sizeof(path));
	snprintf(path, sizeof(path), "%s", mine);
	killed = start_bot();
	kill(killed, SIGKILL);
	end_of(killed);
	assert_int_equal(access(mine, F_OK), 0);
	assert_int_equal(
	    control_ask(mine, nothing, &answer, &err), CONTROL_NOBODY);
	assert_null(try_to_listen(mine));
	assert_int_not_equal(access(mine, F_OK), 0);
	memcpy(path, kept, sizeof(path));
	cJSON_Delete(nothing);
	free(mine);
}

/* A slip in the configuration must not cost a file. */
static void
new__a_file_is_there__is_left_alone(void **state)
{
	char *file = mem_printf("%s/loopbell.db", folder);
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	(void)state;
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_no_listening(file, "is there and is not a socket");
	assert_int_equal(access(file, F_OK), 0);
	assert_no_listening(folder, "is there and is not a socket");
	unlink(file);
	free(file);
}

static void
new__no_such_folder__says_so(void **state)
{
	char *at = mem_printf("%s/no/where", folder);

	(void)state;
	assert_no_listening(at, "cannot make the socket");
	free(at);
}

static void
path__too_long__says_how_long_it_may_be(void **state)
{
	char longest[108];
	char *at;
	cJSON *nothing = cJSON_CreateObject(), *answer = NULL;
	struct error err;

	(void)state;
	memset(longest, 'a', sizeof(longest));
	at = mem_printf("/%.*s", (int)sizeof(longest) - 1, longest);
	assert_no_listening(at, "too long for a socket: at most 107");
	assert_int_equal(
	    control_ask(at, nothing, &answer, &err), CONTROL_FAILED);
	assert_non_null(strstr(err.text, "set socket: in the configuration"));
	cJSON_Delete(nothing);
	free(at);
}

static void
ask__nobody_there__is_no_failure(void **state)
{
	char *at = mem_printf("%s/none", folder);
	cJSON *nothing = cJSON_CreateObject(), *answer = NULL;
	struct error err;

	(void)state;
	assert_int_equal(
	    control_ask(at, nothing, &answer, &err), CONTROL_NOBODY);
	assert_null(answer);
	cJSON_Delete(nothing);
	free(at);
}

static void
ask__not_a_folder_on_the_way__says_so(void **state)
{
	char *at = mem_printf("%s/x", path);
	cJSON *nothing = cJSON_CreateObject(), *answer = NULL;
	struct error err;

	(void)state;
	assert_int_equal(
	    control_ask(at, nothing, &answer, &err), CONTROL_FAILED);
	assert_non_null(strstr(err.text, "Not a directory"));
	cJSON_Delete(nothing);
	free(at);
}

/* It listens, takes the question, and dies. */
static void
ask__hung_up_without_an_answer__says_so(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char *at = mem_printf("%s/dies", folder);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cJSON *nothing = cJSON_CreateObject(), *answer = NULL;
	struct error err;
	pid_t dies;

	(void)state;
	memcpy(address.sun_path, at, strlen(at));
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	fflush(NULL);
	dies = fork();
	if (dies == 0) {
		char byte[1024];
		ssize_t n = read(accept(fd, NULL, NULL), byte, sizeof(byte));

		if (n > 0)
			execlp("true", "true", (char *)NULL);
		_exit(1);
	}
	close(fd);
	assert_int_equal(
	    control_ask(at, nothing, &answer, &err), CONTROL_FAILED);
	assert_string_equal(err.text, "loopbell ended before it had answered");
	assert_int_equal(end_of(dies), 0);
	cJSON_Delete(nothing);
	unlink(at);
	free(at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new__somebody_answers_there__is_refused),
		cmocka_unit_test(new__left_by_a_killed_one__takes_its_place),
		cmocka_unit_test(new__a_file_is_there__is_left_alone),
		cmocka_unit_test(new__no_such_folder__says_so),
		cmocka_unit_test(path__too_long__says_how_long_it_may_be),
		cmocka_unit_test(ask__nobody_there__is_no_failure),
		cmocka_unit_test(ask__not_a_folder_on_the_way__says_so),
		cmocka_unit_test(ask__hung_up_without_an_answer__says_so),
	};

	return cmocka_run_group_tests_name(
	    "control_socket", tests, begin_bot, end_bot);
}
