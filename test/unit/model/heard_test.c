/* The words of a list's health, and which of them let its answers count. */
#include "unit.h"

#include "model/heard.h"

static void words_come_back(void **state)
{
	enum heard_health back;

	(void)state;
	for (unsigned i = 0; i < HEARD_HEALTHS; i++) {
		assert_true(
			heard_health_parse(str_of(heard_health_name((enum heard_health)i)), &back));
		assert_int_equal(back, i);
	}
	assert_str(str_of(heard_health_name(HEARD_REFUSED)), "refused");
}

static void other_words_do_not(void **state)
{
	static const struct str wrong[] = { STR_INIT(""), STR_INIT("OK"), STR_INIT("ok "),
					    STR_INIT("spen") };
	enum heard_health back = HEARD_LOST;

	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_false(heard_health_parse(wrong[i], &back));
	assert_int_equal(back, HEARD_LOST);
}

static void only_right_answers_count(void **state)
{
	(void)state;
	for (unsigned i = 0; i < HEARD_HEALTHS; i++)
		assert_int_equal(heard_is_good((enum heard_health)i),
				 i == HEARD_OK || i == HEARD_PARTIAL || i == HEARD_SPENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_come_back),
		cmocka_unit_test(other_words_do_not),
		cmocka_unit_test(only_right_answers_count),
	};

	return cmocka_run_group_tests_name("model/heard", tests, NULL, NULL);
}
