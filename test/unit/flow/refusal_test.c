/* Refusals: finding the reply and its codes in what was logged. */
#include "flow/refusal.h"
#include "model/refusal_rules.h"
#include "unit.h"

static struct refusal_rules rules;

static int begin(void **state)
{
	struct refusal_rule rule = { .meaning = REFUSAL_USER_UNKNOWN, .provider = REFUSAL_ANY };
	struct err err;

	(void)state;
	refusal_rules_init(&rules);
	assert_int_equal(refusal_rules_provider(&rules, STR("google"), &rule.provider, &err), 0);
	assert_int_equal(refusal_rules_server(&rules, STR(".google.com"), rule.provider, &err), 0);
	rule.provider = REFUSAL_ANY;
	assert_int_equal(refusal_rules_add(&rules, &rule, STR("x.1.1"), &err), 0);
	rule.meaning = REFUSAL_FULL;
	assert_int_equal(refusal_rules_add(&rules, &rule, STR("mailbox full"), &err), 0);
	rule.meaning = REFUSAL_BLOCKLISTED;
	assert_int_equal(refusal_rules_add(&rules, &rule, STR("blocked using {zone}"), &err), 0);
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
	const char *server, *code, *text, *provider, *said, *meaning, *listed;
	bool known;
} sample[] = {
	{"gmail-smtp-in.l.google.com", "5.1.1", "host g[1.2.3.4] said: 550-5.1.1 no such account",
         "google",												     "5.1.1",   "user unknown", "",         false},
	{ "mx.example",                "5.7.1",
         "host x said: 554 5.7.1 Client host [1.2.3.4] blocked using bl.x.org",                                    "", "5.7.1",
         "blocklisted",															   "bl.x.org", true },
	{ "mx.example",                "5.0.0", "host mx said: 550 go away",                                       "", "5.0.0",   "refused",      "",         false},
	{ "mx.example",                "",      "SMTP error from remote mail server after DATA: 452 mailbox full", "",
         "452",														   "mailbox full", "",         true },
	{ "mx.example",                "",      "SMTP error: 452 4.2.2 full",                                      "", "4.2.2",   "refused",      "",         false},
	{ "mx.example",                "5.0.0", "host mx said: 553 sorry, gone (#5.1.1)",                          "", "5.1.1",
         "user unknown",															  "",         false},
	{ "mx.example",                "5.0.0", "host mx said: 553 #5 #5.1 #5.1.1 x",                              "", "5.1.1",   "user unknown",
         "",																		  false},
	{ "mx.example",                "",      "SMTP error: 554 5.7.999 x",                                       "", "5.7.999", "refused",      "",         false},
};

static void refusals_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(sample); i++) {
		struct str text = unit_exact(str_of(sample[i].text));
		struct refusal r;

		assert_true(refusal_read(&rules, str_of(sample[i].server), str_of(sample[i].code),
					 text, &r));
		assert_str(r.provider, sample[i].provider);
		assert_str(r.code, sample[i].said);
		assert_str(r.meaning, sample[i].meaning);
		assert_str(r.listed_on, sample[i].listed);
		assert_int_equal(r.known, sample[i].known);
		free((void *)text.p);
	}
}

static void without_rules_the_code_is_told(void **state)
{
	struct refusal r;

	(void)state;
	assert_true(refusal_read(NULL, STR("mx"), STR("5.1.1"), STR("550 5.1.1 x"), &r));
	assert_str(r.code, "5.1.1");
	assert_str(r.meaning, "refused");
}

static void without_a_reply_there_is_none(void **state)
{
	static const char *const text[] = { "",
					    "connect to mx[1.2.3.4]:25: Connection timed out",
					    "Unrouteable address",
					    "5500 x",
					    "retry 45",
					    "550" };
	struct refusal r;

	(void)state;
	for (size_t i = 0; i < LEN(text); i++)
		if (refusal_read(&rules, STR("mx"), STR("4.4.1"), str_of(text[i]), &r))
			fail_msg("%s", text[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals_are_told),
		cmocka_unit_test(without_rules_the_code_is_told),
		cmocka_unit_test(without_a_reply_there_is_none),
	};
	return cmocka_run_group_tests_name("flow/refusal", tests, begin, end);
}
