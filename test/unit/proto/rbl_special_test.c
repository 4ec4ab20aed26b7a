/* Keywords: each in its forms, and everything that is none. */
#include "unit.h"

#include "proto/rbl_special.h"

static struct rbl_special got;

static bool get(const char *text)
{
	return rbl_special_get(str_of(text), &got);
}

static void zone_keywords(void **state)
{
	(void)state;
	assert_true(get("SOA 1w ns1.ex.com admin.ex.com 0 2h 2H 1w 1h"));
	assert_int_equal(got.kind, RBL_SOA);
	assert_str(got.soa.origin, "ns1.ex.com");
	assert_int_equal(got.soa.ttl, 604800);
	assert_int_equal(got.soa.serial, 0);
	assert_int_equal(got.soa.refresh, 7200);
	assert_int_equal(got.soa.minimum, 3600);
	assert_false(get("SOA 1w ns1.ex.com admin.ex.com 0 2h 2h 1w"));
	assert_false(get("SOA 1w ns1.ex.com admin.ex.com 0 2h 2h 1w 1h x"));
	assert_false(get("SOA 1w ns1.ex.com admin.ex.com 4294967296 2h 2h 1w 1h"));
	assert_true(get("ns 1d a.ex -b.ex c.ex"));
	assert_int_equal(got.ns.n, 2);
	assert_str(got.ns.name[1], "c.ex");
	assert_false(get("NS 1d"));
	assert_true(get("TTL 35m"));
	assert_int_equal(got.ttl, 2100);
	assert_false(get("TTL 1h30m"));
	assert_false(get("TTL 30x"));
	assert_false(get("TTL"));
	assert_false(get("TTL 1d x"));
	assert_false(get("TTL 8000w"));
}

static void limits_and_variables(void **state)
{
	(void)state;
	assert_true(get("MAXRANGE4 /24"));
	assert_int_equal(got.range4, 256);
	assert_true(get("maxrange4 65536"));
	assert_int_equal(got.range4, 65536);
	assert_false(get("MAXRANGE4 0"));
	assert_false(get("MAXRANGE4 /0"));
	assert_false(get("MAXRANGE4 /33"));
	assert_false(get("MAXRANGE4 256 x"));
	assert_true(get("1 two  blanks  "));
	assert_int_equal(got.var.digit, 1);
	assert_str(got.var.text, "two  blanks");
	assert_false(get("1"));
	assert_false(get("10 x"));
	assert_true(get("= see $="));
	assert_int_equal(got.kind, RBL_BASE);
	assert_false(get("=see"));
	assert_false(get(" TTL 5"));
	assert_false(get(""));
	assert_false(get("UNKNOWN 5"));
	assert_true(get("ENT"));
}

static int64_t day(const char *text)
{
	struct instant t;
	struct err err;

	assert_int_equal(instant_parse(str_of(text), &t, &err), 0);
	return t.us;
}

static void stamps(void **state)
{
	(void)state;
	assert_true(get("TIMESTAMP 2026:01:02"));
	assert_true(got.stamp.made.us == day("2026-01-02T00:00:00Z"));
	assert_true(got.stamp.expires.us == WHEN_NEVER.us);
	assert_true(get("TIMESTAMP 20260102-10:30 +1h"));
	assert_true(got.stamp.made.us == day("2026-01-02T10:30:00Z"));
	assert_true(got.stamp.expires.us == day("2026-01-02T11:30:00Z"));
	assert_true(get("TIMESTAMP - 20260201000001"));
	assert_true(got.stamp.made.us == WHEN_EVER.us);
	assert_true(got.stamp.expires.us == day("2026-02-01T00:00:01Z"));
	assert_true(get("TIMESTAMP 20260102 0"));
	assert_false(get("TIMESTAMP"));
	assert_false(get("TIMESTAMP x"));
	assert_false(get("TIMESTAMP 20261301"));
	assert_false(get("TIMESTAMP 2026-1-1"));
	assert_false(get("TIMESTAMP - +1h"));
	assert_false(get("TIMESTAMP 20260102 +1h x"));
}

static void datasets(void **state)
{
	char many[3 * (RBL_SUBZONES_MAX + 1) + 20] = "DATASET ip4set";

	(void)state;
	assert_true(get("DATASET ip4set:proxy proxies @"));
	assert_str(got.dataset.type, "ip4set");
	assert_str(got.dataset.name, "proxy");
	assert_int_equal(got.dataset.n, 2);
	assert_str(got.dataset.subzone[1], "@");
	assert_true(get("dataset dnset"));
	assert_int_equal(got.dataset.n, 0);
	assert_false(get("DATASET"));
	for (size_t i = 0, n = strlen(many); i <= RBL_SUBZONES_MAX; i++, n += 2) {
		memcpy(many + n, " a", 3);
		assert_int_equal(get(many), i < RBL_SUBZONES_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zone_keywords),
		cmocka_unit_test(limits_and_variables),
		cmocka_unit_test(stamps),
		cmocka_unit_test(datasets),
	};

	return cmocka_run_group_tests_name("proto/rbl_special", tests, NULL, NULL);
}
