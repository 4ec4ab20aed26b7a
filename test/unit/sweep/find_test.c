/* Finding name servers: the way down to addresses, the way up to the zone, what fails where. */
#include "fake_resolver.h"

#include "sweep/find.h"
#include "sweep/resolvers.h"

static const struct script script[] = {
	{"bl.test",        DNS_NS,   0,              { "a.ns.test", "b.ns.test" }, NULL     },
	{ "a.ns.test",     DNS_A,    0,              { "192.0.2.1", "192.0.2.2" }, NULL     },
	{ "a.ns.test",     DNS_AAAA, 0,              { "2001:db8::1" },            NULL     },
	{ "b.ns.test",     DNS_A,    0,              { "192.0.2.2" },              NULL     },
	{ "b.ns.test",     DNS_AAAA, 0,              { NULL },                     "ns.test"},
	{ "sub.bl.test",   DNS_NS,   0,              { NULL },                     "bl.test"},
	{ "none.test",     DNS_NS,   0,              { NULL },                     "test"   },
	{ "broken.test",   DNS_NS,   DNS_SERVFAIL,   { NULL },                     NULL     },
	{ "homeless.test", DNS_NS,   0,              { "c.ns.test" },              NULL     },
	{ "c.ns.test",     DNS_A,    DNS_REFUSED,    { NULL },                     NULL     },
	{ "half.test",     DNS_NS,   0,              { "c.ns.test", "b.ns.test" }, NULL     },
	{ "silent.test",   DNS_NS,   SCRIPT_SILENCE, { NULL },                     NULL     },
};

static const struct {
	const char *zone, *apex;
	size_t servers;
	const char *trouble; /* in the sentence */
} want[] = {
	{"bl.test",        "bl.test",   3, NULL					      },
	{ "sub.bl.test",   "bl.test",   3, NULL					      },
	{ "half.test",     "half.test", 1, NULL					      },
	{ "none.test",     NULL,        0, "name servers of none.test: it has none"          },
	{ "broken.test",   NULL,        0, "name servers of broken.test: SERVFAIL"           },
	{ "gone.test",     NULL,        0, "name servers of gone.test: there is no such name"},
	{ "homeless.test", NULL,        0, "none of the 1 has an address"                    },
	{ "silent.test",   NULL,        0, "the resolver did not answer"                     },
};

static struct loop *loop;
static unsigned told;

static void on_found(void *ctx, const struct found *f)
{
	size_t i = (size_t)f->tag;
	struct buf AUTO(buf_done) text;

	(void)ctx;
	buf_init(&text, DNS_TEXT_MAX);
	dns_name_fmt(&text, f->zone);
	assert_str(buf_str(&text), want[i].zone);
	if (f->servers != want[i].servers)
		fail_msg("%s: %zu servers, %s", want[i].zone, f->servers, f->err.text);
	if (want[i].trouble && !strstr(f->err.text, want[i].trouble))
		fail_msg("%s: %s", want[i].zone, f->err.text);
	if (want[i].apex) {
		buf_clear(&text);
		dns_name_fmt(&text, &f->apex);
		assert_str(buf_str(&text), want[i].apex);
	}
	for (size_t k = 0; k < f->servers; k++)
		assert_int_equal(f->server[k].port, 53);
	if (++told == LEN(want))
		loop_stop(loop);
}

static void servers_are_found_and_failures_named(void **state)
{
	struct fake_resolver *r;
	struct resolvers whom;
	struct find *f;

	(void)state;
	loop = loop_new();
	told = 0;
	r = fake_resolver_new(loop, script, LEN(script));
	whom = (struct resolvers){ .at = &r->at, .n = 1 };
	f = find_new(loop, &whom, on_found, NULL);
	for (size_t i = 0; i < LEN(want); i++) {
		struct dns_name zone;

		assert_int_equal(dns_name_parse(str_of(want[i].zone), &zone, NULL), 0);
		find_add(f, i, &zone);
	}
	loop_run(loop);
	assert_int_equal(told, LEN(want));
	assert_int_equal(r->without_recursion, 0);
	find_free(f);
	fake_resolver_free(r);
	loop_free(loop);
}

static unsigned without;

static void no_resolver(void *ctx, const struct found *f)
{
	(void)ctx;
	assert_non_null(strstr(f->err.text, "there is no resolver"));
	without++;
}

static void without_a_resolver_that_is_said(void **state)
{
	static const struct resolvers nobody;
	struct dns_name zone;
	struct find *f;

	(void)state;
	loop = loop_new();
	f = find_new(loop, &nobody, no_resolver, NULL);
	assert_int_equal(dns_name_parse(STR("bl.test"), &zone, NULL), 0);
	find_add(f, 1, &zone);
	assert_int_equal(without, 1);
	find_free(f);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_are_found_and_failures_named),
		cmocka_unit_test(without_a_resolver_that_is_said),
	};

	return cmocka_run_group_tests_name("sweep/find", tests, NULL, NULL);
}
