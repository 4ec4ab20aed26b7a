/* Machines, customers and prefixes in a plan: by name, parents first, no circles. */
#include "model/plan_names.h"
#include "plan_rows.h"
#include "shelf.h"

struct scene {
	struct shelf *shelf;
	struct arena mem;
	struct import in;
	struct import_plan plan;
	struct err err;
};

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	s->shelf = shelf_new();
	import_init(&s->in, &s->mem);
	(void)import_file(&s->in, STR("x.csv"));
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

static int run(struct scene *s)
{
	struct inventory have = shelf_now(s->shelf, &s->mem);
	struct import_how how = { .now = day(1), .as_of = day(1), .allow_ends = -1 };

	return import_plan(&have, &s->in, &how, &s->plan, &s->err);
}

static void refused(struct scene *s, const char *why)
{
	assert_int_equal(run(s), -1);
	assert_string_equal(s->err.text, why);
}

static void names_are_added_corrected_or_left(void **state)
{
	struct scene *s = *state;

	row_machine(&s->in, "m1", NULL);
	row_machine(&s->in, "m2", "fra");
	row_machine(&s->in, "m3", "ams");
	row_machine(&s->in, "m3", "ams");
	assert_int_equal(run(s), 0);
	assert_int_equal(s->plan.count[INV_MACHINE][IMPORT_UNCHANGED], 1);
	assert_int_equal(s->plan.count[INV_MACHINE][IMPORT_CORRECT], 1);
	assert_int_equal(s->plan.count[INV_MACHINE][IMPORT_ADD], 1);
	assert_int_equal(s->plan.changes, 2);
	assert_ptr_equal(s->plan.change[0].before.machine, &s->shelf->machine[1]);
	assert_str(s->plan.change[0].after.machine->site, "fra");
	assert_null(s->plan.change[1].before.machine);
}

static void a_name_twice_must_say_the_same(void **state)
{
	struct scene *s = *state;

	row_machine(&s->in, "m1", "fra");
	row_machine(&s->in, "m1", "ams");
	refused(s, "x.csv:3: machine \"m1\" stands there twice, and differs from x.csv:2");
	import_done(&s->in);
	row_machine(&s->in, "m9", "fra");
	row_machine(&s->in, "m9", "ams");
	refused(s, "x.csv:3: machine \"m9\" stands there twice, and differs from x.csv:2");
}

static void parents_come_first(void **state)
{
	struct scene *s = *state;

	row_customer(&s->in, "x", "y");
	row_customer(&s->in, "a", "x");
	row_customer(&s->in, "y", "z");
	row_customer(&s->in, "z", "b");
	assert_int_equal(run(s), 0);
	assert_int_equal(s->plan.changes, 4);
	assert_str(s->plan.change[0].after.customer->customer, "z");
	assert_str(s->plan.change[1].after.customer->customer, "y");
	assert_str(s->plan.change[2].after.customer->customer, "x");
	assert_str(s->plan.change[3].after.customer->customer, "a");
}

static void circles_and_strangers_are_refused(void **state)
{
	struct scene *s = *state;

	row_customer(&s->in, "x", "nobody");
	refused(s, "x.csv:2: parent \"nobody\" is not known: import it before or in the same run");
	import_done(&s->in);
	row_customer(&s->in, "a", "x");
	row_customer(&s->in, "x", "a");
	refused(s, "x.csv:2: customer \"a\" is above themselves");
}

static void too_many_above_are_refused(void **state)
{
	static const char *const name[] = { "p0",  "p1",  "p2",  "p3",  "p4",  "p5",
					    "p6",  "p7",  "p8",  "p9",  "p10", "p11",
					    "p12", "p13", "p14", "p15", "p16", "p17" };
	struct scene *s = *state;

	row_customer(&s->in, name[0], NULL);
	for (size_t i = 1; i <= PLAN_PARENTS_MAX; i++)
		row_customer(&s->in, name[i], name[i - 1]);
	assert_int_equal(run(s), 0);
	row_customer(&s->in, name[PLAN_PARENTS_MAX + 1], name[PLAN_PARENTS_MAX]);
	refused(s, "x.csv:19: customer \"p17\" has too many above them");
}

static void prefixes_are_known_by_their_range(void **state)
{
	struct scene *s = *state;
	struct import_row *row;

	s->shelf->prefixes = 1;
	assert_int_equal(range_parse(STR("192.0.2.0/24"), &s->shelf->prefix[0].range, NULL), 0);
	row = import_row(&s->in, INV_PREFIX, 0, 2);
	assert_int_equal(range_parse(STR("192.0.2.0-192.0.2.255"), &row->prefix.range, NULL), 0);
	row->prefix.use = USE_SHARED;
	row->stated = 1u << FIELD_RANGE | 1u << FIELD_USE;
	assert_int_equal(run(s), 0);
	assert_int_equal(s->plan.count[INV_PREFIX][IMPORT_CORRECT], 1);
	row->prefix.machine = STR("m7");
	row->stated |= 1u << FIELD_MACHINE;
	refused(s, "x.csv:2: machine \"m7\" is not known: import it before or in the same run");
}

static void a_mail_flag_is_corrected_or_kept(void **state)
{
	struct scene *s = *state;
	struct import_row *row;

	s->shelf->prefixes = 1;
	s->shelf->prefix[0].mail = true;
	assert_int_equal(range_parse(STR("192.0.2.0/24"), &s->shelf->prefix[0].range, NULL), 0);
	row = import_row(&s->in, INV_PREFIX, 0, 2);
	row->prefix.range = s->shelf->prefix[0].range;
	row->stated = 1u << FIELD_RANGE;
	assert_int_equal(run(s), 0);
	assert_int_equal(s->plan.count[INV_PREFIX][IMPORT_UNCHANGED], 1);
	row->stated |= 1u << FIELD_MAIL;
	assert_int_equal(run(s), 0);
	assert_int_equal(s->plan.count[INV_PREFIX][IMPORT_CORRECT], 1);
	assert_false(s->plan.change[0].after.prefix->mail);
}

int main(void)
{
#define SCENE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		SCENE(names_are_added_corrected_or_left),
		SCENE(a_name_twice_must_say_the_same),
		SCENE(parents_come_first),
		SCENE(circles_and_strangers_are_refused),
		SCENE(too_many_above_are_refused),
		SCENE(prefixes_are_known_by_their_range),
		SCENE(a_mail_flag_is_corrected_or_kept),
	};

	return cmocka_run_group_tests_name("model/plan_names", tests, NULL, NULL);
}
