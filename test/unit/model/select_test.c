/* Choosing lists: each reason, and which of two wins. */
#include "unit.h"

#include "model/select.h"

#define ZONE(name) .zone = STR_INIT(name), .operator= STR_INIT("op"), .v4 = true

static const struct list lists[] = {
	{ZONE("free.example"),                .budget = { .per_s = 10 }                              },
	{ ZONE("dead.example"),               .dead_why = STR_INIT("emptied"),
         .dead_since = STR_INIT("2024-06-05") },
	{ ZONE("off.example"),				  .off = true								     },
	{ ZONE("key.example"),				  .terms = LIST_BY_KEY,  .terms_text = STR_INIT("register") },
	{ ZONE("haskey.example"), .terms = LIST_BY_KEY,                                                      .key = STR_INIT("abc"),
         .part_of = STR_INIT("nothing.example") },
	{ ZONE("public.example"),               .terms = LIST_NON_COMMERCIAL,.accepted = true,
         .part_of = STR_INIT("haskey.example") },
	{ ZONE("sub.example"),				  .part_of = STR_INIT("public.example")                                                                  },
	{ ZONE("noncom.example"),                   .terms = LIST_NON_COMMERCIAL                                                       },
	{ ZONE("registered.example"),                .terms = LIST_REGISTERED},
	{ ZONE("contract.example"),             .terms = LIST_BY_CONTRACT                     },
	{ ZONE("hearsay.example"),         .evidence = LIST_MEMORY                        },
	{ ZONE("disputed.example"),           .evidence = LIST_DISPUTED                            },
	{ .zone = STR_INIT("six.example"),            .operator= STR_INIT("six"),                                    .v6 = true },
	{ .zone = STR_INIT("names.example"),           .operator= STR_INIT("n"),                               .subject = LIST_NAMES },
	{ ZONE("copied.example"),    .copy = STR_INIT("/var/copy"),                      .terms = LIST_NON_COMMERCIAL },
	{ ZONE("range.example"),				  .unit = LIST_BY_24						       },
};

enum { N = LEN(lists) };

static void choose(struct choice *c, const struct select_wish *wish)
{
	memset(c, 0, N * sizeof(*c));
	for (size_t i = 0; i < N; i++)
		c[i].list = &lists[i];
	select_lists(c, N, wish);
}

static const struct choice *of(const struct choice *c, const char *zone)
{
	for (size_t i = 0; i < N; i++)
		if (str_eq(c[i].list->zone, str_of(zone)))
			return &c[i];
	fail_msg("no list %s", zone);
	return NULL;
}

#define assert_why(c, zone, want)                                                                  \
	assert_string_equal(select_why_name(of(c, zone)->why), select_why_name(want))

static void by_default(void **state)
{
	const struct select_wish wish = { .v4_each = 1024, .v4_24s = 4 };
	struct choice c[N];

	(void)state;
	choose(c, &wish);
	assert_why(c, "free.example", SELECT_ASKED);
	assert_why(c, "dead.example", SELECT_DEAD);
	assert_why(c, "off.example", SELECT_OFF);
	assert_why(c, "key.example", SELECT_KEY);
	assert_why(c, "haskey.example", SELECT_ASKED);
	assert_why(c, "public.example", SELECT_SIBLING);
	assert_why(c, "sub.example", SELECT_SIBLING); /* through public, which is not asked */
	assert_why(c, "noncom.example", SELECT_TERMS);
	assert_why(c, "registered.example", SELECT_TERMS);
	assert_why(c, "contract.example", SELECT_TERMS);
	assert_why(c, "hearsay.example", SELECT_UNPROVEN);
	assert_why(c, "disputed.example", SELECT_UNPROVEN);
	assert_why(c, "six.example", SELECT_FAMILY);
	assert_why(c, "names.example", SELECT_SUBJECT);
	assert_why(c, "copied.example", SELECT_COPY);
	assert_why(c, "range.example", SELECT_ASKED);
	assert_int_equal(of(c, "range.example")->questions, 4);
	assert_int_equal(of(c, "free.example")->questions, 1024);
	/* free, haskey and range: 2052 questions of one operator; free's own pace is 10/s */
	assert_int_equal(of(c, "free.example")->takes.us, SPAN_MS(205200).us);
}

static void by_name(void **state)
{
	static const struct str named[] = {
		STR_INIT("noncom.example"),   STR_INIT("HEARSAY.example"),
		STR_INIT("dead.example"),     STR_INIT("key.example"),
		STR_INIT("sub.example"),      STR_INIT("haskey.example"),
		STR_INIT("contract.example"), STR_INIT("off.example")
	};
	const struct select_wish wish = {
		.v4_each = 256, .v4_24s = 1, .named = named, .n_named = LEN(named)
	};
	struct choice c[N];

	(void)state;
	choose(c, &wish);
	assert_why(c, "free.example", SELECT_UNNAMED);
	assert_why(c, "noncom.example", SELECT_ASKED);
	assert_why(c, "hearsay.example", SELECT_ASKED);
	assert_why(c, "dead.example", SELECT_DEAD);
	assert_why(c, "key.example", SELECT_KEY);
	assert_why(c, "sub.example", SELECT_ASKED); /* although haskey contains it */
	assert_why(c, "contract.example", SELECT_TERMS);
	assert_why(c, "off.example", SELECT_ASKED);
}

static void by_subject_and_family(void **state)
{
	const struct select_wish six = { .v6_64s = 10 };
	const struct select_wish names = { .names = 7 };
	struct choice c[N];

	(void)state;
	choose(c, &six);
	assert_why(c, "six.example", SELECT_ASKED);
	assert_int_equal(of(c, "six.example")->questions, 10);
	assert_why(c, "free.example", SELECT_FAMILY);
	choose(c, &names);
	assert_why(c, "names.example", SELECT_ASKED);
	assert_int_equal(of(c, "names.example")->questions, 7);
	assert_why(c, "free.example", SELECT_SUBJECT);
}

static void proof_makes_a_list_askable(void **state)
{
	const struct select_wish wish = { .v4_each = 1, .v4_24s = 1 };
	struct choice c = { .list = &lists[10], .proven = true };

	(void)state;
	select_lists(&c, 1, &wish);
	assert_int_equal(c.why, SELECT_ASKED);
	c.proven = false;
	select_lists(&c, 1, &wish);
	assert_int_equal(c.why, SELECT_UNPROVEN);
}

static void sentences(void **state)
{
	const struct select_wish wish = { .v4_each = 1, .v4_24s = 1 };
	struct choice c[N];
	char text[SELECT_TEXT_MAX];

	(void)state;
	choose(c, &wish);
	assert_string_equal(select_text(of(c, "dead.example"), text),
			    "dead since 2024-06-05: emptied");
	assert_string_equal(select_text(of(c, "key.example"), text),
			    "needs a key, and none is configured: register");
	assert_string_equal(select_text(of(c, "public.example"), text),
			    "contained in haskey.example, which is asked");
	assert_string_equal(select_text(of(c, "free.example"), text), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_default),
		cmocka_unit_test(by_name),
		cmocka_unit_test(by_subject_and_family),
		cmocka_unit_test(proof_makes_a_list_askable),
		cmocka_unit_test(sentences),
	};

	return cmocka_run_group_tests_name("model/select", tests, NULL, NULL);
}
