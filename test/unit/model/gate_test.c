/* The health check against lists in order, and against every way of going wrong. */
#include "unit.h"

#include "model/gate.h"

#define A(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

/* How a list behaves, as answers to the control questions. */
typedef struct reply_facts server_fn(const struct gate_ask *a, unsigned nth_random);

static struct reply_facts with(uint32_t code)
{
	return (struct reply_facts){ .aa = true, .ttl = 60, .n_addrs = 1, .addr = { code } };
}

static struct reply_facts denied_by(const char *owner)
{
	return (struct reply_facts){ .rcode = 3,
				     .aa = true,
				     .has_soa = true,
				     .soa_owner = str_of(owner),
				     .soa_ttl = 300,
				     .soa_minimum = 300,
				     .serial = 7 };
}

static struct reply_facts in_order(const struct gate_ask *a, unsigned nth)
{
	struct reply_facts soa = denied_by("bl.example");

	(void)nth;
	if (a->role == GATE_LISTED)
		return with(A(127, 0, 0, 2));
	if (a->role == GATE_SOA)
		soa.rcode = 0;
	return soa;
}

static struct reply_facts emptied(const struct gate_ask *a, unsigned nth)
{
	(void)a;
	(void)nth;
	return denied_by("bl.example");
}

static struct reply_facts lists_the_world(const struct gate_ask *a, unsigned nth)
{
	(void)nth;
	return a->role == GATE_SOA ? denied_by("bl.example") : with(A(127, 0, 0, 2));
}

static struct reply_facts parked(const struct gate_ask *a, unsigned nth)
{
	(void)a;
	(void)nth;
	return with(A(203, 0, 113, 80));
}

static struct reply_facts zone_lost(const struct gate_ask *a, unsigned nth)
{
	(void)a;
	(void)nth;
	return denied_by("example");
}

static struct reply_facts silent(const struct gate_ask *a, unsigned nth)
{
	(void)a;
	(void)nth;
	return (struct reply_facts){ .fate = REPLY_TIMEOUT };
}

static struct reply_facts refuses(const struct gate_ask *a, unsigned nth)
{
	(void)a;
	(void)nth;
	return (struct reply_facts){ .rcode = 5 };
}

static struct reply_facts error_code(const struct gate_ask *a, unsigned nth)
{
	(void)nth;
	return a->role == GATE_SOA ? denied_by("bl.example") : with(A(127, 255, 255, 254));
}

/* Strict query-name minimisation before rbldnsd: even the test point reads clean. */
static struct reply_facts minimised(const struct gate_ask *a, unsigned nth)
{
	(void)nth;
	return a->role == GATE_SOA ? denied_by("bl.example") : denied_by("bl.example");
}

/* A wildcard for names of four labels only: the random label does not meet it. */
static struct reply_facts all_addresses(const struct gate_ask *a, unsigned nth)
{
	(void)nth;
	return a->role == GATE_SOA || a->role == GATE_NOTHING || a->role == GATE_CLEAN
		       ? denied_by("bl.example")
		       : with(A(127, 0, 0, 2));
}

static struct reply_facts one_random_listed(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_RANDOM && nth == 1 ? with(A(127, 0, 0, 2)) : in_order(a, nth);
}

static struct reply_facts two_random_listed(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_RANDOM && nth <= 2 ? with(A(127, 0, 0, 2)) : in_order(a, nth);
}

static struct reply_facts broad_policy(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_RANDOM ? with(A(127, 0, 0, 10)) : in_order(a, nth);
}

static struct reply_facts new_code_for_all(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_RANDOM ? with(A(127, 0, 0, 99)) : in_order(a, nth);
}

static struct reply_facts wildcard_label(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_NOTHING ? with(A(127, 0, 0, 2)) : in_order(a, nth);
}

static struct reply_facts loopback_listed(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_CLEAN ? with(A(127, 0, 0, 2)) : in_order(a, nth);
}

static struct reply_facts other_code(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_LISTED ? with(A(127, 0, 0, 3)) : in_order(a, nth);
}

static struct reply_facts loses_one(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_RANDOM && nth == 2 ? silent(a, nth) : in_order(a, nth);
}

static struct reply_facts silent_then_refuses(const struct gate_ask *a, unsigned nth)
{
	return a->role == GATE_LISTED ? silent(a, nth) : refuses(a, nth);
}

static struct reply_facts no_soa(const struct gate_ask *a, unsigned nth)
{
	struct reply_facts f = in_order(a, nth);

	f.has_soa = false;
	return f;
}

static const struct {
	const char *label;
	server_fn *server;
	enum gate_state want;
	const char *why; /* what the sentence holds */
} list_of[] = {
	{"in order",			       in_order,            GATE_OK,      ""                       },
	{ "without a SOA",                         no_soa,              GATE_OK,      ""                       },
	{ "one random address is listed",          one_random_listed,   GATE_OK,      ""                       },
	{ "policy names large parts of the world", broad_policy,        GATE_OK,      ""                       },
	{ "emptied",			       emptied,             GATE_BROKEN,  "127.0.0.2 is not listed"},
	{ "minimised",			     minimised,           GATE_BROKEN,  "127.0.0.2 is not listed"},
	{ "lists the world",                       lists_the_world,     GATE_BROKEN,  "127.0.0.1"              },
	{ "parked",				parked,              GATE_BROKEN,  "203.0.113.80"           },
	{ "lost its zone",                         zone_lost,           GATE_BROKEN,  "example answers for it" },
	{ "all addresses",                         all_addresses,       GATE_BROKEN,  "random addresses"       },
	{ "two random addresses are listed",       two_random_listed,   GATE_BROKEN,  "random addresses"       },
	{ "a new code for all",                    new_code_for_all,    GATE_BROKEN,  "random addresses"       },
	{ "wildcard",			      wildcard_label,      GATE_BROKEN,  "answers for everything" },
	{ "127.0.0.1 is listed",                   loopback_listed,     GATE_BROKEN,  "127.0.0.1"              },
	{ "another code at the test point",        other_code,          GATE_BROKEN,  "another code"           },
	{ "silent",				silent,              GATE_SILENT,  "no answer"              },
	{ "loses one",			     loses_one,           GATE_SILENT,  "no answer"              },
	{ "refuses",			       refuses,             GATE_REFUSED, "REFUSED"                },
	{ "error code",			    error_code,          GATE_REFUSED, "127.255.255.254"        },
	{ "refusing is worse than silence",        silent_then_refuses, GATE_REFUSED, "REFUSED"                },
};

static struct list_code codes[] = {
	{A(127,  0, 0, 2),  A(127, 0, 0, 3),  LIST_BLOCK,  3, false, STR_INIT("spam")  },
	{ A(127, 0, 0, 10), A(127, 0, 0, 10), LIST_POLICY, 3, false, STR_INIT("policy")},
};
static struct list_point must[] = {
	{.ip = { 4, { 127, 0, 0, 2 } }, .want = A(127, 0, 0, 2)}
};
static struct list_point must_not[] = { { .ip = { 4, { 127, 0, 0, 1 } } } };
static const struct list list = { .zone = STR_INIT("bl.example"),
				  .apex = STR_INIT("bl.example"),
				  .v4 = true,
				  .codes = codes,
				  .n_codes = LEN(codes),
				  .listed = must,
				  .n_listed = 1,
				  .clean = must_not,
				  .n_clean = 1 };

static void run(struct gate *g, server_fn *server)
{
	unsigned nth = 0;

	for (size_t i = 0; i < g->n; i++) {
		struct reply_facts f;

		assert_int_equal(gate_state(g), GATE_WAITING);
		nth += g->ask[i].role == GATE_RANDOM;
		f = server(&g->ask[i], nth);
		gate_told(g, i, &f);
		gate_told(g, i, &f); /* a second copy of the reply changes nothing */
	}
}

static void every_way_of_going_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(list_of); i++)
		for (uint64_t seed = 0; seed < 8; seed++) {
			struct rng rng = rng_of(seed);
			struct gate g;
			enum gate_state got;

			gate_plan(&g, &list, &rng, (struct ip){ 0 });
			run(&g, list_of[i].server);
			got = gate_state(&g);
			if (got != list_of[i].want || !strstr(g.why, list_of[i].why) ||
			    (got == GATE_OK) != (g.why[0] == '\0'))
				fail_msg("%s: %s, \"%s\"", list_of[i].label, gate_state_name(got),
					 g.why);
		}
}

static void randoms_are_addresses_of_the_internet(void **state)
{
	struct rng rng = rng_of(1);

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct gate g;

		gate_plan(&g, &list, &rng, (struct ip){ 0 });
		assert_int_equal(g.n, 7); /* SOA, two test points, three randoms, a label */
		for (size_t i = 0; i < g.n; i++) {
			const uint8_t *b = g.ask[i].ip.b;

			if (g.ask[i].role != GATE_RANDOM)
				continue;
			if (b[0] == 0 || b[0] == 10 || b[0] == 127 || b[0] >= 224 ||
			    (b[0] == 192 && b[1] == 168) || (b[0] == 172 && b[1] / 16 == 1) ||
			    (b[0] == 100 && b[1] / 64 == 1) || (b[0] == 169 && b[1] == 254) ||
			    (b[0] == 198 && b[1] / 2 == 9))
				fail_msg("%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
		}
	}
}

static void what_is_asked_depends_on_the_list(void **state)
{
	struct list six = list;
	struct list names = { .zone = STR("dbl.example"),
			      .apex = STR("dbl.example"),
			      .subject = LIST_NAMES };
	struct list_point name = { .name = STR("test") };
	struct rng rng = rng_of(2);
	struct gate g;

	(void)state;
	six.v4 = false;
	six.v6 = true;
	gate_plan(&g, &six, &rng, ip4(192, 0, 2, 1)); /* an own address that it does not take */
	for (size_t i = 0; i < g.n; i++)
		if (g.ask[i].role == GATE_RANDOM) {
			assert_int_equal(g.ask[i].ip.len, 16);
			assert_int_equal(g.ask[i].ip.b[0] >> 5, 1);
		}
	gate_plan(&g, &list, &rng, ip4(192, 0, 2, 1));
	assert_true(ip_eq(g.ask[3].ip, ip4(192, 0, 2, 1)));
	names.listed = &name;
	names.n_listed = 1;
	gate_plan(&g, &names, &rng, ip4(192, 0, 2, 1));
	assert_int_equal(g.n, 4);
	assert_string_equal(g.ask[1].name, "test");
	for (size_t i = 0; i < g.n; i++)
		assert_int_equal(g.ask[i].ip.len, 0);
}

/* A zone that nobody knows: either family's test point is enough, and tells what it lists. */
static void either_test_point_is_enough(void **state)
{
	struct arena mem = { 0 };
	struct rng rng = rng_of(5);
	struct ip six = { .len = 16 };
	struct list l;

	(void)state;
	list_unknown_zone(&mem, STR("bl.example"), &l);
	for (unsigned which = 0; which < 4; which++) {
		struct gate g;

		gate_plan(&g, &l, &rng, (struct ip){ 0 });
		for (size_t i = 0; i < g.n; i++) {
			const struct gate_ask *a = &g.ask[i];
			bool yes = a->role == GATE_LISTED && which & (a->ip.len == 4 ? 1 : 2);
			struct reply_facts f =
				yes ? with(A(127, 0, 0, 2)) : denied_by("bl.example");

			gate_told(&g, i, &f);
		}
		assert_int_equal(gate_state(&g), which ? GATE_OK : GATE_BROKEN);
		assert_int_equal(g.pointless, which == 0);
		assert_int_equal(gate_serves(&g, ip4(192, 0, 2, 1)), which == 0 || which & 1);
		assert_int_equal(gate_serves(&g, six), which == 0 || which & 2);
	}
	arena_done(&mem);
}

static void where_nobody_answers_nothing_is_broken(void **state)
{
	struct arena mem = { 0 };
	struct rng rng = rng_of(6);
	struct list l;
	struct gate g;

	(void)state;
	list_unknown_zone(&mem, STR("bl.example"), &l);
	gate_plan(&g, &l, &rng, (struct ip){ 0 });
	run(&g, silent);
	assert_int_equal(gate_state(&g), GATE_SILENT);
	gate_plan(&g, &l, &rng, (struct ip){ 0 });
	run(&g, emptied);
	assert_int_equal(gate_state(&g), GATE_BROKEN);
	arena_done(&mem);
}

static void no_more_questions_than_there_is_room_for(void **state)
{
	struct list_point many[LIST_POINTS_MAX];
	struct list l = list;
	struct rng rng = rng_of(3);
	struct gate g;

	(void)state;
	for (size_t i = 0; i < LEN(many); i++)
		many[i] = must[0];
	l.listed = l.clean = many;
	l.n_listed = l.n_clean = LEN(many);
	gate_plan(&g, &l, &rng, (struct ip){ 0 });
	assert_true(g.n <= GATE_ASKS_MAX);
}

static void the_serial_is_read(void **state)
{
	struct rng rng = rng_of(4);
	struct gate g;

	(void)state;
	gate_plan(&g, &list, &rng, (struct ip){ 0 });
	run(&g, in_order);
	assert_int_equal(g.serial, 7);
}

static void health_over_time(void **state)
{
	struct health h = health_new();

	(void)state;
	assert_false(health_may_ask(&h));
	assert_false(health_check(&h, GATE_OK, (struct instant){ 10 }));
	assert_true(health_may_ask(&h));
	assert_false(health_check(&h, GATE_OK, (struct instant){ 20 }));
	assert_int_equal(h.since.us, 10);
	assert_int_equal(h.last_good.us, 20);
	assert_true(health_check(&h, GATE_BROKEN, (struct instant){ 30 }));
	assert_int_equal(h.last_good.us, 20);
	assert_int_equal(h.since.us, 30);
	assert_false(health_may_ask(&h));
	assert_false(health_check(&h, GATE_OK, (struct instant){ 40 }));
	h.held = true;
	assert_false(health_may_ask(&h));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_of_going_wrong),
		cmocka_unit_test(randoms_are_addresses_of_the_internet),
		cmocka_unit_test(what_is_asked_depends_on_the_list),
		cmocka_unit_test(either_test_point_is_enough),
		cmocka_unit_test(where_nobody_answers_nothing_is_broken),
		cmocka_unit_test(no_more_questions_than_there_is_room_for),
		cmocka_unit_test(the_serial_is_read),
		cmocka_unit_test(health_over_time),
	};

	return cmocka_run_group_tests_name("model/gate", tests, NULL, NULL);
}
