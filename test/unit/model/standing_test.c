/* A list's standing: failures and their delays, proof, and being held. */
#include "unit.h"

#include "model/standing.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define BIG UINT64_C(65536)

static struct instant at_s(int64_t s)
{
	return (struct instant){ (INT64_C(1700000000) + s) * 1000000 };
}

static enum standing_change hear(struct standing *s, int64_t at, enum heard_health health,
				 uint32_t new_hits)
{
	struct heard h = { .zone = s->zone,
			   .health = health,
			   .why = heard_is_good(health) ? STR("") : STR("because"),
			   .begun = at_s(at),
			   .ended = at_s(at),
			   .serial_before = 41,
			   .serial_after = 42 };

	return standing_hear(s, &h, new_hits, BIG);
}

static void assert_at(struct instant got, int64_t s)
{
	assert_int_equal(got.us, at_s(s).us);
}

static void a_new_one_knows_nothing(void **state)
{
	struct standing s = standing_new(STR("bl.example"));

	(void)state;
	assert_str(s.zone, "bl.example");
	assert_false(s.asked || s.held || s.failures || s.named);
	assert_false(standing_is_proven(&s, at_s(0)));
	assert_true(instant_cmp(s.retry, WHEN_EVER) == 0);
	assert_true(instant_cmp(s.baseline, WHEN_NEVER) == 0);
	assert_int_equal(hear(&s, 0, HEARD_OK, 0), STANDING_SAME);
	assert_true(s.asked);
	assert_int_equal(s.serial, 42);
	s = standing_new(STR("bl.example"));
	assert_int_equal(hear(&s, 0, HEARD_BROKEN, 0), STANDING_FAILED);
}

static void failures_delay_more_and_more(void **state)
{
	static const int64_t delay[] = { 900, 1800, 3600, 7200, 14400, 21600, 21600, 21600 };
	struct standing s = standing_new(STR("bl.example"));
	int64_t now = HOUR;

	(void)state;
	hear(&s, 0, HEARD_OK, 0);
	for (size_t i = 0; i < LEN(delay); i++) {
		enum standing_change c = hear(&s, now, i % 2 ? HEARD_SILENT : HEARD_REFUSED, 0);

		assert_int_equal(c, i ? STANDING_SAME : STANDING_FAILED);
		assert_int_equal(s.failures, i + 1);
		assert_at(s.retry, now + delay[i]);
		assert_at(s.since, HOUR);
		assert_at(s.last_good, 0);
		now += delay[i];
	}
	assert_str(s.why, "because");
	assert_int_equal(hear(&s, now, HEARD_PARTIAL, 0), STANDING_RECOVERED);
	assert_int_equal(s.failures, 0);
	assert_true(instant_cmp(s.retry, WHEN_EVER) == 0);
	assert_at(s.since, now);
	assert_int_equal(hear(&s, now + 1, HEARD_LOST, 0), STANDING_FAILED);
	assert_at(s.retry, now + 1 + 900);
	s.failures = UINT32_MAX;
	hear(&s, now + 2, HEARD_LOST, 0);
	assert_int_equal(s.failures, UINT32_MAX);
	assert_at(s.retry, now + 2 + 21600);
}

static void proven_after_a_good_day(void **state)
{
	struct standing s = standing_new(STR("bl.example"));

	(void)state;
	hear(&s, 0, HEARD_OK, 0);
	assert_false(standing_is_proven(&s, at_s(2 * DAY))); /* nobody has looked since */
	hear(&s, DAY - 1, HEARD_OK, 0);
	assert_false(standing_is_proven(&s, at_s(DAY)));
	hear(&s, DAY, HEARD_OK, 0);
	assert_true(standing_is_proven(&s, at_s(DAY)));
	assert_false(standing_is_proven(&s, at_s(DAY - 1)));
	hear(&s, DAY + 1, HEARD_SPENT, 0);
	assert_true(standing_is_proven(&s, at_s(DAY + 1)));
	hear(&s, DAY + 2, HEARD_BROKEN, 0);
	assert_false(standing_is_proven(&s, at_s(2 * DAY)));
	hear(&s, DAY + HOUR, HEARD_OK, 0);
	hear(&s, 2 * DAY + 2, HEARD_OK, 0);
	assert_false(standing_is_proven(&s, at_s(2 * DAY + 2)));
	hear(&s, 2 * DAY + HOUR, HEARD_OK, 0);
	assert_true(standing_is_proven(&s, at_s(2 * DAY + HOUR)));
}

static void a_spent_grant_says_nothing(void **state)
{
	struct standing s = standing_new(STR("bl.example"));

	(void)state;
	assert_int_equal(hear(&s, 0, HEARD_SPENT, 0), STANDING_SAME);
	assert_true(instant_cmp(s.last_good, WHEN_EVER) == 0);
	assert_int_equal(hear(&s, 10, HEARD_BROKEN, 0), STANDING_FAILED);
	assert_int_equal(hear(&s, 20, HEARD_SPENT, 0), STANDING_SAME);
	assert_int_equal(s.health, HEARD_BROKEN);
	assert_int_equal(s.failures, 1);
	assert_at(s.last, 20);
	assert_at(s.since, 10);
	assert_int_equal(hear(&s, 30, HEARD_OK, 0), STANDING_RECOVERED);
	assert_int_equal(hear(&s, 40, HEARD_SPENT, 0), STANDING_SAME);
	assert_int_equal(s.health, HEARD_SPENT);
	assert_int_equal(hear(&s, 50, HEARD_OK, 0), STANDING_SAME);
	assert_at(s.since, 30);
}

static struct standing after_baseline(void)
{
	struct standing s = standing_new(STR("bl.example"));

	assert_int_equal(hear(&s, 0, HEARD_OK, 5000), STANDING_SAME);
	assert_false(s.held);
	assert_int_equal(s.named, 0);
	s.baseline = at_s(10);
	return s;
}

static const struct {
	const char *label;
	uint64_t estate;
	uint32_t held_at;
} sudden[] = {
	{"fifty of a /16",                  65536, 50},
	{ "more than one percent of a /22", 1024,  11},
	{ "of a thousand",                  1000,  11},
	{ "of few, five are many",          200,   5 },
	{ "of one",			 1,     5 },
};

static void many_at_once_hold_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(sudden); i++) {
		struct standing s = after_baseline();
		uint32_t n = 0;

		while (!s.held && n < 100) {
			struct heard h = { .begun = at_s(HOUR + n), .ended = at_s(HOUR + n) };
			enum standing_change c = standing_hear(&s, &h, 1, sudden[i].estate);

			assert_int_equal(c, s.held ? STANDING_HELD : STANDING_SAME);
			n++;
		}
		if (n != sudden[i].held_at)
			fail_msg("%s: held at %u", sudden[i].label, n);
		assert_at(s.held_since, HOUR + n - 1);
	}
}

static void it_stays_held_until_resumed(void **state)
{
	struct standing s = after_baseline();

	(void)state;
	assert_int_equal(hear(&s, HOUR, HEARD_OK, 50), STANDING_HELD);
	assert_int_equal(hear(&s, 2 * HOUR, HEARD_OK, 50), STANDING_SAME);
	assert_int_equal(hear(&s, 9 * DAY, HEARD_OK, 0), STANDING_SAME);
	assert_true(s.held);
	assert_at(s.held_since, HOUR);
	standing_resume(&s, at_s(9 * DAY));
	assert_false(s.held);
	assert_int_equal(s.named, 0);
	assert_int_equal(hear(&s, 9 * DAY + 1, HEARD_OK, 49), STANDING_SAME);
	assert_int_equal(hear(&s, 9 * DAY + 2, HEARD_OK, 1), STANDING_HELD);
}

static void what_is_counted_is_of_a_day(void **state)
{
	struct standing s = after_baseline();

	(void)state;
	assert_int_equal(hear(&s, HOUR, HEARD_OK, 49), STANDING_SAME);
	assert_int_equal(hear(&s, HOUR + DAY, HEARD_OK, 49), STANDING_SAME);
	assert_int_equal(hear(&s, 2 * DAY, HEARD_BROKEN, 49), STANDING_FAILED);
	assert_int_equal(s.named, 49);
	assert_int_equal(hear(&s, HOUR + 2 * DAY - 1, HEARD_OK, 1), STANDING_HELD);
	s = after_baseline();
	assert_int_equal(hear(&s, HOUR, HEARD_OK, UINT32_MAX), STANDING_HELD);
	hear(&s, HOUR, HEARD_OK, UINT32_MAX);
	assert_int_equal(s.named, UINT32_MAX);
	s = after_baseline();
	assert_int_equal(hear(&s, 90 * DAY, HEARD_OK, 49), STANDING_SAME);
	/* the clock was set back: a day of it counts as any other */
	assert_int_equal(hear(&s, HOUR, HEARD_OK, 0), STANDING_SAME);
	assert_int_equal(s.named, 49);
	assert_int_equal(hear(&s, HOUR + DAY, HEARD_OK, 49), STANDING_SAME);
	assert_int_equal(hear(&s, 2 * HOUR + DAY, HEARD_OK, 1), STANDING_HELD);
	s = after_baseline();
	assert_int_equal(hear(&s, 9, HEARD_OK, 500), STANDING_SAME); /* begun within the baseline */
}

static void what_it_told_is_kept(void **state)
{
	struct standing s = standing_new(STR("bl.example"));
	struct heard h = { .ended = at_s(1), .keep_s = 900, .serial_before = 5 };

	(void)state;
	standing_hear(&s, &h, 0, 1);
	h = (struct heard){ .ended = at_s(2) };
	standing_hear(&s, &h, 0, 1);
	assert_int_equal(s.keep_s, 900);
	assert_int_equal(s.serial, 5);
	h.ended = at_s(-DAY); /* the clock was set back */
	h.health = HEARD_SILENT;
	standing_hear(&s, &h, 0, 1);
	assert_at(s.last, 2);
	assert_at(s.since, 2);
	assert_at(s.retry, -DAY + 900);
	assert_str(str_of(standing_change_name(STANDING_RECOVERED)), "recovered");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_one_knows_nothing),
		cmocka_unit_test(failures_delay_more_and_more),
		cmocka_unit_test(proven_after_a_good_day),
		cmocka_unit_test(a_spent_grant_says_nothing),
		cmocka_unit_test(many_at_once_hold_it),
		cmocka_unit_test(it_stays_held_until_resumed),
		cmocka_unit_test(what_is_counted_is_of_a_day),
		cmocka_unit_test(what_it_told_is_kept),
	};

	return cmocka_run_group_tests_name("model/standing", tests, NULL, NULL);
}
