/* What an import writes beside its rows: the reseller made in passing, the count, the bounds.
 * What it must do on every engine is in test/store. */
#include "made.h"

#include "store/import_store.h"
#include "store/inventory_store.h"

static int apply(struct db *db, struct import_change *change, size_t n, struct import_note *note)
{
	struct import_plan plan = { .change = change, .changes = n };
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	note->at.us++;
	if (db_begin(&tx, db, &err) < 0 || import_store_apply(db, &plan, note, &err) < 0)
		return -1;
	return db_commit(&tx, &err);
}

static void unchanged_rows_are_left_alone(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct machine m = { .name = STR("m") };
	struct import_change c = { .kind = INV_MACHINE, .after.machine = &m };
	struct import_note note = { .who = STR("root") }, got;
	struct db *db = made_db();
	struct inventory inv;
	struct err err;

	(void)state;
	assert_int_equal(apply(db, &c, 1, &note), 0);
	assert_int_equal(note.changes, 1);
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	c.op = IMPORT_UNCHANGED;
	c.before.machine = c.after.machine = &inv.machine[0];
	assert_int_equal(apply(db, &c, 1, &note), 0);
	assert_int_equal(note.changes, 0);
	assert_int_equal(import_store_find(db, note.id, &arena, &got, &err), 0);
	assert_str(got.who, "root");
	assert_int_equal(got.changes, 0);
	db_close(db);
}

/* A row is believed from when it was learnt; what ends it cannot have been learnt before. */
static void a_clock_set_back_refuses_nothing(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct machine m = { .name = STR("m") };
	struct machine other = { .name = STR("m"), .note = STR("moved") };
	struct import_change c = { .kind = INV_MACHINE, .after.machine = &m };
	struct import_note note = { .at = { 1000 }, .who = STR("root") };
	struct db *db = made_db();
	struct inventory inv;
	struct err err;

	(void)state;
	assert_int_equal(apply(db, &c, 1, &note), 0);
	assert_int_equal(note.at.us, 1001);
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	note.at.us = 5;
	c = (struct import_change){ .kind = INV_MACHINE,
				    .before.machine = &inv.machine[0],
				    .after.machine = &other };
	assert_int_equal(apply(db, &c, 1, &note), 0);
	assert_int_equal(note.at.us, 1001);
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	assert_int_equal(inv.machines, 1);
	assert_str(inv.machine[0].note, "moved");
	db_close(db);
}

/* A reseller may stand below his customers in the file, or in no file at all. */
static void a_reseller_may_come_later(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct customer child = { .customer = STR("c"), .parent = STR("r") };
	struct customer reseller = { .customer = STR("r"), .name = STR("R") };
	struct import_change c = { .kind = INV_CUSTOMER, .after.customer = &child };
	struct import_note note = { .who = STR("root") };
	struct db *db = made_db();
	struct inventory inv;
	struct err err;

	(void)state;
	assert_int_equal(apply(db, &c, 1, &note), 0);
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	assert_int_equal(inv.customers, 1);
	assert_str(inv.customer[0].parent, "r");
	c.after.customer = &reseller;
	assert_int_equal(apply(db, &c, 1, &note), 0);
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	assert_int_equal(inv.customers, 2);
	db_close(db);
}

/* What ended and comes back is the same thing with a new belief: its id is kept. */
static void a_thing_that_returns_keeps_its_id(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct machine m = { .name = STR("m") };
	struct import_change c = { .kind = INV_MACHINE, .after.machine = &m };
	struct import_note note = { .who = STR("root") };
	struct db *db = made_db();
	struct inventory inv;
	struct err err;
	int64_t id;

	(void)state;
	assert_int_equal(apply(db, &c, 1, &note), 0);
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	id = inv.machine[0].id;
	c = (struct import_change){ .op = IMPORT_END,
				    .kind = INV_MACHINE,
				    .before.machine = &inv.machine[0] };
	assert_int_equal(apply(db, &c, 1, &note), 0);
	c = (struct import_change){ .kind = INV_MACHINE, .after.machine = &m };
	assert_int_equal(apply(db, &c, 1, &note), 0);
	/* but it cannot begin twice */
	assert_int_equal(apply(db, &c, 1, &note), -1);
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	assert_int_equal(inv.machines, 1);
	assert_int_equal(inv.machine[0].id, id);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(a_clock_set_back_refuses_nothing),
		MADE_TEST(unchanged_rows_are_left_alone),
		MADE_TEST(a_reseller_may_come_later),
		MADE_TEST(a_thing_that_returns_keeps_its_id),
	};
	return cmocka_run_group_tests_name("store/import_store", tests, NULL, NULL);
}
