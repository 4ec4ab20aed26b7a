/* PTR names: which are generic, and who of several decides. */
#include "unit.h"

#include "model/ptr_name.h"

static const struct {
	const char *ip, *name;
	bool generic;
} names[] = {
	{"192.0.2.17",        "mail.hoster.example",                                false},
	{ "192.0.2.17",       "mx17.hoster.example",                                false},
	{ "192.0.2.17",       "web-2-17.hoster.example",                            false},
	{ "192.0.2.17",       "example.org",					false},
	{ "192.0.2.17",       "dynamic.example",                                    false},
	{ "192.0.2.17",       "liverpool.hoster.example",                           false},
	{ "192.0.2.17",       "smtp3.2.0.192-trap.example",                         false},
	{ "192.0.2.17",       "192-0-2-17.hoster.example",                          true },
	{ "192.0.2.17",       "ip-192-0-2-17.eu.hoster.example",                    true },
	{ "192.0.2.17",       "17.2.0.192.hoster.example",                          true },
	{ "192.0.2.17",       "static.17.2.0.192.clients.hoster.example",           true },
	{ "192.0.2.17",       "host17.2.0.hoster.example",                          true },
	{ "192.0.2.17",       "192.000.002.017.hoster.example",                     true },
	{ "192.0.2.17",       "192000002017.hoster.example",                        true },
	{ "192.0.2.17",       "c0000211.hoster.example",                            true },
	{ "192.0.2.17",       "h3221226001.hoster.example",                         true },
	{ "192.0.2.17",       "host7.DYN.hoster.example",                           true },
	{ "192.0.2.17",       "dsl-3.pool.hoster.example",                          true },
	{ "192.0.2.17",       "localhost",					  true },
	{ "192.0.2.17",       "",						   true },
	{ "192.0.2.17",       "192-0-2-18.hoster.example",                          true }, /* three in a row */
	{ "192.0.2.17",       "10-9-8-7.hoster.example",                            false},
	{ "2001:db8::25",     "mail.hoster.example",                                false},
	{ "2001:db8::25",     "face.hoster.example",                                false},
	{ "2001:db8::25",     "2001-db8--25.hoster.example",                        true },
	{ "2001:db8:1:2::25", "20010db8000100020000000000000025.v6.hoster.example", true },
	{ "2001:db8:1:2::25", "2001-0db8-0001-0002.customer.hoster.example",        true },
};

static void generic_names_are_told_from_own_ones(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(names); i++) {
		struct ip ip;
		struct str exact = unit_exact(str_of(names[i].name));

		assert_int_equal(ip_parse(str_of(names[i].ip), &ip, NULL), 0);
		if (ptr_name_generic(exact, ip) != names[i].generic)
			fail_msg("%s of %s", names[i].name, names[i].ip);
		free((void *)(uintptr_t)exact.p);
	}
}

#define OWN                                                                                        \
	{                                                                                          \
		"mail.hoster.example", 19                                                          \
	}
#define POOL                                                                                       \
	{                                                                                          \
		"192-0-2-17.hoster.example", 25                                                    \
	}

static const struct {
	const char *label;
	struct ptr_name_facts name[3];
	size_t n;
	enum ptr_verdict verdict;
	size_t best;
} judged[] = {
	{"no name",                    { { OWN, false, false } }, 0, PTR_MISSING,     0},
	{ "own and confirmed",         { { OWN, true, false } },  1, PTR_OK,          0},
	{ "own, leads elsewhere",      { { OWN, false, false } }, 1, PTR_UNCONFIRMED, 0},
	{ "a pool's name",             { { POOL, true, false } }, 1, PTR_GENERIC,     0},
	{ "could not be had",          { { OWN, false, true } },  1, PTR_UNKNOWN,     0},
	{ "the best of them decides",
         { { POOL, true, false }, { OWN, true, false } },
         2,							  PTR_OK,
         1									     },
	{ "unknown beats unconfirmed",
         { { OWN, false, false }, { OWN, false, true } },
         2,							  PTR_UNKNOWN,
         1									     },
	{ "generic beats unknown",
         { { OWN, false, true }, { POOL, true, false } },
         2,							  PTR_GENERIC,
         1									     },
};

static void several_names_are_judged_by_the_best(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(judged); i++) {
		size_t best = 9;
		enum ptr_verdict v =
			ptr_judge(ip4(192, 0, 2, 17), judged[i].name, judged[i].n, &best);

		if (v != judged[i].verdict || best != judged[i].best)
			fail_msg("%s: %s, %zu", judged[i].label, ptr_verdict_name(v), best);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generic_names_are_told_from_own_ones),
		cmocka_unit_test(several_names_are_judged_by_the_best),
	};

	return cmocka_run_group_tests_name("model/ptr_name", tests, NULL, NULL);
}
