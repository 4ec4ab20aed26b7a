/* Many rules: which of them decides. */
#include "model/refusal_rules.h"
#include "unit.h"

static struct refusal_rules rules;

static void add(enum refusal_meaning m, uint32_t provider, const char *text, bool own)
{
	struct refusal_rule rule = {
		.sort = REFUSAL_REPLY, .meaning = m, .provider = provider, .own = own
	};
	struct err err;

	if (refusal_rules_add(&rules, &rule, str_of(text), &err) < 0)
		fail_msg("%s: %s", text, err.text);
}

static void mark(enum refusal_sort sort, uint32_t provider, const char *list, const char *text)
{
	struct refusal_rule rule = {
		.sort = sort, .provider = provider, .list = str_of(list), .meaning = REFUSAL_UNKNOWN
	};
	struct err err;

	assert_int_equal(refusal_rules_add(&rules, &rule, str_of(text), &err), 0);
}

static int begin(void **state)
{
	struct err err;
	uint32_t a, b;

	(void)state;
	refusal_rules_init(&rules);
	assert_int_equal(refusal_rules_provider(&rules, STR("alpha"), &a, &err), 0);
	assert_int_equal(refusal_rules_provider(&rules, STR("beta"), &b, &err), 0);
	assert_int_equal(refusal_rules_server(&rules, STR(".Alpha.example"), a, &err), 0);
	assert_int_equal(refusal_rules_server(&rules, STR("mx.beta.example"), b, &err), 0);
	mark(REFUSAL_SAYS, b, "", "help.beta.example");
	mark(REFUSAL_CITES, REFUSAL_ANY, "bl.example", "bl.example");
	mark(REFUSAL_CITES, REFUSAL_ANY, "bl.example", "lists.example/query");
	add(REFUSAL_USER_UNKNOWN, REFUSAL_ANY, "no such user", false);
	add(REFUSAL_USER_UNKNOWN, REFUSAL_ANY, "x.1.1", false);
	add(REFUSAL_POLICY, REFUSAL_ANY, "x.7.x", false);
	add(REFUSAL_POLICY, REFUSAL_ANY, "message was rejected by our server", false);
	add(REFUSAL_FULL, REFUSAL_ANY, "quota", false);
	add(REFUSAL_RATE, a, "quota", false);
	add(REFUSAL_REPUTATION, a, "5.7.1", false);
	add(REFUSAL_BLOCKLISTED, REFUSAL_ANY, "blocked using {zone}", false);
	add(REFUSAL_LOOP, REFUSAL_ANY, "the own words", true);
	refusal_rules_seal(&rules);
	return 0;
}

static int end(void **state)
{
	(void)state;
	refusal_rules_done(&rules);
	return 0;
}

static const struct {
	const char *server, *reply, *enhanced, *text, *provider;
	enum refusal_meaning meaning;
	const char *list;
} sample[] = {
	{"mx.example",          "550", "",      "No such user",                       "",      REFUSAL_USER_UNKNOWN, ""},
	{ "mx.example",         "550", "5.7.1", "no such user",                       "",      REFUSAL_USER_UNKNOWN, ""},
	{ "mx.example",         "550", "5.1.1", "x",                                  "",      REFUSAL_USER_UNKNOWN, ""},
	{ "mx.example",         "550", "5.1.1", "message was rejected by our server", "",
         REFUSAL_USER_UNKNOWN,										       ""},
	{ "mx.example",         "550", "5.7.1", "message was rejected by our server", "",      REFUSAL_POLICY,
         ""													    },
	{ "mx.example",         "550", "5.7.9", "x",                                  "",      REFUSAL_POLICY,       ""},
	{ "mx.example",         "550", "",      "x",                                  "",      REFUSAL_UNKNOWN,      ""},
	{ "mx.example",         "550", "",      "over quota",                         "",      REFUSAL_FULL,         ""},
	{ "MX1.alpha.example.", "550", "",      "over quota",                         "alpha", REFUSAL_RATE,         ""},
	{ "alpha.example",      "550", "",      "over quota",                         "",      REFUSAL_FULL,         ""},
	{ "xalpha.example",     "550", "",      "over quota",                         "",      REFUSAL_FULL,         ""},
	{ "mx.beta.example",    "550", "",      "x",                                  "beta",  REFUSAL_UNKNOWN,      ""},
	{ "mx2.beta.example",   "550", "",      "x",                                  "",      REFUSAL_UNKNOWN,      ""},
	{ "mx.example",         "550", "",      "see help.beta.example/1",            "beta",  REFUSAL_UNKNOWN,      ""},
	{ "a.alpha.example",    "550", "",      "see help.beta.example/1",            "alpha", REFUSAL_UNKNOWN,      ""},
	{ "a.alpha.example",    "550", "5.7.1", "no such user",                       "alpha", REFUSAL_REPUTATION,   ""},
	{ "mx.example",         "554", "",      "blocked using Zone.example; x",      "",      REFUSAL_BLOCKLISTED,
         "Zone.example"												},
	{ "mx.example",         "554", "",      "blocked using key.bl.example; x",    "",      REFUSAL_BLOCKLISTED,
         "bl.example"												  },
	{ "mx.example",         "554", "",      "x http://lists.example/query/1",     "",      REFUSAL_BLOCKLISTED,
         "bl.example"												  },
	{ "mx.example",         "554", "",      "no such user, ask bl.example",       "",      REFUSAL_USER_UNKNOWN, ""},
	{ "mx.example",         "554", "",      "no such user, THE OWN words",        "",      REFUSAL_LOOP,         ""},
};

static void the_right_one_decides(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(sample); i++) {
		struct refusal_reply r =
			refusal_reply_of(str_of(sample[i].reply), str_of(sample[i].enhanced));
		struct str text = unit_exact(str_of(sample[i].text));
		struct refusal_found found;

		refusal_rules_find(&rules, str_of(sample[i].server), &r, text, &found);
		if (found.meaning != sample[i].meaning ||
		    !str_eq(found.provider, str_of(sample[i].provider)) ||
		    !str_eq(found.list, str_of(sample[i].list)))
			fail_msg("%s, %s: %.*s, %s, %.*s", sample[i].server, sample[i].text,
				 STR_ARG(found.provider), refusal_meaning_name(found.meaning),
				 STR_ARG(found.list));
		free((void *)text.p);
	}
}

static void without_rules_nothing_is_known(void **state)
{
	struct refusal_rules none = { 0 };
	struct refusal_reply r = { 550, 5, 1, 1 };
	struct refusal_found found;

	(void)state;
	refusal_rules_find(&none, STR("a.alpha.example"), &r, STR("no such user"), &found);
	assert_int_equal(found.meaning, REFUSAL_UNKNOWN);
	assert_int_equal(found.provider.n, 0);
}

/* What stands after the octets that are looked at is not seen. */
static void long_texts_are_cut(void **state)
{
	char text[REFUSAL_TEXT_MAX + 12];
	struct refusal_reply r = { 550, 0, 0, 0 };
	struct refusal_found found;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text + REFUSAL_TEXT_MAX - 12, "no such user", 12);
	refusal_rules_find(&rules, STR(""), &r, (struct str){ text, sizeof(text) }, &found);
	assert_int_equal(found.meaning, REFUSAL_USER_UNKNOWN);
	memset(text, 'x', sizeof(text));
	memcpy(text + REFUSAL_TEXT_MAX - 11, "no such user", 12);
	refusal_rules_find(&rules, STR(""), &r, (struct str){ text, sizeof(text) }, &found);
	assert_int_equal(found.meaning, REFUSAL_UNKNOWN);
}

static void a_server_is_one_provider_s(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(refusal_rules_server(&rules, STR(".alpha.example"), 0, &err), 0);
	assert_int_equal(refusal_rules_server(&rules, STR(".alpha.example"), 1, &err), -1);
	assert_string_equal(err.text, ".alpha.example is alpha's already");
	assert_int_equal(refusal_rules_server(&rules, STR("alpha"), 1, &err), -1);
}

static void there_is_an_end_to_rules(void **state)
{
	struct refusal_rule rule = { .provider = REFUSAL_ANY };
	struct err err;

	(void)state;
	while (rules.rules < REFUSAL_RULES_MAX)
		assert_int_equal(refusal_rules_add(&rules, &rule, STR("some text"), &err), 0);
	assert_int_equal(refusal_rules_add(&rules, &rule, STR("some text"), &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_right_one_decides, begin, end),
		cmocka_unit_test_setup_teardown(long_texts_are_cut, begin, end),
		cmocka_unit_test_setup_teardown(a_server_is_one_provider_s, begin, end),
		cmocka_unit_test_setup_teardown(there_is_an_end_to_rules, begin, end),
		cmocka_unit_test(without_rules_nothing_is_known),
	};
	return cmocka_run_group_tests_name("model/refusal_rules", tests, NULL, NULL);
}
