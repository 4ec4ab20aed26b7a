/* Advice over a database: who is free, what stood against them, and in which order. */
#include "front/on_advise.h"

#include "front/front_unit.h"

#include "msg/ask_advise.h"

static struct json_doc *ask(enum advise_for purpose, uint32_t most, enum err_kind *kind)
{
	const struct ask_advise wish = { purpose, most };
	struct buf AUTO(buf_done) body;

	buf_init(&body, FRAME_BODY_MAX);
	msg_put_advise(&body, &wish);
	return front_ask(on_advise, MSG_ADVISE, buf_str(&body), kind);
}

static const struct json *find(const struct json *list, const char *address)
{
	for (size_t i = 0; i < json_count(list); i++)
		if (str_eq(front_text(json_at(list, i), "address"), str_of(address)))
			return json_at(list, i);
	return NULL;
}

static void free_addresses_are_ranked(void **state)
{
	struct listing now = front_listing("192.0.2.0", LISTING_OPEN, 10);
	struct listing old = front_listing("192.0.2.1", LISTING_ENDED, 100);
	const struct json *list;
	struct json_doc *doc;
	enum err_kind kind;

	(void)state;
	old.until = front_ago(60);
	front_save(&now, LISTING_BEGAN, 10);
	front_save(&old, LISTING_BEGAN, 100);
	doc = ask(ADVISE_ANY, 1000, &kind);
	assert_int_equal(kind, ERR_NONE);
	assert_int_equal(front_int(json_root(doc), "looked"), 256);
	assert_int_equal(front_int(json_root(doc), "free"), 256 - 8 - 1);
	list = json_get(json_root(doc), "addresses");
	assert_null(find(list, "192.0.2.7"));
	assert_null(find(list, "192.0.2.64"));
	assert_str(front_text(json_at(list, 0), "address"), "192.0.2.2");
	assert_str(front_text(json_at(list, json_count(list) - 1), "address"), "192.0.2.0");
	assert_str(front_text(json_at(list, json_count(list) - 2), "address"), "192.0.2.1");
	assert_str(front_text(json_at(list, json_count(list) - 3), "address"), "192.0.2.8");
	assert_str(front_text(find(list, "192.0.2.8"), "last_customer"), "C1");
	assert_int_equal(json_count(json_get(find(list, "192.0.2.0"), "reasons")), 3);
	json_free(doc);
	doc = ask(ADVISE_MAIL, 3, &kind);
	assert_int_equal(json_count(json_get(json_root(doc), "addresses")), 3);
	json_free(doc);
}

static void nothing_free_is_gone(void **state)
{
	enum err_kind kind;

	(void)state;
	front_empty();
	json_free(ask(ADVISE_ANY, 10, &kind));
	assert_int_equal(kind, ERR_GONE);
	assert_null(front_ask(on_advise, MSG_ADVISE, STR("x"), &kind));
	assert_int_equal(kind, ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRONT_TEST(free_addresses_are_ranked),
		FRONT_TEST(nothing_free_is_gone),
	};

	return cmocka_run_group_tests_name("front/on_advise", tests, NULL, NULL);
}
