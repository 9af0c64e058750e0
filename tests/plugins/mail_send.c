/* SPDX-License-Identifier: ISC */
/*
 * mail_send.c - sends mails with the email plugin, for email_real.py.
 *
 *     mail_send SETTINGS CA_FILE N TARGET
 *
 * SETTINGS is a JSON object.  One line a mail: "done RECEIPT" or the result's
 * number and why.
 */
#include "plugins/fake_host.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "test.h"

int
main(int argc, char **argv)
{
	struct lb_host *host = fake_host_new();
	int64_t n;
	void *state;

	if (argc != 5 || !number_read(argv[3], 1, 100000, &n))
		return 1;
	fake_set_world(host, "Nordlys", "da", argv[2]);
	state = fake_open(host, &loopbell_plugin, argv[1]);
	if (!state) {
		printf("%s\n", fake_why(host));
		return 1;
	}
	for (int64_t i = 0; i < n; i++) {
		char *id = mem_printf("REAL%d", (int)i);
		struct lb_notice notice = { .id = id,
			.target = argv[4],
			.headline = "Kunde Ærø gav 3",
			.quote = "For dyrt\n.\nFrom æøå",
			.language = "da",
			.made_us = 1795163405000000 };
		enum lb_result result =
		    loopbell_plugin.notifier->deliver(state, &notice);

		if (result == LB_DONE)
			printf("done %s\n", fake_receipt(host));
		else
			printf("%d %s\n", result, fake_why(host));
		free(id);
	}
	fake_host_free(host);
	return 0;
}
