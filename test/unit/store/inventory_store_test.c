/* Loading more rows than are taken at once, and pages that nobody may make too large. What
 * reading must do on every engine is in test/store. */
#include "made.h"

#include "store/import_store.h"
#include "store/inventory_store.h"

#define MANY (2 * INVENTORY_PAGE_MAX + 7)

static struct db *with_many(void)
{
	struct import_change *change = calloc(MANY, sizeof(*change));
	struct tenancy *t = calloc(MANY, sizeof(*t));
	struct import_plan plan = { .change = change, .changes = MANY };
	struct import_note note = { .at = { 1 } };
	struct db *db = made_db();
	struct db_tx tx = { 0 };
	struct err err;

	for (unsigned i = 0; i < MANY; i++) {
		t[i].range = range_of_ip(ip4(10, i >> 16, i >> 8 & 255, i & 255));
		t[i].use = USE_SHARED;
		t[i].from.us = i;
		t[i].until = WHEN_NEVER;
		change[i] = (struct import_change){ .kind = INV_TENANCY, .after.tenancy = &t[i] };
	}
	assert_int_equal(db_begin(&tx, db, &err), 0);
	assert_int_equal(import_store_apply(db, &plan, &note, &err), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
	free(change);
	free(t);
	return db;
}

static void all_of_many_are_loaded_once(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = with_many();
	struct inventory inv;
	struct err err;

	(void)state;
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	assert_int_equal(inv.tenancies, MANY);
	for (int64_t i = 0; i < MANY; i++)
		assert_int_equal(inv.tenancy[i].from.us, i);
	assert_false(db_in_tx(db));
	db_close(db);
}

static void pages_have_a_limit(void **state)
{
	struct inventory_page page = { .kind = INV_TENANCY, .rows = SIZE_MAX };
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = with_many();
	struct inventory inv;
	struct err err;

	(void)state;
	assert_int_equal(inventory_store_page(db, &page, &arena, &inv, &err), 0);
	assert_int_equal(inv.tenancies, INVENTORY_PAGE_MAX);
	page.rows = 0;
	assert_int_equal(inventory_store_page(db, &page, &arena, &inv, &err), 0);
	assert_int_equal(inv.tenancies, 0);
	db_close(db);
}

/* Loading inside a transaction sees what it has written, and leaves it open. */
static void a_callers_transaction_is_used(void **state)
{
	struct machine m = { .name = STR("m") };
	struct import_change c = { .kind = INV_MACHINE, .after.machine = &m };
	struct import_plan plan = { .change = &c, .changes = 1 };
	struct import_note note = { .at = { 1 } };
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = made_db();
	size_t count[INV_KINDS];
	struct db_tx tx = { 0 };
	struct inventory inv;
	struct err err;

	(void)state;
	assert_int_equal(db_begin(&tx, db, &err), 0);
	assert_int_equal(import_store_apply(db, &plan, &note, &err), 0);
	assert_int_equal(inventory_store_load(db, INVENTORY_NOW, &arena, &inv, &err), 0);
	assert_int_equal(inv.machines, 1);
	assert_true(db_in_tx(db));
	db_rollback(&tx);
	assert_int_equal(inventory_store_count(db, count, &err), 0);
	assert_int_equal(count[INV_MACHINE], 0);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MADE_TEST(all_of_many_are_loaded_once),
		MADE_TEST(pages_have_a_limit),
		MADE_TEST(a_callers_transaction_is_used),
	};
	return cmocka_run_group_tests_name("store/inventory_store", tests, NULL, NULL);
}
