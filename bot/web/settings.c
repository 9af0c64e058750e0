/* SPDX-License-Identifier: ISC */
/* settings.c - what the core tells this program to be. */
#include "web/settings.h"

#include "sdk/json.h"
#include "sdk/mem.h"

static bool
read_number(const cJSON *line, const char *name, double range[2],
    double *value, struct error *err)
{
	const cJSON *member = json_member(line, name);
	double given;

	if (member == NULL)
		return true;
	given = json_real(line, name, -1);
	if (given < range[0] || given > range[1])
		return error_set(err, "%s: must be from %g to %g", name,
		    range[0], range[1]);
	*value = given;
	return true;
}

static bool
read_numbers(struct settings *s, const cJSON *line, struct error *err)
{
	double connections = 200, rate = 50, deadline = 10;

	if (!read_number(line, "max_connections", (double[]){ 1, 65536 },
		&connections, err) ||
	    !read_number(line, "requests_per_second", (double[]){ 0, 1e6 },
		&rate, err) ||
	    !read_number(line, "request_deadline_s", (double[]){ 1, 3600 },
		&deadline, err))
		return false;
	s->max_connections = (unsigned)connections;
	s->requests_per_s = rate;
	s->deadline_s = (unsigned)deadline;
	return true;
}

static bool
read_proxies(struct settings *s, const cJSON *line, struct error *err)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_member(line, "trusted_proxies"))
	{
		const char *text = cJSON_GetStringValue(one);

		if (!proxies_add(&s->proxies, text == NULL ? "" : text, err))
			return false;
	}
	return true;
}

bool
settings_read(struct settings *s, const cJSON *line, struct error *err)
{
	*s = (struct settings){
		.listen = mem_string(json_string(line, "listen")),
		.certificate = mem_string(json_string(line, "certificate")),
		.key = mem_string(json_string(line, "key")),
	};
	if (s->listen == NULL)
		return error_set(err, "listen: is missing: an address and "
				      "port, such as 127.0.0.1:8080");
	if ((s->certificate == NULL) != (s->key == NULL))
		return error_set(err, "certificate and key belong together: "
				      "set both, or neither");
	return read_numbers(s, line, err) && read_proxies(s, line, err);
}

void
settings_release(struct settings *s)
{
	free(s->listen);
	free(s->certificate);
	if (s->key != NULL)
		explicit_bzero(s->key, strlen(s->key));
	free(s->key);
	proxies_release(&s->proxies);
	*s = (struct settings){ .listen = NULL };
}
