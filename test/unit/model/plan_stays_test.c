/* Tenancies and holdings in a plan: scenes by hand, and random histories against their laws. */
#include "model/holder.h"
#include "model/overlap.h"
#include "model/plan_stays.h"
#include "plan_rows.h"
#include "shelf.h"

#include "base/buf.h"
#include "base/rng.h"

#include <stdio.h>

struct scene {
	struct shelf *shelf;
	struct arena mem;
	struct import in;
	struct import_plan plan;
	struct err err;
	int day;
};

static void begin(struct scene *s)
{
	import_init(&s->in, &s->mem);
	(void)import_file(&s->in, STR("x.csv"));
}

static int run(struct scene *s, struct import_how how)
{
	struct inventory have = shelf_now(s->shelf, &s->mem);

	how.now = day(s->day);
	if (how.as_of.us == 0)
		how.as_of = how.now;
	return import_plan(&have, &s->in, &how, &s->plan, &s->err);
}

/* Plans and applies; the next import begins. */
static void go(struct scene *s, struct import_how how)
{
	if (run(s, how) < 0)
		fail_msg("day %d: %s", s->day, s->err.text);
	shelf_apply(s->shelf, &s->plan, day(s->day));
	import_done(&s->in);
	begin(s);
}

static void refused(struct scene *s, struct import_how how, const char *why)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, 1000);
	assert_int_equal(run(s, how), -1);
	assert_int_equal(s->plan.changes, 0);
	assert_true(s->plan.errors.n >= 1);
	import_error_fmt(&text, &s->plan.errors.error[0]);
	assert_str(buf_str(&text), why);
	import_done(&s->in);
	begin(s);
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	s->shelf = shelf_new();
	begin(s);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	import_done(&s->in);
	arena_done(&s->mem);
	shelf_free(s->shelf);
	free(s);
	return 0;
}

static const struct import_how plain = {
	.allow_ends = -1, .last = {[INV_TENANCY] = { INT64_MIN }, [INV_HOLDING] = { INT64_MIN }}
};

static struct import_how snapshot(int last)
{
	struct import_how how = plain;

	how.snapshot = true;
	how.allow_ends = 1000;
	if (last >= 0)
		how.last[INV_TENANCY] = how.last[INV_HOLDING] = day(last);
	return how;
}

static const struct tenancy *newest(const struct scene *s)
{
	return &s->shelf->tenancy[s->shelf->tenancies - 1];
}

static void an_import_twice_changes_nothing(void **state)
{
	struct scene *s = *state;

	for (s->day = 10; s->day < 13; s->day++) {
		row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-01T00:00:00Z",
			    "2026-01-05T00:00:00Z");
		row_tenancy(&s->in, "192.0.2.1", "b", "2026-01-05T00:00:00Z", NULL);
		row_tenancy(&s->in, "192.0.2.2", "c", NULL, NULL);
		go(s, plain);
		assert_int_equal(s->plan.changes, s->day == 10 ? 3 : 0);
		assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_UNCHANGED],
				 s->day == 10 ? 0 : 3);
	}
	assert_int_equal(newest(s)->from.us, day(10).us); /* without `from`: since we know */
	assert_int_equal(newest(s)->from_gap.us, GAP_UNKNOWN.us);
}

static void late_corrections_keep_what_was_believed(void **state)
{
	struct scene *s = *state;

	s->day = 10;
	row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-01T00:00:00Z", NULL);
	go(s, plain);
	s->day = 20;
	row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-02T00:00:00Z", "2026-01-06T00:00:00Z");
	row_tenancy(&s->in, "192.0.2.1", "b", "2026-01-06T00:00:00Z", NULL);
	go(s, plain);
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_CORRECT], 1);
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_ADD], 1);
	assert_int_equal(s->shelf->tenancies, 3);
	assert_int_equal(s->shelf->tenancy[0].known_until.us, day(20).us);
	assert_int_equal(s->shelf->tenancy[0].until.us, INT64_MAX);
	assert_int_equal(s->shelf->tenancy[1].from.us, day(1).us);
	assert_int_equal(s->shelf->tenancy[1].until.us, day(5).us);
}

static void overlaps_name_both_sides(void **state)
{
	struct scene *s = *state;

	s->day = 10;
	row_tenancy(&s->in, "192.0.2.0/30", "a", "2026-01-01T00:00:00Z", NULL);
	go(s, plain);
	row_tenancy(&s->in, "192.0.2.0/30", "b", "2026-01-05T00:00:00Z", NULL)->col[FIELD_RANGE] =
		7;
	refused(s, plain,
		"x.csv:2:7: 192.0.2.0/30 of \"b\" from 2026-01-05T00:00:00Z until never overlaps "
		"192.0.2.0/30 of \"a\" from 2026-01-01T00:00:00Z until never (known already)");
	row_tenancy(&s->in, "192.0.2.2-192.0.2.9", "b", "2026-01-05T00:00:00Z", NULL);
	refused(s, plain,
		"x.csv:2: 192.0.2.2-192.0.2.9 of \"b\" from 2026-01-05T00:00:00Z until never "
		"overlaps 192.0.2.0/30 of \"a\" from 2026-01-01T00:00:00Z until never (known "
		"already)");
	row_tenancy(&s->in, "192.0.2.8", "c", "2026-01-05T00:00:00Z", "2026-01-09T00:00:00Z");
	row_tenancy(&s->in, "192.0.2.8", "d", "2026-01-08T00:00:00Z", NULL);
	refused(s, plain,
		"x.csv:3: 192.0.2.8 of \"d\" from 2026-01-08T00:00:00Z until never overlaps "
		"192.0.2.8 "
		"of \"c\" from 2026-01-05T00:00:00Z until 2026-01-09T00:00:00Z (x.csv:2)");
	/* sub-allocations, of addresses and of ports, and what only meets, are fine */
	row_tenancy(&s->in, "192.0.2.1", "b", "2026-01-05T00:00:00Z", NULL);
	row_tenancy(&s->in, "192.0.2.0/30", "c", "2026-01-05T00:00:00Z", NULL)->tenancy.ports =
		(struct ports){ 1000, 1999 };
	row_tenancy(&s->in, "192.0.2.0/30", "d", "2025-01-05T00:00:00Z", "2026-01-01T00:00:00Z");
	go(s, plain);
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_ADD], 3);
}

static void a_row_twice_is_fine_if_it_says_the_same(void **state)
{
	struct scene *s = *state;

	s->day = 10;
	row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-01T00:00:00Z", NULL);
	row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-01T00:00:00Z", NULL);
	go(s, plain);
	assert_int_equal(s->plan.changes, 1);
	row_tenancy(&s->in, "192.0.2.2", "a", "2026-01-01T00:00:00Z", NULL);
	row_tenancy(&s->in, "192.0.2.2", "a", "2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z");
	refused(s, plain, "x.csv:3: 192.0.2.2 stands there twice, and differs from x.csv:2");
}

static void what_fits_two_is_not_guessed(void **state)
{
	struct scene *s = *state;

	s->day = 10;
	row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z");
	row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z");
	go(s, plain);
	row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-02T00:00:00Z", "2026-01-06T00:00:00Z");
	refused(s, plain,
		"x.csv:2: 192.0.2.1 of \"a\" from 2026-01-02T00:00:00Z until 2026-01-06T00:00:00Z "
		"could be either of what is known: 192.0.2.1 of \"a\" from 2026-01-05T00:00:00Z "
		"until "
		"2026-01-07T00:00:00Z; 192.0.2.1 of \"a\" from 2026-01-01T00:00:00Z until "
		"2026-01-03T00:00:00Z");
}

static void unknown_names_are_refused(void **state)
{
	struct scene *s = *state;

	s->day = 10;
	row_tenancy(&s->in, "192.0.2.1", "x", NULL, NULL)->col[FIELD_CUSTOMER] = 11;
	refused(s, plain,
		"x.csv:2:11: customer \"x\" is not known: import it before or in the same run");
	row_holding(&s->in, "a.example", "a", "m9", NULL);
	refused(s, plain,
		"x.csv:2: machine \"m9\" is not known: import it before or in the same run");
	row_tenancy(&s->in, "192.0.2.1", "a", NULL, "2026-01-02T00:00:00Z");
	refused(s, plain,
		"x.csv:2: until: it ended before anybody heard of it: say from when it was");
}

static void a_snapshot_ends_and_begins_in_between(void **state)
{
	struct scene *s = *state;
	const struct tenancy *t = s->shelf->tenancy;

	s->day = 10;
	row_tenancy(&s->in, "192.0.2.1", "a", NULL, NULL);
	row_tenancy(&s->in, "192.0.2.2", "b", NULL, NULL);
	row_tenancy(&s->in, "192.0.2.3", "c", NULL, NULL);
	go(s, snapshot(-1));
	assert_int_equal(t[0].from.us, day(10).us);
	assert_int_equal(t[0].from_gap.us, GAP_UNKNOWN.us);
	s->day = 14;
	row_tenancy(&s->in, "192.0.2.1", "a", NULL, NULL);
	row_tenancy(&s->in, "192.0.2.2", "d", NULL, NULL);
	go(s, snapshot(10));
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_END], 2);
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_ADD], 1);
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_UNCHANGED], 1);
	for (size_t i = 3; i < 5; i++) {
		assert_int_equal(t[i].until.us, day(14).us);
		assert_int_equal(t[i].until_gap.us, day(14).us - day(10).us);
	}
	assert_str(newest(s)->customer, "d");
	assert_int_equal(newest(s)->from.us, day(14).us);
	assert_int_equal(newest(s)->from_gap.us, day(14).us - day(10).us);
	/* and again: nothing */
	s->day = 15;
	row_tenancy(&s->in, "192.0.2.1", "a", NULL, NULL);
	row_tenancy(&s->in, "192.0.2.2", "d", NULL, NULL);
	go(s, snapshot(14));
	assert_int_equal(s->plan.changes, 0);
	/* one that came back begins anew, after what went before */
	s->day = 20;
	row_tenancy(&s->in, "192.0.2.1", "a", NULL, NULL);
	row_tenancy(&s->in, "192.0.2.2", "d", NULL, NULL);
	row_tenancy(&s->in, "192.0.2.3", "c", NULL, NULL);
	go(s, snapshot(15));
	assert_int_equal(s->plan.changes, 1);
	assert_int_equal(newest(s)->from_gap.us, day(20).us - day(15).us);
}

static void events_between_snapshots_narrow_the_gap(void **state)
{
	struct scene *s = *state;

	s->day = 10;
	row_tenancy(&s->in, "192.0.2.1", "a", NULL, NULL);
	go(s, snapshot(-1));
	s->day = 12;
	row_tenancy(&s->in, "192.0.2.1", "a", NULL, "2026-01-13T00:00:00Z"); /* day 12 */
	go(s, plain);
	s->day = 14;
	row_tenancy(&s->in, "192.0.2.1", "b", NULL, NULL);
	go(s, snapshot(10));
	assert_int_equal(newest(s)->from_gap.us, day(14).us - day(12).us);
}

static void another_machine_in_a_snapshot_is_a_move(void **state)
{
	struct scene *s = *state;
	struct import_row *row;

	s->day = 10;
	row = row_tenancy(&s->in, "192.0.2.1", "a", NULL, NULL);
	row->tenancy.machine = STR("m1");
	row->stated |= 1u << FIELD_MACHINE;
	go(s, snapshot(-1));
	s->day = 12;
	row = row_tenancy(&s->in, "192.0.2.1", "a", NULL, NULL);
	row->tenancy.machine = STR("m2");
	row->stated |= 1u << FIELD_MACHINE;
	go(s, snapshot(10));
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_END], 1);
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_ADD], 1);
	assert_str(newest(s)->machine, "m2");
	assert_int_equal(newest(s)->from_gap.us, day(12).us - day(10).us);
	/* while a plain import corrects */
	row = row_tenancy(&s->in, "192.0.2.1", "a", NULL, NULL);
	row->tenancy.machine = STR("m1");
	row->stated |= 1u << FIELD_MACHINE;
	s->day = 13;
	go(s, plain);
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_CORRECT], 1);
	assert_int_equal(s->plan.changes, 1);
}

static void a_stated_beginning_is_where_the_other_ended(void **state)
{
	struct scene *s = *state;
	const struct tenancy *t = s->shelf->tenancy;

	s->day = 10;
	row_tenancy(&s->in, "192.0.2.1", "a", "2026-01-01T00:00:00Z", NULL);
	go(s, snapshot(-1));
	s->day = 20;
	row_tenancy(&s->in, "192.0.2.1", "b", "2026-01-16T00:00:00Z", NULL);
	go(s, snapshot(10));
	assert_int_equal(t[1].until.us, day(15).us);
	assert_int_equal(t[1].until_gap.us, 0);
	assert_int_equal(t[2].from.us, day(15).us);
}

static void too_many_ends_are_refused(void **state)
{
	struct scene *s = *state;
	struct import_how how = snapshot(10);
	char range[40];

	s->day = 10;
	for (int i = 0; i < 100; i++) {
		(void)snprintf(range, sizeof(range), "192.0.2.%d", i);
		row_tenancy(&s->in, range, "a", NULL, NULL);
	}
	go(s, snapshot(-1));
	s->day = 12;
	how.allow_ends = -1;
	for (int missing = 3; missing >= 2; missing--) {
		for (int i = missing; i < 100; i++) {
			(void)snprintf(range, sizeof(range), "192.0.2.%d", i);
			row_tenancy(&s->in, range, "a", NULL, NULL);
		}
		if (missing == 3)
			refused(s, how,
				"x.csv: this snapshot would end 3 of 100 tenancies, more than 2 %: "
				"if that is right, say --allow-ends 3");
		else
			go(s, how);
	}
	assert_int_equal(s->plan.count[INV_TENANCY][IMPORT_END], 2);
	s->day = 13;
	how = snapshot(12);
	how.allow_ends = 97;
	s->in.kinds = 1u << INV_TENANCY; /* a file with a header and nothing else */
	refused(s, how,
		"x.csv: this snapshot would end 98 of 98 tenancies, more than were allowed: if "
		"that is "
		"right, say --allow-ends 98");
}

static void a_name_is_one_customers(void **state)
{
	struct scene *s = *state;

	s->day = 10;
	row_holding(&s->in, "a.example", "a", "m1", "2026-01-01T00:00:00Z");
	row_holding(&s->in, "a.example", "a", "m2", "2026-01-01T00:00:00Z");
	go(s, plain);
	row_holding(&s->in, "a.example", "b", "m2", "2026-01-02T00:00:00Z");
	refused(s, plain,
		"x.csv:2: domain a.example of \"b\" from 2026-01-02T00:00:00Z until never overlaps "
		"domain a.example of \"a\" from 2026-01-01T00:00:00Z until never (known already)");
	row_holding(&s->in, "a.example", "a", "m1", "2026-01-01T00:00:00Z");
	row_holding(&s->in, "b.example", "b", "m2", NULL);
	s->day = 12;
	go(s, snapshot(-1));
	assert_int_equal(s->plan.count[INV_HOLDING][IMPORT_END], 1);
	assert_int_equal(s->plan.count[INV_HOLDING][IMPORT_ADD], 1);
	assert_int_equal(s->plan.count[INV_HOLDING][IMPORT_UNCHANGED], 1);
}

/* A random import, mostly sound: the plan may refuse it. */
static void random_rows(struct scene *s, struct rng *rng, bool snap)
{
	static const char *const customer[] = { "a", "b", "c", "d", "e" };
	size_t n = rng_below(rng, 8);

	s->in.kinds |= 1u << INV_TENANCY;
	for (size_t i = 0; i < n; i++) {
		char range[40];
		struct import_row *row;
		int from = (int)rng_below(rng, (uint64_t)s->day + 1);

		(void)snprintf(range, sizeof(range), "192.0.2.%u/%u",
			       (unsigned)rng_below(rng, 4) * 4, rng_below(rng, 3) ? 32 : 30);
		row = row_tenancy(&s->in, range, customer[rng_below(rng, LEN(customer))], NULL,
				  NULL);
		if (rng_below(rng, snap ? 6 : 2) == 0) {
			row->stated |= 1u << FIELD_FROM;
			row->tenancy.from = day(from);
		}
		if (rng_below(rng, snap ? 12 : 3) == 0) {
			row->stated |= 1u << FIELD_UNTIL;
			row->tenancy.until = day(from + 1 + (int)rng_below(rng, 6));
		}
	}
}

static void tell_any(void *ctx, size_t a, size_t b)
{
	(void)a;
	(void)b;
	*(bool *)ctx = true;
}

/* No two contradict: by the naive test of all pairs, and by the walk. */
static void law_of_no_overlap(const struct shelf *shelf, struct arena *mem)
{
	struct inventory inv = shelf_now(shelf, mem);
	const struct tenancy **all = arena_new(mem, inv.tenancies + 1, sizeof(*all));
	bool walked = false;

	for (size_t i = 0; i < inv.tenancies; i++) {
		const struct tenancy *x = all[i] = &inv.tenancy[i];

		assert_true(x->from.us < x->until.us);
		assert_true(x->until_gap.us >= 0 && x->from_gap.us >= 0);
		for (size_t k = 0; k < i; k++) {
			const struct tenancy *y = &inv.tenancy[k];

			if (range_size_cmp(x->range, y->range) == 0 &&
			    range_overlaps(x->range, y->range) &&
			    overlap_in_time(x->from, x->until, y->from, y->until))
				fail_msg("an overlap was let in");
		}
	}
	overlap_find(all, inv.tenancies, tell_any, &walked);
	assert_false(walked);
}

/* Just after a snapshot, what is open is what its rows said. */
static void law_of_snapshots(const struct scene *s, struct arena *mem, struct instant as_of)
{
	struct inventory inv = shelf_now(s->shelf, mem);

	for (size_t i = 0; i < inv.tenancies; i++) {
		const struct tenancy *t = &inv.tenancy[i];
		bool said = false;

		if (t->from.us > as_of.us || t->until.us <= as_of.us)
			continue;
		for (size_t k = 0; k < s->in.rows; k++)
			said = said || (range_size_cmp(s->in.row[k].tenancy.range, t->range) == 0 &&
					range_overlaps(s->in.row[k].tenancy.range, t->range) &&
					str_eq(s->in.row[k].tenancy.customer, t->customer));
		if (!said)
			fail_msg("open after a snapshot that does not have it");
	}
}

struct ask_once {
	struct holder_ask ask;
	struct str customer;
	double odds;
};

static void ask_shelf(const struct shelf *shelf, struct ask_once *q)
{
	const struct tenancy *all[LEN(shelf->tenancy)];
	struct holder_answer a;

	for (size_t i = 0; i < shelf->tenancies; i++)
		all[i] = &shelf->tenancy[i];
	holder_decide(all, shelf->tenancies, NULL, &q->ask, &a);
	q->customer = a.n && a.share[0].tenancy ? a.share[0].tenancy->customer : STR("-");
	q->odds = a.n ? a.share[0].odds : 0;
}

/* One provider's life of 40 imports; returns how many were taken. */
static size_t live(struct scene *s, struct rng *rng)
{
	enum { ASKS = 20 };
	struct ask_once past[ASKS];
	size_t taken = 0;
	int last = -1;

	for (s->day = 10; s->day < 50; s->day++) {
		bool snap = rng_below(rng, 3) == 0;
		struct arena mem = { 0 };

		for (size_t i = 0; i < ASKS; i++) {
			past[i].ask = (struct holder_ask){
				.ip = ip4(192, 0, 2, (unsigned)rng_below(rng, 16)),
				.port = HOLDER_PORT_ANY,
				.at = day((int)rng_below(rng, 60)),
				.known_at = day((int)rng_below(rng, (uint64_t)s->day)),
				.skew = { -1 },
			};
			ask_shelf(s->shelf, &past[i]);
		}
		random_rows(s, rng, snap);
		if (run(s, snap ? snapshot(last) : plain) == 0) {
			taken++;
			shelf_apply(s->shelf, &s->plan, day(s->day));
			law_of_no_overlap(s->shelf, &mem);
			if (snap)
				law_of_snapshots(s, &mem, day(s->day));
			if (snap)
				last = s->day;
			/* the same once more, an hour later, changes nothing */
			if (!snap) {
				assert_int_equal(run(s, plain), 0);
				assert_int_equal(s->plan.changes, 0);
			}
		}
		/* what was believed at a time stays what was believed then */
		for (size_t i = 0; i < ASKS; i++) {
			struct ask_once again = past[i];

			ask_shelf(s->shelf, &again);
			assert_true(str_eq(again.customer, past[i].customer) &&
				    again.odds == past[i].odds);
		}
		arena_done(&mem);
		import_done(&s->in);
		begin(s);
	}
	return taken;
}

static void lives_obey_the_laws(void **state)
{
	struct rng rng = rng_of(4711);
	size_t taken = 0;

	(void)state;
	for (unsigned i = 0; i < unit_share(400); i++) {
		void *one;
		struct scene *s;

		(void)set_up(&one);
		s = one;
		taken += live(s, &rng);
		(void)tear_down(&one);
	}
	assert_true(taken > unit_share(400) * 40 / 4); /* it was about something */
}

int main(void)
{
#define SCENE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		SCENE(an_import_twice_changes_nothing),
		SCENE(late_corrections_keep_what_was_believed),
		SCENE(overlaps_name_both_sides),
		SCENE(a_row_twice_is_fine_if_it_says_the_same),
		SCENE(what_fits_two_is_not_guessed),
		SCENE(unknown_names_are_refused),
		SCENE(a_snapshot_ends_and_begins_in_between),
		SCENE(events_between_snapshots_narrow_the_gap),
		SCENE(another_machine_in_a_snapshot_is_a_move),
		SCENE(a_stated_beginning_is_where_the_other_ended),
		SCENE(too_many_ends_are_refused),
		SCENE(a_name_is_one_customers),
		cmocka_unit_test(lives_obey_the_laws),
	};

	return cmocka_run_group_tests_name("model/plan_stays", tests, NULL, NULL);
}
