/* PTR look-ups: every verdict over a scripted resolver, and more addresses than at once. */
#include "fake_resolver.h"

#include "sweep/ptr.h"
#include "sweep/resolvers.h"

static const struct script script[] = {
	{"1.2.0.192.in-addr.arpa",      DNS_PTR, 0,            { "mail.hoster.test" },                   NULL  },
	{ "mail.hoster.test",           DNS_A,   0,            { "192.0.2.9", "192.0.2.1" },             NULL  },
	{ "2.2.0.192.in-addr.arpa",     DNS_PTR, 0,            { NULL },                                 "test"},
	{ "3.2.0.192.in-addr.arpa",     DNS_PTR, 0,            { "away.hoster.test" },                   NULL  },
	{ "away.hoster.test",           DNS_A,   0,            { "198.51.100.1" },                       NULL  },
	{ "4.2.0.192.in-addr.arpa",     DNS_PTR, 0,            { "4-2-0-192.pool.hoster.test" },         NULL  },
	{ "4-2-0-192.pool.hoster.test", DNS_A,   0,            { "192.0.2.4" },                          NULL  },
	{ "5.2.0.192.in-addr.arpa",     DNS_PTR, DNS_SERVFAIL, { NULL },                                 NULL  },
	{ "6.2.0.192.in-addr.arpa",     DNS_PTR, 0,            { "lame.hoster.test" },                   NULL  },
	{ "lame.hoster.test",           DNS_A,   DNS_REFUSED,  { NULL },                                 NULL  },
	{ "7.2.0.192.in-addr.arpa",     DNS_PTR, 0,            { "away.hoster.test", "mx.hoster.test" }, NULL  },
	{ "mx.hoster.test",             DNS_A,   0,            { "192.0.2.7" },                          NULL  },
	{ "8.2.0.192.in-addr.arpa",
         DNS_PTR,				0,
         { "1.test", "2.test", "3.test", "4.test", "5.test", "6.test", "7.test", "8.test",
	    "mx8.hoster.test" },
         NULL												  },
	{ "mx8.hoster.test",            DNS_A,   0,            { "192.0.2.8" },                          NULL  },
};

static const struct {
	enum ptr_verdict verdict;
	const char *name, *why;
} want[] = {
	{PTR_MISSING,      "",			   NULL      }, /* .0: no such name */
	{ PTR_OK,          "mail.hoster.test",           NULL      },
	{ PTR_MISSING,     "",			   NULL      },
	{ PTR_UNCONFIRMED, "away.hoster.test",           NULL      },
	{ PTR_GENERIC,     "4-2-0-192.pool.hoster.test", NULL      },
	{ PTR_UNKNOWN,     "",			   "SERVFAIL"},
	{ PTR_UNKNOWN,     "lame.hoster.test",           "REFUSED" },
	{ PTR_OK,          "mx.hoster.test",             NULL      },
	{ PTR_UNCONFIRMED, "1.test",                     NULL      }, /* the ninth is not looked at */
};

static struct loop *loop;
static unsigned asked, told, limit;

static bool next(void *ctx, struct ip *out)
{
	(void)ctx;
	if (asked == limit)
		return false;
	*out = asked < LEN(want) ? ip4(192, 0, 2, asked) : ip4(10, 0, asked >> 8, asked & 255);
	asked++;
	return true;
}

static void done(void *ctx, const struct ptr_told *t)
{
	size_t i = t->ip.b[3];

	(void)ctx;
	told++;
	if (t->ip.b[0] == 10) {
		assert_int_equal(t->verdict, PTR_MISSING);
		return;
	}
	if (t->verdict != want[i].verdict)
		fail_msg(".%zu: %s", i, ptr_verdict_name(t->verdict));
	assert_str(t->name, want[i].name);
	if (want[i].why)
		assert_string_equal(t->why, want[i].why);
	else
		assert_null(t->why);
	if (i == 8)
		assert_int_equal(t->names, 9);
}

static void idle(void *ctx)
{
	(void)ctx;
	loop_stop(loop);
}

static void addresses_are_looked_up(void **state)
{
	static const struct ptr_calls calls = { next, done, idle, NULL };
	struct fake_resolver *r;
	struct resolvers whom;
	struct ptr *p;

	(void)state;
	loop = loop_new();
	limit = 2000; /* far more than at once */
	r = fake_resolver_new(loop, script, LEN(script));
	whom = (struct resolvers){ .at = &r->at, .n = 1 };
	p = ptr_new(loop, &whom, 0, &calls);
	loop_run(loop);
	assert_int_equal(told, limit);
	ptr_free(p);
	fake_resolver_free(r);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_looked_up),
	};

	return cmocka_run_group_tests_name("sweep/ptr", tests, NULL, NULL);
}
