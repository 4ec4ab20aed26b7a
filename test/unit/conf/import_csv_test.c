/* CSV files: kinds by header, any order, and every bad line by file, line and column. */
#include "conf/import_csv.h"
#include "unit.h"

static struct arena mem;

static int read_file(struct import *in, const char *text)
{
	struct str own = unit_exact(str_of(text));
	int rc;

	import_init(in, &mem);
	rc = import_csv(in, &(struct import_source){ STR("t.csv"), own, NULL, NULL });
	free((void *)own.p);
	return rc;
}

static const struct {
	const char *text;
	enum inv_kind kind;
	size_t rows;
} good[] = {
	{"machine,site\nweb1,fra\nweb2,\n",                                   INV_MACHINE,  2},
	{ "name,customer,parent,contacts,language\nShop,7,,a@b.example,de\n", INV_CUSTOMER, 1},
	{ "use,prefix,machine\nshared,192.0.2.0/24,web1\n",                   INV_PREFIX,   1},
	{ "prefix,mail\n192.0.2.0/24,yes\n2001:db8::/48,\n",                  INV_PREFIX,   2},
	{ "until,from,customer,ADDRESS\n,2026-01-01T00:00:00Z,7,192.0.2.1\n", INV_TENANCY,  1},
	{ "address,use\n192.0.2.9,shared\n",                                  INV_TENANCY,  1},
	{ "name,holding,customer\nShop.Example.,domain,7\n/srv/x/,path,7\n",  INV_HOLDING,  2},
	{ "machine\n",							INV_MACHINE,  0},
};

static void kinds_are_known_by_the_header(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(good); i++) {
		struct import in;

		if (read_file(&in, good[i].text) < 0)
			fail_msg("%s: %.*s", good[i].text, STR_ARG(in.errors.error[0].text));
		assert_int_equal(in.kinds, 1u << good[i].kind);
		assert_int_equal(in.rows, good[i].rows);
		for (size_t k = 0; k < in.rows; k++)
			assert_int_equal(in.row[k].kind, good[i].kind);
		import_done(&in);
	}
}

static void values_and_places_are_kept(void **state)
{
	struct import in;
	const struct import_row *row;

	(void)state;
	assert_int_equal(read_file(&in, "customer,address,ports,from,floating\r\n"
					"\"7\",192.0.2.8/30,25,2026-01-01T00:00:00+01:00,yes\r\n"),
			 0);
	row = &in.row[0];
	assert_int_equal(row->line, 2);
	assert_int_equal(row->col[FIELD_RANGE], 5);
	assert_int_equal(row->col[FIELD_UNTIL], 0);
	assert_false(import_stated(row, FIELD_UNTIL));
	assert_str(row->tenancy.customer, "7");
	assert_int_equal(range_bits(row->tenancy.range), 30);
	assert_int_equal(row->tenancy.ports.lo, 25);
	assert_int_equal(row->tenancy.ports.hi, 25);
	assert_true(row->tenancy.floating);
	assert_int_equal(row->tenancy.from.us, INT64_C(1767222000000000));
	assert_int_equal(row->tenancy.until.us, INT64_MAX);
	import_done(&in);
	assert_int_equal(read_file(&in, "holding,name,customer\ndomain,Shop.Example.,7\n"), 0);
	assert_str(in.row[0].holding.name, "shop.example");
	import_done(&in);
}

/* clang-format off */
static const struct {
	const char *text;
	const char *want; /* the first error */
} bad[] = {
	{"",
	  "t.csv:1:1: nothing in it: a header is the least"							},
	{ "id,colour\n1,red\n",
	  "t.csv:1:1: no column tells what the file holds: \"address\" for tenancies, \"holding\" for "
	  "holdings, \"prefix\" for prefixes, \"customer\" for customers or \"machine\" for machines"   },
	{ "when,adress\n",
	  "t.csv:1:6: no column tells what the file holds: \"address\" for tenancies, \"holding\" for "
	  "holdings, \"prefix\" for prefixes, \"customer\" for customers or \"machine\" for machines; "
	  "did you mean \"address\"?"									},
	{ "address,costumer\n192.0.2.1,7\n",
	  "t.csv:1:9: tenancies have no column \"costumer\"; did you mean \"customer\"?"		},
	{ "customer,from\n",
	  "t.csv:1:10: customers have no column \"from\", but tenancies have, whose file wants a column "
	  "\"address\""											},
	{ "address,customer,quota\n",
	  "t.csv:1:18: tenancies have no column \"quota\""						},
	{ "address,customer,address\n",
	  "t.csv:1:18: column \"address\" stands there twice"						},
	{ "address,customer\n192.0.2.1\n",
	  "t.csv:2:1: 1 cells where the header has 2"							},
	{ "address,customer\n192.0.2.1,7,8\n",
	  "t.csv:2:13: 3 cells where the header has 2"							},
	{ "address,customer\n192.0.2.1,\n",
	  "t.csv:2:11: customer: is missing: only addresses whose use is shared, gateway, nat, free or "
	  "infrastructure have none"									},
	{ "address,customer,use\n192.0.2.1,7,free\n",
	  "t.csv:2:13: use: what is free has no customer"						},
	{ "address,customer,from,until\n192.0.2.1,7,2026-01-02T00:00:00Z,2026-01-02T00:00:00Z\n",
	  "t.csv:2:34: until: is not later than from"							},
	{ "address,customer,from\n192.0.2.1,7,2026-01-02\n",
	  "t.csv:2:13: from: \"2026-01-02\" has no time zone: write it with Z or an offset such as "
	  "+01:00"												},
	{ "holding,name,customer\nuser,web1,7\n",
	  "t.csv:2: machine: is missing: a user is one on a machine"					},
	{ "holding,name,customer\ndomain,a b,7\n",
	  "t.csv:2:8: name: \"a b\" is not a domain name: letters, digits, \"-\" and \"_\" between dots"},
	{ "customer,parent\n7,7\n",
	  "t.csv:2:3: parent: nobody is their own parent"						},
	{ "machine,site\n,fra\n",
	  "t.csv:2:1: machine: is missing"								},
};
/* clang-format on */

static void bad_lines_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct buf AUTO(buf_done) got;
		struct import in;

		buf_init(&got, 2000);
		assert_int_equal(read_file(&in, bad[i].text), -1);
		assert_int_equal(in.errors.n, 1);
		import_error_fmt(&got, &in.errors.error[0]);
		assert_str(buf_str(&got), bad[i].want);
		assert_int_equal(in.rows, 0);
		import_done(&in);
	}
}

static void all_of_them_up_to_a_limit(void **state)
{
	struct buf AUTO(buf_done) text;
	struct import in;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_add(&text, STR("address,customer,from\n"));
	for (int i = 0; i < 120; i++)
		buf_fmt(&text, "192.0.2.%d,7,2026-01-01T00:00:00Z\n192.0.2,7,never\n", i);
	assert_int_equal(read_file(&in, buf_c(&text)), -1);
	assert_int_equal(in.errors.n, IMPORT_ERRORS_MAX);
	assert_int_equal(in.errors.more, 240 - IMPORT_ERRORS_MAX);
	assert_int_equal(in.rows, 120);
	assert_int_equal(in.errors.error[0].at.line, 3);
	assert_int_equal(in.errors.error[0].at.col, 1);
	assert_int_equal(in.errors.error[1].at.line, 3);
	assert_int_equal(in.errors.error[1].at.col, 11);
	import_done(&in);
}

static int clean(void **state)
{
	(void)state;
	arena_done(&mem);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_known_by_the_header),
		cmocka_unit_test(values_and_places_are_kept),
		cmocka_unit_test(bad_lines_are_named),
		cmocka_unit_test(all_of_them_up_to_a_limit),
	};

	return cmocka_run_group_tests_name("conf/import_csv", tests, NULL, clean);
}
