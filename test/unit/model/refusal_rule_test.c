/* One rule: how it is read, what is refused, and where it holds. */
#include "model/refusal_rule.h"
#include "unit.h"

#include "base/buf.h"

static const struct {
	const char *pattern, *reply, *enhanced, *text;
	bool holds;
} rule[] = {
	{"550",		      "550", "",        "",					       true },
	{ "550",		     "554", "",        "",					       false},
	{ "55x",		     "554", "",        "",					       true },
	{ "4xx",		     "421", "4.7.0",   "",					       true },
	{ "4xx",		     "550", "",        "",					       false},
	{ "5.7.1",		   "550", "5.7.1",   "",					       true },
	{ "5.7.1",		   "550", "5.7.10",  "",					       false},
	{ "x.7.26",                  "421", "4.7.26",  "",					       true },
	{ "5.7.606-649",             "550", "5.7.606", "",					       true },
	{ "5.7.606-649",             "550", "5.7.649", "",					       true },
	{ "5.7.606-649",             "550", "5.7.650", "",					       false},
	{ "x.7.x",		   "550", "5.7.999", "",					       true },
	{ "x.7.x",		   "550", "5.2.1",   "",					       false},
	{ "x.7.x",		   "550", "",        "",					       false},
	{ "550 5.7.1 no such user",  "550", "5.7.1",   "No  such\tUSER here",                            true },
	{ "550 5.7.1 no such user",  "550", "5.1.1",   "no such user",                                   false},
	{ "rejected by * policy",    "550", "",        "was rejected by our policy",                     true },
	{ "rejected by * policy",    "550", "",        "policy: rejected by us",                         false},
	{ "likely unsolicited mail", "550", "5.7.1",
         "550-5.7.1 this message is likely 550-5.7.1 unsolicited mail",                                  true },
	{ "likely unsolicited mail", "550", "5.7.1",   "likely\\n550-5.7.1 unsolicited\\nmail",
         true												 },
	{ "blocked using {zone}",    "554", "",        "Blocked using bl.example.org; see",              true },
	{ "blocked using {zone}",    "554", "",        "blocked using our list",                         false},
	{ "blocked using {zone}",    "554", "",        "blocked using 192.0.2.1",                        false},
	{ "blocked using {zone}",    "554", "",        "blocked using x, blocked using bl.example.org.",
         true												 },
};

static bool holds(const char *pattern, struct refusal_reply r, struct str text, struct str *zone)
{
	struct arena mem = { 0 };
	struct refusal_pattern p;
	char room[1024];
	uint16_t from[1024];
	struct err err;
	bool yes;

	if (refusal_pattern_read(&mem, str_of(pattern), &p, &err) < 0)
		fail_msg("%s: %s", pattern, err.text);
	text.n = refusal_fold(text, room, from, sizeof(room));
	text.p = room;
	yes = refusal_codes_hold(&p.codes, &r) && refusal_pattern_holds(&p, text, zone);
	arena_done(&mem);
	return yes;
}

static void rules_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(rule); i++) {
		struct refusal_reply r =
			refusal_reply_of(str_of(rule[i].reply), str_of(rule[i].enhanced));
		struct str text = unit_exact(str_of(rule[i].text));
		struct str zone = { NULL, 0 };

		if (holds(rule[i].pattern, r, text, &zone) != rule[i].holds)
			fail_msg("%s, %s", rule[i].pattern, rule[i].text);
		free((void *)text.p);
	}
}

static const struct {
	const char *pattern, *why;
} fault[] = {
	{"",						 "codes or a text were expected"             },
	{ "550 abc",					 "a text wants 4 letters or more in a row"   },
	{ "a*b*c",					   "a text wants 4 letters or more in a row"   },
	{ "****",					    "a text wants 4 letters or more in a row"   },
	{ "{zone}",					  "{zone} wants a text before it"             },
	{ "listed by * {zone}",                              NULL					},
	{ "listed by *{zone}",			       "{zone} wants a text before it"             },
	{ "{zone} lists you",				"{zone} may stand at the end, and only once"},
	{ "one1*two2*three*four*five*sixx*seven*eight",      NULL                                        },
	{ "one1*two2*three*four*five*sixx*seven*eight*nine", "more than 8 pieces between \"*\""          },
};

static void faults_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(fault); i++) {
		struct arena mem = { 0 };
		struct refusal_pattern p;
		struct err err = { 0 };
		int rc = refusal_pattern_read(&mem, str_of(fault[i].pattern), &p, &err);

		if ((rc < 0) != (fault[i].why != NULL))
			fail_msg("%s", fault[i].pattern);
		if (rc < 0)
			assert_string_equal(err.text, fault[i].why);
		arena_done(&mem);
	}
}

static void a_long_text_is_refused(void **state)
{
	char text[REFUSAL_PATTERN_MAX + 1];
	struct arena mem = { 0 };
	struct refusal_pattern p;
	struct err err;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(
		refusal_pattern_read(&mem, (struct str){ text, sizeof(text) - 1 }, &p, &err), 0);
	assert_int_equal(refusal_pattern_read(&mem, (struct str){ text, sizeof(text) }, &p, &err),
			 -1);
	arena_done(&mem);
}

static uint32_t weight(const char *pattern)
{
	struct arena mem = { 0 };
	struct refusal_pattern p;
	struct err err;
	uint32_t w;

	assert_int_equal(refusal_pattern_read(&mem, str_of(pattern), &p, &err), 0);
	w = refusal_pattern_weight(&p);
	arena_done(&mem);
	return w;
}

/* Each asks for more than the one after it. */
static void more_said_weighs_more(void **state)
{
	static const char *const order[] = { "550 5.1.1 no such user here",
					     "no such user here",
					     "no such user",
					     "550 5.1.1",
					     "5.1.1",
					     "5.1.1-4",
					     "5.1.x",
					     "550" };

	(void)state;
	for (size_t i = 1; i < LEN(order); i++)
		if (weight(order[i - 1]) <= weight(order[i]))
			fail_msg("%s, %s", order[i - 1], order[i]);
	assert_true(weight("s3150") > weight("blocked by us"));
}

static void meanings_have_words(void **state)
{
	struct buf AUTO(buf_done) words;
	enum refusal_meaning m = REFUSAL_UNKNOWN;

	(void)state;
	buf_init(&words, 1000);
	refusal_meaning_words(&words);
	assert_false(words.full);
	for (int i = REFUSAL_UNKNOWN + 1; i < REFUSAL_MEANINGS; i++) {
		struct str rest = buf_str(&words);
		struct str word = { NULL, 0 };

		for (int k = REFUSAL_UNKNOWN; k < i; k++)
			assert_true(str_cut(&rest, ',', &word));
		assert_true(refusal_meaning_of(str_trim(word), &m));
		assert_int_equal(m, i);
	}
	assert_false(refusal_meaning_of(STR("refused"), &m));
	assert_false(refusal_meaning_of(STR("user unknown"), &m));
}

/* Where each octet of the folded text stood. */
static void folding_keeps_places(void **state)
{
	char room[32];
	uint16_t from[32];
	size_t n = refusal_fold(STR("  550-A\n\nB \\nc"), room, from, sizeof(room));

	(void)state;
	assert_str(((struct str){ room, n }), "a b c");
	assert_int_equal(from[0], 6);
	assert_int_equal(from[2], 9);
	assert_int_equal(from[4], 13);
	assert_int_equal(refusal_fold(STR("abcdef"), room, from, 3), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_hold),
		cmocka_unit_test(faults_are_told),
		cmocka_unit_test(a_long_text_is_refused),
		cmocka_unit_test(more_said_weighs_more),
		cmocka_unit_test(meanings_have_words),
		cmocka_unit_test(folding_keeps_places),
	};
	return cmocka_run_group_tests_name("model/refusal_rule", tests, NULL, NULL);
}
