/* SPDX-License-Identifier: ISC */
/* test_limesurvey_place.c - the cursor of the provider limesurvey. */
#include "place.h"

#include "test.h"

static void
assert_text(const struct place *p, const char *text)
{
	struct buf out = BUF_INIT;

	place_put(&out, p);
	assert_string_equal(buf_str(&out), text);
	buf_release(&out);
}

static void
read__what_was_put__is_the_same_again(void **state)
{
	static const char *const cursors[] = {
		"{\"v\":1,\"from\":1}",
		"{\"v\":1,\"from\":12,\"at\":600}",
		"{\"v\":1,\"from\":1,\"at\":600,\"first\":true}",
		"{\"v\":1,\"from\":12,\"seen\":[[12,-1763600000],[15,1]]}",
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cursors); i++) {
		struct place p;

		place_read(&p, cursors[i]);
		assert_text(&p, cursors[i]);
		place_release(&p);
	}
}

static void
read__none_or_another_s__is_the_beginning(void **state)
{
	static const char *const cursors[] = { NULL, "", "{", "68", "[1]",
		"{\"seen\":[1,[2],[\"a\",3],null]}" };
	struct place p;

	(void)state;
	for (size_t i = 0; i < N_OF(cursors); i++) {
		place_read(&p, cursors[i]);
		assert_int_equal(p.from, 1);
		assert_int_equal(p.at, 0);
		assert_int_equal(p.n_seen, 0);
		place_release(&p);
	}
	place_read(&p, NULL);
	assert_true(p.is_first);
	place_release(&p);
}

static void
time__of_one_without__is_when_it_was_first_seen_complete(void **state)
{
	struct place p;

	(void)state;
	place_read(&p, "{\"v\":1,\"from\":1}");
	assert_int_equal(place_time(&p, 7, true, 100), 100);
	assert_int_equal(place_time(&p, 5, false, 110), 110);
	assert_int_equal(place_time(&p, 7, true, 120), 100);
	assert_int_equal(place_time(&p, 5, false, 130), 110);
	assert_int_equal(place_time(&p, 5, true, 140), 140);
	assert_int_equal(place_time(&p, 5, true, 150), 140);
	assert_int_equal(place_time(&p, 7, false, 160), 100);
	assert_text(&p, "{\"v\":1,\"from\":1,\"seen\":[[5,140],[7,100]]}");
	place_release(&p);
}

static void
old__ones__keep_the_time_they_were_given(void **state)
{
	struct place p;

	(void)state;
	place_read(&p, NULL);
	assert_false(place_knows(&p, 3));
	place_put_old(&p, 3, false, 1);
	place_put_old(&p, 2, true, 50);
	assert_true(place_knows(&p, 3));
	assert_int_equal(place_time(&p, 3, true, 100), 1);
	assert_int_equal(place_time(&p, 2, false, 100), 50);
	assert_int_equal(place_time(&p, 2, true, 100), 100);
	place_release(&p);
}

static void
move__on__forgets_what_is_behind_and_never_goes_back(void **state)
{
	struct place p;

	(void)state;
	place_read(&p, "{\"v\":1,\"from\":1,\"seen\":[[5,1],[7,2],[9,3]]}");
	place_move(&p, 7);
	assert_text(&p, "{\"v\":1,\"from\":7,\"seen\":[[7,2],[9,3]]}");
	place_move(&p, 6);
	assert_int_equal(p.from, 7);
	place_move(&p, 10);
	assert_text(&p, "{\"v\":1,\"from\":10}");
	place_release(&p);
}

/* A cursor has at most 64 KiB. */
static void
seen__more_than_a_cursor_holds__the_newest_remain(void **state)
{
	struct buf out = BUF_INIT;
	struct place p;

	(void)state;
	place_read(&p, NULL);
	for (int64_t id = 1; id <= 3 * PLACE_MOST_SEEN; id++)
		place_time(&p, 900000000 + id, id % 2 == 0, 1763600000 + id);
	place_move(&p, 1);
	assert_int_equal(p.n_seen, PLACE_MOST_SEEN);
	assert_int_equal(p.from, 900000001 + 2 * PLACE_MOST_SEEN);
	place_put(&out, &p);
	assert_true(out.size < 32768);
	buf_release(&out);
	place_release(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__what_was_put__is_the_same_again),
		cmocka_unit_test(read__none_or_another_s__is_the_beginning),
		cmocka_unit_test(
		    time__of_one_without__is_when_it_was_first_seen_complete),
		cmocka_unit_test(old__ones__keep_the_time_they_were_given),
		cmocka_unit_test(
		    move__on__forgets_what_is_behind_and_never_goes_back),
		cmocka_unit_test(
		    seen__more_than_a_cursor_holds__the_newest_remain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
