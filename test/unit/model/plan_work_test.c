/* The common ground of plans: the list of changes, errors, known names. */
#include "model/plan_work.h"
#include "unit.h"

static void changes_are_kept_in_order_and_counted(void **state)
{
	struct arena mem = { 0 };
	struct import_plan plan = { 0 };
	struct plan_work w = { .arena = &mem, .out = &plan };
	static const struct machine machine[1000];

	(void)state;
	for (size_t i = 0; i < LEN(machine); i++) {
		struct import_change c = { .op = i % 2 ? IMPORT_ADD : IMPORT_UNCHANGED,
					   .kind = INV_MACHINE,
					   .after = { .machine = &machine[i] } };

		plan_add(&w, &c);
	}
	assert_int_equal(plan.changes, 500);
	for (size_t i = 0; i < plan.changes; i++)
		assert_ptr_equal(plan.change[i].after.machine, &machine[2 * i + 1]);
	assert_int_equal(plan.count[INV_MACHINE][IMPORT_ADD], 500);
	assert_int_equal(plan.count[INV_MACHINE][IMPORT_UNCHANGED], 500);
	arena_done(&mem);
}

static void unknown_names_are_noted_once_per_row(void **state)
{
	struct arena mem = { 0 };
	struct import in;
	struct import_plan plan = { 0 };
	struct plan_work w = { .arena = &mem, .in = &in, .out = &plan };
	struct import_row *row;

	(void)state;
	import_init(&in, &mem);
	(void)import_file(&in, STR("x"));
	row = import_row(&in, INV_TENANCY, 0, 4);
	(void)name_map_add(&w.machines, STR("m"), &(uint32_t){ 0 });
	assert_true(plan_knows_machine(&w, row, STR("m")));
	assert_true(plan_knows_machine(&w, row, STR("")));
	assert_false(plan_knows_machine(&w, row, STR("n")));
	assert_true(plan_knows_customer(&w, row, STR(""), FIELD_CUSTOMER));
	assert_false(plan_knows_customer(&w, row, STR("m"), FIELD_CUSTOMER));
	assert_int_equal(plan.errors.n, 2);
	assert_int_equal(plan.errors.error[1].at.line, 4);
	name_map_done(&w.machines);
	import_done(&in);
	arena_done(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_kept_in_order_and_counted),
		cmocka_unit_test(unknown_names_are_noted_once_per_row),
	};

	return cmocka_run_group_tests_name("model/plan_work", tests, NULL, NULL);
}
