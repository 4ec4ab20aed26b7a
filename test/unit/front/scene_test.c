/* The inventory in memory: kept while it is today's, loaded anew once something changed. */
#include "front/scene.h"

#include "front/front_unit.h"
#include "store/import_store.h"

static struct arena turn;
static const struct holder_skews none;

static const struct scene *get(struct scene_shelf *shelf)
{
	struct page page = {
		.db = front_db, .turn = &turn, .now = { FRONT_NOW }, .usual = &none, .shelf = shelf
	};
	const struct scene *scene;
	struct err err;

	if (scene_get(&page, &scene, &err) < 0)
		fail_msg("%s", err.text);
	arena_clear(&turn);
	return scene;
}

static void hand_over(const char *address, const char *customer)
{
	struct tenancy t = { .range = front_range(address),
			     .ports = PORTS_ALL,
			     .use = USE_SINGLE,
			     .customer = str_of(customer),
			     .from = front_ago(5),
			     .until = WHEN_NEVER };
	struct import_change change = { .kind = INV_TENANCY, .after.tenancy = &t };
	const struct import_plan plan = { .change = &change, .changes = 1 };
	struct import_note note = { .at = { 2 } };
	struct db_tx tx = { 0 };
	struct err err;

	assert_int_equal(db_begin(&tx, front_db, &err), 0);
	if (import_store_apply(front_db, &plan, &note, &err) < 0 || db_commit(&tx, &err) < 0)
		fail_msg("%s", err.text);
}

static void it_is_loaded_once_until_something_changes(void **state)
{
	struct scene_shelf *shelf = scene_shelf_new();
	struct range about = front_range("192.0.2.20");
	struct instant now = { FRONT_NOW };
	const struct tenancy *kept;

	(void)state;
	assert_false(scene_shelf_holds(shelf));
	kept = get(shelf)->inv.tenancy;
	assert_true(scene_shelf_holds(shelf));
	assert_ptr_equal(get(shelf)->inv.tenancy, kept);
	assert_str(str_of(scene_whose(get(shelf), about, now).state), "free");
	hand_over("192.0.2.20", "C2");
	assert_str(scene_whose(get(shelf), about, now).customer, "C2");
	assert_str(scene_whose(get(shelf), about, front_ago(6)).customer, "");
	scene_shelf_clear(shelf);
	assert_false(scene_shelf_holds(shelf));
	assert_str(scene_whose(get(shelf), about, now).customer, "C2");
	scene_shelf_free(shelf);
	arena_done(&turn);
}

static void mail_is_told_by_the_prefix(void **state)
{
	struct scene_shelf *shelf = scene_shelf_new();
	const struct scene *s = get(shelf);

	(void)state;
	assert_true(scene_mail(s, front_range("192.0.2.0")));
	assert_true(scene_mail(s, front_range("192.0.2.15")));
	assert_false(scene_mail(s, front_range("192.0.2.16")));
	assert_true(scene_mail(s, front_range("192.0.2.0/24")));
	assert_false(scene_mail(s, front_range("2001:db8::/64")));
	assert_false(scene_mail(s, (struct range){ 0 }));
	scene_shelf_free(shelf);
	arena_done(&turn);
}

static void states_are_told_apart(void **state)
{
	struct scene_shelf *shelf = scene_shelf_new();
	const struct scene *s = get(shelf);
	struct instant now = { FRONT_NOW };

	(void)state;
	assert_str(str_of(scene_whose(s, front_range("192.0.2.64"), now).state), "common");
	assert_str(str_of(scene_whose(s, front_range("203.0.113.1"), now).state), "not ours");
	assert_str(str_of(scene_whose(s, (struct range){ 0 }, now).state), "not ours");
	assert_str(scene_whose(s, front_range("2001:db8:0:1::/64"), now).name, "Elm");
	assert_null(scene_customer(s, STR("C9")));
	assert_null(scene_customer(s, STR("")));
	scene_shelf_free(shelf);
	arena_done(&turn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRONT_TEST(it_is_loaded_once_until_something_changes),
		FRONT_TEST(mail_is_told_by_the_prefix),
		FRONT_TEST(states_are_told_apart),
	};

	return cmocka_run_group_tests_name("front/scene", tests, NULL, NULL);
}
