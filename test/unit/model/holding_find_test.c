/* Who held a name: what is asked for, names above, machines, moves. */
#include "base/rng.h"
#include "model/holding_find.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *text;
	int kind; /* -1: refused */
	const char *name, *machine;
	int port;
} said[] = {
	{"192.0.2.1",                 WHO_ADDRESS, "",              "",           -1},
	{ " 192.0.2.1:25 ",           WHO_ADDRESS, "",              "",           25},
	{ "2001:db8::1",              WHO_ADDRESS, "",              "",           -1},
	{ "[2001:db8::1]",            WHO_ADDRESS, "",              "",           -1},
	{ "[2001:db8::1]:80",         WHO_ADDRESS, "",              "",           80},
	{ "::ffff:192.0.2.1",         WHO_ADDRESS, "",              "",           -1},
	{ "192.0.2.1/32",             WHO_ADDRESS, "",              "",           -1},
	{ "192.0.2.300",              -1,          NULL,            NULL,         0 },
	{ "192.0.2.1:70000",          -1,          NULL,            NULL,         0 },
	{ "[2001:db8::1",             -1,          NULL,            NULL,         0 },
	{ "[2001:db8::1]80",          -1,          NULL,            NULL,         0 },
	{ "192.0.2.0/24",             -1,          NULL,            NULL,         0 },
	{ "2001:db8::/32",            -1,          NULL,            NULL,         0 },
	{ "",			 -1,          NULL,            NULL,         0 },
	{ "Shop.Example.",            WHO_DOMAIN,  "shop.example",  "",           -1},
	{ "info@Shop.Example",        WHO_MAILBOX, "shop.example",  "",           -1},
	{ "\"a@b\"@shop.example",     WHO_MAILBOX, "shop.example",  "",           -1},
	{ "info@",		    -1,          NULL,            NULL,         0 },
	{ "web12",		    WHO_USER,    "web12",         "",           -1},
	{ "m1:web12",                 WHO_USER,    "web12",         "m1",         -1},
	{ ":web12",                   -1,          NULL,            NULL,         0 },
	{ "/srv/www//shop/",          WHO_PATH,    "/srv/www/shop", "",           -1},
	{ "m1.example:/srv/www/shop", WHO_PATH,    "/srv/www/shop", "m1.example", -1},
	{ "192.0.2.9/24",             -1,          NULL,            NULL,         0 },
	{ "192.0.2.9/33",             -1,          NULL,            NULL,         0 },
	{ "192.0.2.9-192.0.2.3",      -1,          NULL,            NULL,         0 },
	{ "2001:db8::g",              -1,          NULL,            NULL,         0 },
	{ "/1.2/3",                   WHO_PATH,    "/1.2/3",        "",           -1},
	{ "12:/1:2:3",                WHO_PATH,    "/1:2:3",        "12",         -1},
	{ "srv/www",                  -1,          NULL,            NULL,         0 },
};

static void questions_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(said); i++) {
		struct arena mem = { 0 };
		struct str text = unit_exact(str_of(said[i].text));
		struct who_ask ask;
		struct err err = { 0 };
		int rc = who_parse(&mem, text, &ask, &err);

		if ((rc < 0) != (said[i].kind < 0))
			fail_msg("\"%s\": %s", said[i].text, rc ? err.text : "taken");
		if (rc == 0 && ((int)ask.kind != said[i].kind || ask.port != said[i].port ||
				!str_eq(ask.name, str_of(said[i].name)) ||
				!str_eq(ask.machine, str_of(said[i].machine))))
			fail_msg("\"%s\": kind %d, name \"%.*s\"", said[i].text, ask.kind,
				 STR_ARG(ask.name));
		free((void *)text.p);
		arena_done(&mem);
	}
}

/* What was meant as an address is told as one, and not as a name that is wrong. */
static void addresses_are_told_as_such(void **state)
{
	static const struct {
		const char *text, *says;
	} wrong[] = {
		{"192.0.2.9/24",         "host bits set"        },
		{ "192.0.2.9/33",        "0 to 32"              },
		{ "192.0.2.9-192.0.2.3", "ends before it begins"},
		{ "2001:db8::g",         "IPv4 or IPv6 address" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct arena mem = { 0 };
		struct who_ask ask;
		struct err err = { 0 };

		assert_int_equal(who_parse(&mem, str_of(wrong[i].text), &ask, &err), -1);
		if (!strstr(err.text, wrong[i].says))
			fail_msg("\"%s\": %s", wrong[i].text, err.text);
		arena_done(&mem);
	}
}

static const struct {
	const char *text, *keys;
} above[] = {
	{"a.b.example",
         "domain a.b.example, mailbox a.b.example, domain b.example, domain example"},
	{ "x@b.example", "mailbox b.example, domain b.example, domain example"      },
	{ "/srv/www",    "path /srv/www, path /srv, path /"                         },
	{ "/",           "path /"						   },
	{ "web12",       "user web12"					       },
	{ "192.0.2.1",   ""							 },
};

static void names_above_are_listed(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(above); i++) {
		struct holding_key keys[HOLDING_NAMES_MAX];
		struct buf AUTO(buf_done) got;
		struct arena mem = { 0 };
		struct who_ask ask;
		size_t n;

		buf_init(&got, 1000);
		assert_int_equal(who_parse(&mem, str_of(above[i].text), &ask, NULL), 0);
		n = holding_keys(&ask, keys);
		for (size_t k = 0; k < n; k++)
			buf_fmt(&got, "%s%s %.*s", k ? ", " : "", holding_kind_name(keys[k].kind),
				STR_ARG(keys[k].name));
		assert_str(buf_str(&got), above[i].keys);
		arena_done(&mem);
	}
}

static void deep_names_keep_their_roots(void **state)
{
	struct holding_key keys[HOLDING_NAMES_MAX];
	struct buf AUTO(buf_done) path;
	struct arena mem = { 0 };
	struct who_ask ask;
	size_t n;

	(void)state;
	buf_init(&path, 1000);
	for (int i = 0; i < 100; i++)
		buf_add(&path, STR("/d"));
	assert_int_equal(who_parse(&mem, buf_str(&path), &ask, NULL), 0);
	n = holding_keys(&ask, keys);
	assert_true(n <= HOLDING_NAMES_MAX);
	assert_str(keys[n - 1].name, "/");
	assert_str(keys[n - 2].name, "/d");
	arena_done(&mem);
}

/* days; until -1 is for ever */
static const struct {
	enum holding_kind kind;
	const char *name, *customer, *machine;
	int from, until;
} have[] = {
	{HOLDING_DOMAIN,   "a.example",      "anna", "m1", 0, -1},
	{ HOLDING_DOMAIN,  "shop.a.example", "ben",  "m2", 0, 10},
	{ HOLDING_MAILBOX, "mail.example",   "mia",  "m1", 0, -1},
	{ HOLDING_DOMAIN,  "mail.example",   "dora", "m2", 0, -1},
	{ HOLDING_DOMAIN,  "two.example",    "carl", "m1", 0, -1},
	{ HOLDING_DOMAIN,  "two.example",    "carl", "m2", 3, -1},
	{ HOLDING_DOMAIN,  "moved.example",  "old",  "m1", 0, 5 },
	{ HOLDING_DOMAIN,  "moved.example",  "new",  "m2", 5, -1},
	{ HOLDING_USER,    "web1",           "anna", "m1", 0, -1},
	{ HOLDING_USER,    "web1",           "ben",  "m2", 0, -1},
	{ HOLDING_PATH,    "/srv/www",       "all",  "m1", 0, -1},
	{ HOLDING_PATH,    "/srv/www/shop",  "anna", "m1", 0, -1},
	{ HOLDING_PATH,    "/srv/www/shop",  "ben",  "m2", 0, -1},
	{ HOLDING_DOMAIN,  "gone.example",   "gus",  "m1", 0, 5 },
};

static const struct {
	const char *text;
	int at_hours;
	const char *want; /* customer odds, ...; + several; < last */
} asked[] = {
	{"a.example",                  24,      "anna 1.00"            },
	{ "www.a.example",             24,      "anna 1.00"            },
	{ "shop.a.example",            24,      "ben 1.00"             },
	{ "x.shop.a.example",          24,      "ben 1.00"             },
	{ "x.shop.a.example",          11 * 24, "anna 1.00"            },
	{ "xa.example",                24,      ""                     },
	{ "info@mail.example",         24,      "mia 1.00"             },
	{ "mail.example",              24,      "dora 1.00"            },
	{ "info@a.example",            24,      "anna 1.00"            },
	{ "two.example",               24,      "carl 1.00"            },
	{ "two.example",               96,      "carl 1.00 carl 1.00 +"},
	{ "moved.example",             24,      "old 1.00"             },
	{ "moved.example",             120,     "old 0.50 new 0.50"    },
	{ "web1",		      24,      "anna 1.00 ben 1.00 +" },
	{ "m2:web1",                   24,      "ben 1.00"             },
	{ "m3:web1",                   24,      ""                     },
	{ "m1:/srv/www/shop/wp/x.php", 24,      "anna 1.00"            },
	{ "m1:/srv/www/shopping",      24,      "all 1.00"             },
	{ "/srv/www/shop/x.php",       24,      "anna 1.00 ben 1.00 +" },
	{ "gone.example",              240,     "- 1.00 < gus"         },
	{ "gone.example",              120,     "gus 0.50 - 0.50"      },
	{ "gone.example",              -24,     "- 1.00"               },
	{ "never.example",             24,      ""                     },
};

static void tell(const struct holding_answer *a, struct buf *out)
{
	for (size_t i = 0; i < a->n; i++)
		buf_fmt(out, "%s%.*s %.2f", i ? " " : "",
			STR_ARG(a->share[i].holding ? a->share[i].holding->customer : STR("-")),
			a->share[i].odds);
	if (a->several)
		buf_add(out, STR(" +"));
	if (a->last)
		buf_fmt(out, " < %.*s", STR_ARG(a->last->customer));
}

static void names_are_found(void **state)
{
	struct holding h[LEN(have)];
	const struct holding *all[LEN(have)];

	(void)state;
	for (size_t i = 0; i < LEN(have); i++) {
		h[i] = (struct holding){ .kind = have[i].kind,
					 .name = str_of(have[i].name),
					 .customer = str_of(have[i].customer),
					 .machine = str_of(have[i].machine),
					 .from = { have[i].from * INT64_C(86400000000) },
					 .until = { have[i].until * INT64_C(86400000000) },
					 .known_until = WHEN_NEVER };
		if (have[i].until < 0)
			h[i].until = WHEN_NEVER;
		all[i] = &h[i];
	}
	for (size_t i = 0; i < LEN(asked); i++) {
		struct buf AUTO(buf_done) got;
		struct arena mem = { 0 };
		struct who_ask ask;
		struct holding_answer a;

		buf_init(&got, 1000);
		assert_int_equal(who_parse(&mem, str_of(asked[i].text), &ask, NULL), 0);
		ask.at.us = asked[i].at_hours * INT64_C(3600000000);
		holding_decide(all, LEN(have), &ask, &a);
		tell(&a, &got);
		if (!str_eq(buf_str(&got), str_of(asked[i].want)))
			fail_msg("%s at %d: %.*s", asked[i].text, asked[i].at_hours,
				 STR_ARG(buf_str(&got)));
		arena_done(&mem);
	}
}

/* The rule for domains in its plainest form: of all held names that are the asked one or end
 * in "." and it, the longest that is held then; far from boundaries. */
static void the_longest_name_wins(void **state)
{
	struct rng rng = rng_of(5);

	(void)state;
	for (int round = 0; round < 3000; round++) {
		enum { N = 12 };
		char name[N][24];
		struct holding h[N];
		const struct holding *all[N];
		const struct holding *want = NULL;
		struct holding_answer a;
		struct who_ask ask = { .kind = WHO_DOMAIN,
				       .name = STR("d.c.b.a"),
				       .at = { 5 },
				       .known_at = WHEN_NEVER,
				       .skew = { 0 } };
		static const char *const some[] = {
			"d.c.b.a", "c.b.a", "b.a", "a", "x.b.a", "cb.a"
		};
		size_t n = rng_below(&rng, N);

		for (size_t i = 0; i < n; i++) {
			int64_t from = (int64_t)rng_below(&rng, 10);
			bool holds;

			(void)snprintf(name[i], sizeof(name[i]), "%s",
				       some[rng_below(&rng, LEN(some))]);
			h[i] = (struct holding){ .kind = HOLDING_DOMAIN,
						 .name = str_of(name[i]),
						 .customer = STR("c"),
						 .from = { from },
						 .until = { from + 1 +
							    (int64_t)rng_below(&rng, 9) },
						 .known_until = WHEN_NEVER };
			all[i] = &h[i];
			holds = h[i].from.us <= 5 && 5 < h[i].until.us &&
				str_ends(STR(".d.c.b.a"), h[i].name) &&
				STR(".d.c.b.a").p[8 - h[i].name.n - 1] == '.';
			if (holds && (!want || h[i].name.n > want->name.n))
				want = &h[i];
		}
		holding_decide(all, n, &ask, &a);
		if (!want)
			assert_true(a.n == 0 || !a.share[0].holding);
		else
			assert_true(a.n && a.share[0].holding &&
				    str_eq(a.share[0].holding->name, want->name));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_are_read),
		cmocka_unit_test(addresses_are_told_as_such),
		cmocka_unit_test(names_above_are_listed),
		cmocka_unit_test(deep_names_keep_their_roots),
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(the_longest_name_wins),
	};

	return cmocka_run_group_tests_name("model/holding_find", tests, NULL, NULL);
}
