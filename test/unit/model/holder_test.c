/* Who held it: the most specific wins, near boundaries, free addresses, ports, old beliefs. */
#include "model/holder.h"
#include "unit.h"

#include <math.h>

enum { A, B, RESELLER, NAT1, NAT2, SHARED, FREED, OLD, LOST, FLOAT1, FLOAT2, COUNT };

static struct tenancy t[COUNT];
static struct prefix prefix[3];

static struct instant when(const char *text)
{
	struct instant i;

	if (instant_parse(str_of(text), &i, NULL) < 0)
		fail_msg("%s", text);
	return i;
}

static void set(int i, const char *range, const char *customer, const char *from, const char *until)
{
	t[i] = (struct tenancy){ .id = i + 1,
				 .ports = PORTS_ALL,
				 .customer = str_of(customer),
				 .from = when(from),
				 .until = until ? when(until) : WHEN_NEVER,
				 .known_from = when("2026-01-01T00:00:00Z"),
				 .known_until = WHEN_NEVER };
	if (range_parse(str_of(range), &t[i].range, NULL) < 0)
		fail_msg("%s", range);
}

static int make(void **state)
{
	(void)state;
	set(A, "192.0.2.1", "a", "2026-01-01T00:00:00Z", "2026-03-01T12:00:00Z");
	set(B, "192.0.2.1", "b", "2026-03-01T12:00:00Z", NULL);
	set(RESELLER, "192.0.2.0/28", "r", "2026-02-01T00:00:00Z", NULL);
	set(NAT1, "192.0.2.30", "n1", "2026-01-01T00:00:00Z", NULL);
	set(NAT2, "192.0.2.30", "n2", "2026-01-01T00:00:00Z", NULL);
	t[NAT1].ports = (struct ports){ 0, 16383 };
	t[NAT2].ports = (struct ports){ 16384, 65535 };
	set(SHARED, "192.0.2.40", "", "2026-01-01T00:00:00Z", NULL);
	t[SHARED].use = USE_SHARED;
	set(FREED, "192.0.2.8", "", "2026-04-01T00:00:00Z", NULL);
	t[FREED].use = USE_FREE;
	set(OLD, "192.0.2.50", "old", "2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z");
	set(LOST, "192.0.2.50", "lost", "2026-01-05T00:00:00Z", "2026-02-05T00:00:00Z");
	set(FLOAT1, "192.0.2.60", "f1", "2026-01-01T00:00:00Z", "2026-03-01T12:00:00Z");
	set(FLOAT2, "192.0.2.60", "f2", "2026-03-01T12:00:00Z", NULL);
	t[FLOAT1].floating = t[FLOAT2].floating = true;
	prefix[0] = (struct prefix){ .use = USE_SINGLE };
	prefix[1] = (struct prefix){ .use = USE_NAT };
	prefix[2] = (struct prefix){ .use = USE_INFRA };
	if (range_parse(STR("192.0.2.0/24"), &prefix[0].range, NULL) < 0 ||
	    range_parse(STR("192.0.2.16/28"), &prefix[1].range, NULL) < 0 ||
	    range_parse(STR("198.51.100.0/24"), &prefix[2].range, NULL) < 0)
		return -1;
	return 0;
}

static struct holder_answer ask_port(const char *ip, const char *at, int port)
{
	const struct tenancy *all[COUNT];
	struct holder_ask ask = {
		.port = port, .at = when(at), .known_at = WHEN_NEVER, .skew = { -1 }
	};
	struct holder_answer a;

	for (size_t i = 0; i < COUNT; i++)
		all[i] = &t[i];
	assert_int_equal(ip_parse(str_of(ip), &ask.ip, NULL), 0);
	holder_decide(all, COUNT, holder_prefix(prefix, LEN(prefix), ask.ip), &ask, &a);
	return a;
}

static struct holder_answer ask(const char *ip, const char *at)
{
	return ask_port(ip, at, HOLDER_PORT_ANY);
}

static const struct {
	const char *label, *ip, *at;
	enum holder_kind kind;
	const char *first; /* customer of the likeliest share */
	double odds;
	const char *second;
	unsigned doubt;
	const char *sure;
} who[] = {
	{"plain",			     "192.0.2.1",   "2026-02-10T00:00:00Z", HOLDER_HELD,     "a",  1,    NULL, 0,                    "certain"},
	{ "the other",			"192.0.2.1",   "2026-06-01T00:00:00Z", HOLDER_HELD,     "b",  1,    NULL, 0,
         "certain"																     },
	{ "exactly at the move",              "192.0.2.1",   "2026-03-01T12:00:00Z", HOLDER_HELD,     "a",  0.5,  "b",
         HOLDER_NEAR_BOUNDARY,														"unsure" },
	{ "12 minutes after",                 "192.0.2.1",   "2026-03-01T12:12:00Z", HOLDER_HELD,     "b",  0.9,  "a",
         HOLDER_NEAR_BOUNDARY,														"likely" },
	{ "12 minutes before",                "192.0.2.1",   "2026-03-01T11:48:00Z", HOLDER_HELD,     "a",  0.9,  "b",
         HOLDER_NEAR_BOUNDARY,														"likely" },
	{ "15 minutes after",                 "192.0.2.1",   "2026-03-01T12:15:00Z", HOLDER_HELD,     "b",  1,    NULL, 0,
         "certain"																     },
	{ "floating: 2 minutes are enough",   "192.0.2.60",  "2026-03-01T12:02:00Z", HOLDER_HELD,     "f2",
         1,												       NULL, 0,                    "certain"},
	{ "floating, a minute after",         "192.0.2.60",  "2026-03-01T12:01:00Z", HOLDER_HELD,     "f2", 0.75,
         "f1",													  HOLDER_NEAR_BOUNDARY, "unsure" },
	{ "around the address: the reseller", "192.0.2.2",   "2026-03-01T12:00:00Z", HOLDER_HELD,     "r",
         1,												       NULL, 0,                    "certain"},
	{ "a move in the reseller's shadow",  "192.0.2.1",   "2026-02-01T00:00:00Z", HOLDER_HELD,     "a",
         1,												       NULL, 0,                    "certain"},
	{ "shared has no customer",           "192.0.2.40",  "2026-02-01T00:00:00Z", HOLDER_HELD,     "",   1,    NULL,
         0,																   "certain"},
	{ "free within the reseller's",       "192.0.2.8",   "2026-05-01T00:00:00Z", HOLDER_FREE,     NULL, 1,
         NULL,													  0,		    "certain"},
	{ "before it was freed",              "192.0.2.8",   "2026-03-01T00:00:00Z", HOLDER_HELD,     "r",  1,    NULL, 0,
         "certain"																     },
	{ "free",			     "192.0.2.50",  "2026-03-01T00:00:00Z", HOLDER_FREE,     NULL, 1,    NULL, 0,                    "certain"},
	{ "never held",                       "192.0.2.99",  "2026-03-01T00:00:00Z", HOLDER_FREE,     NULL, 1,    NULL, 0,
         "certain"																     },
	{ "not ours",			 "203.0.113.1", "2026-03-01T00:00:00Z", HOLDER_NOT_OURS, NULL, 0,    NULL, 0,
         "certain"																     },
	{ "ports tell them apart",            "192.0.2.30",  "2026-03-01T00:00:00Z", HOLDER_HELD,     "n2", 0.75,
         "n1",													  HOLDER_PORT_NEEDED,   "unsure" },
};

static void holders_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(who); i++) {
		struct holder_answer a = ask(who[i].ip, who[i].at);
		bool ok = a.kind == who[i].kind && a.doubt == who[i].doubt &&
			  a.n == (a.kind == HOLDER_NOT_OURS ? 0u
				  : who[i].second           ? 2u
							    : 1u) &&
			  strcmp(holder_sureness(&a), who[i].sure) == 0;

		if (ok && a.n)
			ok = fabs(a.share[0].odds - who[i].odds) < 1e-9 &&
			     !a.share[0].tenancy == !who[i].first;
		if (ok && who[i].first)
			ok = str_eq(a.share[0].tenancy->customer, str_of(who[i].first));
		if (ok && who[i].second)
			ok = str_eq(a.share[1].tenancy->customer, str_of(who[i].second));
		if (!ok)
			fail_msg("%s: kind %d, n %zu, doubt %u, odds %f", who[i].label, a.kind, a.n,
				 a.doubt, a.n ? a.share[0].odds : 0);
	}
}

static void free_addresses_know_their_last_holder(void **state)
{
	struct holder_answer a = ask("192.0.2.50", "2026-03-01T00:00:00Z");

	(void)state;
	assert_ptr_equal(a.last, &t[LOST]);
	assert_true(a.from.us == t[LOST].until.us && a.until.us == INT64_MAX);
	assert_int_equal(a.use, USE_SINGLE);
	a = ask("192.0.2.8", "2026-05-01T00:00:00Z");
	assert_null(a.last); /* the reseller goes on around it */
	a = ask("192.0.2.50", "2025-12-01T00:00:00Z");
	assert_null(a.last);
	assert_true(a.from.us == INT64_MIN && a.until.us == t[OLD].from.us);
	a = ask("192.0.2.99", "2026-03-01T00:00:00Z");
	assert_null(a.last);
}

static void a_port_names_its_holder(void **state)
{
	struct holder_answer a = ask_port("192.0.2.30", "2026-03-01T00:00:00Z", 16383);

	(void)state;
	assert_int_equal(a.n, 1);
	assert_ptr_equal(a.share[0].tenancy, &t[NAT1]);
	assert_int_equal(a.use, USE_NAT);
	a = ask_port("192.0.2.30", "2026-03-01T00:00:00Z", 16384);
	assert_ptr_equal(a.share[0].tenancy, &t[NAT2]);
	assert_int_equal(a.doubt, 0);
}

static void beliefs_can_be_asked_for(void **state)
{
	struct tenancy was = t[A];
	struct tenancy is = t[A];
	const struct tenancy *all[] = { &was, &is };
	struct holder_ask q = { .ip = ip4(192, 0, 2, 1),
				.port = HOLDER_PORT_ANY,
				.at = when("2026-02-15T00:00:00Z"),
				.known_at = WHEN_NEVER,
				.skew = { -1 } };
	struct holder_answer a;

	(void)state;
	was.known_until = is.known_from = when("2026-04-01T00:00:00Z");
	is.customer = STR("corrected");
	holder_decide(all, 2, NULL, &q, &a);
	assert_int_equal(a.n, 1);
	assert_str(a.share[0].tenancy->customer, "corrected");
	q.known_at = when("2026-03-31T23:59:59Z");
	holder_decide(all, 2, NULL, &q, &a);
	assert_str(a.share[0].tenancy->customer, "a");
	q.known_at = when("2026-04-01T00:00:00Z");
	holder_decide(all, 2, NULL, &q, &a);
	assert_str(a.share[0].tenancy->customer, "corrected");
	q.known_at = when("2025-01-01T00:00:00Z");
	holder_decide(all, 2, NULL, &q, &a);
	assert_int_equal(a.kind, HOLDER_NOT_OURS);
}

static void many_holders_are_cut_to_the_likeliest(void **state)
{
	enum { SLICES = 16 };
	struct tenancy slice[SLICES];
	const struct tenancy *all[SLICES];
	struct holder_ask q = { .ip = ip4(192, 0, 2, 1),
				.port = HOLDER_PORT_ANY,
				.known_at = WHEN_NEVER,
				.skew = { -1 } };
	struct holder_answer a;
	unsigned lo = 0;

	(void)state;
	for (unsigned i = 0; i < SLICES; i++) {
		unsigned width = 400 * (i + 1);

		slice[i] = (struct tenancy){
			.id = i + 1,
			.range = range_of_ip(q.ip),
			.ports = {(uint16_t)lo, (uint16_t)(lo + width - 1)},
			.from = WHEN_EVER,
			.until = WHEN_NEVER,
			.known_until = WHEN_NEVER
		};
		lo += width;
		all[i] = &slice[i];
	}
	holder_decide(all, SLICES, NULL, &q, &a);
	assert_int_equal(a.n, HOLDER_SHARES_MAX);
	assert_int_equal(a.doubt, HOLDER_PORT_NEEDED | HOLDER_MORE);
	assert_ptr_equal(a.share[0].tenancy, &slice[SLICES - 1]);
	assert_ptr_equal(a.share[HOLDER_SHARES_MAX - 1].tenancy,
			 &slice[SLICES - HOLDER_SHARES_MAX]);
}

static void ports_of_nobody_hide_no_holder(void **state)
{
	struct tenancy few[2] = { t[NAT1], t[NAT2] };
	const struct tenancy *all[] = { &few[0], &few[1] };
	struct holder_ask q = { .ip = ip4(192, 0, 2, 30),
				.port = HOLDER_PORT_ANY,
				.at = when("2026-03-01T00:00:00Z"),
				.known_at = WHEN_NEVER,
				.skew = { -1 } };
	struct holder_answer a;

	(void)state;
	few[0].ports = (struct ports){ 1024, 2047 };
	few[1].ports = (struct ports){ 2048, 4095 };
	holder_decide(all, 2, NULL, &q, &a);
	assert_int_equal(a.kind, HOLDER_HELD);
	assert_int_equal(a.n, 3);
	assert_ptr_equal(a.share[0].tenancy, &few[1]);
	assert_true(fabs(a.share[0].odds - (1 - HOLDER_UNHELD) * 2 / 3) < 1e-9);
	assert_null(a.share[2].tenancy);
	assert_true(fabs(a.share[2].odds - HOLDER_UNHELD) < 1e-9);
	holder_decide(all, 1, NULL, &q, &a);
	assert_int_equal(a.kind, HOLDER_HELD);
	assert_int_equal(a.doubt, HOLDER_PORT_NEEDED);
	q.port = 80;
	holder_decide(all, 2, NULL, &q, &a);
	assert_int_equal(a.kind, HOLDER_FREE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holders_are_found),
		cmocka_unit_test(free_addresses_know_their_last_holder),
		cmocka_unit_test(a_port_names_its_holder),
		cmocka_unit_test(beliefs_can_be_asked_for),
		cmocka_unit_test(many_holders_are_cut_to_the_likeliest),
		cmocka_unit_test(ports_of_nobody_hide_no_holder),
	};

	return cmocka_run_group_tests_name("model/holder", tests, make, NULL);
}
