/* A whole import: all kinds in order, all or nothing, and its times. */
#include "model/import_plan.h"
#include "plan_rows.h"
#include "shelf.h"

static void all_kinds_in_one_import(void **state)
{
	struct shelf *shelf = shelf_new();
	struct arena mem = { 0 };
	struct inventory have = { 0 };
	struct import_how how = { .as_of = day(3), .now = day(3), .allow_ends = -1 };
	struct import_plan plan;
	struct import in;
	struct err err;

	(void)state;
	import_init(&in, &mem);
	(void)import_file(&in, STR("x"));
	/* what is pointed to may stand behind what points to it */
	row_holding(&in, "a.example", "new", "box", NULL);
	row_tenancy(&in, "192.0.2.1", "new", NULL, NULL);
	row_customer(&in, "new", "boss");
	row_customer(&in, "boss", NULL);
	row_machine(&in, "box", NULL);
	assert_int_equal(import_plan(&have, &in, &how, &plan, &err), 0);
	assert_int_equal(plan.changes, 5);
	for (size_t i = 0; i < plan.changes; i++)
		assert_int_equal(plan.change[i].op, IMPORT_ADD);
	assert_int_equal(plan.change[0].kind, INV_MACHINE);
	assert_str(plan.change[1].after.customer->customer, "boss");
	assert_int_equal(plan.change[3].kind, INV_TENANCY);
	assert_int_equal(plan.change[4].kind, INV_HOLDING);
	/* one wrong row, and there is no plan at all */
	row_tenancy(&in, "192.0.2.2", "nobody", NULL, NULL);
	row_tenancy(&in, "192.0.2.3", "nobody", NULL, NULL);
	assert_int_equal(import_plan(&have, &in, &how, &plan, &err), -1);
	assert_int_equal(plan.changes, 0);
	assert_int_equal(plan.errors.n, 2);
	assert_int_equal(err.kind, ERR_INPUT);
	import_done(&in);
	arena_done(&mem);
	shelf_free(shelf);
}

static void times_must_make_sense(void **state)
{
	struct arena mem = { 0 };
	struct inventory have = { 0 };
	struct import_how how = { .as_of = day(3), .now = day(2), .allow_ends = -1 };
	struct import_plan plan;
	struct import in;
	struct err err;

	(void)state;
	import_init(&in, &mem);
	in.kinds = 1u << INV_TENANCY;
	assert_int_equal(import_plan(&have, &in, &how, &plan, &err), -1);
	assert_string_equal(err.text,
			    "2026-01-04T00:00:00Z is still to come; now is 2026-01-03T00:00:00Z");
	how.now = day(9);
	how.snapshot = true;
	how.last[INV_TENANCY] = day(3);
	assert_int_equal(import_plan(&have, &in, &how, &plan, &err), -1);
	assert_string_equal(err.text,
			    "a snapshot of 2026-01-04T00:00:00Z is not later than the last "
			    "one, of 2026-01-04T00:00:00Z");
	how.last[INV_TENANCY] = day(2);
	assert_int_equal(import_plan(&have, &in, &how, &plan, &err), 0);
	import_done(&in);
	arena_done(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_kinds_in_one_import),
		cmocka_unit_test(times_must_make_sense),
	};

	return cmocka_run_group_tests_name("model/import_plan", tests, NULL, NULL);
}
