/* Lists as values: unknown zones, keys that stay secret, units, owners. */
#include "unit.h"

#include "model/answer.h"

static void an_unknown_zone(void **state)
{
	struct arena mem = { 0 };
	struct list l;
	static const struct {
		uint32_t code;
		enum answer_verdict want;
		enum answer_why why;
	} row[] = {
		{0x7f000002,  ANSWER_LISTED,  WHY_NONE     },
		{ 0x7f000003, ANSWER_LISTED,  WHY_NONE     },
		{ 0x7f0000ff, ANSWER_LISTED,  WHY_NONE     },
		{ 0x7f000001, ANSWER_UNKNOWN, WHY_BLOCKED  },
		{ 0x7f000000, ANSWER_UNKNOWN, WHY_NEW_CODE },
		{ 0x7f000102, ANSWER_UNKNOWN, WHY_NEW_CODE },
		{ 0x7fffffff, ANSWER_UNKNOWN, WHY_OPERATOR },
		{ 0x7fffff02, ANSWER_UNKNOWN, WHY_OPERATOR },
		{ 0xc0000201, ANSWER_UNKNOWN, WHY_REWRITTEN},
	};

	(void)state;
	list_unknown_zone(&mem, STR("bl.example"), &l);
	for (size_t i = 0; i < LEN(row); i++) {
		struct reply_facts f = { .n_addrs = 1, .addr = { row[i].code } };
		struct answer a = answer_judge(&l, &f);

		if (a.verdict != row[i].want || a.why != row[i].why)
			fail_msg("%08x: %s, %s", row[i].code, answer_verdict_name(a.verdict),
				 answer_why_name(a.why));
	}
	assert_true(l.v4 && l.v6);
	assert_int_equal(l.n_listed, 2);
	assert_true(ip_eq(l.listed[0].ip, ip4(127, 0, 0, 2)));
	struct ip six;
	assert_int_equal(ip_parse(STR("::ffff:7f00:2"), &six, NULL), 0);
	assert_true(ip_eq(l.listed[1].ip, six));
	assert_int_equal(ip_parse(STR("::ffff:7f00:1"), &six, NULL), 0);
	assert_true(ip_eq(l.clean[1].ip, six));
	assert_true(l.budget.per_s && l.budget.per_day);
	list_unknown_zone(&mem, STR("BL.Example."), &l); /* the same list, the same budget */
	assert_str(l.zone, "bl.example");
	assert_str(l.operator, "bl.example");
	assert_true(list_owns(&l, STR("bl.example")));
	arena_done(&mem);
}

static void the_key_is_asked_and_never_shown(void **state)
{
	struct list l = { .zone = STR("zen.dq.example"), .key = STR("s3cretkey") };
	struct buf b;

	(void)state;
	buf_init(&b, 512);
	list_zone_asked(&l, &b);
	assert_str(buf_str(&b), "s3cretkey.zen.dq.example");
	assert_str(list_name_shown(&l), "zen.dq.example");
	buf_clear(&b);
	list_redact(&l, STR("2.0.0.127.S3cretKey.zen.dq.example and s3cretkeys3cretkey s3cret"),
		    &b);
	assert_str(buf_str(&b), "2.0.0.127.KEY.zen.dq.example and KEYKEY s3cret");
	l.key = STR("");
	buf_clear(&b);
	list_zone_asked(&l, &b);
	assert_str(buf_str(&b), "zen.dq.example");
	buf_clear(&b);
	list_redact(&l, STR("unchanged"), &b);
	assert_str(buf_str(&b), "unchanged");
	buf_done(&b);
}

static void units_of_questions(void **state)
{
	struct list l = { .v4 = true };
	struct ip six;
	char text[RANGE_TEXT_MAX + 1];

	(void)state;
	assert_int_equal(ip_parse(STR("2001:db8:1:2:3::4"), &six, NULL), 0);
	assert_string_equal(range_text(list_unit_of(&l, ip4(192, 0, 2, 7)), text), "192.0.2.7");
	l.unit = LIST_BY_24;
	assert_string_equal(range_text(list_unit_of(&l, ip4(192, 0, 2, 7)), text), "192.0.2.0/24");
	assert_string_equal(range_text(list_unit_of(&l, six), text), "2001:db8:1:2::/64");
	assert_true(list_takes(&l, ip4(192, 0, 2, 7)));
	assert_false(list_takes(&l, six));
	l.v6 = true;
	assert_true(list_takes(&l, six));
	assert_false(list_takes(&l, (struct ip){ 0 }));
	l.subject = LIST_NAMES;
	assert_false(list_takes(&l, six));
}

static void removal_pages(void **state)
{
	struct list l = { .removal = STR("https://bl.example/{ip}?a={ip} {i") };
	struct buf b;

	(void)state;
	buf_init(&b, 200);
	list_removal(&l, ip4(192, 0, 2, 7), &b);
	assert_str(buf_str(&b), "https://bl.example/192.0.2.7?a=192.0.2.7 {i");
	buf_clear(&b);
	l.removal = STR("");
	list_removal(&l, ip4(192, 0, 2, 7), &b);
	assert_str(buf_str(&b), "");
	buf_done(&b);
}

static void owners(void **state)
{
	struct list l = { .apex = STR("bl.example.org") };

	(void)state;
	assert_true(list_owns(&l, STR("bl.example.org")));
	assert_true(list_owns(&l, STR("BL.Example.ORG.")));
	assert_true(list_owns(&l, STR("key.bl.example.org")));
	assert_false(list_owns(&l, STR("example.org")));
	assert_false(list_owns(&l, STR("xbl.example.org")));
	assert_false(list_owns(&l, STR("")));
	assert_false(list_owns(&l, STR(".")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_zone),
		cmocka_unit_test(the_key_is_asked_and_never_shown),
		cmocka_unit_test(units_of_questions),
		cmocka_unit_test(owners),
		cmocka_unit_test(removal_pages),
	};

	return cmocka_run_group_tests_name("model/list", tests, NULL, NULL);
}
