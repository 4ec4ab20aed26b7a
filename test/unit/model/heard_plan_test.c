/* What jobs have heard changes the listings it speaks of, and no others. */
#include "model/heard_plan.h"

#include "unit.h"

static const struct listing_rules rules;
static struct arena arena;

#define T0 INT64_C(1800000000000000)

static struct range one(unsigned last)
{
	return range_of_ip(ip4(192, 0, 2, last));
}

static struct heard heard_at(int64_t s)
{
	return (struct heard){ .zone = STR("bl.example"),
			       .health = HEARD_OK,
			       .begun = { T0 + s * 1000000 },
			       .ended = { T0 + s * 1000000 + 1 } };
}

static struct listing known(int64_t id, unsigned last, enum listing_state state)
{
	return (struct listing){ .id = id,
				 .zone = STR("bl.example"),
				 .about = one(last),
				 .state = state,
				 .since = { T0 },
				 .confirmed = { T0 },
				 .last = { T0 },
				 .clean = state == LISTING_FADING || state == LISTING_ENDED
						  ? (struct instant){ T0 }
						  : WHEN_NEVER,
				 .until = state == LISTING_ENDED ? (struct instant){ T0 }
								 : WHEN_NEVER,
				 .next = { T0 } };
}

static const struct heard_row *row_of(const struct heard_plan *p, int64_t id)
{
	for (size_t i = 0; i < p->rows; i++)
		if (p->row[i].listing.id == id)
			return &p->row[i];
	return NULL;
}

static void each_is_decided_on(void **state)
{
	const struct heard_hit hit[] = {
		{.about = one(7),  .codes = 1},
		{ .about = one(9), .codes = 1, .second = true },
		{ .about = one(7),               .codes = 1         }
	};
	const struct heard_run clean[] = { { { ip4(192, 0, 2, 20), ip4(192, 0, 2, 30) } },
					   { { ip4(192, 0, 2, 10), ip4(192, 0, 2, 12) } } };
	const struct listing have[] = {
		known(1, 7, LISTING_SEEN),    known(2, 10, LISTING_OPEN),
		known(3, 30, LISTING_FADING), known(4, 31, LISTING_OPEN),
		known(5, 13, LISTING_OPEN),   known(6, 20, LISTING_ENDED),
	};
	const struct heard_how how = { &rules, false, have, LEN(have) };
	struct heard h = heard_at(600);
	struct heard_plan p;

	(void)state;
	h.hit = hit;
	h.hits = LEN(hit);
	h.clean = clean;
	h.cleans = LEN(clean);
	heard_plan(&arena, &h, &how, &p);
	assert_int_equal(p.rows, 5);
	assert_int_equal(p.fresh, 1);
	assert_int_equal(row_of(&p, 1)->change, LISTING_BEGAN);
	assert_int_equal(row_of(&p, 0)->change, LISTING_BEGAN);
	assert_true(ip_eq(row_of(&p, 0)->listing.about.lo, ip4(192, 0, 2, 9)));
	assert_int_equal(row_of(&p, 2)->change, LISTING_FADED);
	assert_int_equal(row_of(&p, 3)->change, LISTING_ENDED_NOW);
	assert_int_equal(row_of(&p, 6)->change, LISTING_NOTHING);
	assert_null(row_of(&p, 4));
	assert_null(row_of(&p, 5));
	arena_done(&arena);
}

static void names_and_networks(void **state)
{
	const struct heard_hit hit[] = {
		{.name = STR("a.example"), .codes = 1}
	};
	const struct str clean_name[] = { STR("b.example") };
	const struct heard_run clean[] = { { { ip4(192, 0, 2, 128), ip4(192, 0, 2, 255) } } };
	struct listing have[3] = { known(1, 0, LISTING_OPEN), known(2, 0, LISTING_OPEN),
				   known(3, 0, LISTING_OPEN) };
	const struct heard_how how = { &rules, false, have, LEN(have) };
	struct heard h = heard_at(600);
	struct heard_plan p;

	(void)state;
	have[0].about = have[1].about = (struct range){ { 0 }, { 0 } };
	have[0].name = STR("a.example");
	have[1].name = STR("b.example");
	have[2].about = range_of_prefix(ip4(192, 0, 2, 0), 24);
	h.hit = hit;
	h.hits = 1;
	h.clean = clean;
	h.cleans = 1;
	h.clean_name = clean_name;
	h.clean_names = 1;
	heard_plan(&arena, &h, &how, &p);
	assert_int_equal(p.rows, 3);
	assert_int_equal(p.fresh, 0);
	assert_int_equal(row_of(&p, 2)->change, LISTING_FADED);
	assert_int_equal(row_of(&p, 3)->change, LISTING_FADED);
	arena_done(&arena);
}

static void ended_long_ago_is_another(void **state)
{
	const struct heard_hit hit[] = {
		{.about = one(7), .codes = 1}
	};
	const struct listing have[] = { known(1, 7, LISTING_ENDED) };
	const struct heard_how how = { &rules, true, have, LEN(have) };
	struct heard h = heard_at(3600);
	struct heard_plan p;

	(void)state;
	h.hit = hit;
	h.hits = 1;
	heard_plan(&arena, &h, &how, &p);
	assert_int_equal(row_of(&p, 1)->change, LISTING_RETURNED);
	h = heard_at(2 * 86400);
	h.hit = hit;
	h.hits = 1;
	heard_plan(&arena, &h, &how, &p);
	assert_int_equal(p.rows, 1);
	assert_int_equal(p.row[0].listing.id, 0);
	assert_int_equal(p.row[0].change, LISTING_APPEARED);
	assert_true(p.row[0].listing.baseline);
	arena_done(&arena);
}

static void a_held_list_keeps_what_is_new(void **state)
{
	const struct heard_hit hit[] = {
		{.about = one(7),  .codes = 1},
                { .about = one(8), .codes = 1}
	};
	const struct listing have[] = { known(1, 7, LISTING_OPEN) };
	const struct heard_how how = { &rules, false, have, LEN(have) };
	struct heard h = heard_at(600);
	struct heard_plan p;

	(void)state;
	h.hit = hit;
	h.hits = 2;
	heard_plan(&arena, &h, &how, &p);
	heard_plan_hold(&p);
	assert_false(row_of(&p, 1)->listing.held);
	assert_true(row_of(&p, 0)->listing.held);
	arena_done(&arena);
}

/* New listings and second answers are no change of what was known. */
static void what_was_known_has_moved(void **state)
{
	static const bool moves[LISTING_CHANGES] = {
		[LISTING_RETURNED] = true, [LISTING_RECODED] = true,  [LISTING_FADED] = true,
		[LISTING_LIVES] = true,    [LISTING_VANISHED] = true,
	};

	(void)state;
	for (int c = 0; c < LISTING_CHANGES; c++) {
		struct heard_row row = { .change = (enum listing_change)c };
		const struct heard_plan p = { &row, 1, 0 };

		if (heard_plan_moved(&p) != moves[c])
			fail_msg("%s", listing_change_name(row.change));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_decided_on),
		cmocka_unit_test(what_was_known_has_moved),
		cmocka_unit_test(names_and_networks),
		cmocka_unit_test(ended_long_ago_is_another),
		cmocka_unit_test(a_held_list_keeps_what_is_new),
	};

	return cmocka_run_group_tests_name("model/heard_plan", tests, NULL, NULL);
}
