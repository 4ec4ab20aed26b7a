/* The inventory's rows in JSON, octet for octet. */
#include "msg/inventory_json.h"

#include "unit.h"

static void rows_have_their_shape(void **state)
{
	const struct machine m = { 1, STR("web1"), STR("web1.example"), STR(""), STR("") };
	const struct customer c = {
		2,         STR("K-7"), STR("A \"B\""), STR(""), STR("a@b.example x@y.example"),
		STR("de"), STR("")
	};
	const struct prefix p = { 3,          range_of_prefix(ip4(192, 0, 2, 0), 24),
				  USE_SHARED, false,
				  true,       STR("web1"),
				  STR("") };
	const struct tenancy t = {
		.range = range_of_ip(ip4(192, 0, 2, 9)),
		.ports = {25, 26 },
		.customer = STR("K-7"),
		.from = WHEN_EVER,
		.until = { 1764000000000000},
		.from_gap = GAP_UNKNOWN,
		.until_gap = SPAN_S(60)
	};
	const struct holding h = { .kind = HOLDING_DOMAIN,
				   .name = STR("a.example"),
				   .customer = STR("K-7"),
				   .from = { 0 },
				   .until = WHEN_NEVER };
	struct buf AUTO(buf_done) b;
	struct jout j;

	(void)state;
	buf_init(&b, 4096);
	j = jout_to(&b);
	jout_open(&j, NULL, '[');
	json_machine(&j, NULL, &m);
	json_customer(&j, NULL, &c);
	json_prefix(&j, NULL, &p);
	json_tenancy(&j, NULL, &t);
	json_holding(&j, NULL, &h);
	jout_close(&j, ']');
	assert_str(
		buf_str(&b),
		"[{\"machine\":\"web1\",\"hostname\":\"web1.example\",\"site\":null,\"note\":null},"
		"{\"customer\":\"K-7\",\"name\":\"A \\\"B\\\"\",\"parent\":null,"
		"\"contacts\":[\"a@b.example\",\"x@y.example\"],\"language\":\"de\",\"note\":null},"
		"{\"prefix\":\"192.0.2.0/24\",\"use\":\"shared\",\"floating\":false,\"mail\":true,"
		"\"machine\":\"web1\",\"note\":null},"
		"{\"address\":\"192.0.2.9\",\"ports\":[25,26],\"customer\":\"K-7\","
		"\"machine\":null,\"use\":null,\"floating\":false,\"from\":null,"
		"\"until\":\"2025-11-24T16:00:00Z\",\"from_gap\":\"unknown\",\"until_gap\":60},"
		"{\"kind\":\"domain\",\"name\":\"a.example\",\"customer\":\"K-7\","
		"\"machine\":null,\"from\":\"1970-01-01T00:00:00Z\",\"until\":null}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(rows_have_their_shape) };

	return cmocka_run_group_tests_name("msg/inventory_json", tests, NULL, NULL);
}
