/* SPDX-License-Identifier: ISC */
/*
 * bad.c - a plugin that misbehaves on purpose; the option "how" picks how.
 *
 * README.md lists them all: what the core has to live through.
 */
#include <fcntl.h>
#include <loopbell/plugin.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

struct settings {
	int how;
};

struct state {
	struct lb_host *host;
	int how;
};

/* The line to the core: no plugin is told, but any can look. */
static int
find_line(void)
{
	for (int fd = 3; fd < 64; fd++) {
		int type;
		socklen_t size = sizeof(type);

		if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0)
			return fd;
	}
	return -1;
}

static void
write_raw(const void *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(find_line(), bytes, n);

		if (done <= 0)
			return;
		bytes = (const char *)bytes + done;
		n -= (size_t)done;
	}
}

static void
wait_for_ever(void)
{
	for (;;)
		pause();
}

static enum lb_result
behave(struct lb_host *host)
{
	lb_log(host, LB_INFO, "behaving");
	return LB_DONE;
}

static enum lb_result
abort_now(struct lb_host *host)
{
	(void)host;
	abort();
}

static enum lb_result
crash(struct lb_host *host)
{
	(void)host;
	raise(SIGSEGV);
	return LB_DONE;
}

static enum lb_result
exit_now(struct lb_host *host)
{
	(void)host;
	exit(0);
}

static enum lb_result
never_answer(struct lb_host *host)
{
	(void)host;
	wait_for_ever();
	return LB_DONE;
}

static enum lb_result
spin(struct lb_host *host)
{
	volatile unsigned n = 0;

	while (host != NULL)
		n++;
	return LB_DONE;
}

static enum lb_result
ignore_term(struct lb_host *host)
{
	(void)host;
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	wait_for_ever();
	return LB_DONE;
}

static enum lb_result
write_2_mb(struct lb_host *host)
{
	static char flood[2 << 20];

	(void)host;
	memset(flood, 'x', sizeof(flood));
	write_raw(flood, sizeof(flood));
	return LB_DONE;
}

static enum lb_result
write_6_mb(struct lb_host *host)
{
	write_2_mb(host);
	write_2_mb(host);
	return write_2_mb(host);
}

static enum lb_result
write_binary(struct lb_host *host)
{
	unsigned char bytes[512];

	(void)host;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 37);
	write_raw(bytes, sizeof(bytes));
	write_raw("\n", 1);
	return LB_DONE;
}

static enum lb_result
close_line(struct lb_host *host)
{
	(void)host;
	close(find_line());
	return LB_DONE;
}

/* The child holds all that this process holds, for a minute. */
static enum lb_result
fork_child(struct lb_host *host)
{
	if (fork() == 0) {
		alarm(60);
		wait_for_ever();
	}
	lb_log(host, LB_INFO, "left a child behind");
	return LB_DONE;
}

static enum lb_result
leak_descriptors(struct lb_host *host)
{
	int n = 0;

	while (n < 4096 && open("/dev/null", O_RDONLY) >= 0)
		n++;
	lb_log(host, LB_INFO, "leaked %d descriptors", n);
	return LB_DONE;
}

static enum lb_result
log_flood(struct lb_host *host)
{
	for (int i = 0; i < 20000; i++)
		lb_log(host, LB_WARNING, "line %d of too many", i);
	return LB_DONE;
}

static enum lb_result
print_lines(struct lb_host *host)
{
	(void)host;
	puts("{\"op\":\"done\",\"job\":1}\nnot for the core");
	fputs("last words\n", stderr);
	return LB_DONE;
}

static enum lb_result
contradict(struct lb_host *host)
{
	lb_reject(host, "it is over");
	return LB_DONE;
}

static enum lb_result
return_nonsense(struct lb_host *host)
{
	(void)host;
	return (enum lb_result)77;
}

static enum lb_result
say_nothing(struct lb_host *host)
{
	(void)host;
	return LB_RETRY;
}

static enum lb_result
call_all(struct lb_host *host)
{
	const char *answer;

	lb_found(host, &(struct lb_account){ .id = "1" });
	lb_act(
	    host, &(struct lb_action){ .id = "1", .name = "claim" }, &answer);
	lb_step(host);
	return LB_DONE;
}

static enum lb_result
huge_response(struct lb_host *host)
{
	static char comment[5 << 20];

	memset(comment, 'x', sizeof(comment) - 1);
	lb_emit(host, &(struct lb_response){
			  .survey = "s", .id = "huge", .comment = comment });
	return LB_DONE;
}

static enum lb_result
hostile_text(struct lb_host *host)
{
	lb_emit(
	    host, &(struct lb_response){ .survey = "s",
		      .id = "1",
		      .scale = (enum lb_scale)9,
		      .score = 11,
		      .comment = "\xff\xfe\x01<!channel>\r\n\xe2\x80\xae" });
	lb_refuse(host, "\xc3\x28", "%s", "\x1b[31mred");
	return LB_DONE;
}

/* By the names of the option's choices. */
/* Each way and what it does in a job; "behave" is also that of the ways that
 * show in open() or close(). */
#define WAYS                              \
	WAY(behave, behave)               \
	WAY(abort_in_open, behave)        \
	WAY(hang_in_open, behave)         \
	WAY(fail_silently, behave)        \
	WAY(hang_in_close, behave)        \
	WAY(abort, abort_now)             \
	WAY(crash, crash)                 \
	WAY(exit, exit_now)               \
	WAY(never_answer, never_answer)   \
	WAY(spin, spin)                   \
	WAY(ignore_term, ignore_term)     \
	WAY(write_2_mb, write_2_mb)       \
	WAY(write_6_mb, write_6_mb)       \
	WAY(write_binary, write_binary)   \
	WAY(close_line, close_line)       \
	WAY(fork, fork_child)             \
	WAY(leak, leak_descriptors)       \
	WAY(log_flood, log_flood)         \
	WAY(print, print_lines)           \
	WAY(contradict, contradict)       \
	WAY(nonsense, return_nonsense)    \
	WAY(say_nothing, say_nothing)     \
	WAY(call_all, call_all)           \
	WAY(huge_response, huge_response) \
	WAY(hostile_text, hostile_text)

#define WAY(name, act) #name,
static const char *const names[] = { WAYS NULL };
#undef WAY
#define WAY(name, act) act,
static enum lb_result (*const acts[])(struct lb_host *) = { WAYS };

static const struct lb_option options[] = {
	/* clang-format off */
	{ .name = "how", .type = LB_CHOICE, .offset = offsetof(struct settings, how), .choices = names, .def = "behave", .help = "what to do wrong" },
	{ .name = NULL },
	/* clang-format on */
};

static bool
is(const struct state *s, const char *name)
{
	return strcmp(names[s->how], name) == 0;
}

static void *
bad_open(struct lb_host *host, const void *settings)
{
	static struct state state;

	state.host = host;
	state.how = ((const struct settings *)settings)->how;
	if (is(&state, "abort_in_open"))
		abort();
	if (is(&state, "hang_in_open"))
		wait_for_ever();
	return is(&state, "fail_silently") ? NULL : &state;
}

static void
bad_close(void *state)
{
	if (is(state, "hang_in_close"))
		wait_for_ever();
}

static enum lb_result
bad_act(const struct state *s)
{
	return acts[s->how](s->host);
}

static enum lb_result
bad_poll(void *state, const char *cursor)
{
	(void)cursor;
	return bad_act(state);
}

static enum lb_result
bad_deliver(void *state, const struct lb_notice *notice)
{
	(void)notice;
	return bad_act(state);
}

static enum lb_result
bad_lookup(void *state, const struct lb_response *who)
{
	(void)who;
	return bad_act(state);
}

static enum lb_result
bad_receive(void *state, const struct lb_request *request)
{
	(void)request;
	return bad_act(state);
}

static const struct lb_provider provider = { .poll = bad_poll,
	.receive = bad_receive };
static const struct lb_notifier notifier = { .deliver = bad_deliver };
static const struct lb_directory directory = { .lookup = bad_lookup };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "bad",
	.summary = "misbehaves on purpose",
	.options = options,
	.settings_size = sizeof(struct settings),
	.open = bad_open,
	.close = bad_close,
	.provider = &provider,
	.notifier = &notifier,
	.directory = &directory,
};
