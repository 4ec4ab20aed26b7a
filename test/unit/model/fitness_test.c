/* Sentences about addresses, and what is fit to be handed out. */
#include "model/fitness.h"

#include "unit.h"

#define DAY INT64_C(86400000000)
#define NOW (20000 * DAY)

static struct listing listing(const char *zone, enum listing_state state, int since, int until)
{
	return (struct listing){ .zone = str_of(zone),
				 .state = state,
				 .since = { NOW - since * DAY },
				 .until =
					 until ? (struct instant){ NOW - until * DAY } : WHEN_NEVER,
				 .kind = LIST_BLOCK,
				 .severity = 4 };
}

static const struct fitness_whose whose[] = {
	{true,  STR_INIT("C600")},
        { true, STR_INIT("")    },
        { true, STR_INIT("C1")  }
};

static struct fitness_facts about(const struct listing *l, size_t n)
{
	return (struct fitness_facts){
		.now = { NOW }, .listing = l, .whose = whose, .listings = n, .kind = HOLDER_FREE
	};
}

static void says(const struct fitness_facts *f, bool fit, const char *want)
{
	struct buf AUTO(buf_done) out;
	bool got;

	buf_init(&out, FITNESS_TEXT_MAX);
	got = fitness_judge(f, &out);
	assert_str(buf_str(&out), want);
	assert_int_equal(got, fit);
}

static void an_untouched_address_is_fit(void **state)
{
	struct fitness_facts f = about(NULL, 0);

	(void)state;
	says(&f, true, "not listed now; never listed that we know of; fit to hand out: yes");
	f.unknown = 2;
	says(&f, true,
	     "not listed now; never listed that we know of; 2 lists know nothing about it; "
	     "fit to hand out: yes");
}

static void what_hurts_is_told_with_whose_time_it_was(void **state)
{
	struct listing l[] = { listing("bl.example", LISTING_OPEN, 10, 0),
			       listing("other.example", LISTING_FADING, 5, 0),
			       listing("old.example", LISTING_ENDED, 500, 400) };
	struct fitness_facts f = about(l, 3);

	(void)state;
	says(&f, false,
	     "listed now on 2 lists that hurt, since 2024-09-24T00:00:00Z (bl.example), in the "
	     "time of customer C600; last listed until 2023-08-31T00:00:00Z (old.example), begun "
	     "in the time of customer C1; fit to hand out: no, because it is listed where that "
	     "hurts");
	l[1].policy = true;
	f.kind = HOLDER_HELD;
	f.holder = STR("C9");
	says(&f, false,
	     "listed now on 1 list that hurts, since 2024-09-24T00:00:00Z (bl.example), in the "
	     "time of customer C600, and on 1 more that does not; last listed until "
	     "2023-08-31T00:00:00Z (old.example), begun in the time of customer C1; fit to hand "
	     "out: no, because customer C9 holds it and it is listed where that hurts");
}

static void what_was_there_before_blames_nobody(void **state)
{
	struct listing l[] = { listing("bl.example", LISTING_OPEN, 10, 0),
			       listing("old.example", LISTING_ENDED, 500, 400) };
	const struct fitness_whose unknown[] = {
		{false,  STR("C600")},
                { false, STR("C1")  }
	};
	struct fitness_facts f = about(l, 2);

	(void)state;
	f.whose = unknown;
	l[0].baseline = l[1].baseline = true;
	says(&f, false,
	     "listed now on 1 list that hurts, since before 2024-09-24T00:00:00Z (bl.example), "
	     "nobody knows in whose time; last listed until 2023-08-31T00:00:00Z (old.example), "
	     "begun nobody knows in whose time; fit to hand out: no, because it is listed where "
	     "that hurts");
}

static void what_does_not_hurt_is_no_hindrance(void **state)
{
	struct listing l[] = { listing("pol.example", LISTING_OPEN, 10, 0),
			       listing("white.example", LISTING_OPEN, 10, 0),
			       listing("seen.example", LISTING_SEEN, 1, 0) };
	struct fitness_facts f = about(l, 3);

	(void)state;
	l[0].kind = LIST_POLICY;
	l[1].kind = LIST_WHITE;
	says(&f, true,
	     "listed now on 1 list, which does not hurt; no listing before that we know of; fit "
	     "to hand out: yes");
	l[2].held = true;
	l[2].state = LISTING_OPEN;
	f.listing = l + 2;
	f.listings = 1;
	says(&f, true,
	     "not listed now; 1 listing held back, as the list names suspiciously many; never "
	     "listed that we know of; fit to hand out: yes");
}

static void an_address_rests_after_what_hurt_it(void **state)
{
	struct listing l = listing("bl.example", LISTING_ENDED, 60, 29);
	struct fitness_facts f = about(&l, 1);

	(void)state;
	f.whose = &whose[1];
	says(&f, false,
	     "not listed now; last listed until 2024-09-05T00:00:00Z (bl.example), begun when "
	     "nobody held it; fit to hand out: no, because what hurt it ended less than 30 days "
	     "ago");
	l.until.us = NOW - 30 * DAY;
	says(&f, true,
	     "not listed now; last listed until 2024-09-04T00:00:00Z (bl.example), begun when "
	     "nobody held it; fit to hand out: yes");
}

static void what_is_in_common_use_is_not_fit(void **state)
{
	struct fitness_facts f = about(NULL, 0);

	(void)state;
	f.use = USE_NAT;
	says(&f, false,
	     "not listed now; never listed that we know of; fit to hand out: no, because it is "
	     "part of a NAT pool");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_untouched_address_is_fit),
		cmocka_unit_test(what_hurts_is_told_with_whose_time_it_was),
		cmocka_unit_test(what_was_there_before_blames_nobody),
		cmocka_unit_test(what_does_not_hurt_is_no_hindrance),
		cmocka_unit_test(an_address_rests_after_what_hurt_it),
		cmocka_unit_test(what_is_in_common_use_is_not_fit),
	};

	return cmocka_run_group_tests_name("model/fitness", tests, NULL, NULL);
}
