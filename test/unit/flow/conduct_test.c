/* Conduct: what is counted for whom, and how many names there were. */
#include "flow/conduct.h"
#include "model/name_map.h"
#include "unit.h"

#include <stdio.h>

static const struct instant now = { INT64_C(1700000000000000) };

static void names_are_estimated(void **state)
{
	struct conducts AUTO(conducts_done) c = { 0 };
	char text[64];

	(void)state;
	for (int i = 0; i < 300; i++) {
		uint64_t sender =
			name_hash((struct str){ (char *)&(int){ i % 100 }, sizeof(i) }, 0);
		int n;

		conducts_message(&c, 5, sender, now);
		n = snprintf(text, sizeof(text), "r@x@d%d.example", i);
		conducts_recipient(&c, 5, (struct str){ text, (size_t)n });
	}
	assert_in_range(conduct_senders(conducts_of(&c, 5)), 80, 120);
	assert_in_range(conduct_domains(conducts_of(&c, 5)), 270, 330);
	assert_int_equal(quarters_hour(&conducts_of(&c, 5)->sent, now), 300);
}

static void one_name_is_one(void **state)
{
	struct conducts AUTO(conducts_done) c = { 0 };

	(void)state;
	conducts_message(&c, 0, 0, now);
	conducts_recipient(&c, 0, STR("local"));
	assert_int_equal(conduct_senders(conducts_of(&c, 0)), 1);
	assert_int_equal(conduct_domains(conducts_of(&c, 0)), 0);
}

static void refusals_speak_of_different_things(void **state)
{
	struct conducts AUTO(conducts_done) c = { 0 };
	const struct conduct *of;

	(void)state;
	conducts_message(&c, 1, 1, now);
	conducts_refused(&c, 1, REFUSAL_CONTENT, true);
	conducts_refused(&c, 1, REFUSAL_VIRUS, false);
	conducts_refused(&c, 1, REFUSAL_BLOCKLISTED, false);
	conducts_refused(&c, 1, REFUSAL_USER_UNKNOWN, true);
	conducts_refused(&c, 1, REFUSAL_USER_UNKNOWN, false); /* it will be tried again */
	conducts_refused(&c, 1, REFUSAL_GREYLISTED, false);
	of = conducts_of(&c, 1);
	assert_int_equal(of->spam, 2);
	assert_int_equal(of->listed, 1);
	assert_int_equal(of->unknown, 1);
}

static void those_without_messages_are_not_known(void **state)
{
	struct conducts AUTO(conducts_done) c = { 0 };

	(void)state;
	conducts_recipient(&c, 3, STR("a@b"));
	conducts_refused(&c, 3, REFUSAL_CONTENT, true);
	assert_null(conducts_of(&c, 3));
	conducts_message(&c, 1000, 1, now);
	assert_null(conducts_of(&c, 999));
	assert_non_null(conducts_of(&c, 1000));
}

static void there_is_room_for_so_many(void **state)
{
	struct conducts AUTO(conducts_done) c = { 0 };

	(void)state;
	for (uint32_t i = 0; i <= CONDUCTS_MAX; i++)
		conducts_message(&c, i, 1, now);
	assert_int_equal(c.n, CONDUCTS_MAX);
	assert_int_equal(c.turned_away, 1);
	assert_null(conducts_of(&c, CONDUCTS_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_estimated),
		cmocka_unit_test(one_name_is_one),
		cmocka_unit_test(refusals_speak_of_different_things),
		cmocka_unit_test(those_without_messages_are_not_known),
		cmocka_unit_test(there_is_room_for_so_many),
	};
	return cmocka_run_group_tests_name("flow/conduct", tests, NULL, NULL);
}
