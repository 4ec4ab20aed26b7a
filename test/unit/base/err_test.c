/* Errors: kinds, sentences, where they were, and the ceiling of the text. */
#include "unit.h"

#include "base/err.h"

#include <errno.h>

static void a_kind_and_a_sentence(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(err_set(&err, ERR_GONE, "no %s %d", "case", 3), -1);
	assert_int_equal(err.kind, ERR_GONE);
	assert_string_equal(err.text, "no case 3");
}

static void nobody_has_to_want_it(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, ERR_INPUT, "x"), -1);
	assert_int_equal(err_sys(NULL, ERR_SYS, ENOENT, "x"), -1);
	assert_int_equal(err_in(NULL, "x"), -1);
}

static void the_system_is_quoted(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(err_sys(&err, ERR_LATER, ENOENT, "open %s", "a"), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_string_equal(err.text, "open a: No such file or directory");
}

static void places_go_before(void **state)
{
	struct err err = { 0 };

	(void)state;
	err_set(&err, ERR_INPUT, "too long");
	assert_int_equal(err_in(&err, "line %d", 7), -1);
	assert_int_equal(err_in(&err, "file %s", "x"), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_string_equal(err.text, "file x: line 7: too long");
}

static void long_sentences_are_cut(void **state)
{
	struct err err = { 0 };
	char text[2 * ERR_TEXT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, ERR_INPUT, "%s", text);
	assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
	err_in(&err, "here");
	assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
	assert_memory_equal(err.text, "here: xxx", 9);
	err_sys(&err, ERR_SYS, EIO, "%s", text);
	assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
	err_in(&err, "%s", text);
	assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
}

static void kinds_have_names(void **state)
{
	static const struct {
		enum err_kind kind;
		const char *name;
	} kind[] = {
		{ERR_NONE,    "none"  },
                { ERR_INPUT,  "input" },
                { ERR_LATER,  "later" },
		{ ERR_GONE,   "gone"  },
                { ERR_UNSURE, "unsure"},
                { ERR_SYS,    "system"},
	};

	(void)state;
	for (size_t i = 0; i < LEN(kind); i++)
		assert_string_equal(err_kind_name(kind[i].kind), kind[i].name);
	assert_string_equal(err_kind_name((enum err_kind)99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kind_and_a_sentence),  cmocka_unit_test(nobody_has_to_want_it),
		cmocka_unit_test(the_system_is_quoted),   cmocka_unit_test(places_go_before),
		cmocka_unit_test(long_sentences_are_cut), cmocka_unit_test(kinds_have_names),
	};

	return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
