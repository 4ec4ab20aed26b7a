/* Tenancies and holdings seen alike. */
#include "model/stay.h"
#include "unit.h"

static const struct tenancy t1 = {
	.range = {{ 4, { 192, 0, 2, 1 } }, { 4, { 192, 0, 2, 1 } } },
	.ports = { 0,		      65535 },
	.customer = { "a",1 },
	.machine = { "m1",                    2 },
	.from = { 5		     },
	.until = { 9  }
};
static const struct holding user = {
	.kind = HOLDING_USER, .name = {"web1", 4},
             .customer = { "a",   1},
             .machine = { "m1",  2}
};

static void places_are_told_apart(void **state)
{
	struct tenancy t2 = t1;
	struct holding h2 = user;
	union stay_of a = { .tenancy = &t1 };
	union stay_of b = { .tenancy = &t2 };

	(void)state;
	t2.customer = STR("b");
	assert_true(stay_same_place(INV_TENANCY, a, b));
	assert_int_equal(stay_place_hash(INV_TENANCY, a), stay_place_hash(INV_TENANCY, b));
	assert_false(stay_same_holder(INV_TENANCY, a, b));
	t2.ports.hi = 80;
	assert_false(stay_same_place(INV_TENANCY, a, b));
	t2 = t1;
	t2.range.hi.b[3] = 2;
	assert_false(stay_same_place(INV_TENANCY, a, b));
	a.holding = &user;
	b.holding = &h2;
	h2.machine = STR("m2");
	assert_false(stay_same_place(INV_HOLDING, a, b)); /* a user is one on a machine */
	assert_false(stay_same_holder(INV_HOLDING, a, b));
	h2.machine = STR("");
	assert_true(stay_same_holder(INV_HOLDING, a, b));
	h2.kind = HOLDING_DOMAIN;
	assert_false(stay_same_place(INV_HOLDING, a, b));
}

static void copies_leave_the_original(void **state)
{
	struct arena mem = { 0 };
	union stay_of was = { .tenancy = &t1 };
	union stay_of is = stay_ended(&mem, INV_TENANCY, was, (struct instant){ 7 }, SPAN_US(2));
	struct import_row row = {
		.kind = INV_TENANCY,
		.stated = 1u << FIELD_USE | 1u << FIELD_UNTIL,
		.tenancy = {.use = USE_NAT, .until = { 8 }}
	};

	(void)state;
	assert_int_equal(t1.until.us, 9);
	assert_int_equal(is.tenancy->until.us, 7);
	assert_int_equal(is.tenancy->until_gap.us, 2);
	assert_false(stay_same(INV_TENANCY, was, is));
	is = stay_merge(&mem, is, &row);
	assert_int_equal(is.tenancy->until.us, 8);
	assert_int_equal(is.tenancy->until_gap.us, 0); /* stated: exact */
	assert_int_equal(is.tenancy->use, USE_NAT);
	assert_int_equal(is.tenancy->from.us, 5);
	is = stay_learnt(&mem, INV_TENANCY, is, (struct instant){ 100 });
	assert_int_equal(is.tenancy->known_from.us, 100);
	assert_int_equal(is.tenancy->known_until.us, INT64_MAX);
	is = stay_begun(&mem, INV_TENANCY, was, (struct instant){ 6 }, GAP_UNKNOWN);
	assert_int_equal(stay_see(INV_TENANCY, is).from_gap.us, GAP_UNKNOWN.us);
	arena_done(&mem);
}

static void they_tell_of_themselves(void **state)
{
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, 500);
	stay_tell(&out, INV_TENANCY, (union stay_of){ .tenancy = &t1 });
	assert_str(buf_str(&out), "192.0.2.1 of \"a\" from 1970-01-01T00:00:00.000005Z until "
				  "1970-01-01T00:00:00.000009Z");
	buf_clear(&out);
	stay_name(&out, INV_HOLDING, (union stay_of){ .holding = &user });
	assert_str(buf_str(&out), "user web1 on m1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_told_apart),
		cmocka_unit_test(copies_leave_the_original),
		cmocka_unit_test(they_tell_of_themselves),
	};

	return cmocka_run_group_tests_name("model/stay", tests, NULL, NULL);
}
