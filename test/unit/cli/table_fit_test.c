/* Widths at several windows: what fits stays, words give way first, then columns go below. */
#include "unit.h"

#include "cli/table_fit.h"

enum { N = 4 };

/* An address, a list, a name and a reason. */
static void fit(struct table_fit *c, size_t window)
{
	c[0] = (struct table_fit){ .natural = 15 };
	c[1] = (struct table_fit){ .natural = 20, .goes = 1 };
	c[2] = (struct table_fit){ .natural = 24, .goes = 2, .wraps = true };
	c[3] = (struct table_fit){ .natural = 60, .goes = 3, .wraps = true };
	table_fit(c, N, window);
}

static const struct {
	const char *label;
	size_t window, width[N]; /* width 0: below */
} fitted[] = {
	{"no window",				       0,   { 15, 20, 24, 60 }},
	{ "just wide enough",			       122, { 15, 20, 24, 60 }},
	{ "the longest is wrapped first",                   121, { 15, 20, 24, 59 }},
	{ "the short one is not wrapped if it need not be", 100, { 15, 20, 24, 38 }},
	{ "one below",				      79,  { 15, 20, 24, 0 } },
	{ "one below, one wrapped",                         54,  { 15, 20, 17, 0 } },
	{ "two below",				      40,  { 15, 20, 0, 0 }  },
	{ "all that can be",				24,  { 15, 0, 0, 0 }   },
	{ "the first stays whatever comes",                 5,   { 15, 0, 0, 0 }   },
};

static size_t sum_of(const struct table_fit *c)
{
	size_t sum = 0;

	for (size_t i = 0; i < N; i++)
		if (!c[i].below)
			sum += c[i].width + (i > 0 ? TABLE_GAP : 0);
	return sum;
}

static void windows_are_filled(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(fitted); i++) {
		struct table_fit c[N];

		fit(c, fitted[i].window);
		for (size_t k = 0; k < N; k++)
			if ((c[k].below ? 0 : c[k].width) != fitted[i].width[k])
				fail_msg("%s: column %zu: %zu%s", fitted[i].label, k, c[k].width,
					 c[k].below ? " below" : "");
	}
}

static void no_window_is_passed(void **state)
{
	(void)state;
	for (size_t window = 15; window < 130; window++) {
		struct table_fit c[N];

		fit(c, window);
		if (sum_of(c) > window)
			fail_msg("%zu: %zu", window, sum_of(c));
	}
}

static void among_equals_the_rightmost_goes(void **state)
{
	struct table_fit c[3] = { { .natural = 10 }, { .natural = 10 }, { .natural = 10 } };

	(void)state;
	table_fit(c, LEN(c), 21);
	assert_false(c[0].below || c[1].below);
	assert_true(c[2].below);
}

static void no_word_is_broken(void **state)
{
	struct table_fit c[2] = {
		{.natural = 10 },
                { .natural = 30, .word = 25, .wraps = true }
	};

	(void)state;
	table_fit(c, LEN(c), 36);
	assert_int_equal(c[1].width, 25);
	table_fit(c, LEN(c), 35);
	assert_true(c[1].below);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_are_filled),
		cmocka_unit_test(no_window_is_passed),
		cmocka_unit_test(no_word_is_broken),
		cmocka_unit_test(among_equals_the_rightmost_goes),
	};

	return cmocka_run_group_tests_name("cli/table_fit", tests, NULL, NULL);
}
