/* Which added tenancies no prefix covers. */
#include "model/plan_outside.h"
#include "plan_rows.h"
#include "shelf.h"

struct bed {
	struct shelf *shelf;
	struct arena mem;
	struct inventory have;
	struct import in;
	struct import_plan plan;
};

static void begin(struct bed *b)
{
	*b = (struct bed){ .shelf = shelf_new() };
	import_init(&b->in, &b->mem);
	(void)import_file(&b->in, STR("x"));
	row_customer(&b->in, "C", NULL);
}

static void add_prefix(struct bed *b, const char *text)
{
	struct import_row *row = import_row(&b->in, INV_PREFIX, 0, (uint32_t)b->in.rows + 2);

	assert_int_equal(range_parse(str_of(text), &row->prefix.range, NULL), 0);
	row->stated = 1u << FIELD_RANGE;
}

/* The number outside; `first` is the first one's range, or NULL. */
static void expect(struct bed *b, size_t n, const char *first)
{
	struct import_how how = { .as_of = day(3), .now = day(3), .allow_ends = -1 };
	const struct import_change *c;
	char text[RANGE_TEXT_MAX + 1];
	struct err err;

	assert_int_equal(import_plan(&b->have, &b->in, &how, &b->plan, &err), 0);
	assert_int_equal(plan_outside(&b->have, &b->plan, &b->mem, &c), n);
	assert_int_equal(c != NULL, n > 0);
	if (c)
		assert_string_equal(range_text(c->after.tenancy->range, text), first);
	import_done(&b->in);
	arena_done(&b->mem);
	shelf_free(b->shelf);
}

static void without_prefixes_nothing_is_outside(void **state)
{
	struct bed b;

	(void)state;
	begin(&b);
	row_tenancy(&b.in, "192.0.2.1", "C", NULL, NULL);
	expect(&b, 0, NULL);
}

static void edges_of_prefixes_in_prefixes(void **state)
{
	struct bed b;

	(void)state;
	begin(&b);
	add_prefix(&b, "192.0.2.0/24");
	add_prefix(&b, "192.0.2.16/28");
	add_prefix(&b, "2001:db8::/32");
	row_tenancy(&b.in, "192.0.2.0", "C", NULL, NULL);
	row_tenancy(&b.in, "192.0.2.40", "C", NULL, NULL); /* behind the inner one */
	row_tenancy(&b.in, "192.0.2.255", "C", NULL, NULL);
	row_tenancy(&b.in, "2001:db8:ffff::/48", "C", NULL, NULL);
	expect(&b, 0, NULL);
	begin(&b);
	add_prefix(&b, "192.0.2.0/24");
	row_tenancy(&b.in, "192.0.2.1", "C", NULL, NULL);
	row_tenancy(&b.in, "192.0.3.0", "C", NULL, NULL);
	row_tenancy(&b.in, "192.0.1.255", "C", NULL, NULL);
	row_tenancy(&b.in, "2001:db9::", "C", NULL, NULL);
	row_tenancy(&b.in, "198.51.100.0-198.51.100.9", "C", NULL, NULL);
	expect(&b, 4, "192.0.3.0");
}

static void known_prefixes_count(void **state)
{
	struct prefix p = { .range = range_of_prefix(ip4(198, 51, 100, 0), 24) };
	struct bed b;

	(void)state;
	begin(&b);
	b.have = (struct inventory){ .prefix = &p, .prefixes = 1 };
	row_tenancy(&b.in, "198.51.100.7", "C", NULL, NULL);
	row_tenancy(&b.in, "198.51.101.7", "C", NULL, NULL);
	expect(&b, 1, "198.51.101.7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_prefixes_nothing_is_outside),
		cmocka_unit_test(edges_of_prefixes_in_prefixes),
		cmocka_unit_test(known_prefixes_count),
	};
	return cmocka_run_group_tests_name("model/plan_outside", tests, NULL, NULL);
}
