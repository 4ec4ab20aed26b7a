/* Imported rows: growing, stating, and errors by file, line and column. */
#include "model/import_rows.h"
#include "unit.h"

static void rows_grow_and_know_their_place(void **state)
{
	struct arena mem = { 0 };
	struct import in;
	uint32_t file;

	(void)state;
	import_init(&in, &mem);
	file = import_file(&in, STR("a.csv"));
	for (uint32_t i = 0; i < 1000; i++) {
		struct import_row *row = import_row(&in, INV_TENANCY, file, i + 2);

		assert_non_null(row);
		assert_int_equal(row->stated, 0);
		row->stated = 1u << FIELD_FROM;
		row->col[FIELD_FROM] = (uint16_t)(i + 1);
	}
	assert_int_equal(in.rows, 1000);
	assert_int_equal(in.kinds, 1u << INV_TENANCY);
	assert_true(import_stated(&in.row[999], FIELD_FROM));
	assert_false(import_stated(&in.row[999], FIELD_UNTIL));
	assert_int_equal(import_at(&in, &in.row[500], FIELD_FROM).line, 502);
	assert_int_equal(import_at(&in, &in.row[500], FIELD_FROM).col, 501);
	assert_int_equal(import_at(&in, &in.row[500], FIELD_COUNT).col, 0);
	assert_str(import_at(&in, &in.row[500], FIELD_FROM).file, "a.csv");
	import_done(&in);
	arena_done(&mem);
}

static void files_beyond_the_limit_share_the_last(void **state)
{
	struct arena mem = { 0 };
	struct import in;

	(void)state;
	import_init(&in, &mem);
	for (uint32_t i = 0; i < IMPORT_FILES_MAX; i++)
		assert_int_equal(import_file(&in, STR("f")), i);
	assert_int_equal(import_file(&in, STR("g")), IMPORT_FILES_MAX - 1);
	arena_done(&mem);
}

static void errors_are_named_then_counted(void **state)
{
	struct arena mem = { 0 };
	struct buf AUTO(buf_done) out;
	struct import in;

	(void)state;
	import_init(&in, &mem);
	buf_init(&out, 1000);
	for (uint32_t i = 0; i < IMPORT_ERRORS_MAX + 5; i++)
		import_wrong(&in.errors, &mem, (struct import_at){ STR("x.csv"), i + 1, 7 },
			     "number %u", i);
	assert_int_equal(in.errors.n, IMPORT_ERRORS_MAX);
	assert_int_equal(in.errors.more, 5);
	import_error_fmt(&out, &in.errors.error[99]);
	assert_str(buf_str(&out), "x.csv:100:7: number 99");
	buf_clear(&out);
	import_error_fmt(&out, &(struct import_error){
				       {STR("x"), 0, 3},
                                       STR("why")
        });
	assert_str(buf_str(&out), "x: why");
	arena_done(&mem);
}

static void every_kind_has_its_fields(void **state)
{
	(void)state;
	assert_string_equal(import_field_name(INV_TENANCY, FIELD_RANGE), "address");
	assert_string_equal(import_field_name(INV_PREFIX, FIELD_RANGE), "prefix");
	assert_string_equal(import_field_name(INV_HOLDING, FIELD_KIND), "holding");
	assert_string_equal(import_field_name(INV_CUSTOMER, FIELD_LANGUAGE), "language");
	assert_null(import_field_name(INV_MACHINE, FIELD_CUSTOMER));
	assert_null(import_field_name(INV_KINDS, FIELD_NOTE));
	for (int k = 0; k < INV_KINDS; k++)
		for (int f = 0; f < FIELD_COUNT; f++)
			for (int g = 0; g < f; g++) {
				const char *a =
					import_field_name((enum inv_kind)k, (enum import_field)f);
				const char *b =
					import_field_name((enum inv_kind)k, (enum import_field)g);

				assert_false(a && b && strcmp(a, b) == 0);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_grow_and_know_their_place),
		cmocka_unit_test(files_beyond_the_limit_share_the_last),
		cmocka_unit_test(errors_are_named_then_counted),
		cmocka_unit_test(every_kind_has_its_fields),
	};

	return cmocka_run_group_tests_name("model/import_rows", tests, NULL, NULL);
}
