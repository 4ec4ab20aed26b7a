/* Listings as they are told: whose, how bad, page by page, and what changed. */
#include "front/on_listings.h"

#include "front/front_unit.h"

#include "msg/ask_listings.h"

static struct json_doc *ask(struct ask_listings wish)
{
	struct buf AUTO(buf_done) body;
	struct json_doc *doc;
	enum err_kind kind;

	buf_init(&body, FRAME_BODY_MAX);
	if (wish.most == 0)
		wish.most = 100;
	if (wish.since.us == 0)
		wish.since = WHEN_EVER;
	msg_put_listings(&body, &wish);
	doc = front_ask(on_listings, MSG_LISTINGS, buf_str(&body), &kind);
	assert_int_equal(kind, ERR_NONE);
	return doc;
}

static const struct json *item(struct json_doc *doc, const char *key, size_t i)
{
	return json_at(json_get(json_root(doc), key), i);
}

static void a_listing_is_told_with_its_holder(void **state)
{
	struct listing l = front_listing("192.0.2.7", LISTING_OPEN, 10);
	struct json_doc *doc;
	const struct json *j;

	(void)state;
	front_save(&l, LISTING_BEGAN, 10);
	doc = ask((struct ask_listings){ 0 });
	assert_int_equal(json_count(json_get(json_root(doc), "listings")), 1);
	j = item(doc, "listings", 0);
	assert_str(front_text(j, "address"), "192.0.2.7");
	assert_str(front_text(j, "list"), "bl.example");
	assert_str(front_text(j, "hurts"), "yes");
	assert_true(front_bool(j, "counts"));
	assert_str(front_text(j, "customer"), "C2");
	assert_str(front_text(j, "customer_name"), "Elm");
	assert_str(front_text(j, "sure"), "certain");
	assert_int_equal(front_int(j, "severity"), 4);
	assert_int_equal(json_kind(json_get(j, "until")), JSON_IS_NULL);
	json_free(doc);
}

static void what_does_not_hurt_is_told_so(void **state)
{
	struct listing away = front_listing("192.0.2.20", LISTING_OPEN, 10);
	struct listing policy = front_listing("192.0.2.1", LISTING_OPEN, 10);
	struct listing held = front_listing("192.0.2.2", LISTING_OPEN, 10);
	struct json_doc *doc;

	(void)state;
	policy.policy = true;
	held.held = true;
	front_save(&away, LISTING_BEGAN, 10);
	front_save(&policy, LISTING_BEGAN, 10);
	front_save(&held, LISTING_BEGAN, 10);
	doc = ask((struct ask_listings){ 0 });
	assert_str(front_text(item(doc, "listings", 0), "hurts"), "if mail");
	assert_str(front_text(item(doc, "listings", 0), "holder"), "free");
	assert_str(front_text(item(doc, "listings", 1), "hurts"), "no");
	assert_str(front_text(item(doc, "listings", 2), "hurts"), "no");
	assert_true(front_bool(item(doc, "listings", 2), "held"));
	json_free(doc);
	doc = ask((struct ask_listings){ .open = true });
	assert_int_equal(json_count(json_get(json_root(doc), "listings")), 2);
	json_free(doc);
}

static void pages_lead_to_each_other(void **state)
{
	struct listing l;
	struct json_doc *doc;
	int64_t after = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		l = front_listing("192.0.2.7", LISTING_OPEN, 10);
		l.zone = (struct str[]){ STR("a"), STR("b"), STR("c"), STR("d"), STR("e") }[i];
		front_save(&l, LISTING_BEGAN, 10);
	}
	for (int i = 0; i < 3; i++) {
		doc = ask((struct ask_listings){ .after = after, .most = 2 });
		assert_int_equal(json_count(json_get(json_root(doc), "listings")), i < 2 ? 2 : 1);
		assert_int_equal(front_bool(json_root(doc), "more"), i < 2);
		after = front_int(json_root(doc), "after");
		json_free(doc);
	}
	doc = ask((struct ask_listings){ .after = after, .most = 2 });
	assert_int_equal(json_count(json_get(json_root(doc), "listings")), 0);
	assert_int_equal(front_int(json_root(doc), "after"), after);
	json_free(doc);
}

static void news_name_who_held_it_then(void **state)
{
	struct listing l = front_listing("192.0.2.7", LISTING_OPEN, 200);
	struct json_doc *doc;
	int64_t after;

	(void)state;
	front_save(&l, LISTING_BEGAN, 200);
	l.state = LISTING_ENDED;
	l.until = front_ago(20);
	front_save(&l, LISTING_ENDED_NOW, 20);
	doc = ask((struct ask_listings){ .news = true });
	assert_int_equal(json_count(json_get(json_root(doc), "changes")), 2);
	assert_str(front_text(item(doc, "changes", 0), "change"), "began");
	assert_str(front_text(item(doc, "changes", 0), "customer"), "C1");
	assert_str(front_text(item(doc, "changes", 1), "change"), "ended");
	assert_str(front_text(item(doc, "changes", 1), "customer"), "C2");
	after = front_int(json_root(doc), "after");
	json_free(doc);
	doc = ask((struct ask_listings){ .news = true, .after = after });
	assert_int_equal(json_count(json_get(json_root(doc), "changes")), 0);
	assert_int_equal(front_int(json_root(doc), "after"), after);
	json_free(doc);
}

static void news_of_others_are_passed_over(void **state)
{
	struct listing a = front_listing("192.0.2.7", LISTING_OPEN, 10);
	struct listing b = front_listing("192.0.2.9", LISTING_OPEN, 10);
	struct ask_listings wish = { .news = true, .of_range = true };
	struct json_doc *doc;

	(void)state;
	b.zone = STR("other.example");
	front_save(&a, LISTING_BEGAN, 10);
	front_save(&b, LISTING_BEGAN, 10);
	wish.range = front_range("192.0.2.9");
	doc = ask(wish);
	assert_int_equal(json_count(json_get(json_root(doc), "changes")), 1);
	assert_str(front_text(item(doc, "changes", 0), "list"), "other.example");
	json_free(doc);
	doc = ask((struct ask_listings){ .news = true, .zone = STR("bl.example") });
	assert_int_equal(json_count(json_get(json_root(doc), "changes")), 1);
	assert_true(front_int(json_root(doc), "after") > 1);
	json_free(doc);
}

static void networks_and_names_are_told_as_such(void **state)
{
	struct listing net = front_listing("192.0.2.0/24", LISTING_OPEN, 200);
	struct listing v6 = front_listing("2001:db8::/64", LISTING_OPEN, 200);
	struct listing name = front_listing("192.0.2.1", LISTING_OPEN, 10);
	struct json_doc *doc;

	(void)state;
	net.kind = LIST_RANGE;
	name.about = (struct range){ 0 };
	name.name = STR("mail.example");
	front_save(&net, LISTING_BEGAN, 200);
	front_save(&v6, LISTING_BEGAN, 200);
	front_save(&name, LISTING_BEGAN, 10);
	doc = ask((struct ask_listings){ .news = true });
	assert_str(front_text(item(doc, "changes", 0), "network"), "192.0.2.0/24");
	assert_str(front_text(item(doc, "changes", 0), "customer"), "C1");
	assert_int_equal(front_int(item(doc, "changes", 0), "customers"), 1);
	assert_str(front_text(item(doc, "changes", 1), "network"), "2001:db8::/64");
	assert_str(front_text(item(doc, "changes", 1), "customer"), "C2");
	assert_str(front_text(item(doc, "changes", 2), "name"), "mail.example");
	assert_int_equal(json_kind(json_get(item(doc, "changes", 2), "customer")), JSON_IS_NULL);
	json_free(doc);
}

static void everybody_in_a_network_is_counted(void **state)
{
	struct listing l = front_listing("192.0.2.0/24", LISTING_OPEN, 90);
	struct json_doc *doc;

	(void)state;
	front_save(&l, LISTING_BEGAN, 90);
	doc = ask((struct ask_listings){ .news = true }); /* .7 is C2's, .8 still C1's */
	assert_int_equal(front_int(item(doc, "changes", 0), "customers"), 2);
	assert_int_equal(json_kind(json_get(item(doc, "changes", 0), "customer")), JSON_IS_NULL);
	assert_str(front_text(item(doc, "changes", 0), "holder"), "held");
	json_free(doc);
	doc = ask((struct ask_listings){ 0 }); /* now only .7 is held */
	assert_int_equal(front_int(item(doc, "listings", 0), "customers"), 1);
	assert_str(front_text(item(doc, "listings", 0), "customer"), "C2");
	json_free(doc);
}

static void a_damaged_question_is_refused(void **state)
{
	enum err_kind kind;

	(void)state;
	assert_null(front_ask(on_listings, MSG_LISTINGS, STR("x"), &kind));
	assert_int_equal(kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRONT_TEST(a_listing_is_told_with_its_holder),
		FRONT_TEST(what_does_not_hurt_is_told_so),
		FRONT_TEST(pages_lead_to_each_other),
		FRONT_TEST(news_name_who_held_it_then),
		FRONT_TEST(news_of_others_are_passed_over),
		FRONT_TEST(networks_and_names_are_told_as_such),
		FRONT_TEST(everybody_in_a_network_is_counted),
		FRONT_TEST(a_damaged_question_is_refused),
	};

	return cmocka_run_group_tests_name("front/on_listings", tests, NULL, NULL);
}
