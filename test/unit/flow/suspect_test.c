/* Suspicion: who is, who is not, and each bound from both sides. */
#include "flow/suspect.h"
#include "unit.h"

#define BIT(r) (1u << SUSPECT_##r)

static const struct {
	const char *label;
	struct suspect_facts f;
	uint32_t reasons;
	bool suspected;
} account[] = {
	{"nothing",			  { .class = MAIL_LOGIN },                                            0,         false},
	{ "a mark",			  { .class = MAIL_SCRIPT, .messages = 1, .marked = true },            BIT(MARK), true },
	{ "no message",                      { .class = MAIL_SCRIPT, .marked = true },                           BIT(MARK), false},
	{ "an automatic answer's mark",
         { .class = MAIL_REPLY, .messages = 1, .marked = true },
         BIT(MARK),
         true														    },
	{ "a relay",
         { .class = MAIL_RELAY, .messages = 999, .bounced = 900, .spam = 900 },
         0,														 false},
	{ "a bounce",
         { .class = MAIL_BOUNCE, .messages = 999, .bounced = 900, .unknown = 900 },
         0,														 false},
	{ "a list",			  { .class = MAIL_LIST, .messages = 9, .bounced = 900, .spam = 900 }, 0,         false},
	{ "a list from everywhere",
         { .class = MAIL_LIST, .messages = 9, .networks = 10 },
         BIT(NETWORKS),
         true														    },
	{ "content, much",
         { .class = MAIL_LOGIN, .messages = 30, .sent = 70, .bounced = 30, .spam = 30 },
         BIT(SPAM),
         true														    },
	{ "content, some",
         { .class = MAIL_LOGIN, .messages = 30, .sent = 71, .bounced = 29, .spam = 29 },
         BIT(SPAM),
         false														   },
	{ "content, little",
         { .class = MAIL_LOGIN, .messages = 30, .sent = 91, .bounced = 9, .spam = 9 },
         0,														 false},
	{ "content, a small share",
         { .class = MAIL_LOGIN,
	    .messages = 30,
	    .sent = 989,
	    .deferred = 1,
	    .bounced = 98,
	    .spam = 98 },
         0,														 false},
	{ "content and unknown",
         { .class = MAIL_LOGIN,
	    .messages = 9,
	    .sent = 70,
	    .bounced = 30,
	    .spam = 10,
	    .unknown = 20 },
         BIT(SPAM) | BIT(UNKNOWN),
         true														    },
	{ "unknown",
         { .class = MAIL_LOGIN, .messages = 9, .sent = 80, .bounced = 20, .unknown = 20 },
         BIT(UNKNOWN),
         false														   },
	{ "unknown, a small share",
         { .class = MAIL_LOGIN, .messages = 9, .sent = 81, .bounced = 20, .unknown = 20 },
         0,														 false},
	{ "unknown, few",
         { .class = MAIL_LOGIN, .messages = 9, .bounced = 19, .unknown = 19, .domains = 60 },
         BIT(DOMAINS),
         false														   },
	{ "unknown, in many domains",
         { .class = MAIL_LOGIN, .messages = 9, .bounced = 20, .unknown = 20, .domains = 50 },
         BIT(UNKNOWN) | BIT(DOMAINS),
         true														    },
	{ "a newsletter on a list",
         { .class = MAIL_LOGIN,
	    .messages = 2000,
	    .sent = 1000,
	    .bounced = 1000,
	    .listed = 1000,
	    .senders = 2000,
	    .domains = 900,
	    .change = { 2000, 9, 0 } },
         BIT(LISTED) | BIT(SENDERS) | BIT(DOMAINS) | BIT(VOLUME),
         false														   },
	{ "some networks",
         { .class = MAIL_LOGIN, .messages = 9, .networks = 5 },
         BIT(NETWORKS),
         false														   },
	{ "few networks",
         { .class = MAIL_LOGIN, .messages = 9, .networks = 4, .domains = 50 },
         BIT(DOMAINS),
         false														   },
	{ "networks and countries",
         { .class = MAIL_LOGIN, .messages = 9, .networks = 5, .countries = 3 },
         BIT(NETWORKS) | BIT(COUNTRIES),
         true														    },
	{ "guessed, then busy",
         { .class = MAIL_LOGIN, .messages = 200, .guessed = 20, .change = { 100, 3, 10 } },
         BIT(GUESSED) | BIT(VOLUME),
         true														    },
	{ "not much more than usual",
         { .class = MAIL_LOGIN, .messages = 200, .guessed = 20, .change = { 109, 3, 11 } },
         BIT(GUESSED),
         false														   },
	{ "a short log",
         { .class = MAIL_LOGIN, .messages = 200, .guessed = 20, .change = { 500, 2, 0 } },
         BIT(GUESSED),
         false														   },
	{ "few in the hour",
         { .class = MAIL_LOGIN, .messages = 200, .guessed = 19, .change = { 99, 9, 0 } },
         0,														 false},
	{ "few senders among many messages",
         { .class = MAIL_LOGIN, .messages = 51, .senders = 10 },
         0,														 false},
	{ "many senders",
         { .class = MAIL_LOGIN, .messages = 50, .senders = 10 },
         BIT(SENDERS),
         false														   },
};

static void accounts_are_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(account); i++) {
		struct suspicion s = suspect_judge(&account[i].f);

		if (s.reasons != account[i].reasons || s.suspected != account[i].suspected)
			fail_msg("%s: reasons %x, weight %u", account[i].label, s.reasons,
				 s.weight);
	}
}

static void reasons_have_names(void **state)
{
	(void)state;
	for (int r = 0; r < SUSPECT_REASONS; r++)
		assert_true(strlen(suspect_reason_name((enum suspect_reason)r)) > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accounts_are_judged),
		cmocka_unit_test(reasons_have_names),
	};
	return cmocka_run_group_tests_name("flow/suspect", tests, NULL, NULL);
}
