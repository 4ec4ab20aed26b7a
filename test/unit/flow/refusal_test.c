/* Refusals: whose server, which code, what it means. */
#include "flow/refusal.h"
#include "unit.h"

static const struct {
	const char *server, *code, *text, *provider, *said, *meaning, *listed;
} sample[] = {
	{"gmail-smtp-in.l.google.com",     "5.1.1", "host g[1.2.3.4] said: 550-5.1.1 no such account",
         "Google",													  "5.1.1",   "user unknown", ""        },
	{ "x.mail.protection.outlook.com", "5.7.1",
         "host x said: 550 5.7.1 Service unavailable, Client host [1.2.3.4] blocked using "
	  "Spamhaus.",											 "Microsoft", "5.7.1",   "blocklisted",  "Spamhaus"},
	{ "mx.example",                    "5.0.0", "host mx said: 550 go away",                               "",          "5.0.0",   "other",        ""        },
	{ "mx.example",                    "",      "SMTP error from remote mail server after DATA: 452 full", "",          "452",
         "refused",																    ""        },
	{ "mx.example",                    "",      "SMTP error: 452 4.2.2 full",                              "",          "4.2.2",   "mailbox full", ""        },
	{ "mx.example",                    "",      "SMTP error: 554 5.7.999 x",                               "",          "5.7.999", "policy",       ""        },
};

static void refusals_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(sample); i++) {
		struct str text = unit_exact(str_of(sample[i].text));
		struct refusal r;

		assert_true(
			refusal_read(str_of(sample[i].server), str_of(sample[i].code), text, &r));
		assert_str(r.provider, sample[i].provider);
		assert_str(r.code, sample[i].said);
		assert_str(r.meaning, sample[i].meaning);
		assert_str(r.listed_on, sample[i].listed);
		free((void *)text.p);
	}
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
		if (refusal_read(STR("mx"), STR("4.4.1"), str_of(text[i]), &r))
			fail_msg("%s", text[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals_are_told),
		cmocka_unit_test(without_a_reply_there_is_none),
	};
	return cmocka_run_group_tests_name("flow/refusal", tests, NULL, NULL);
}
