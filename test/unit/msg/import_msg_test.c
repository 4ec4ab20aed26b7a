/* Imported rows come back as they were put, or not at all. */
#include "msg/import_msg.h"

#include "unit.h"

static struct arena arena;

static void stated(struct import_row *row, enum import_field field, uint16_t col)
{
	row->stated |= 1u << field;
	row->col[field] = col;
}

/* One row of each kind, from two files. */
static void fill(struct import *in)
{
	uint32_t a = import_file(in, STR("a.csv"));
	uint32_t b = import_file(in, STR("b.json"));
	struct import_row *row = import_row(in, INV_MACHINE, a, 2);

	row->machine =
		(struct machine){ 0, STR("web1"), STR("web1.example"), STR("fra"), STR("n") };
	stated(row, FIELD_MACHINE, 1);
	stated(row, FIELD_SITE, 9);
	row = import_row(in, INV_CUSTOMER, a, 3);
	row->customer = (struct customer){
		0,         STR("K-7"), STR("Kunde \"7\""), STR("R-1"), STR("mail@a.example"),
		STR("de"), STR("")
	};
	row = import_row(in, INV_PREFIX, b, 4);
	row->prefix = (struct prefix){ .range = range_of_prefix(ip4(192, 0, 2, 0), 24),
				       .use = USE_NAT,
				       .floating = true,
				       .mail = true,
				       .machine = STR("gw") };
	row = import_row(in, INV_TENANCY, b, 70000);
	row->tenancy = (struct tenancy){
		.range = range_of_ip(ip4(192, 0, 2, 9)),
		.ports = {1000, 1999 },
		.use = USE_SINGLE,
		.customer = STR("K-7"),
		.machine = STR("web1"),
		.from = WHEN_EVER,
		.until = { 1700000000000000  }
	};
	stated(row, FIELD_RANGE, UINT16_MAX);
	row = import_row(in, INV_HOLDING, b, 6);
	row->holding = (struct holding){ .kind = HOLDING_PATH,
					 .name = STR("/srv/www/a"),
					 .customer = STR("K-7"),
					 .machine = STR("web1"),
					 .from = { 5 },
					 .until = WHEN_NEVER };
	in->kinds |= 1u << INV_HOLDING;
}

static void rows_come_back(void **state)
{
	struct import AUTO(import_done) in;
	struct import AUTO(import_done) out;
	struct buf AUTO(buf_done) b, again;
	struct err err;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_init(&again, 1 << 20);
	import_init(&in, &arena);
	import_init(&out, &arena);
	fill(&in);
	import_msg_put(&b, &in);
	assert_int_equal(import_msg_get(buf_str(&b), &out, &err), 0);
	assert_int_equal(out.rows, 5);
	assert_int_equal(out.files, 2);
	assert_int_equal(out.kinds, in.kinds);
	assert_str(out.file[1], "b.json");
	assert_str(out.row[0].machine.hostname, "web1.example");
	assert_true(import_stated(&out.row[0], FIELD_SITE));
	assert_false(import_stated(&out.row[0], FIELD_NOTE));
	assert_int_equal(out.row[0].col[FIELD_SITE], 9);
	assert_str(out.row[1].customer.name, "Kunde \"7\"");
	assert_true(out.row[2].prefix.floating && out.row[2].prefix.mail);
	assert_int_equal(out.row[2].prefix.use, USE_NAT);
	assert_int_equal(out.row[3].line, 70000);
	assert_int_equal(out.row[3].tenancy.ports.hi, 1999);
	assert_true(out.row[3].tenancy.from.us == INT64_MIN);
	assert_int_equal(out.row[3].col[FIELD_RANGE], UINT16_MAX);
	assert_str(out.row[4].holding.name, "/srv/www/a");
	assert_int_equal(out.row[4].file, 1);
	import_msg_put(&again, &out);
	assert_true(str_eq(buf_str(&b), buf_str(&again)));
	arena_done(&arena);
}

static void what_is_cut_or_longer_is_refused(void **state)
{
	struct import AUTO(import_done) in;
	struct buf AUTO(buf_done) b;
	struct err err;

	(void)state;
	buf_init(&b, 1 << 20);
	import_init(&in, &arena);
	fill(&in);
	import_msg_put(&b, &in);
	buf_byte(&b, '\0');
	for (size_t n = 0; n <= b.n; n++) {
		struct import AUTO(import_done) out;
		int r;

		import_init(&out, &arena);
		r = import_msg_get(str_sub(buf_str(&b), 0, n), &out, &err);
		if (n == b.n - 1 ? r != 0 : r == 0 || err.kind != ERR_INPUT)
			fail_msg("%zu of %zu octets", n, b.n - 1);
	}
	arena_done(&arena);
}

static void a_name_beyond_its_limit_is_refused(void **state)
{
	static char name[INV_NAME_MAX + 1];
	struct buf AUTO(buf_done) b;
	struct err err;

	(void)state;
	buf_init(&b, 1 << 20);
	for (size_t n = INV_NAME_MAX; n <= sizeof(name); n++) {
		struct import AUTO(import_done) in;
		struct import AUTO(import_done) out;

		import_init(&in, &arena);
		import_init(&out, &arena);
		import_row(&in, INV_MACHINE, import_file(&in, STR("f")), 1)->machine.name =
			(struct str){ name, n };
		buf_clear(&b);
		import_msg_put(&b, &in);
		assert_int_equal(import_msg_get(buf_str(&b), &out, &err),
				 n > INV_NAME_MAX ? -1 : 0);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_back),
		cmocka_unit_test(what_is_cut_or_longer_is_refused),
		cmocka_unit_test(a_name_beyond_its_limit_is_refused),
	};

	return cmocka_run_group_tests_name("msg/import_msg", tests, NULL, NULL);
}
