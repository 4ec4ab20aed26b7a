/* The SOA-serial gate: nobody is believed without proof, and one lie is enough. */
#include "unit.h"

#include "model/serial.h"

static struct serial_gate g;
static struct instant now;

static void wait_h(int64_t hours)
{
	now = instant_add(now, SPAN_S(hours * 3600));
}

static bool sweep(uint32_t before, uint32_t after, bool full, bool moved)
{
	return serial_learn(&g, &(struct serial_sweep){ now, before, after, full, moved });
}

/* A week of sweeps every six hours: each day's last one finds both moved. Serial 1 to 8. */
static uint32_t prove(void)
{
	uint32_t serial = 1;

	g = (struct serial_gate){ .swept = false };
	now = (struct instant){ INT64_C(1780000000000000) };
	assert_int_equal(serial_decide(&g, 1, now), SERIAL_FIRST);
	assert_true(sweep(1, 1, true, true));
	for (int i = 0; i < 28; i++) {
		bool moves = i % 4 == 3;

		assert_int_not_equal(serial_decide(&g, serial, now), SERIAL_SPARED);
		wait_h(6);
		serial += moves;
		assert_int_equal(serial_decide(&g, serial, now),
				 moves ? SERIAL_MOVED : SERIAL_UNPROVEN);
		assert_true(sweep(serial, serial, true, moves));
	}
	return serial;
}

static void proof_takes_a_week(void **state)
{
	uint32_t serial = prove();

	(void)state;
	assert_int_equal(serial_decide(&g, serial, now), SERIAL_SPARED);
	assert_int_equal(serial_decide(&g, serial + 1, now), SERIAL_MOVED);
	assert_int_equal(serial_decide(&g, serial - 1, now), SERIAL_MOVED);
	wait_h(23);
	assert_int_equal(serial_decide(&g, serial, now), SERIAL_SPARED);
	wait_h(1);
	assert_int_equal(serial_decide(&g, serial, now), SERIAL_DAILY);
}

static void a_serial_that_never_moves_proves_nothing(void **state)
{
	(void)state;
	g = (struct serial_gate){ .swept = false };
	now = (struct instant){ INT64_C(1780000000000000) };
	for (int i = 0; i < 100; i++) {
		assert_true(sweep(5, 5, true, false));
		wait_h(6);
		assert_int_equal(serial_decide(&g, 5, now), SERIAL_UNPROVEN);
	}
}

static void one_lie_ends_it_for_a_month(void **state)
{
	uint32_t serial = prove();

	(void)state;
	assert_false(sweep(serial, serial, false, true)); /* an audit finds it */
	assert_int_equal(serial_decide(&g, serial, now), SERIAL_DISTRUSTED);
	assert_int_equal(g.contradictions, 1);
	for (int i = 0; i < 29; i++) {
		wait_h(24);
		assert_true(sweep(serial, serial, true, false));
		assert_int_equal(serial_decide(&g, serial, now), SERIAL_DISTRUSTED);
	}
	wait_h(24);
	assert_int_equal(serial_decide(&g, serial, now), SERIAL_UNPROVEN);
	assert_true(sweep(serial, serial, true, false));
	assert_int_equal(g.still, 1);
	for (int i = 0; i < 6; i++) {
		wait_h(24);
		serial++;
		assert_true(sweep(serial, serial, true, true));
		assert_true(sweep(serial, serial, true, false));
		assert_int_equal(serial_decide(&g, serial, now), SERIAL_UNPROVEN);
	}
	wait_h(24);
	assert_true(sweep(serial, serial, true, false));
	assert_int_equal(serial_decide(&g, serial, now), SERIAL_SPARED);
}

static void a_move_during_the_sweep_is_no_lie(void **state)
{
	uint32_t serial = prove();
	uint32_t moves = g.moves;

	(void)state;
	assert_true(sweep(serial, serial + 1, true, true));
	assert_int_equal(g.moves, moves);
	assert_int_equal(serial_decide(&g, serial + 1, now), SERIAL_MOVED);
}

static void an_audit_is_no_sweep(void **state)
{
	uint32_t serial = prove();

	(void)state;
	wait_h(12);
	assert_true(sweep(serial + 1, serial + 1, false, true));
	assert_int_equal(serial_decide(&g, serial + 1, now), SERIAL_MOVED);
	assert_true(sweep(serial, serial, false, false));
	wait_h(12);
	assert_int_equal(serial_decide(&g, serial, now), SERIAL_DAILY);
}

static void verdicts_have_names(void **state)
{
	(void)state;
	for (enum serial_verdict v = SERIAL_SPARED; v <= SERIAL_DAILY; v++)
		assert_non_null(serial_verdict_name(v));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proof_takes_a_week),
		cmocka_unit_test(a_serial_that_never_moves_proves_nothing),
		cmocka_unit_test(one_lie_ends_it_for_a_month),
		cmocka_unit_test(a_move_during_the_sweep_is_no_lie),
		cmocka_unit_test(an_audit_is_no_sweep),
		cmocka_unit_test(verdicts_have_names),
	};

	return cmocka_run_group_tests_name("model/serial", tests, NULL, NULL);
}
