/* "Did you mean": near enough, and not too near. */
#include "base/near.h"
#include "unit.h"

static const char *const known[] = { "address", "customer", "from", "until", "use", "machine" };

static const struct {
	const char *text;
	const char *want; /* NULL: none */
} said[] = {
	{"adress",				     "address" },
	{ "Addresss",				  "address" },
	{ "costumer",				  "customer"},
	{ "form",				      "from"    },
	{ "FROM",				      "from"    },
	{ "utnil",				     "until"   },
	{ "us",					"use"     },
	{ "x",					 NULL      },
	{ "",					  NULL      },
	{ "price",				     NULL      },
	{ "machinery",				 "machine" },
	{ "0123456789012345678901234567890123456789x", NULL      },
};

static void the_nearest_word_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(said); i++) {
		const char *got = near_word(str_of(said[i].text), known, LEN(known));

		if ((got == NULL) != (said[i].want == NULL) ||
		    (got && !str_eq(str_of(got), str_of(said[i].want))))
			fail_msg("\"%s\" gave %s", said[i].text, got ? got : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_word_is_named),
	};

	return cmocka_run_group_tests_name("base/near", tests, NULL, NULL);
}
