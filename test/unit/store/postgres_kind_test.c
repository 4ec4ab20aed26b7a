/* What each kind of refusal by PostgreSQL allows the caller to do. */
#include "unit.h"

#include "store/postgres_kind.h"

static const struct {
	const char *code;
	enum err_kind kind;
	bool stale;
} row[] = {
	{"40001",  ERR_LATER, false}, /* serialization_failure */
	{ "40P01", ERR_LATER, false}, /* deadlock_detected */
	{ "55P03", ERR_LATER, false}, /* lock_not_available */
	{ "57014", ERR_LATER, false}, /* query_canceled: too slow */
	{ "57P01", ERR_LATER, false}, /* admin_shutdown */
	{ "57P03", ERR_LATER, false}, /* cannot_connect_now */
	{ "53100", ERR_LATER, false}, /* disk_full */
	{ "53300", ERR_LATER, false}, /* too_many_connections */
	{ "25P02", ERR_LATER, false}, /* in_failed_sql_transaction */
	{ "25006", ERR_LATER, true }, /* read_only_sql_transaction */
	{ "26000", ERR_LATER, true }, /* invalid_sql_statement_name */
	{ "0A000", ERR_LATER, true }, /* cached plan must not change result type */
	{ "23505", ERR_INPUT, false}, /* unique_violation */
	{ "23514", ERR_INPUT, false}, /* check_violation */
	{ "22021", ERR_INPUT, false}, /* character_not_in_repertoire */
	{ "22003", ERR_INPUT, false}, /* numeric_value_out_of_range */
	{ "28P01", ERR_INPUT, false}, /* invalid_password */
	{ "3D000", ERR_INPUT, false}, /* invalid_catalog_name */
	{ "42501", ERR_INPUT, false}, /* insufficient_privilege */
	{ "42P01", ERR_SYS,   false}, /* undefined_table */
	{ "42601", ERR_SYS,   false}, /* syntax_error */
	{ "58030", ERR_SYS,   false}, /* io_error */
	{ "XX001", ERR_SYS,   false}, /* data_corrupted */
	{ "",      ERR_SYS,   false},
        { NULL,    ERR_SYS,   false},
};

static void codes_have_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(row); i++)
		if (postgres_kind(row[i].code) != row[i].kind ||
		    postgres_is_stale(row[i].code) != row[i].stale)
			fail_msg("%s", row[i].code ? row[i].code : "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_have_kinds),
	};
	return cmocka_run_group_tests_name("store/postgres_kind", tests, NULL, NULL);
}
