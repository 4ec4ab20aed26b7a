/* Requests that were done are found again for a day or longer, and then forgotten. */
#include "store/request_store.h"

#include "store/store.h"
#include "unit.h"

#include <stdio.h>
#include <unistd.h>

static char dir[] = "/tmp/request_store.XXXXXX";
static struct store *store;

static void add(uint64_t id, int64_t at, const char *answer)
{
	struct request_note note = { id, { at }, str_of(answer) };
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	assert_int_equal(db_begin(&tx, store_db(store), &err), 0);
	assert_int_equal(request_store_add(store_db(store), &note, &err), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
}

static struct request_done find(uint64_t id, struct arena *arena)
{
	struct request_done done;
	struct err err;

	assert_int_equal(request_store_find(store_db(store), id, arena, &done, &err), 0);
	return done;
}

static void what_was_done_is_found_by_its_id(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	add(7, 1000, "{\"a\":1}");
	add(UINT64_MAX, 1000, "");
	assert_true(find(7, &arena).found);
	assert_str(find(7, &arena).answer, "{\"a\":1}");
	assert_true(find(UINT64_MAX, &arena).found);
	assert_false(find(8, &arena).found);
	arena_done(&arena);
}

static void an_id_is_done_once(void **state)
{
	struct request_note note = { 7, { 2000 }, STR("other") };
	struct arena arena = { 0 };
	struct db_tx tx = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(db_begin(&tx, store_db(store), &err), 0);
	assert_int_equal(request_store_add(store_db(store), &note, &err), -1);
	db_rollback(&tx);
	assert_str(find(7, &arena).answer, "{\"a\":1}");
	arena_done(&arena);
}

static void old_ones_are_forgotten(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	add(9, 1000 + REQUEST_KEPT.us, "on the border");
	for (uint64_t i = 0; i < REQUEST_KEPT_LEAST; i++)
		add(100 + i, 1000 + REQUEST_KEPT.us, "more");
	assert_true(find(7, &arena).found);
	add(10, 1001 + REQUEST_KEPT.us, "past it");
	assert_false(find(7, &arena).found);
	assert_true(find(9, &arena).found);
	arena_done(&arena);
}

/* However far the clock leaps: the newest are kept. */
static void a_leap_forgets_none_of_the_newest(void **state)
{
	const int64_t later = 1000 + 400 * REQUEST_KEPT.us;
	struct arena arena = { 0 };

	(void)state;
	for (uint64_t i = 0; i < REQUEST_KEPT_LEAST; i++)
		add(10000 + i, later, "before the leap");
	for (uint64_t i = 0; i < 10; i++)
		add(20000 + i, later + 10 * REQUEST_KEPT.us + (int64_t)i, "after it");
	for (uint64_t i = 0; i < REQUEST_KEPT_LEAST; i++)
		assert_true(find(10000 + i, &arena).found);
	/* back again: what comes now is not taken for the oldest */
	for (uint64_t i = 0; i < 10; i++)
		add(30000 + i, later + (int64_t)i, "back");
	for (uint64_t i = 0; i < 10; i++)
		assert_true(find(30000 + i, &arena).found);
	arena_done(&arena);
}

static int setup(void **state)
{
	struct err err;

	(void)state;
	if (!mkdtemp(dir))
		return -1;
	return store_open(&store, STORE_IN(str_of(dir)), (struct instant){ 1 }, &err);
}

static int teardown(void **state)
{
	char path[64];

	(void)state;
	store_close(store);
	for (size_t i = 0; i < 4; i++) {
		static const char *const name[] = { STORE_FILE, STORE_LOCK, STORE_FILE "-wal",
						    STORE_FILE "-shm" };

		snprintf(path, sizeof(path), "%s/%s", dir, name[i]);
		unlink(path);
	}
	rmdir(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_done_is_found_by_its_id),
		cmocka_unit_test(an_id_is_done_once),
		cmocka_unit_test(old_ones_are_forgotten),
		cmocka_unit_test(a_leap_forgets_none_of_the_newest),
	};

	return cmocka_run_group_tests_name("store/request_store", tests, setup, teardown);
}
