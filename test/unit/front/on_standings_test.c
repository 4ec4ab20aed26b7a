/* How lists stand, and what today's budget has spent. */
#include "front/on_standings.h"

#include "front/front_unit.h"
#include "store/serial_store.h"

static void save_serials(struct str zone)
{
	struct serial_walk w = { .servers = 1, .spared = 3, .saved = 30 };
	struct db_tx tx = { 0 };
	struct err err;

	w.server[0] = (struct serial_server){
		.at = {ip4(192, 0, 2, 53), 53 },
                  .gate = { .swept = true     }
	};
	assert_int_equal(db_begin(&tx, front_db, &err), 0);
	assert_int_equal(serial_store_save(front_db, zone, ESTATE_REST, &w, &err), 0);
	w.spared = 4;
	w.saved = 40;
	w.server[0].gate.distrusted = (struct instant){ FRONT_NOW + 1 };
	assert_int_equal(serial_store_save(front_db, zone, ESTATE_MAIL, &w, &err), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
}

static void standings_and_budgets_are_told(void **state)
{
	struct standing s = standing_new(STR("bl.example"));
	struct standing fresh = standing_new(STR("new.example"));
	const struct budget_wish wish = {
		STR("op"), {0,      1000,  0 },
                 10, false, { FRONT_NOW    },
                 { { 0 }, { 0 }}
	};
	struct listing l = front_listing("192.0.2.7", LISTING_OPEN, 10);
	struct budget_grant grant;
	struct db_tx tx = { 0 };
	const struct json *lists, *j;
	struct json_doc *doc;
	enum err_kind kind;
	struct err err;

	(void)state;
	s.asked = s.held = true;
	s.since = s.last = s.last_good = s.held_since = front_ago(1);
	s.proving = (struct instant){ FRONT_NOW - FRONT_DAY / 4 };
	front_standing(&s);
	front_standing(&fresh);
	front_save(&l, LISTING_BEGAN, 10);
	assert_int_equal(db_begin(&tx, front_db, &err), 0);
	assert_int_equal(budget_store_take(front_db, &wish, &grant, &err), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
	save_serials(s.zone);
	doc = front_ask(on_standings, MSG_STANDINGS, STR(""), &kind);
	assert_int_equal(kind, ERR_NONE);
	lists = json_get(json_root(doc), "lists");
	assert_int_equal(json_count(lists), 2);
	j = json_at(lists, str_eq(front_text(json_at(lists, 0), "list"), s.zone) ? 0 : 1);
	assert_str(front_text(j, "health"), "ok");
	assert_true(front_bool(j, "held"));
	assert_false(front_bool(j, "proven"));
	assert_int_equal(front_int(j, "proven_in"), 86400 * 3 / 4);
	assert_int_equal(front_int(j, "open"), 1);
	assert_str(front_text(j, "serial_trust"), "lied"); /* one of its walks says so */
	assert_int_equal(front_int(j, "walks_spared"), 3 + 4);
	assert_int_equal(front_int(j, "questions_spared"), 30 + 40);
	j = json_at(json_get(json_root(doc), "budgets"), 0);
	assert_str(front_text(j, "operator"), "op");
	assert_int_equal(front_int(j, "today"), grant.n);
	assert_true(front_bool(j, "ours"));
	json_free(doc);
	assert_null(front_ask(on_standings, MSG_STANDINGS, STR("x"), &kind));
	assert_int_equal(kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRONT_TEST(standings_and_budgets_are_told),
	};

	return cmocka_run_group_tests_name("front/on_standings", tests, NULL, NULL);
}
