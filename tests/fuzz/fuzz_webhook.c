/* SPDX-License-Identifier: ISC */
/*
 * fuzz_webhook.c - any push to the provider webhook, for libFuzzer.
 *
 * The first byte says which settings, whether it is a form, and how it is
 * signed; then, up to a NUL, comes the header of the signature, then the body.
 * A push is done with or rejected with a reason, and the same push twice tells
 * the same twice.
 */
#include <stdint.h>

#include "fake_host.h"
#include "providers/webhook/provider.h"
#include "sdk/form.h"
#include "sdk/json.h"
#include "sdk/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Of the pushes' clock, and of the seeds. */
#define NOW_S INT64_C(1795163400)

static const char *const settings[] = {
	"{\"insecure\":\"yes\"}",
	"{\"insecure\":\"yes\",\"items\":\"/items\",\"fields\":{\"id\":\"/a/"
	"0\","
	"\"score\":\"/s\",\"comment\":\"#/c\",\"answered\":\"/t\","
	"\"complete\":\"/d\"},\"properties\":{\"*\":\"\",\"p\":\"#/p\"},"
	"\"only\":{\"/type\":\"a|b\",\"#/v\":\"1\"},\"scale\":\"other\"}",
	"{\"secret\":\"s\",\"previous_secret\":\"t\"}",
	"{\"secret\":\"s\",\"signature\":\"hmac\",\"header\":"
	"\"authorization\","
	"\"prefix\":\"x=\",\"timestamp\":\"webhook-timestamp\"}",
	"{\"secret\":\"s\",\"signature\":\"hmac\",\"header\":"
	"\"authorization\","
	"\"encoding\":\"base64\",\"hash\":\"sha512\"}",
	"{\"secret\":\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\","
	"\"signature\":\"standard\"}",
};
#define N_SETTINGS (sizeof(settings) / sizeof(settings[0]))

static int64_t
standing_clock(void)
{
	return NOW_S;
}

static void
check(bool is_true)
{
	if (!is_true)
		abort();
}

/* What the push told, the caller's; a host of its own each time would cost
 * more than all the rest. */
static char *
push(struct lb_host *host, void *plugin, const struct lb_request *request)
{
	struct buf out = BUF_INIT;
	enum lb_result result;

	fake_forget(host);
	result = loopbell_plugin.provider->receive(plugin, request);
	check(result == LB_DONE || result == LB_REJECT);
	check(result == LB_DONE || *fake_why(host) != '\0');
	check(!fake_is_denied(host) ||
	      cJSON_GetArraySize(fake_responses(host)) == 0);
	buf_printf(&out, "%d %s", result, fake_why(host));
	json_print(&out, fake_responses(host));
	json_print(&out, fake_refused(host));
	return buf_take(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct lb_host *hosts[N_SETTINGS];
	static void *plugins[N_SETTINGS];
	size_t which = n > 0 ? bytes[0] % N_SETTINGS : 0;
	bool is_form = n > 0 && bytes[0] >= 128;
	char *text = mem_copy(n > 0 ? bytes + 1 : bytes, n > 0 ? n - 1 : 0);
	size_t size = strlen(text), rest = n > size + 2 ? n - size - 2 : 0;
	struct lb_pair headers[] = { { "content-type",
					 is_form ? FORM_TYPE : "text/plain" },
		{ "authorization", text }, { "webhook-signature", text },
		{ "webhook-id", "1" }, { "webhook-timestamp", "1795163400" },
		{ .name = NULL } };
	struct lb_request request = { .path = "",
		.headers = headers,
		.body = text + size + 1,
		.body_size = rest,
		.peer = "::1" };
	char *once, *twice;

	webhook_now = standing_clock;
	if (hosts[which] == NULL) {
		hosts[which] = fake_host_new();
		plugins[which] =
		    fake_open(hosts[which], &loopbell_plugin, settings[which]);
		check(plugins[which] != NULL);
	}
	once = push(hosts[which], plugins[which], &request);
	twice = push(hosts[which], plugins[which], &request);
	check(strcmp(once, twice) == 0);
	free(once);
	free(twice);
	free(text);
	return 0;
}
