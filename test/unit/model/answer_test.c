/* Judging replies: every row of the table, and that their order holds. */
#include "unit.h"

#include "model/answer.h"

#define A(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

static struct list_code set_codes[] = {
	{A(127,  0,   0,   2),   A(127, 0,   0,   2),   LIST_BLOCK,   5, false, STR_INIT("SBL")},
	{ A(127, 0,   0,   3),   A(127, 0,   0,   3),   LIST_BLOCK,   4, false, STR_INIT("CSS")},
	{ A(127, 0,   0,   10),  A(127, 0,   0,   11),  LIST_POLICY,  3, false, STR_INIT("PBL")},
	{ A(127, 255, 255, 254), A(127, 255, 255, 254), LIST_REFUSAL, 0, false,
         STR_INIT("public resolver")							   },
};
static struct list_code karma_codes[] = {
	{A(127,  0, 0, 1), A(127, 0, 0, 1), LIST_WHITE, 0, false, STR_INIT("white")},
	{ A(127, 0, 0, 2), A(127, 0, 0, 2), LIST_BLOCK, 2, false, STR_INIT("black")},
};
static struct list_code bit_codes[] = {
	{1,  1, LIST_REFUSAL, 0, false, STR_INIT("over quota")},
	{ 2, 2, LIST_BLOCK,   4, false, STR_INIT("black")     },
	{ 4, 4, LIST_BLOCK,   2, false, STR_INIT("grey")      },
	{ 8, 8, LIST_BLOCK,   3, false, STR_INIT("red")       },
};
static struct list_code bot_codes[] = {
	{1, 1, LIST_BLOCK, 3, false, STR_INIT("bot")},
};
static struct list_code score_codes[] = {
	{A(127, 0, 4, 0), A(127, 0, 4, 100), LIST_NEUTRAL, 0, false, STR_INIT("score")},
};
static struct list_code ordinal_codes[] = {
	{A(127,  0, 0, 10), A(127, 0, 0, 12), LIST_BLOCK,   3, false, STR_INIT("bad")    },
	{ A(127, 0, 0, 13), A(127, 0, 0, 16), LIST_NEUTRAL, 0, false, STR_INIT("neutral")},
	{ A(127, 0, 0, 17), A(127, 0, 0, 20), LIST_WHITE,   0, false, STR_INIT("good")   },
};
static struct list_code trust_codes[] = {
	{A(127,  0, 0,  255), A(127, 0, 0,  255), LIST_REFUSAL, 0, false, STR_INIT("over quota")},
	{ A(127, 0, 10, 3),   A(127, 0, 10, 3),   LIST_WHITE,   0, true,  STR_INIT("high")      },
	{ A(127, 0, 2,  0),   A(127, 0, 15, 3),   LIST_WHITE,   0, false, STR_INIT("trusted")   },
};

#define LIST_OF(how, table)                                                                        \
	{                                                                                          \
		.zone = STR_INIT("bl.example"), .apex = STR_INIT("bl.example"), .v4 = true,        \
		.style = how, .codes = table, .n_codes = LEN(table)                                \
	}
static const struct list set = LIST_OF(LIST_SET, set_codes);
static const struct list karma = LIST_OF(LIST_SET, karma_codes);
static const struct list bits = LIST_OF(LIST_BITS, bit_codes);
static const struct list bot = LIST_OF(LIST_BITS, bot_codes);
static const struct list score = LIST_OF(LIST_SCORE, score_codes);
static const struct list ordinal = LIST_OF(LIST_ORDINAL, ordinal_codes);
static const struct list trust = LIST_OF(LIST_TRUST, trust_codes);

struct want {
	enum answer_verdict verdict;
	enum answer_why why;
	enum list_kind kind;
	size_t n_codes;
};

static void check(const char *label, const struct list *l, const struct reply_facts *f,
		  struct want want)
{
	struct answer a = answer_judge(l, f);

	if (a.verdict != want.verdict || a.why != want.why || a.kind != want.kind ||
	    a.n_codes != want.n_codes)
		fail_msg("%s: %s (%s), %s, %zu codes", label, answer_verdict_name(a.verdict),
			 answer_why_name(a.why), list_kind_name(a.kind), a.n_codes);
}

#define SOA_OF(name)                                                                               \
	.has_soa = true, .soa_owner = STR_INIT(name), .soa_ttl = 900, .soa_minimum = 300

static const struct {
	const char *label;
	struct reply_facts f;
	struct want want;
} without_records[] = {
	{"timeout",			{ .fate = REPLY_TIMEOUT },             { ANSWER_UNKNOWN, WHY_TRANSPORT, 0, 0 }},
	{ "unreachable",                   { .fate = REPLY_UNREACHABLE },         { ANSWER_UNKNOWN, WHY_TRANSPORT, 0, 0 }},
	{ "garbage",
         { .fate = REPLY_GARBLED, .aa = true },
         { ANSWER_UNKNOWN, WHY_TRANSPORT, 0, 0 }									 },
	{ "other question",
         { .fate = REPLY_MISMATCH, .aa = true },
         { ANSWER_UNKNOWN, WHY_TRANSPORT, 0, 0 }									 },
	{ "truncated",
         { .tc = true, .aa = true, SOA_OF("bl.example") },
         { ANSWER_UNKNOWN, WHY_TRANSPORT, 0, 0 }									 },
	{ "servfail",
         { .rcode = 2, SOA_OF("bl.example") },
         { ANSWER_UNKNOWN, WHY_TRANSPORT, 0, 0 }									 },
	{ "refused",		       { .rcode = 5 },                        { ANSWER_UNKNOWN, WHY_REFUSED, 0, 0 }  },
	{ "formerr",		       { .rcode = 1 },                        { ANSWER_UNKNOWN, WHY_REFUSED, 0, 0 }  },
	{ "notimp",			{ .rcode = 4 },                        { ANSWER_UNKNOWN, WHY_REFUSED, 0, 0 }  },
	{ "notauth",		       { .rcode = 9, .aa = true },            { ANSWER_UNKNOWN, WHY_REFUSED, 0, 0 }  },
	{ "no such name",
         { .rcode = 3, .aa = true, SOA_OF("bl.example") },
         { ANSWER_CLEAN, WHY_NONE, 0, 0 }										},
	{ "no data",		       { .aa = true, SOA_OF("BL.Example.") }, { ANSWER_CLEAN, WHY_NONE, 0, 0 }       },
	{ "cached by a resolver",
         { .rcode = 3, SOA_OF("bl.example") },
         { ANSWER_CLEAN, WHY_NONE, 0, 0 }										},
	{ "a zone of its own below",
         { .rcode = 3, .aa = true, SOA_OF("2.bl.example") },
         { ANSWER_CLEAN, WHY_NONE, 0, 0 }										},
	{ "the parent denies",
         { .rcode = 3, .aa = true, SOA_OF("example") },
         { ANSWER_UNKNOWN, WHY_ZONE_GONE, 0, 0 }									 },
	{ "the root denies",
         { .rcode = 3, .aa = true, SOA_OF("") },
         { ANSWER_UNKNOWN, WHY_ZONE_GONE, 0, 0 }									 },
	{ "the root denies, with its dot",
         { .rcode = 3, .aa = true, SOA_OF(".") },
         { ANSWER_UNKNOWN, WHY_ZONE_GONE, 0, 0 }									 },
	{ "the parent has no data",
         { .aa = true, SOA_OF("example") },
         { ANSWER_UNKNOWN, WHY_ZONE_GONE, 0, 0 }									 },
	{ "a stranger of similar name",
         { .rcode = 3, .aa = true, SOA_OF("xbl.example") },
         { ANSWER_UNKNOWN, WHY_ZONE_GONE, 0, 0 }									 },
	{ "authority without a SOA",       { .rcode = 3, .aa = true },            { ANSWER_CLEAN, WHY_NONE, 0, 0 }       },
	{ "a referral",                    { .rcode = 0 },                        { ANSWER_UNKNOWN, WHY_UNPROVEN, 0, 0 } },
	{ "a bare denial",                 { .rcode = 3 },                        { ANSWER_UNKNOWN, WHY_UNPROVEN, 0, 0 } },
};

static void replies_without_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(without_records); i++)
		check(without_records[i].label, &set, &without_records[i].f,
		      without_records[i].want);
}

static const struct {
	const char *label;
	const struct list *list;
	uint32_t addr[3]; /* up to the first 0 */
	struct want want;
} records[] = {
	{"a code",			    &set,   { A(127, 0, 0, 2) },   { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 1 } },
	{ "policy",			   &set,   { A(127, 0, 0, 11) },  { ANSWER_LISTED, WHY_NONE, LIST_POLICY, 1 }},
	{ "policy and abuse",
         &set,
         { A(127, 0, 0, 10), A(127, 0, 0, 3) },
         { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 2 }								     },
	{ "parked",			   &set,   { A(203, 0, 113, 9) }, { ANSWER_UNKNOWN, WHY_REWRITTEN, 0, 1 }    },
	{ "parked beside a code",
         &set,
         { A(127, 0, 0, 2), A(203, 0, 113, 9) },
         { ANSWER_UNKNOWN, WHY_REWRITTEN, 0, 2 }									},
	{ "operator's error",
         &set,
         { A(127, 255, 255, 254) },
         { ANSWER_UNKNOWN, WHY_OPERATOR, 0, 1 }									 },
	{ "an error nobody knows",
         &set,
         { A(127, 255, 255, 7) },
         { ANSWER_UNKNOWN, WHY_OPERATOR, 0, 1 }									 },
	{ "error beside a code",
         &set,
         { A(127, 0, 0, 2), A(127, 255, 255, 255) },
         { ANSWER_UNKNOWN, WHY_OPERATOR, 0, 2 }									 },
	{ "outside comes before errors",
         &set,
         { A(127, 255, 255, 254), A(10, 0, 0, 1) },
         { ANSWER_UNKNOWN, WHY_REWRITTEN, 0, 2 }									},
	{ "127.255.254.x is only new",
         &set,
         { A(127, 255, 254, 2) },
         { ANSWER_UNKNOWN, WHY_NEW_CODE, 0, 1 }									 },
	{ "blocked",			  &set,   { A(127, 0, 0, 1) },   { ANSWER_UNKNOWN, WHY_BLOCKED, 0, 1 }      },
	{ "blocked beside a code",
         &set,
         { A(127, 0, 0, 1), A(127, 0, 0, 2) },
         { ANSWER_UNKNOWN, WHY_BLOCKED, 0, 2 }									  },
	{ "new code",			 &set,   { A(127, 0, 0, 77) },  { ANSWER_UNKNOWN, WHY_NEW_CODE, 0, 1 }     },
	{ "name collision",                   &set,   { A(127, 0, 53, 53) }, { ANSWER_UNKNOWN, WHY_NEW_CODE, 0, 1 }     },
	{ "new code beside a known one",
         &set,
         { A(127, 0, 0, 77), A(127, 0, 0, 3) },
         { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 2 }								     },
	{ "127.0.0.1 that means something",
         &karma,
         { A(127, 0, 0, 1) },
         { ANSWER_LISTED, WHY_NONE, LIST_WHITE, 1 }								     },
	{ "white and black",
         &karma,
         { A(127, 0, 0, 1), A(127, 0, 0, 2) },
         { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 2 }								     },
	{ "one bit",			  &bits,  { A(127, 0, 0, 4) },   { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 1 } },
	{ "two bits",			 &bits,  { A(127, 0, 0, 10) },  { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 2 } },
	{ "quota bit",			&bits,  { A(127, 0, 0, 1) },   { ANSWER_UNKNOWN, WHY_QUOTA, 0, 1 }        },
	{ "quota bit beside a bit",
         &bits,
         { A(127, 0, 0, 3) },
         { ANSWER_UNKNOWN, WHY_QUOTA, 0, 2 }									    },
	{ "bit 1 that is a listing",
         &bot,
         { A(127, 0, 0, 1) },
         { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 1 }								     },
	{ "new bit",			  &bits,  { A(127, 0, 0, 64) },  { ANSWER_UNKNOWN, WHY_NEW_CODE, 0, 1 }     },
	{ "new bit beside a known one",
         &bits,
         { A(127, 0, 0, 66) },
         { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 2 }								     },
	{ "no bit",			   &bits,  { A(127, 0, 0, 0) },   { ANSWER_UNKNOWN, WHY_NEW_CODE, 0, 1 }     },
	{ "bits elsewhere",                   &bits,  { A(127, 0, 1, 2) },   { ANSWER_UNKNOWN, WHY_NEW_CODE, 0, 1 }     },
	{ "a score",			  &score, { A(127, 0, 4, 98) },  { ANSWER_CLEAN, WHY_NONE, LIST_NEUTRAL, 1 }},
	{ "no score",			 &score, { A(127, 0, 4, 101) }, { ANSWER_UNKNOWN, WHY_NEW_CODE, 0, 1 }     },
	{ "the worst step",
         &ordinal,
         { A(127, 0, 0, 10) },
         { ANSWER_LISTED, WHY_NONE, LIST_BLOCK, 1 }								     },
	{ "a middling step",
         &ordinal,
         { A(127, 0, 0, 14) },
         { ANSWER_CLEAN, WHY_NONE, LIST_NEUTRAL, 1 }								    },
	{ "a middling step beside a new one",
         &ordinal,
         { A(127, 0, 0, 14), A(127, 0, 0, 99) },
         { ANSWER_UNKNOWN, WHY_NEW_CODE, 0, 2 }									 },
	{ "a good step",
         &ordinal,
         { A(127, 0, 0, 20) },
         { ANSWER_LISTED, WHY_NONE, LIST_WHITE, 1 }								     },
	{ "trusted",			  &trust, { A(127, 0, 5, 1) },   { ANSWER_LISTED, WHY_NONE, LIST_WHITE, 1 } },
	{ "trust over quota",                 &trust, { A(127, 0, 0, 255) }, { ANSWER_UNKNOWN, WHY_QUOTA, 0, 1 }        },
	{ "trust that is believed when rare",
         &trust,
         { A(127, 0, 10, 3) },
         { ANSWER_LISTED, WHY_NONE, LIST_WHITE, 1 }								     },
};

static void replies_with_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(records); i++) {
		struct reply_facts f = { .aa = true, .ttl = 60 };

		while (f.n_addrs < 3 && records[i].addr[f.n_addrs]) {
			f.addr[f.n_addrs] = records[i].addr[f.n_addrs];
			f.n_addrs++;
		}
		check(records[i].label, records[i].list, &f, records[i].want);
	}
}

static void records_win_over_no_such_name(void **state)
{
	struct reply_facts f = { .rcode = 3,
				 .aa = true,
				 .n_addrs = 1,
				 .ttl = 60,
				 .addr = { A(127, 0, 0, 2) },
				 SOA_OF("bl.example") };
	struct answer a = answer_judge(&set, &f);

	(void)state;
	assert_int_equal(a.verdict, ANSWER_LISTED);
	assert_true(a.odd);
	assert_int_equal(a.keep.us, SPAN_S(60).us);
	f.rcode = 0;
	assert_false(answer_judge(&set, &f).odd);
}

static void severity_is_of_the_gravest_code(void **state)
{
	struct reply_facts f = {
		.n_addrs = 2, .addr = {A(127, 0, 0, 3), A(127, 0, 0, 2)}
	};

	(void)state;
	assert_int_equal(answer_judge(&set, &f).severity, 5);
	f.addr[1] = A(127, 0, 0, 10);
	assert_int_equal(answer_judge(&set, &f).severity, 4);
	assert_false(
		answer_is_policy(&(struct answer){ .verdict = ANSWER_CLEAN, .kind = LIST_POLICY }));
	f.n_addrs = 1;
	f.addr[0] = A(127, 0, 0, 10);
	struct answer a = answer_judge(&set, &f);
	assert_true(answer_is_policy(&a));
}

static void clean_is_kept_for_the_shorter_time(void **state)
{
	struct reply_facts f = { .rcode = 3, .aa = true, SOA_OF("bl.example") };

	(void)state;
	assert_int_equal(answer_judge(&set, &f).keep.us, SPAN_S(300).us);
	f.soa_minimum = 5000;
	assert_int_equal(answer_judge(&set, &f).keep.us, SPAN_S(900).us);
	f.has_soa = false;
	assert_int_equal(answer_judge(&set, &f).keep.us, 0);
}

static void scores_are_numbers(void **state)
{
	struct reply_facts f = { .n_addrs = 1, .addr = { A(127, 0, 4, 98) } };

	(void)state;
	assert_int_equal(answer_judge(&score, &f).score, 98);
	f.addr[0] = A(127, 0, 4, 0);
	assert_int_equal(answer_judge(&score, &f).score, 0);
	f.addr[0] = A(127, 0, 0, 2);
	assert_int_equal(answer_judge(&set, &f).score, -1);
	assert_int_equal(answer_judge(&score, &f).score, -1); /* not in the table */
}

static void more_records_than_are_kept(void **state)
{
	struct reply_facts f = { .n_addrs = REPLY_ADDRS_MAX };
	struct answer a;

	(void)state;
	for (size_t i = 0; i < REPLY_ADDRS_MAX; i++)
		f.addr[i] = A(127, 0, 0, 255);
	a = answer_judge(&bits, &f);
	assert_int_equal(a.n_codes, ANSWER_CODES_MAX);
	assert_int_equal(a.why, WHY_QUOTA);
	f.n_addrs = REPLY_ADDRS_MAX + 1; /* one past it is not looked at */
	assert_int_equal(answer_judge(&bits, &f).why, WHY_QUOTA);
}

/* The refusal decides even if it is behind as many codes as are kept. */
static void a_late_refusal_counts(void **state)
{
	struct reply_facts f = { .n_addrs = REPLY_ADDRS_MAX };

	(void)state;
	for (size_t i = 0; i < REPLY_ADDRS_MAX; i++)
		f.addr[i] = A(127, 0, 0, 254);
	f.addr[REPLY_ADDRS_MAX - 1] = A(127, 0, 0, 1);
	assert_int_equal(answer_judge(&bits, &f).why, WHY_QUOTA);
}

static const struct {
	const char *want;
	struct reply_facts f;
} sentence[] = {
	{"no answer",									 { .fate = REPLY_TIMEOUT }        },
	{ "the name server cannot be reached",						{ .fate = REPLY_UNREACHABLE }    },
	{ "the answer is no DNS message",						     { .fate = REPLY_GARBLED }        },
	{ "the answer is about something else",                                               { .fate = REPLY_MISMATCH }       },
	{ "the answer is truncated",							  { .tc = true }                   },
	{ "the name server failed (SERVFAIL)",						{ .rcode = 2 }                   },
	{ "the name server answers FORMERR",						  { .rcode = 1 }                   },
	{ "the name server answers NOTIMP",						   { .rcode = 4 }                   },
	{ "the name server answers REFUSED",						  { .rcode = 5 }                   },
	{ "the name server answers NOTAUTH",						  { .rcode = 9 }                   },
	{ "the name server answers an error",						 { .rcode = 15 }                  },
	{ "the zone is gone: example answers for it",                                         { .rcode = 3, SOA_OF("example") }},
	{ "the zone is gone: the root answers for it",                                        { .rcode = 3, SOA_OF("") }       },
	{ "denied without authority",							 { .rcode = 3 }                   },
	{ "the answer is an ordinary address (parked domain or lying resolver): 203.0.113.9",
         { .n_addrs = 2, .addr = { A(127, 0, 0, 2), A(203, 0, 113, 9) } }                                                      },
	{ "the operator answers with an error code: 127.255.255.254, public resolver",
         { .n_addrs = 1, .addr = { A(127, 255, 255, 254) } }								   },
	{ "the question was blocked or intercepted on its way: 127.0.0.1",
         { .n_addrs = 1, .addr = { A(127, 0, 0, 1) } }									 },
	{ "the code is not in the table of this list: 127.0.0.77",
         { .n_addrs = 1, .addr = { A(127, 0, 0, 77) } }									},
};

static void sentences(void **state)
{
	char text[ANSWER_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < LEN(sentence); i++) {
		struct answer a = answer_judge(&set, &sentence[i].f);

		assert_string_equal(answer_why_text(&a, &sentence[i].f, text), sentence[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_without_records),
		cmocka_unit_test(replies_with_records),
		cmocka_unit_test(records_win_over_no_such_name),
		cmocka_unit_test(severity_is_of_the_gravest_code),
		cmocka_unit_test(clean_is_kept_for_the_shorter_time),
		cmocka_unit_test(scores_are_numbers),
		cmocka_unit_test(more_records_than_are_kept),
		cmocka_unit_test(a_late_refusal_counts),
		cmocka_unit_test(sentences),
	};

	return cmocka_run_group_tests_name("model/answer", tests, NULL, NULL);
}
