/* Assign, release, move: what each does, and what each refuses. */
#include "model/event_plan.h"
#include "plan_rows.h"
#include "shelf.h"

static struct tenancy held[4];
static size_t helds;

static void hold(const char *range, const char *customer, int from, int until)
{
	struct tenancy *t = &held[helds++];

	*t = (struct tenancy){ .id = (int64_t)helds,
			       .ports = PORTS_ALL,
			       .customer = str_of(customer),
			       .machine = STR("kept"), /* not loaded: no event names it */
			       .from = day(from),
			       .until = until < 0 ? WHEN_NEVER : day(until),
			       .known_until = WHEN_NEVER };
	assert_int_equal(range_parse(str_of(range), &t->range, NULL), 0);
}

static int make(void **state)
{
	(void)state;
	helds = 0;
	hold("192.0.2.0/28", "a", 0, -1);
	hold("192.0.2.1", "b", 2, -1);
	hold("192.0.2.2", "c", 2, 5);
	return 0;
}

static int plan_event(struct arena *mem, const char *verb, const char *range, const char *customer,
		      int at_day, struct import_plan *plan, struct err *err)
{
	struct shelf *shelf = shelf_new();
	struct inventory have = shelf_now(shelf, mem);
	struct event e = {
		.tenancy = {.ports = PORTS_ALL,
                            .customer = str_of(customer),
                            .from = day(at_day)},
		.now = day(20)
	};
	int rc;

	have.tenancy = held;
	have.tenancies = helds;
	assert_true(event_verb_parse(str_of(verb), &e.verb));
	assert_string_equal(event_verb_name(e.verb), verb);
	assert_int_equal(range_parse(str_of(range), &e.tenancy.range, NULL), 0);
	rc = event_plan(mem, &have, &e, plan, err);
	shelf_free(shelf);
	return rc;
}

static const struct {
	const char *verb, *range, *customer;
	int at;
	size_t ends, adds;
	const char *why; /* refused */
} event[] = {
	{"assign",   "192.0.2.9",            "d", 3, 0, 1, NULL                                },
	{ "assign",  "192.0.2.2",            "d", 5, 0, 1, NULL                                },
	{ "assign",  "192.0.2.1",            "b", 1, 0, 0,
         "192.0.2.1 overlaps 192.0.2.1 of \"b\" from 2026-01-03T00:00:00Z until never"         },
	{ "assign",  "192.0.2.1",            "d", 3, 0, 0,
         "192.0.2.1 is held then; a move hands it on: 192.0.2.1 of \"b\" from "
	  "2026-01-03T00:00:00Z "
	  "until never"									},
	{ "assign",  "192.0.2.8-192.0.2.20", "d", 3, 0, 0,
         "192.0.2.8-192.0.2.20 overlaps 192.0.2.0/28 of \"a\" from 2026-01-01T00:00:00Z until "
	  "never"									      },
	{ "assign",  "192.0.2.9",            "x", 3, 0, 0, "customer \"x\" is not known"       },
	{ "assign",  "192.0.2.9",            "",  3, 0, 0, "192.0.2.9 needs a customer"        },
	{ "release", "192.0.2.1",            "",  3, 1, 0, NULL                                },
	{ "release", "192.0.2.1",            "b", 3, 1, 0, NULL                                },
	{ "release", "192.0.2.1",            "c", 3, 0, 0,
         "192.0.2.1 is somebody else's then: 192.0.2.1 of \"b\" from 2026-01-03T00:00:00Z until "
	  "never"									      },
	{ "release", "192.0.2.1",            "",  2, 0, 0,
         "192.0.2.1 begins at just that time; an import corrects it: 192.0.2.1 of \"b\" from "
	  "2026-01-03T00:00:00Z until never"						   },
	{ "release", "192.0.2.9",            "",  3, 0, 0,
         "192.0.2.9 is nobody's by itself then; there is 192.0.2.0/28 of \"a\" from "
	  "2026-01-01T00:00:00Z until never"						   },
	{ "release", "198.51.100.1",         "",  3, 0, 0, "198.51.100.1 is nobody's then"     },
	{ "move",    "192.0.2.1",            "d", 3, 1, 1, NULL                                },
	{ "move",    "192.0.2.0/28",         "d", 3, 1, 1, NULL                                },
	{ "move",    "192.0.2.1",            "b", 3, 0, 0,
         "192.0.2.1 is there already: 192.0.2.1 of \"b\" from 2026-01-03T00:00:00Z until never"},
	{ "move",    "192.0.2.3",            "d", 3, 0, 0,
         "192.0.2.3 is nobody's by itself then; there is 192.0.2.0/28 of \"a\" from "
	  "2026-01-01T00:00:00Z until never"						   },
};

static void events_do_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(event); i++) {
		struct arena mem = { 0 };
		struct import_plan plan;
		struct err err = { 0 };
		int rc = plan_event(&mem, event[i].verb, event[i].range, event[i].customer,
				    event[i].at, &plan, &err);

		if ((rc < 0) != (event[i].why != NULL) ||
		    (rc < 0 && strcmp(err.text, event[i].why) != 0))
			fail_msg("%s %s: %s", event[i].verb, event[i].range, err.text);
		if (rc == 0) {
			assert_int_equal(plan.count[INV_TENANCY][IMPORT_END], event[i].ends);
			assert_int_equal(plan.count[INV_TENANCY][IMPORT_ADD], event[i].adds);
			assert_int_equal(plan.changes, event[i].ends + event[i].adds);
		}
		arena_done(&mem);
	}
}

static void a_move_keeps_what_it_does_not_state(void **state)
{
	struct arena mem = { 0 };
	struct import_plan plan;
	const struct tenancy *t;
	struct err err;

	(void)state;
	assert_int_equal(plan_event(&mem, "move", "192.0.2.1", "d", 3, &plan, &err), 0);
	t = plan.change[0].after.tenancy;
	assert_ptr_equal(plan.change[0].before.tenancy, &held[1]);
	assert_int_equal(t->until.us, day(3).us);
	assert_int_equal(t->until_gap.us, 0);
	assert_int_equal(t->known_from.us, day(20).us);
	t = plan.change[1].after.tenancy;
	assert_str(t->customer, "d");
	assert_str(t->machine, "kept");
	assert_int_equal(t->from.us, day(3).us);
	assert_int_equal(t->until.us, INT64_MAX);
	arena_done(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_do_what_they_say),
		cmocka_unit_test(a_move_keeps_what_it_does_not_state),
	};

	return cmocka_run_group_tests_name("model/event_plan", tests, make, NULL);
}
