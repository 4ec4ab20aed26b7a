/* Servers of a list together: one that moved speaks for all, none that moved is a lie of all. */
#include "unit.h"

#include "model/serial_walk.h"

#define HOUR SPAN_S(3600)

static const struct endpoint at_a = {
	{4, { 192, 0, 2, 1 }},
        53
};
static const struct endpoint at_b = {
	{4, { 192, 0, 2, 2 }},
        53
};
static const struct endpoint at_c = {
	{4, { 192, 0, 2, 3 }},
        53
};

static struct serial_walk w;
static struct instant now;
static uint32_t a, b;

/* One whole walk of one job over `space`. */
static bool walk_over(uint64_t space, bool moved)
{
	const struct serial_word word[] = {
		{at_a,  a, a},
                { at_b, b, b}
	};
	const struct serial_job job = { word, 2, space, true, now };

	w.moved = moved;
	serial_walk_hear(&w, &job);
	return serial_walk_end(&w, now, true);
}

static size_t spares(uint64_t space)
{
	struct serial_word out[SERIAL_SERVERS_MAX];

	return serial_walk_spares(&w, space, now, out);
}

/* Eight days of walks each six hours; both move once a day, `b` a walk later. */
static void prove(void)
{
	w = (struct serial_walk){ 0 };
	now = (struct instant){ INT64_C(1780000000000000) };
	a = b = 1;
	for (int i = 0; i < 32; i++) {
		bool moves = i % 4 == 2;

		a += moves;
		b = i % 4 == 3 ? a : b;
		assert_true(walk_over(7, moves));
		now = instant_add(now, SPAN_S(6 * 3600));
	}
	b = a;
	assert_true(walk_over(7, false));
	now = instant_add(now, HOUR);
}

static void both_are_believed_in_time(void **state)
{
	struct serial_word out[SERIAL_SERVERS_MAX];

	(void)state;
	prove();
	assert_int_equal(serial_walk_trust(&w, now), SERIAL_BELIEVED);
	assert_int_equal(serial_walk_spares(&w, 7, now, out), 1); /* b never moved with content */
	assert_true(endpoint_eq(out[0].at, at_a) && out[0].before == a);
	assert_int_equal(spares(8), 0);
	assert_int_equal(spares(0), 0);
	w.moved = true;
	assert_int_equal(spares(7), 0);
}

static void a_mirror_that_lags_is_no_liar(void **state)
{
	(void)state;
	prove();
	a++;
	assert_true(walk_over(7, true)); /* b still shows the old one */
	assert_int_equal(w.server[0].gate.contradictions + w.server[1].gate.contradictions, 0);
}

static void content_that_moves_alone_is_a_lie_of_all(void **state)
{
	(void)state;
	prove();
	assert_false(walk_over(7, true));
	assert_int_equal(spares(7), 0);
	assert_int_equal(serial_walk_trust(&w, now), SERIAL_LIED);
	assert_int_equal(w.server[0].gate.contradictions, 1);
	assert_int_equal(w.server[1].gate.contradictions, 1);
}

static void another_space_teaches_nothing(void **state)
{
	(void)state;
	prove();
	assert_true(walk_over(9, true));
	assert_int_equal(spares(9), 1);
	assert_int_equal(spares(7), 0);
}

static void a_space_that_changes_on_the_way_spares_nothing(void **state)
{
	const struct serial_word word = { at_a, 9, 9 };

	(void)state;
	prove();
	serial_walk_hear(&w, &(struct serial_job){ &word, 1, 7, true, now });
	serial_walk_hear(&w, &(struct serial_job){ &word, 1, 8, false, now });
	assert_true(serial_walk_end(&w, now, true));
	assert_int_equal(spares(7) + spares(8), 0);
}

static void who_comes_late_was_not_asked_about_all(void **state)
{
	const struct serial_word first = { at_a, 5, 5 };
	const struct serial_word late[] = {
		{at_a,  5, 6},
                { at_c, 5, 5}
	};

	(void)state;
	w = (struct serial_walk){ 0 };
	serial_walk_hear(&w, &(struct serial_job){ &first, 1, 7, true, now });
	serial_walk_hear(&w, &(struct serial_job){ late, 2, 7, false, now });
	assert_int_equal(w.servers, 1);
	assert_true(w.server[0].first == 5 && w.server[0].last == 6);
}

static void an_audit_finds_a_lie_and_moves_nothing(void **state)
{
	const struct serial_word word[] = {
		{at_a,  0, 0},
                { at_b, 0, 0}
	};
	struct serial_word told[2] = { word[0], word[1] };
	struct instant full;

	(void)state;
	prove();
	full = w.server[0].gate.full;
	told[0].before = told[0].after = told[1].before = told[1].after = a;
	serial_walk_hear(&w, &(struct serial_job){ told, 2, 7, true, now });
	assert_true(serial_walk_end(&w, now, false));
	assert_int_equal(w.server[0].gate.full.us, full.us);
	assert_int_equal(spares(7), 1);
	serial_walk_hear(&w, &(struct serial_job){ told, 2, 7, true, now });
	w.moved = true;
	assert_false(serial_walk_end(&w, now, false));
	assert_int_equal(spares(7), 0);
}

static void every_server_must_show_its_serial(void **state)
{
	const struct serial_word spare[] = {
		{at_a,  5, 0},
                { at_b, 6, 0}
	};
	const struct serial_word good[] = {
		{at_b, 6, 0}
	};
	const struct serial_word moved[] = {
		{at_a,  5, 0},
                { at_b, 7, 0}
	};
	const struct serial_word strange[] = {
		{at_a,  5, 0},
                { at_c, 5, 0}
	};

	(void)state;
	assert_true(serial_words_spare(spare, 2, spare, 2));
	assert_true(serial_words_spare(spare, 2, good, 1));
	assert_false(serial_words_spare(spare, 2, moved, 2));
	assert_false(serial_words_spare(spare, 2, strange, 2));
	assert_false(serial_words_spare(spare, 2, good, 0));
}

static void servers_come_and_go(void **state)
{
	(void)state;
	w = (struct serial_walk){ 0 };
	now = (struct instant){ INT64_C(1780000000000000) };
	for (uint8_t i = 0; i < SERIAL_SERVERS_MAX + 3; i++) {
		const struct serial_word word = {
			{{ 4, { 192, 0, 2, i } }, 53},
                        1, 1
		};

		now = instant_add(now, HOUR);
		serial_walk_hear(&w, &(struct serial_job){ &word, 1, 7, true, now });
	}
	assert_int_equal(w.servers, SERIAL_SERVERS_MAX);
	for (size_t i = 0; i < w.servers; i++)
		assert_true(w.server[i].at.ip.b[3] > 2); /* the oldest gave way */
	now = instant_add(now, SERIAL_FORGET);
	serial_walk_hear(&w, &(struct serial_job){ NULL, 0, 7, true, now });
	assert_int_equal(w.servers, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_are_believed_in_time),
		cmocka_unit_test(a_mirror_that_lags_is_no_liar),
		cmocka_unit_test(content_that_moves_alone_is_a_lie_of_all),
		cmocka_unit_test(another_space_teaches_nothing),
		cmocka_unit_test(a_space_that_changes_on_the_way_spares_nothing),
		cmocka_unit_test(who_comes_late_was_not_asked_about_all),
		cmocka_unit_test(an_audit_finds_a_lie_and_moves_nothing),
		cmocka_unit_test(every_server_must_show_its_serial),
		cmocka_unit_test(servers_come_and_go),
	};

	return cmocka_run_group_tests_name("model/serial_walk", tests, NULL, NULL);
}
