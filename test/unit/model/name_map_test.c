/* Names to numbers: thousands of them against a plain list. */
#include "base/rng.h"
#include "model/name_map.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

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

/* Pairs of words in which two flipped octets take each other's effect back, were the hash only to
 * multiply by what everybody knows: names made of them all would stand in one slot. */
static void names_made_to_collide_do_not(void **state)
{
	enum { PAIRS = 8, KINDS = 1 << PAIRS };
	uint64_t hash[KINDS];

	(void)state;
	for (unsigned n = 0; n < KINDS; n++) {
		char text[PAIRS * 16];

		memset(text, 'a', sizeof(text));
		for (unsigned k = 0; k < PAIRS; k++) {
			if (!(n >> k & 1))
				continue;
			text[16 * k + 7] ^= (char)0x80;
			text[16 * k + 11] ^= (char)0x80;
			text[16 * k + 15] ^= (char)0x80;
		}
		hash[n] = name_hash((struct str){ text, sizeof(text) }, 12345);
		for (unsigned i = 0; i < n; i++)
			assert_true(hash[i] != hash[n]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_keep_their_first_number),
		cmocka_unit_test(the_empty_name_is_a_name),
		cmocka_unit_test(names_made_to_collide_do_not),
	};

	return cmocka_run_group_tests_name("model/name_map", tests, NULL, NULL);
}
