/* What is read for one question, and nothing besides. */
#include "made.h"

#include "store/import_store.h"
#include "store/who_store.h"

static struct db *provider(void)
{
	static const struct customer c[] = {
		{.customer = STR_INIT("top") },
		{ .customer = STR_INIT("mid"), .parent = STR_INIT("top") },
		{ .customer = STR_INIT("low"),                           .parent = STR_INIT("mid"), .name = STR_INIT("Low") },
		{ .customer = STR_INIT("other")},
	};
	static const struct machine m[] = { { .name = STR_INIT("web") },
					    { .name = STR_INIT("idle") } };
	static struct tenancy t[2];
	static struct holding h[2];
	static struct prefix p;
	struct import_change change[16] = { 0 };
	struct import_plan plan = { .change = change };
	struct import_note note = { .at = { 1 } };
	struct db *db = made_db();
	struct db_tx tx = { 0 };
	struct err err;

	for (size_t i = 0; i < LEN(m); i++)
		change[plan.changes++] =
			(struct import_change){ .kind = INV_MACHINE, .after.machine = &m[i] };
	for (size_t i = 0; i < LEN(c); i++)
		change[plan.changes++] =
			(struct import_change){ .kind = INV_CUSTOMER, .after.customer = &c[i] };
	p.range = range_of_prefix(ip4(192, 0, 2, 0), 24);
	change[plan.changes++] = (struct import_change){ .kind = INV_PREFIX, .after.prefix = &p };
	t[0] = (struct tenancy){ .range = range_of_ip(ip4(192, 0, 2, 1)),
				 .ports = PORTS_ALL,
				 .customer = STR("low"),
				 .machine = STR("web"),
				 .until = WHEN_NEVER };
	t[1] = t[0];
	t[1].range = range_of_ip(ip4(192, 0, 2, 2));
	t[1].customer = STR("other");
	h[0] = (struct holding){ .kind = HOLDING_DOMAIN,
				 .name = STR("b.example"),
				 .customer = STR("low"),
				 .until = WHEN_NEVER };
	h[1] = (struct holding){ .kind = HOLDING_PATH,
				 .name = STR("/srv/b"),
				 .machine = STR("web"),
				 .customer = STR("other"),
				 .until = WHEN_NEVER };
	for (size_t i = 0; i < 2; i++) {
		change[plan.changes++] =
			(struct import_change){ .kind = INV_TENANCY, .after.tenancy = &t[i] };
		change[plan.changes++] =
			(struct import_change){ .kind = INV_HOLDING, .after.holding = &h[i] };
	}
	assert_int_equal(db_begin(&tx, db, &err), 0);
	if (import_store_apply(db, &plan, &note, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(db_commit(&tx, &err), 0);
	return db;
}

static struct inventory ask(struct db *db, struct arena *arena, const char *text)
{
	struct inventory inv = { 0 };
	struct who_ask q;
	struct err err;

	if (who_parse(arena, str_of(text), &q, &err) < 0 ||
	    who_store_load(db, &q, arena, &inv, &err) < 0)
		fail_msg("%s", err.text);
	return inv;
}

static void an_address_brings_its_tenancies(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = provider();
	struct inventory inv = ask(db, &arena, "192.0.2.1");

	(void)state;
	assert_int_equal(inv.tenancies, 1);
	assert_int_equal(inv.prefixes, 1);
	assert_int_equal(inv.machines, 1);
	assert_str(inv.machine[0].name, "web");
	assert_int_equal(inv.customers, 3); /* and the resellers above */
	assert_int_equal(inv.holdings, 0);
	inv = ask(db, &arena, "192.0.2.77");
	assert_int_equal(inv.tenancies + inv.customers + inv.machines, 0);
	assert_int_equal(inv.prefixes, 1);
	inv = ask(db, &arena, "198.51.100.1");
	assert_int_equal(inv.tenancies + inv.prefixes, 0);
	db_close(db);
}

static void a_name_brings_its_holdings(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = provider();
	struct inventory inv = ask(db, &arena, "www.b.example");

	(void)state;
	assert_int_equal(inv.holdings, 1);
	assert_str(inv.holding[0].name, "b.example");
	assert_int_equal(inv.customers, 3);
	assert_int_equal(inv.tenancies + inv.prefixes, 0);
	inv = ask(db, &arena, "web:/srv/b/index.php");
	assert_int_equal(inv.holdings, 1);
	assert_str(inv.holding[0].customer, "other");
	assert_int_equal(inv.machines, 1);
	inv = ask(db, &arena, "a@b.example");
	assert_int_equal(inv.holdings, 1);
	inv = ask(db, &arena, "c.example");
	assert_int_equal(inv.holdings + inv.customers, 0);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(an_address_brings_its_tenancies),
		MADE_TEST(a_name_brings_its_holdings),
	};
	return cmocka_run_group_tests_name("store/who_store", tests, NULL, NULL);
}
