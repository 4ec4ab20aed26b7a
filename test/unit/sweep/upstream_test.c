/* A server's window, waits and silence, driven by hand. */
#include "unit.h"

#include "sweep/upstream.h"

static struct upstream u;

static int begin(void **state)
{
	(void)state;
	upstream_init(&u, (struct endpoint){ ip4(192, 0, 2, 1), 53 }, 100);
	return 0;
}

static void loss_halves_once_per_wave_and_answers_restore(void **state)
{
	(void)state;
	upstream_heard(&u, SPAN_MS(10), SPAN_MS(999));
	for (int i = 0; i < 50; i++)
		upstream_missed(&u, SPAN_MS(900), SPAN_MS(1000)); /* one wave */
	assert_int_equal((int)u.window, 50);
	upstream_missed(&u, SPAN_MS(1000), SPAN_MS(1200));
	assert_int_equal((int)u.window, 25);
	for (int i = 0; i < 400; i++)
		upstream_heard(&u, SPAN_MS(10), SPAN_MS(1300));
	assert_int_equal((int)u.window, 100);
	assert_false(u.quiet);
}

static void noise_does_not_keep_a_window_small(void **state)
{
	(void)state;
	/* waves of which a fifth is lost, whatever the window */
	for (int64_t ms = 1000; ms < 11000; ms += 100) {
		int n = (int)u.window < 5 ? 5 : (int)u.window;

		for (int i = 0; i < n; i++)
			if (i % 5)
				upstream_heard(&u, SPAN_MS(1), SPAN_MS(ms + 10));
		for (int i = 0; i < n; i++)
			if (i % 5 == 0)
				upstream_missed(&u, SPAN_MS(ms), SPAN_MS(ms + 99));
	}
	assert_true(u.window > 50);
	/* a server overrun loses far more than that */
	for (int64_t ms = 11000; ms < 12000; ms += 100) {
		upstream_heard(&u, SPAN_MS(1), SPAN_MS(ms + 10));
		for (int i = 0; i < 10; i++)
			upstream_missed(&u, SPAN_MS(ms), SPAN_MS(ms + 99));
	}
	assert_true(u.window < 5);
}

static void room_is_the_window(void **state)
{
	(void)state;
	u.window = 2.75;
	u.out = 1;
	assert_true(upstream_room(&u));
	u.out = 2;
	assert_false(upstream_room(&u));
	u.out = 0;
	u.unreachable = true;
	assert_false(upstream_room(&u));
}

static void waits_follow_round_trips_and_double(void **state)
{
	(void)state;
	assert_int_equal(upstream_wait(&u, 0).us, UPSTREAM_FIRST_WAIT.us);
	upstream_heard(&u, SPAN_MS(1), SPAN_S(1));
	assert_int_equal(upstream_wait(&u, 0).us, UPSTREAM_SHORTEST_WAIT.us);
	assert_int_equal(upstream_wait(&u, 2).us, 4 * UPSTREAM_SHORTEST_WAIT.us);
	for (int i = 0; i < 100; i++)
		upstream_heard(&u, SPAN_MS(800), SPAN_S(2));
	assert_in_range(upstream_wait(&u, 0).us, 800000, 1000000);
	assert_int_equal(upstream_wait(&u, 4).us, UPSTREAM_LONGEST_WAIT.us);
	assert_int_equal(upstream_class(1), 0);
	assert_int_equal(upstream_class(3), 2);
	assert_int_equal(upstream_class(200), UPSTREAM_CLASSES - 1);
}

static void silence_is_counted_from_the_last_answer(void **state)
{
	(void)state;
	upstream_heard(&u, SPAN_MS(1), SPAN_S(10));
	for (int i = 0; i < 20; i++) /* sent before the answer: loss, not silence */
		upstream_missed(&u, SPAN_S(9), SPAN_S(11));
	assert_false(u.quiet);
	for (int i = 0; i < UPSTREAM_QUIET; i++)
		upstream_missed(&u, SPAN_S(12), SPAN_S(13));
	assert_true(u.quiet);
	assert_false(upstream_probe_due(&u, SPAN_S(13)));
	assert_true(upstream_probe_due(&u, SPAN_S(15)));
	upstream_probed(&u, SPAN_S(15));
	assert_false(upstream_probe_due(&u, SPAN_S(15)));
	assert_false(upstream_dead(&u, SPAN_S(20), SPAN_S(30)));
	assert_true(upstream_dead(&u, SPAN_S(42), SPAN_S(30)));
	upstream_heard(&u, SPAN_MS(1), SPAN_S(43));
	assert_false(u.quiet);
	assert_false(upstream_dead(&u, SPAN_S(99), SPAN_S(30)));
}

static void who_was_never_heard_is_given_a_third_of_the_patience(void **state)
{
	(void)state;
	for (int i = 0; i < UPSTREAM_QUIET; i++)
		upstream_missed(&u, SPAN_S(1), SPAN_S(2));
	assert_false(upstream_dead(&u, SPAN_S(10), SPAN_S(30)));
	assert_true(upstream_dead(&u, SPAN_S(11), SPAN_S(30)));
}

static void a_refusal_makes_quiet_at_once(void **state)
{
	(void)state;
	upstream_refused(&u, SPAN_S(1));
	assert_true(u.quiet);
	assert_int_equal((int)u.window, 1);
}

static void who_refuses_is_given_up_after_a_repetition(void **state)
{
	(void)state;
	upstream_refused(&u, SPAN_S(1));
	upstream_refused(&u, SPAN_MS(1001)); /* of the same moment */
	assert_false(upstream_dead(&u, SPAN_S(2), SPAN_S(30)));
	upstream_refused(&u, SPAN_S(2));
	assert_true(upstream_refuses(&u));
	assert_true(upstream_dead(&u, SPAN_S(2), SPAN_S(30)));
	upstream_heard(&u, SPAN_MS(1), SPAN_S(3));
	assert_false(upstream_dead(&u, SPAN_S(3), SPAN_S(30)));
}

static void who_was_heard_may_start_anew(void **state)
{
	(void)state;
	upstream_heard(&u, SPAN_MS(1), SPAN_S(1));
	for (int s = 2; s < 20; s++)
		upstream_refused(&u, SPAN_S(s));
	assert_false(upstream_refuses(&u));
	assert_false(upstream_dead(&u, SPAN_S(20), SPAN_S(30)));
	assert_true(upstream_dead(&u, SPAN_S(33), SPAN_S(30)));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup(f, begin)
	const struct CMUnitTest tests[] = {
		CASE(loss_halves_once_per_wave_and_answers_restore),
		CASE(noise_does_not_keep_a_window_small),
		CASE(room_is_the_window),
		CASE(waits_follow_round_trips_and_double),
		CASE(silence_is_counted_from_the_last_answer),
		CASE(who_refuses_is_given_up_after_a_repetition),
		CASE(who_was_heard_may_start_anew),
		CASE(who_was_never_heard_is_given_a_third_of_the_patience),
		CASE(a_refusal_makes_quiet_at_once),
	};

	return cmocka_run_group_tests_name("sweep/upstream", tests, NULL, NULL);
}
