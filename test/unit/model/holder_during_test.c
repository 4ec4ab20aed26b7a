/* Whose time a stretch fell into, by hand and against holder_decide() moment by moment. */
#include "model/holder_during.h"

#include "base/rng.h"
#include "unit.h"

#include <stdio.h>

#define HOUR INT64_C(3600000000)

static const struct holder_skews none = { { 0 }, { 0 } };

static struct tenancy held(const char *customer, int64_t from, int64_t until)
{
	return (struct tenancy){ .range = range_of_ip(ip4(192, 0, 2, 1)),
				 .ports = PORTS_ALL,
				 .use = USE_SINGLE,
				 .customer = str_of(customer),
				 .from = { from * HOUR },
				 .until = until ? (struct instant){ until * HOUR } : WHEN_NEVER,
				 .known_until = WHEN_NEVER };
}

static size_t between(const struct tenancy *t, size_t n, struct instant from, int64_t until,
		      struct holder_spell *out)
{
	const struct holder_stretch stretch = { ip4(192, 0, 2, 1), from,
						until ? (struct instant){ until * HOUR }
						      : WHEN_NEVER,
						&none };
	const struct tenancy *p[64];

	for (size_t i = 0; i < n; i++)
		p[i] = &t[i];
	return holder_during(p, n, NULL, &stretch, out);
}

static size_t during(const struct tenancy *t, size_t n, int64_t from, int64_t until,
		     struct holder_spell *out)
{
	return between(t, n, (struct instant){ from * HOUR }, until, out);
}

static size_t from_ever(const struct tenancy *t, size_t n, int64_t until, struct holder_spell *out)
{
	return between(t, n, WHEN_EVER, until, out);
}

static void a_stretch_over_a_move_names_both(void **state)
{
	const struct tenancy t[] = { held("a", 1, 10), held("b", 10, 20), held("b", 20, 0) };
	struct holder_spell s[HOLDER_SPELLS_MAX];

	(void)state;
	assert_int_equal(during(t, 3, 5, 0, s), 2);
	assert_str(s[0].tenancy->customer, "a");
	assert_int_equal(s[0].from.us, 5 * HOUR);
	assert_int_equal(s[0].until.us, 10 * HOUR);
	assert_str(s[1].tenancy->customer, "b");
	assert_int_equal(s[1].until.us, INT64_MAX);
	assert_int_equal(during(t, 3, 5, 10, s), 1);
	assert_int_equal(during(t, 3, 10, 30, s), 1);
	assert_str(s[0].tenancy->customer, "b");
}

static void a_stretch_from_ever_names_all_and_the_latest_first(void **state)
{
	struct tenancy t[HOLDER_SPELLS_MAX + 4];
	struct holder_spell s[HOLDER_SPELLS_MAX];
	char name[LEN(t)][8];

	(void)state;
	for (size_t i = 0; i < LEN(t); i++) {
		snprintf(name[i], sizeof(name[i]), "c%zu", i);
		t[i] = held(name[i], (int64_t)i + 1, i + 1 < LEN(t) ? (int64_t)i + 2 : 0);
	}
	assert_int_equal(from_ever(t, 2, 0, s), 4);
	assert_null(s[0].tenancy);
	assert_int_equal(s[0].from.us, WHEN_EVER.us);
	assert_str(s[1].tenancy->customer, "c0");
	assert_str(s[2].tenancy->customer, "c1");
	assert_null(s[3].tenancy);
	assert_int_equal(from_ever(t, 2, 2, s), 2);
	assert_int_equal(from_ever(t, LEN(t), 0, s), HOLDER_SPELLS_MAX);
	assert_str(s[0].tenancy->customer, "c4");
	assert_int_equal(s[0].from.us, 5 * HOUR);
	assert_str(s[HOLDER_SPELLS_MAX - 1].tenancy->customer, "c19");
	assert_int_equal(s[HOLDER_SPELLS_MAX - 1].until.us, INT64_MAX);
}

static void nobody_has_a_spell_too(void **state)
{
	const struct tenancy t[] = { held("a", 1, 10), held("b", 12, 14) };
	struct holder_spell s[HOLDER_SPELLS_MAX];

	(void)state;
	assert_int_equal(during(t, 2, 9, 20, s), 4);
	assert_non_null(s[0].tenancy);
	assert_null(s[1].tenancy);
	assert_str(s[2].tenancy->customer, "b");
	assert_null(s[3].tenancy);
	assert_int_equal(during(NULL, 0, 9, 20, s), 1);
	assert_null(s[0].tenancy);
}

static void too_many_are_left_out(void **state)
{
	static const char *const name[] = { "a", "b" };
	struct holder_spell s[HOLDER_SPELLS_MAX];
	struct tenancy t[HOLDER_SPELLS_MAX + 4];

	(void)state;
	for (int i = 0; i < (int)LEN(t); i++)
		t[i] = held(name[i & 1], i + 1, i + 2);
	assert_int_equal(during(t, LEN(t), 1, 0, s), HOLDER_SPELLS_MAX);
	assert_int_equal(s[HOLDER_SPELLS_MAX - 1].until.us, (HOLDER_SPELLS_MAX + 1) * HOUR);
}

/* Every hour of random tenancies has the holder that is decided for that moment. */
static void every_moment_agrees(void **state)
{
	static const char *const name[] = { "a", "b", "c" };
	struct rng rng = rng_of(7);

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct holder_spell s[HOLDER_SPELLS_MAX];
		struct tenancy t[5];
		const struct tenancy *p[5];
		size_t n = rng_below(&rng, 6);
		size_t spells;

		for (size_t i = 0; i < n; i++) {
			int64_t from = (int64_t)rng_below(&rng, 20) + 1;

			t[i] = held(name[rng_below(&rng, 3)], from,
				    from + (int64_t)rng_below(&rng, 10) + 1);
			if (rng_below(&rng, 2))
				t[i].range = range_of_prefix(ip4(192, 0, 2, 0), 24);
			p[i] = &t[i];
		}
		spells = during(t, n, 3, 25, s);
		for (int64_t hour = 3; hour < 25; hour++) {
			struct holder_ask ask = {
				ip4(192, 0, 2, 1), HOLDER_PORT_ANY, { hour * HOUR },
				WHEN_NEVER,        { 0 },           &none
			};
			struct holder_answer want;
			const struct tenancy *got = NULL;
			const struct tenancy *w;

			for (size_t i = 0; i < spells; i++)
				if (s[i].from.us <= hour * HOUR && hour * HOUR < s[i].until.us)
					got = s[i].tenancy;
			holder_decide(p, n, NULL, &ask, &want);
			w = want.n ? want.share[0].tenancy : NULL;
			if (!got != !w || (got && !str_eq(got->customer, w->customer)))
				fail_msg("round %d, hour %d", round, (int)hour);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stretch_over_a_move_names_both),
		cmocka_unit_test(a_stretch_from_ever_names_all_and_the_latest_first),
		cmocka_unit_test(nobody_has_a_spell_too),
		cmocka_unit_test(too_many_are_left_out),
		cmocka_unit_test(every_moment_agrees),
	};

	return cmocka_run_group_tests_name("model/holder_during", tests, NULL, NULL);
}
