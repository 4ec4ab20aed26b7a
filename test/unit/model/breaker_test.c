/* The breaker: sudden listings, the baseline, praise for everybody. */
#include "unit.h"

#include "model/breaker.h"

static const struct list_code rare = { .kind = LIST_WHITE, .when_rare = true };
static const struct list any = { .zone = STR_INIT("bl.example") };
static const struct answer listed = { .verdict = ANSWER_LISTED, .kind = LIST_BLOCK };
static const struct answer clean = { .verdict = ANSWER_CLEAN };
static const struct answer unknown = { .verdict = ANSWER_UNKNOWN, .why = WHY_NEW_CODE };
static const struct answer praise = {
	.verdict = ANSWER_LISTED, .kind = LIST_WHITE, .n_codes = 1, .codes = { { 1, &rare } }
};

/* Notes `n` addresses, each in a /24 of its own; the number at which it trips, 0 if never. */
static unsigned trips_at(struct breaker *b, unsigned n, const struct answer *a, bool known)
{
	for (unsigned i = 1; i <= n; i++)
		if (breaker_note(b, ip4(10, i >> 8, i & 255, 1), a, known) != BREAKER_CLOSED)
			return i;
	return 0;
}

static const struct {
	const char *label;
	uint64_t space;
	bool baseline, known;
	unsigned want;
} round_of[] = {
	{"fifty of a /16",                         65536, false, false, 50},
	{ "more than one percent of a /22",        1024,  false, false, 11},
	{ "one percent of a /24 is ordinary life", 256,   false, false, 5 },
	{ "a single address",                      1,     false, false, 5 },
	{ "they were listed before",               65536, false, true,  0 },
	{ "the first round",                       65536, true,  false, 0 },
};

static void sudden_listings(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(round_of); i++) {
		struct breaker b = breaker_new(&any, round_of[i].space, round_of[i].baseline);
		unsigned at = trips_at(&b, 1000, &listed, round_of[i].known);

		if (at != round_of[i].want)
			fail_msg("%s: trips at %u", round_of[i].label, at);
		assert_int_equal(b.state, at ? BREAKER_TRIPPED : BREAKER_CLOSED);
	}
}

static void clean_and_unknown_do_not_count(void **state)
{
	struct breaker b = breaker_new(&any, 65536, false);

	(void)state;
	assert_int_equal(trips_at(&b, 49, &listed, false), 0);
	assert_int_equal(trips_at(&b, 500, &clean, false), 0);
	assert_int_equal(trips_at(&b, 500, &unknown, false), 0);
	assert_int_equal(trips_at(&b, 1, &listed, false), 1);
}

static void praise_for_everybody(void **state)
{
	struct breaker b = breaker_new(&any, 65536, true); /* also in the first round */
	struct breaker one_net = breaker_new(&any, 65536, true);
	struct breaker mixed = breaker_new(&any, 65536, true);

	(void)state;
	assert_int_equal(trips_at(&b, 100, &praise, true), BREAKER_SPREAD);
	assert_int_equal(b.state, BREAKER_DISGUISE);
	for (unsigned i = 0; i < 256; i++)
		assert_int_equal(breaker_note(&one_net, ip4(10, 0, 0, i), &praise, false),
				 BREAKER_CLOSED);
	for (unsigned i = 0; i < 200; i++)
		assert_int_equal(
			breaker_note(&mixed, ip4(10, 0, i, 1), i % 4 ? &praise : &clean, false),
			BREAKER_CLOSED);
}

static void it_stays_open(void **state)
{
	struct breaker b = breaker_new(&any, 65536, false);

	(void)state;
	trips_at(&b, 1000, &listed, false);
	assert_int_equal(b.named, 50);
	assert_int_equal(breaker_note(&b, ip4(10, 9, 9, 9), &clean, false), BREAKER_TRIPPED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sudden_listings),
		cmocka_unit_test(clean_and_unknown_do_not_count),
		cmocka_unit_test(praise_for_everybody),
		cmocka_unit_test(it_stays_open),
	};

	return cmocka_run_group_tests_name("model/breaker", tests, NULL, NULL);
}
