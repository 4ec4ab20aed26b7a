/* Names of data sets: there and back, and none that is not one. */
#include "unit.h"

#include "proto/rbl_type.h"

static void names_go_there_and_back(void **state)
{
	enum rbl_type got;

	(void)state;
	for (enum rbl_type t = RBL_IP4SET; t <= RBL_COMBINED; t++) {
		assert_true(rbl_type_of(str_of(rbl_type_name(t)), &got));
		assert_int_equal(got, t);
	}
	assert_true(rbl_type_of(STR("DNSet"), &got));
	assert_int_equal(got, RBL_DNSET);
	assert_false(rbl_type_of(STR("acl"), &got));
	assert_false(rbl_type_of(STR("unknown"), &got));
	assert_false(rbl_type_of(STR(""), &got));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_go_there_and_back),
	};

	return cmocka_run_group_tests_name("proto/rbl_type", tests, NULL, NULL);
}
