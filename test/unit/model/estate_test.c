/* The estate drawn from random inventories is what a look at every single address says. */
#include "history.h"
#include "unit.h"

#include "model/estate.h"

#define DAY_S INT64_C(86400)

static struct instant now_s(int64_t s)
{
	return (struct instant){ 20000 * HISTORY_DAY + s * 1000000 };
}

static bool sends(enum use use)
{
	return use == USE_SHARED || use == USE_GATEWAY;
}

static bool is_held(const struct tenancy *t, struct instant now)
{
	return instant_cmp(t->from, now) <= 0 && instant_cmp(now, t->until) < 0;
}

static bool is_within(struct instant t, struct instant now)
{
	return t.us <= now.us && t.us > now.us - 14 * HISTORY_DAY;
}

static bool has_moved(const struct tenancy *t, struct instant now)
{
	return instant_cmp(t->from, now) <= 0 &&
	       ((is_within(t->from, now) && t->from_gap.us != GAP_UNKNOWN.us) ||
		is_within(t->until, now));
}

/* The rule, as it is said, of one address or one /64. */
static int naive_class(const struct inventory *inv, struct range unit, struct instant now)
{
	const struct prefix *p = NULL;
	const struct tenancy *use = NULL;
	bool flag = false, by_use = false, held = false, moved = false, sent = false;

	for (size_t i = 0; i < inv->prefixes; i++) {
		const struct prefix *q = &inv->prefix[i];
		int c = p && range_overlaps(q->range, unit) ? range_size_cmp(q->range, p->range)
							    : -1;
		int had = flag + by_use, has = q->mail + sends(q->use);

		if (range_overlaps(q->range, unit) && (c < 0 || (c == 0 && has > had))) {
			p = q;
			flag = q->mail;
			by_use = sends(q->use);
		}
	}
	for (size_t i = 0; i < inv->tenancies; i++) {
		const struct tenancy *t = &inv->tenancy[i];
		int c;

		if (!range_overlaps(t->range, unit) || instant_cmp(t->known_until, now) <= 0)
			continue;
		held = held || is_held(t, now);
		moved = moved || has_moved(t, now);
		c = use ? range_size_cmp(t->range, use->range) : -1;
		if (is_held(t, now) && t->use != USE_UNSTATED &&
		    (c < 0 || (c == 0 && sends(t->use)))) {
			use = t;
			sent = sends(t->use);
		}
	}
	if (use)
		by_use = sent;
	if (!held && !(p && (unit.lo.len == 4 || flag || by_use || moved)))
		return -1;
	return flag || by_use ? ESTATE_MAIL : moved ? ESTATE_CHANGED : ESTATE_REST;
}

static int class_of(const struct estate *e, struct ip ip)
{
	enum estate_class c;

	return estate_class_of(e, ip, &c) ? (int)c : -1;
}

static void check_order(const struct estate *e)
{
	for (unsigned c = 0; c < ESTATE_CLASSES; c++) {
		for (size_t i = 0; i < e->runs[c]; i++) {
			struct range r = e->run[c][i];
			struct range before = i ? e->run[c][i - 1] : r;

			assert_true(r.lo.len == r.hi.len && ip_cmp(r.lo, r.hi) <= 0);
			if (i == 0)
				continue;
			assert_true(before.hi.len <= r.lo.len);
			if (before.hi.len == r.lo.len)
				assert_true(ip_cmp(range_at(before, range_size(before)), r.lo) < 0);
		}
	}
}

static void check_addresses(const struct estate *e, const struct inventory *inv, struct instant now,
			    int tally[4])
{
	struct ip v6 = {
		16, {0x20, 1, 0xd, 0xb8}
	};

	for (unsigned i = 0; i < 80; i++) {
		struct ip ip = ip4(192, 0, 2, i);
		int want = naive_class(inv, range_of_ip(ip), now);

		assert_int_equal(class_of(e, ip), want);
		tally[want + 1]++;
	}
	for (unsigned i = 0; i < 40; i++) {
		struct range net;
		int want;

		v6.b[7] = (uint8_t)i;
		net = range_of_prefix(v6, 64);
		want = naive_class(inv, net, now);
		assert_int_equal(class_of(e, net.lo), want);
		assert_int_equal(class_of(e, net.hi), want);
		tally[want + 1]++;
	}
}

static void every_address_has_its_class(void **state)
{
	struct history *h = malloc(sizeof(*h));
	struct rng rng = rng_of(7);
	struct arena arena = { 0 };
	int tally[4] = { 0 };

	(void)state;
	for (unsigned round = 0; round < unit_share(1500); round++) {
		struct inventory inv = { 0 };
		struct estate e;
		struct err err;
		struct instant now = now_s((int64_t)rng_below(&rng, 17 * DAY_S));

		history_make(h, &rng);
		h->tenancies = rng_below(&rng, h->tenancies / 4 + 1);
		for (size_t i = 0; i < h->prefixes; i++)
			h->prefix[i].mail = rng_below(&rng, 5) == 0;
		for (size_t i = 0; i < h->tenancies; i++)
			if (rng_below(&rng, 8) == 0 && h->tenancy[i].range.lo.len == 16)
				h->tenancy[i].range = range_of_ip(h->tenancy[i].range.hi);
		inv.prefix = h->prefix;
		inv.prefixes = h->prefixes;
		inv.tenancy = h->tenancy;
		inv.tenancies = h->tenancies;
		assert_int_equal(estate_build(&arena, &inv, now, &e, &err), 0);
		check_order(&e);
		check_addresses(&e, &inv, now, tally);
		assert_int_equal(e.v6_left_out, 0);
		arena_clear(&arena);
	}
	for (size_t i = 0; i < LEN(tally); i++)
		assert_true(tally[i] > (int)unit_share(2000));
	arena_done(&arena);
	free(h);
}

static struct range range_s(const char *text)
{
	struct range r;
	struct err err;

	assert_int_equal(range_parse(str_of(text), &r, &err), 0);
	return r;
}

static const struct {
	const char *label, *address;
	int want;
} place[] = {
	{"one of the prefix",			       "192.0.2.1",                               ESTATE_REST   },
	{ "a shared machine",			       "192.0.2.10",                              ESTATE_MAIL   },
	{ "flagged",					"198.51.100.1",                            ESTATE_MAIL   },
	{ "flagged, whatever the tenancy's use",            "198.51.100.3",                            ESTATE_MAIL   },
	{ "a prefix within, not flagged",                   "198.51.100.200",                          ESTATE_REST   },
	{ "a gateway by its prefix, single by its tenancy", "203.0.113.5",                             ESTATE_REST   },
	{ "a gateway by its prefix",                        "203.0.113.6",                             ESTATE_MAIL   },
	{ "began yesterday",				"192.0.2.20",                              ESTATE_CHANGED},
	{ "ended yesterday",				"192.0.2.21",                              ESTATE_CHANGED},
	{ "was there at the first look",                    "192.0.2.22",                              ESTATE_REST   },
	{ "begins tomorrow",				"192.0.2.23",                              ESTATE_REST   },
	{ "ended long ago",				 "192.0.2.24",                              ESTATE_REST   },
	{ "held outside of all prefixes",                   "10.9.9.9",                                ESTATE_REST   },
	{ "ended outside of all prefixes",                  "10.9.9.10",                               -1            },
	{ "not ours",				       "10.9.9.11",                               -1            },
	{ "held",					   "2001:db8:0:1::99",                        ESTATE_REST   },
	{ "one address of a /64 is held",                   "2001:db8:0:2:ffff::",                     ESTATE_REST   },
	{ "held until yesterday",                           "2001:db8:0:3::1",                         ESTATE_CHANGED},
	{ "held by nobody",				 "2001:db8:0:4::1",                         -1            },
	{ "held by nobody, flagged",                        "2001:db8:0:5::1",                         ESTATE_MAIL   },
	{ "the last of all",				"255.255.255.255",                         ESTATE_REST   },
	{ "the last of all of IPv6",                        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ESTATE_REST   },
};

#define PAST now_s(-100 * DAY_S)
#define YESTERDAY now_s(-DAY_S)

static struct prefix net(const char *text, enum use use, bool mail)
{
	return (struct prefix){ .range = range_s(text), .use = use, .mail = mail };
}

static struct tenancy held(const char *text, enum use use, struct instant from,
			   struct instant until)
{
	return (struct tenancy){ .range = range_s(text),
				 .use = use,
				 .from = from,
				 .until = until,
				 .known_until = WHEN_NEVER };
}

static void places_have_their_class(void **state)
{
	const struct prefix prefix[] = {
		net("192.0.2.0/24", USE_UNSTATED, false),
		net("198.51.100.0/24", USE_UNSTATED, true),
		net("198.51.100.192/26", USE_UNSTATED, false),
		net("203.0.113.0/24", USE_GATEWAY, false),
		net("2001:db8::/32", USE_UNSTATED, false),
		net("2001:db8:0:5::/64", USE_UNSTATED, true),
	};
	struct tenancy tenancy[] = {
		held("192.0.2.10", USE_SHARED, PAST, WHEN_NEVER),
		held("198.51.100.3", USE_SINGLE, PAST, WHEN_NEVER),
		held("203.0.113.5", USE_SINGLE, PAST, WHEN_NEVER),
		held("203.0.113.6", USE_UNSTATED, PAST, WHEN_NEVER),
		held("192.0.2.20", USE_SINGLE, YESTERDAY, WHEN_NEVER),
		held("192.0.2.21", USE_SHARED, PAST, YESTERDAY),
		held("192.0.2.22", USE_SINGLE, YESTERDAY, WHEN_NEVER),
		held("192.0.2.23", USE_SHARED, now_s(DAY_S), WHEN_NEVER),
		held("192.0.2.24", USE_SINGLE, PAST, now_s(-15 * DAY_S)),
		held("10.9.9.9", USE_SINGLE, WHEN_EVER, WHEN_NEVER),
		held("10.9.9.10", USE_SINGLE, PAST, YESTERDAY),
		held("2001:db8:0:1::/64", USE_SINGLE, PAST, WHEN_NEVER),
		held("2001:db8:0:2::8", USE_SINGLE, PAST, WHEN_NEVER),
		held("2001:db8:0:3::/64", USE_SINGLE, PAST, YESTERDAY),
		held("255.255.255.255", USE_SINGLE, PAST, WHEN_NEVER),
		held("ffff:ffff:ffff:ffff::/64", USE_SINGLE, PAST, WHEN_NEVER),
	};
	struct inventory inv = { .prefix = prefix,
				 .prefixes = LEN(prefix),
				 .tenancy = tenancy,
				 .tenancies = LEN(tenancy) };
	struct arena arena = { 0 };
	struct estate e;
	struct err err;

	(void)state;
	tenancy[6].from_gap = GAP_UNKNOWN;
	assert_int_equal(estate_build(&arena, &inv, now_s(0), &e, &err), 0);
	for (size_t i = 0; i < LEN(place); i++)
		if (class_of(&e, range_s(place[i].address).lo) != place[i].want)
			fail_msg("%s: %s", place[i].label, place[i].address);
	arena_done(&arena);
}

static uint64_t nets(const struct estate *e, enum estate_class c)
{
	return estate_steps(e, c, (struct estate_step){ 0, 64 });
}

static void too_many_nets_are_left_out_and_counted(void **state)
{
	const struct prefix mail = { .range = range_s("2001:db8:1::/112"), .mail = true };
	struct tenancy tenancy[] = {
		held("2001:db8:8000::/49", USE_SINGLE, PAST, WHEN_NEVER),
		held("2001:db8:9000::/48", USE_SINGLE, PAST, WHEN_NEVER),
		held("2001:db8:a000::/50", USE_SINGLE, YESTERDAY, WHEN_NEVER),
		held("192.0.2.0/24", USE_SINGLE, PAST, WHEN_NEVER),
	};
	struct inventory inv = {
		.prefix = &mail, .prefixes = 1, .tenancy = tenancy, .tenancies = LEN(tenancy)
	};
	struct arena arena = { 0 };
	struct estate e;
	struct err err;

	(void)state;
	assert_int_equal(estate_build(&arena, &inv, now_s(0), &e, &err), 0);
	assert_int_equal(nets(&e, ESTATE_MAIL), 1);
	assert_int_equal(nets(&e, ESTATE_CHANGED), 16384);
	assert_int_equal(nets(&e, ESTATE_REST), 65536 - 16384 - 1);
	assert_int_equal(e.v6_left_out, 32768 + 65536 + 16384 + 1 - 65536);
	assert_int_equal(class_of(&e, range_s("192.0.2.9").lo), ESTATE_REST);
	tenancy[0].range = range_s("::/0");
	assert_int_equal(estate_build(&arena, &inv, now_s(0), &e, &err), 0);
	assert_true(e.v6_left_out == UINT64_MAX - 65536 + 1);
	arena_done(&arena);
}

static void names_are_those_of_machines(void **state)
{
	const struct machine machine[] = {
		{.name = STR("c"),                 .hostname = STR("WEB2.Example.")},
		{ .name = STR("a"),                .hostname = STR("mail.example") },
		{ .name = STR("b")               },
		{ .name = STR("d"), .hostname = STR("web2.example")                                },
		{ .name = STR("e"),            .hostname = STR(".")},
	};
	struct inventory inv = { .machine = machine, .machines = LEN(machine) };
	struct arena arena = { 0 };
	struct estate e;
	struct err err;

	(void)state;
	assert_int_equal(estate_build(&arena, &inv, now_s(0), &e, &err), 0);
	assert_int_equal(e.names, 2);
	assert_str(e.name[0], "mail.example");
	assert_str(e.name[1], "web2.example");
	assert_int_equal(e.runs[ESTATE_MAIL] + e.runs[ESTATE_CHANGED] + e.runs[ESTATE_REST], 0);
	arena_done(&arena);
}

/* Every second address of its own class: as many pieces as there are addresses. */
static void in_too_many_pieces(void **state)
{
	size_t n = ESTATE_RUNS_MAX / 2 + 1;
	struct tenancy *tenancy = calloc(n, sizeof(*tenancy));
	const struct prefix all = { .range = range_s("10.0.0.0/8") };
	struct inventory inv = {
		.prefix = &all, .prefixes = 1, .tenancy = tenancy, .tenancies = n
	};
	struct arena arena = { 0 };
	struct estate e;
	struct err err;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		tenancy[i].range = range_of_ip(range_at(all.range, 2 * i + 1));
		tenancy[i].from = PAST;
		tenancy[i].until = tenancy[i].known_until = WHEN_NEVER;
		tenancy[i].use = USE_SHARED;
	}
	assert_int_equal(estate_build(&arena, &inv, now_s(0), &e, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	inv.tenancies -= 2;
	assert_int_equal(estate_build(&arena, &inv, now_s(0), &e, &err), 0);
	assert_int_equal(e.runs[ESTATE_MAIL], n - 2);
	assert_int_equal(e.runs[ESTATE_REST], n - 1);
	arena_done(&arena);
	free(tenancy);
}

static struct range one6(uint8_t net, uint8_t last)
{
	return range_of_ip((struct ip){
		16, {0x20, 1, 0xd, 0xb8, [7] = net, [15] = last}
        });
}

static struct tenancy named(struct range range, enum use use)
{
	return (struct tenancy){ .range = range,
				 .use = use,
				 .from = PAST,
				 .until = WHEN_NEVER,
				 .known_until = WHEN_NEVER };
}

static void singles_send_mail_and_are_named_alone(void **state)
{
	struct prefix prefix[3] = { 0 };
	/* the first is named twice, the fourth is as the prefix around it */
	struct tenancy tenancy[] = {
		named(one6(0, 1), USE_SHARED), named(one6(0, 3), USE_GATEWAY),
		named(one6(0, 4), USE_SINGLE), named(one6(7, 5), USE_UNSTATED),
		named(one6(0, 6), USE_SHARED), named(range_of_prefix(one6(9, 0).lo, 64), USE_SHARED)
	};
	struct inventory inv = { .prefix = prefix,
				 .prefixes = LEN(prefix),
				 .tenancy = tenancy,
				 .tenancies = LEN(tenancy) };
	struct arena arena = { 0 };
	struct estate e;
	struct err err;

	(void)state;
	prefix[0].range = one6(0, 1);
	prefix[1].range = one6(0, 2);
	prefix[2].range = range_of_prefix(one6(7, 0).lo, 64);
	prefix[0].mail = prefix[2].mail = true;
	tenancy[4].until = now_s(-1); /* over */
	assert_int_equal(estate_build(&arena, &inv, now_s(0), &e, &err), 0);
	assert_int_equal(e.singles, 3);
	assert_true(ip_eq(e.single[0], one6(0, 1).lo));
	assert_true(ip_eq(e.single[1], one6(0, 3).lo));
	assert_true(ip_eq(e.single[2], one6(7, 5).lo));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_address_has_its_class),
		cmocka_unit_test(places_have_their_class),
		cmocka_unit_test(too_many_nets_are_left_out_and_counted),
		cmocka_unit_test(names_are_those_of_machines),
		cmocka_unit_test(in_too_many_pieces),
		cmocka_unit_test(singles_send_mail_and_are_named_alone),
	};

	return cmocka_run_group_tests_name("model/estate", tests, NULL, NULL);
}
