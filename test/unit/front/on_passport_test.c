/* The passport: whose time each listing fell into, what nobody knows, and the judgement. */
#include "front/on_passport.h"

#include "front/front_unit.h"

#include "msg/ask_passport.h"

static struct json_doc *ask(const char *ip, bool history, enum err_kind *kind)
{
	struct ask_passport wish = { .history = history };
	struct buf AUTO(buf_done) body;
	struct err err;

	buf_init(&body, FRAME_BODY_MAX);
	assert_int_equal(ip_parse(str_of(ip), &wish.ip, &err), 0);
	msg_put_passport(&body, &wish);
	return front_ask(on_passport, MSG_PASSPORT, buf_str(&body), kind);
}

static void a_listing_over_a_move_names_both(void **state)
{
	struct listing l = front_listing("192.0.2.7", LISTING_OPEN, 200);
	struct listing range = front_listing("192.0.2.0/24", LISTING_ENDED, 300);
	const struct json *root, *j;
	struct json_doc *doc;
	enum err_kind kind;

	(void)state;
	range.until = front_ago(250);
	range.kind = LIST_RANGE;
	front_save(&l, LISTING_BEGAN, 200);
	front_save(&range, LISTING_BEGAN, 300);
	doc = ask("192.0.2.7", true, &kind);
	assert_int_equal(kind, ERR_NONE);
	root = json_root(doc);
	assert_str(front_text(root, "state"), "held");
	assert_str(front_text(root, "customer"), "C2");
	assert_true(front_bool(root, "mail"));
	assert_int_equal(json_count(json_get(root, "tenancies")), 2);
	assert_str(front_text(json_at(json_get(root, "tenancies"), 0), "customer"), "C1");
	assert_int_equal(json_count(json_get(root, "listings")), 2);
	j = json_at(json_get(root, "listings"), 0);
	assert_int_equal(json_count(json_get(j, "holders")), 2);
	assert_str(front_text(json_at(json_get(j, "holders"), 0), "customer"), "C1");
	assert_str(front_text(json_at(json_get(j, "holders"), 1), "customer"), "C2");
	assert_int_equal(json_count(json_get(j, "changes")), 1);
	j = json_at(json_get(root, "listings"), 1);
	assert_str(front_text(j, "network"), "192.0.2.0/24");
	assert_int_equal(json_count(json_get(j, "holders")), 1);
	assert_false(front_bool(root, "fit"));
	assert_true(str_ends(front_text(root, "judgement"),
			     STR("customer C2 holds it and it is listed where that hurts")));
	json_free(doc);
}

/* First seen in C2's time, but there before anybody looked: it may be C1's doing. */
static void what_was_there_before_blames_nobody(void **state)
{
	struct listing l = front_listing("192.0.2.7", LISTING_OPEN, 20);
	const struct json *holders;
	struct json_doc *doc;
	enum err_kind kind;

	(void)state;
	l.baseline = true;
	front_save(&l, LISTING_BEGAN, 20);
	doc = ask("192.0.2.7", false, &kind);
	holders = json_get(json_at(json_get(json_root(doc), "listings"), 0), "holders");
	assert_int_equal(json_count(holders), 3);
	assert_str(front_text(json_at(holders, 0), "customer"), "");
	assert_str(front_text(json_at(holders, 1), "customer"), "C1");
	assert_str(front_text(json_at(holders, 2), "customer"), "C2");
	for (size_t i = 0; i < json_count(holders); i++)
		assert_str(front_text(json_at(holders, i), "sure"), "unsure");
	assert_true(
		str_ends(front_text(json_root(doc), "judgement"),
			 STR("(bl.example), nobody knows in whose time; no listing before that "
			     "we know of; fit to hand out: no, because customer C2 holds it and "
			     "it is listed where that hurts")));
	json_free(doc);
}

static void what_lists_do_not_know_is_told(void **state)
{
	struct standing s = standing_new(STR("bl.example"));
	struct standing good = standing_new(STR("good.example"));
	const struct json *unknown;
	struct json_doc *doc;
	enum err_kind kind;

	(void)state;
	front_standing(&s);
	s.zone = STR("broken.example");
	s.asked = true;
	s.health = HEARD_BROKEN;
	s.why = STR("it lists \033everybody");
	s.last = s.since = front_ago(1);
	front_standing(&s);
	good.asked = true;
	good.baseline = front_ago(1);
	good.last = good.since = front_ago(1);
	front_standing(&good);
	doc = ask("192.0.2.8", false, &kind);
	assert_int_equal(kind, ERR_NONE);
	unknown = json_get(json_root(doc), "unknown");
	assert_int_equal(json_count(unknown), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct json *u = json_at(unknown, i);

		if (str_eq(front_text(u, "list"), STR("bl.example")))
			assert_str(front_text(u, "state"), "not asked yet");
		else
			assert_str(front_text(u, "why"), "it lists \033everybody");
	}
	assert_str(front_text(json_root(doc), "state"), "free");
	assert_true(front_bool(json_root(doc), "fit"));
	assert_str(front_text(json_root(doc), "judgement"),
		   "not listed now; never listed that we know of; 2 lists know nothing about it; "
		   "fit to hand out: yes");
	assert_null(json_get(json_at(json_get(json_root(doc), "listings"), 0), "changes"));
	json_free(doc);
}

static void reverse_dns_is_told(void **state)
{
	const struct ptr_row row = { front_range("192.0.2.7").lo, PTR_GENERIC,
				     STR("ip-7.pool.example"), front_ago(9), front_ago(1) };
	struct db_tx tx = { 0 };
	const struct json *ptr;
	struct json_doc *doc;
	enum err_kind kind;
	struct err err;

	(void)state;
	assert_int_equal(db_begin(&tx, front_db, &err), 0);
	assert_int_equal(ptr_store_note(front_db, &row, &err), 0);
	assert_int_equal(db_commit(&tx, &err), 0);
	doc = ask("192.0.2.7", false, &kind);
	ptr = json_get(json_root(doc), "ptr");
	assert_int_equal(json_count(ptr), 1);
	assert_str(front_text(json_at(ptr, 0), "verdict"), "generic");
	assert_str(front_text(json_at(ptr, 0), "name"), "ip-7.pool.example");
	json_free(doc);
}

static void what_is_not_ours_is_gone(void **state)
{
	enum err_kind kind;

	(void)state;
	assert_null(ask("203.0.113.1", false, &kind));
	assert_int_equal(kind, ERR_GONE);
	json_free(ask("192.0.2.65", false, &kind));
	assert_int_equal(kind, ERR_NONE);
	assert_null(front_ask(on_passport, MSG_PASSPORT, STR("x"), &kind));
	assert_int_equal(kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRONT_TEST(a_listing_over_a_move_names_both),
		FRONT_TEST(what_was_there_before_blames_nobody),
		FRONT_TEST(what_lists_do_not_know_is_told),
		FRONT_TEST(reverse_dns_is_told),
		FRONT_TEST(what_is_not_ours_is_gone),
	};

	return cmocka_run_group_tests_name("front/on_passport", tests, NULL, NULL);
}
