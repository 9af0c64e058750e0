/* SPDX-License-Identifier: ISC */
/*
 * http_multi.c - several HTTP requests at a time.
 *
 * libcurl says which sockets to wait for; they are in an epoll instance, so
 * that the owner has one descriptor to look at.
 */
#include "sdk/http_multi.h"

#include <sys/epoll.h>
#include <unistd.h>

#include "sdk/clock.h"
#include "sdk/http_parts.h"
#include "sdk/mem.h"

#define N_EVENTS 32

/* One request on its way. */
struct job {
	struct http_multi *m;
	struct http_exchange x;
	struct http_request request;
	struct http_response response;
	struct error err;
	bool is_refused; /* it could not even be made */
	http_multi_done *done;
	void *arg;
	struct job *next;
};

struct http_multi {
	CURLM *curl;
	char *ca_file;
	int epoll;
	int64_t due_ms; /* when libcurl wants to be called; -1: no need */
	struct job *jobs;
	size_t n_jobs;
};

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *unused)
{
	struct http_multi *m = arg;
	struct epoll_event event = { .data.fd = fd };

	(void)easy;
	(void)unused;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(m->epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	event.events = (what & CURL_POLL_IN ? EPOLLIN : 0) |
		       (what & CURL_POLL_OUT ? EPOLLOUT : 0);
	if (epoll_ctl(m->epoll, EPOLL_CTL_MOD, fd, &event) != 0)
		epoll_ctl(m->epoll, EPOLL_CTL_ADD, fd, &event);
	return 0;
}

static int
on_timer(CURLM *curl, long ms, void *arg)
{
	struct http_multi *m = arg;

	(void)curl;
	m->due_ms = ms < 0 ? -1 : clock_ms() + ms;
	return 0;
}

struct http_multi *
http_multi_new(const char *ca_file)
{
	struct http_multi *m = mem_new(1, sizeof(*m));

	m->curl = curl_multi_init();
	m->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (m->curl == NULL || m->epoll < 0)
		abort();
	m->ca_file = mem_string(ca_file);
	m->due_ms = -1;
	curl_multi_setopt(m->curl, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(m->curl, CURLMOPT_SOCKETDATA, m);
	curl_multi_setopt(m->curl, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(m->curl, CURLMOPT_TIMERDATA, m);
	/* Slack answers over HTTP/1.1; a few connections are kept. */
	curl_multi_setopt(m->curl, CURLMOPT_MAXCONNECTS, 8L);
	return m;
}

static void
job_free(struct job *job)
{
	struct http_multi *m = job->m;
	struct job **link = &m->jobs;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
	m->n_jobs--;
	curl_multi_remove_handle(m->curl, job->x.http->curl);
	curl_slist_free_all(job->x.headers);
	http_free(job->x.http);
	http_release(&job->response);
	free((void *)job->request.url);
	free((void *)job->request.method);
	free((void *)job->request.body);
	free(job);
}

void
http_multi_free(struct http_multi *m)
{
	if (m == NULL)
		return;
	while (m->jobs != NULL)
		job_free(m->jobs);
	curl_multi_cleanup(m->curl);
	close(m->epoll);
	free(m->ca_file);
	free(m);
}

/* headers and content_type are read by http_begin() alone. */
static struct job *
job_new(struct http_multi *m, const struct http_request *request)
{
	struct job *job = mem_new(1, sizeof(*job));

	job->m = m;
	job->request = *request;
	job->request.url = mem_string(request->url);
	job->request.method = mem_string(request->method);
	if (request->body != NULL)
		job->request.body =
		    mem_copy(request->body, request->body_size);
	job->x.http = http_new(m->ca_file);
	job->x.request = &job->request;
	job->x.response = &job->response;
	job->next = m->jobs;
	m->jobs = job;
	m->n_jobs++;
	return job;
}

void
http_multi_send(struct http_multi *m, const struct http_request *request,
    http_multi_done *done, void *arg)
{
	struct job *job = job_new(m, request);

	job->done = done;
	job->arg = arg;
	if (http_begin(&job->x, &job->err)) {
		curl_easy_setopt(job->x.http->curl, CURLOPT_PRIVATE, job);
		curl_multi_add_handle(m->curl, job->x.http->curl);
	} else {
		job->is_refused = true;
		m->due_ms = clock_ms();
	}
	job->request.headers = NULL;
	job->request.content_type = NULL;
}

int
http_multi_fd(const struct http_multi *m)
{
	return m->epoll;
}

int64_t
http_multi_wait_ms(const struct http_multi *m)
{
	int64_t left_ms;

	if (m->due_ms < 0)
		return -1;
	left_ms = m->due_ms - clock_ms();
	return left_ms < 0 ? 0 : left_ms;
}

size_t
http_multi_count(const struct http_multi *m)
{
	return m->n_jobs;
}

/* The job is over before its owner hears of it: he may send another. */
static void
tell(struct job *job)
{
	http_multi_done *done = job->done;
	void *arg = job->arg;
	struct http_response response = job->response;
	struct error err = job->err;

	memset(&job->response, 0, sizeof(job->response));
	job_free(job);
	done(arg, &response, &err);
	http_release(&response);
}

static void
tell_finished(struct http_multi *m)
{
	CURLMsg *message;
	int n_left;

	while ((message = curl_multi_info_read(m->curl, &n_left)) != NULL) {
		CURLcode code = message->data.result;
		struct job *job = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(
		    message->easy_handle, CURLINFO_PRIVATE, &job);
		http_finish(&job->x, code, &job->err);
		tell(job);
	}
}

static void
tell_refused(struct http_multi *m)
{
	struct job *job = m->jobs;

	while (job != NULL && !job->is_refused)
		job = job->next;
	if (job == NULL)
		return;
	tell(job);
	tell_refused(m);
}

static void
act_on(struct http_multi *m, const struct epoll_event *event)
{
	int what =
	    (event->events & EPOLLIN ? CURL_CSELECT_IN : 0) |
	    (event->events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
	    (event->events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
	int n_running;

	curl_multi_socket_action(m->curl, event->data.fd, what, &n_running);
}

void
http_multi_step(struct http_multi *m)
{
	struct epoll_event events[N_EVENTS];
	int n = epoll_wait(m->epoll, events, N_EVENTS, 0), n_running;

	for (int i = 0; i < n; i++)
		act_on(m, &events[i]);
	if (http_multi_wait_ms(m) == 0) {
		m->due_ms = -1;
		curl_multi_socket_action(
		    m->curl, CURL_SOCKET_TIMEOUT, 0, &n_running);
	}
	tell_finished(m);
	tell_refused(m);
}
