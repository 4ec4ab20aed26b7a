/* Names to numbers: thousands of them against a plain list. */
#include "base/rng.h"
#include "model/name_map.h"
#include "unit.h"

#include <stdio.h>

enum { NAMES = 3000 };

static void names_keep_their_first_number(void **state)
{
	static char text[NAMES][12];
	static bool there[NAMES];
	struct name_map map = { 0 };
	struct rng rng = rng_of(3);
	uint32_t got;

	(void)state;
	for (int i = 0; i < NAMES; i++)
		(void)snprintf(text[i], sizeof(text[i]), "name-%d", i);
	assert_false(name_map_find(&map, STR("name-1"), &got));
	for (int i = 0; i < 2 * NAMES; i++) {
		uint32_t k = (uint32_t)rng_below(&rng, NAMES);

		got = k;
		assert_int_equal(name_map_add(&map, str_of(text[k]), &got), !there[k]);
		assert_int_equal(got, k);
		got = 77777;
		assert_int_equal(name_map_add(&map, str_of(text[k]), &got), false);
		assert_int_equal(got, k);
		there[k] = true;
	}
	for (uint32_t k = 0; k < NAMES; k++) {
		got = 0;
		assert_int_equal(name_map_find(&map, str_of(text[k]), &got), there[k]);
		assert_int_equal(got, there[k] ? k : 0);
	}
	name_map_done(&map);
}

static void the_empty_name_is_a_name(void **state)
{
	struct name_map map = { 0 };
	uint32_t n = 5;

	(void)state;
	assert_true(name_map_add(&map, (struct str){ NULL, 0 }, &n));
	n = 6;
	assert_false(name_map_add(&map, STR(""), &n));
	assert_int_equal(n, 5);
	assert_true(name_map_find(&map, (struct str){ NULL, 0 }, &n));
	name_map_done(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_keep_their_first_number),
		cmocka_unit_test(the_empty_name_is_a_name),
	};

	return cmocka_run_group_tests_name("model/name_map", tests, NULL, NULL);
}
