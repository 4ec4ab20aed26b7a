/* Counting by name: rows found again, many of them, the ceiling, the order. */
#include "base/buf.h"
#include "flow/tally.h"
#include "unit.h"

static struct str name_of(struct buf *b, unsigned i)
{
	buf_clear(b);
	buf_fmt(b, "user%u@some.example", i);
	return buf_str(b);
}

static void names_are_found_again(void **state)
{
	struct buf AUTO(buf_done) b;
	struct tally AUTO(tally_done) t;

	(void)state;
	buf_init(&b, 100);
	tally_init(&t, 1 << 16, 1);
	for (unsigned i = 0; i < 5000; i++)
		assert_int_equal(tally_of(&t, name_of(&b, i), 1), i);
	for (unsigned i = 0; i < 5000; i++)
		assert_int_equal(tally_of(&t, name_of(&b, i), 1), i);
	assert_int_equal(tally_of(&t, name_of(&b, 7), 2), 5000); /* another kind */
	assert_int_equal(t.turned_away, 0);
}

static void the_last_row_is_for_all_others(void **state)
{
	struct tally AUTO(tally_done) t;

	(void)state;
	tally_init(&t, 3, 1);
	assert_int_equal(tally_of(&t, STR("a"), 0), 0);
	assert_int_equal(tally_of(&t, STR("b"), 0), 1);
	assert_int_equal(tally_of(&t, STR("c"), 0), 2);
	assert_int_equal(tally_of(&t, STR("d"), 0), 2);
	assert_int_equal(tally_of(&t, STR("a"), 0), 0);
	assert_str(t.row[2].name, "(others)");
	assert_int_equal(t.turned_away, 2);
}

static void long_names_are_cut(void **state)
{
	char text[TALLY_NAME_MAX + 1];
	struct tally AUTO(tally_done) t;

	(void)state;
	memset(text, 'x', sizeof(text));
	tally_init(&t, 9, 1);
	assert_int_equal(tally_of(&t, (struct str){ text, TALLY_NAME_MAX }, 0), 0);
	assert_int_equal(tally_of(&t, (struct str){ text, TALLY_NAME_MAX + 1 }, 0), 0);
	assert_int_equal(tally_of(&t, (struct str){ text, TALLY_NAME_MAX - 1 }, 0), 1);
}

static void those_with_most_messages_come_first(void **state)
{
	const struct tally_counts few = { 1, 9, 0, 0, 0 }, many = { 5, 0, 0, 0, 0 },
				  sent = { 0, 2, 0, 0, 0 };
	struct arena AUTO(arena_done) a = { 0 };
	struct tally AUTO(tally_done) t;
	uint32_t *order;
	uint32_t n;

	(void)state;
	tally_init(&t, 9, 1);
	tally_add(&t, tally_of(&t, STR("sent only"), 0), &sent);
	tally_add(&t, tally_of(&t, STR("few"), 0), &few);
	(void)tally_of(&t, STR("nothing"), 0);
	tally_add(&t, tally_of(&t, STR("many"), 0), &many);
	tally_add(&t, tally_of(&t, STR("gone"), 0), &many);
	tally_take(&t, tally_of(&t, STR("gone"), 0), &many);
	tally_add(&t, TALLY_NONE, &many);
	order = tally_order(&t, &a, &n);
	assert_int_equal(n, 3);
	assert_str(t.row[order[0]].name, "many");
	assert_str(t.row[order[1]].name, "few");
	assert_str(t.row[order[2]].name, "sent only");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found_again),
		cmocka_unit_test(the_last_row_is_for_all_others),
		cmocka_unit_test(long_names_are_cut),
		cmocka_unit_test(those_with_most_messages_come_first),
	};
	return cmocka_run_group_tests_name("flow/tally", tests, NULL, NULL);
}
