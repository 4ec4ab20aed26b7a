/* Timelines of one piece: sure stretches, rough ones, and none. */
#include "base/buf.h"
#include "model/holder_steps.h"
#include "unit.h"

/* from, until, gaps in seconds; -1 is for ever, 9 an unknown beginning */
static const struct {
	const char *label;
	struct {
		const char *range;
		int from, until, from_gap, until_gap;
		enum use use;
	} t[3];
	const char *want; /* "begin:who" */
} timeline[] = {
	{"nobody",				 { { NULL, 0, 0, 0, 0, 0 } },                "ever:0"            },
	{ "one",				   { { "192.0.2.1", 100, 200, 0, 0, 0 } },     "ever:0 100:1 200:0"},
	{ "two that meet",
         { { "192.0.2.1", 100, 200, 0, 0, 0 }, { "192.0.2.1", 200, -1, 0, 0, 0 } },
         "ever:0 100:1 200:2"										      },
	{ "nested",
         { { "192.0.2.0/24", 100, 500, 0, 0, 0 }, { "192.0.2.1", 200, 300, 0, 0, 0 } },
         "ever:0 100:1 200:2 300:1 500:0"									  },
	{ "a boundary in the shadow does not cut",
         { { "192.0.2.0/24", 200, 300, 0, 0, 0 }, { "192.0.2.1", 100, 500, 0, 0, 0 } },
         "ever:0 100:2 500:0"										      },
	{ "a gap is rough",
         { { "192.0.2.1", 100, 200, 0, 50, 0 }, { "192.0.2.1", 200, -1, 50, 0, 0 } },
         "ever:0 100:1 150:0 200:2"										},
	{ "unseen before",                         { { "192.0.2.1", 100, 200, 9, 0, 0 } },     "ever:0 100:1 200:0"},
	{ "free in between",
         { { "192.0.2.0/24", 100, 500, 0, 0, 0 }, { "192.0.2.1", 200, 300, 0, 0, USE_FREE } },
         "ever:0 100:1 200:0 300:1 500:0"									  },
};

static void timelines_are_cut(void **state)
{
	struct holder_steps s = { 0 };

	(void)state;
	for (size_t i = 0; i < LEN(timeline); i++) {
		static const uint32_t index[] = { 0, 1, 2 };
		struct tenancy t[3] = { 0 };
		struct buf AUTO(buf_done) got;
		size_t n = 0;

		buf_init(&got, 1000);
		for (; n < 3 && timeline[i].t[n].range; n++) {
			assert_int_equal(
				range_parse(str_of(timeline[i].t[n].range), &t[n].range, NULL), 0);
			t[n].ports = PORTS_ALL;
			t[n].use = timeline[i].t[n].use;
			t[n].from.us = timeline[i].t[n].from;
			t[n].until = timeline[i].t[n].until < 0
					     ? WHEN_NEVER
					     : (struct instant){ timeline[i].t[n].until };
			t[n].from_gap.us = timeline[i].t[n].from_gap;
			if (t[n].from_gap.us == 9)
				t[n].from_gap = GAP_UNKNOWN;
			t[n].until_gap.us = timeline[i].t[n].until_gap;
			t[n].known_until = WHEN_NEVER;
		}
		(void)holder_steps_of(&s, t, index, n);
		for (size_t k = 0; k < s.n; k++) {
			if (s.step[k].at == INT64_MIN)
				buf_fmt(&got, "ever:%u", s.step[k].who);
			else
				buf_fmt(&got, " %d:%u", (int)s.step[k].at, s.step[k].who);
			if (s.step[k].who) {
				const struct tenancy *w = &t[s.step[k].who - 1];

				assert_int_equal(s.step[k].use, w->use);
				assert_int_equal(s.step[k].whole_from, w->from.us == s.step[k].at);
				assert_int_equal(s.step[k].whole_until,
						 w->until.us == (k + 1 < s.n ? s.step[k + 1].at
									     : INT64_MAX));
			}
		}
		if (!str_eq(buf_str(&got), str_of(timeline[i].want)))
			fail_msg("%s: %.*s", timeline[i].label, STR_ARG(buf_str(&got)));
	}
	holder_steps_done(&s);
}

static void what_is_no_longer_believed_is_passed_over(void **state)
{
	static const uint32_t index[] = { 0 };
	struct tenancy t = { .ports = PORTS_ALL, .until = WHEN_NEVER, .known_until = { 5 } };
	struct holder_steps s = { 0 };

	(void)state;
	assert_int_equal(holder_steps_of(&s, &t, index, 1), 1);
	assert_int_equal(s.step[0].who, 0);
	holder_steps_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timelines_are_cut),
		cmocka_unit_test(what_is_no_longer_believed_is_passed_over),
	};

	return cmocka_run_group_tests_name("model/holder_steps", tests, NULL, NULL);
}
