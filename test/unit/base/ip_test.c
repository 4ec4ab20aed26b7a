/* Addresses: what text is one, how they are shown, their order and keys. */
#include "unit.h"

#include "base/ip.h"

static const struct {
	const char *text, *shown; /* NULL: refused */
} text[] = {
	{"192.0.2.1",				       "192.0.2.1"                              },
	{ "0.0.0.0",					"0.0.0.0"				},
	{ "255.255.255.255",				"255.255.255.255"                        },
	{ "256.0.0.1",				      NULL				     },
	{ "1.2.3",					  NULL				     },
	{ "1.2.3.",					 NULL				     },
	{ "1.2.3.4.",				       NULL				     },
	{ "1.2.3.4.5",				      NULL				     },
	{ ".1.2.3",					 NULL				     },
	{ "010.0.0.1",				      NULL				     },
	{ "00.0.0.1",				       NULL				     },
	{ "0000.0.0.1",				     NULL				     },
	{ "1.2.3.4 ",				       NULL				     },
	{ " 1.2.3.4",				       NULL				     },
	{ "1.2.3.4/32",				     NULL				     },
	{ "+1.2.3.4",				       NULL				     },
	{ "",					       NULL				     },
	{ ".",					      NULL				     },
	{ "1",					      NULL				     },
	{ "::",					     "::"				     },
	{ "::1",					    "::1"				    },
	{ "2001:DB8:0:0:1:0:0:1",                           "2001:db8::1:0:0:1"                      },
	{ "2001:db8:0:0:0:0:2:1",                           "2001:db8::2:1"                          },
	{ "2001:db8::0:1",				  "2001:db8::1"                            },
	{ "::ffff:192.0.2.1",			       "::ffff:192.0.2.1"                       },
	{ "0000:0000:0000:0000:0000:ffff:255.255.255.255",  "::ffff:255.255.255.255"                 },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	{ ":",					      NULL				     },
	{ ":::",					    NULL				     },
	{ "1::2::3",					NULL				     },
	{ "12345::",					NULL				     },
	{ "[::1]",					  NULL				     },
	{ "fe80::1%eth0",				   NULL				     },
	{ "1:2:3:4:5:6:7",				  NULL				     },
	{ "1:2:3:4:5:6:7:8:9",                              NULL				     },
	{ "0000:0000:0000:0000:0000:ffff:0255.255.255.255", NULL                                     },
};

static void text_is_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(text); i++) {
		struct str exact = unit_exact(str_of(text[i].text));
		char shown[IP_TEXT_MAX + 1];
		struct err err = { 0 };
		struct ip ip;
		int code = ip_parse(exact, &ip, &err);

		free((char *)(uintptr_t)exact.p);
		if ((code == 0) != (text[i].shown != NULL))
			fail_msg("\"%s\": %d", text[i].text, code);
		if (code < 0)
			assert_int_equal(err.kind, ERR_INPUT);
		else
			assert_string_equal(ip_text(ip, shown), text[i].shown);
	}
}

static void a_nul_inside_is_refused(void **state)
{
	struct ip ip;

	(void)state;
	assert_int_equal(ip_parse((struct str){ "::1\0", 4 }, &ip, NULL), -1);
	assert_int_equal(ip_parse((struct str){ "1.2.3.4\0", 8 }, &ip, NULL), -1);
	assert_int_equal(ip_parse((struct str){ NULL, 0 }, &ip, NULL), -1);
}

static void every_cut_of_an_address_is_safe(void **state)
{
	struct str whole = STR("2001:db8:aaaa:bbbb:cccc:dddd:192.168.200.201");

	(void)state;
	for (size_t n = 0; n < whole.n; n++) {
		struct str cut = unit_exact(str_sub(whole, 0, n));
		struct str tail = unit_exact(str_sub(whole, n, whole.n));
		struct ip ip;

		(void)!ip_parse(cut, &ip, NULL);
		(void)!ip_parse(tail, &ip, NULL);
		free((char *)(uintptr_t)cut.p);
		free((char *)(uintptr_t)tail.p);
	}
}

static void the_fault_is_quoted_and_cut(void **state)
{
	char text_of_100[100];
	struct err err = { 0 };
	struct ip ip;

	(void)state;
	memset(text_of_100, 'x', sizeof(text_of_100));
	assert_int_equal(ip_parse((struct str){ text_of_100, 100 }, &ip, &err), -1);
	assert_true(strlen(err.text) < 110);
	assert_int_equal(ip_parse(STR("1.2.3.999"), &ip, &err), -1);
	assert_string_equal(err.text, "\"1.2.3.999\" is not an IPv4 or IPv6 address");
}

static struct ip ip_of(const char *c)
{
	struct ip ip;

	assert_int_equal(ip_parse(str_of(c), &ip, NULL), 0);
	return ip;
}

static void families_are_different_but_have_one_order(void **state)
{
	struct ip mapped = ip_of("::ffff:192.0.2.1");
	struct ip four = ip_of("192.0.2.1");

	(void)state;
	assert_false(ip_eq(mapped, four));
	assert_true(ip_eq(four, ip4(192, 0, 2, 1)));
	assert_int_equal(ip_key_cmp(ip_key(mapped), ip_key(four)), 0);
	assert_true(ip_cmp(ip_of("9.255.255.255"), ip_of("10.0.0.0")) < 0);
	assert_true(ip_cmp(ip_of("255.255.255.255"), ip_of("::1:0:0:0")) < 0);
	assert_true(ip_cmp(ip_of("::"), ip_of("0.0.0.0")) < 0);
	assert_true(ip_cmp(ip_of("ffff::"), ip_of("fffe:ffff::")) > 0);
	assert_int_equal(ip_cmp(four, four), 0);
}

static void keys_and_octets_go_back_and_forth(void **state)
{
	static const char *const all[] = { "0.0.0.0", "192.0.2.1",   "255.255.255.255", "::",
					   "::1",     "2001:db8::1", "::fffe:1.2.3.4" };
	uint8_t raw[16];

	(void)state;
	for (size_t i = 0; i < LEN(all); i++) {
		struct ip ip = ip_of(all[i]);

		assert_true(ip_eq(ip_of_key(ip_key(ip)), ip));
		ip_raw(ip, raw);
		assert_true(ip_eq(ip_of_raw(raw), ip));
	}
	ip_raw(ip4(192, 0, 2, 1), raw);
	assert_memory_equal(raw, "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\x02\x01", 16);
}

static void no_address_shows_as_nothing(void **state)
{
	struct buf AUTO(buf_done) out;
	char shown[IP_TEXT_MAX + 1] = "x";

	(void)state;
	buf_init(&out, 100);
	assert_string_equal(ip_text((struct ip){ 0 }, shown), "");
	ip_fmt(&out, (struct ip){ 0 });
	ip_fmt(&out, ip4(1, 2, 3, 4));
	assert_str(buf_str(&out), "1.2.3.4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_read_strictly),
		cmocka_unit_test(a_nul_inside_is_refused),
		cmocka_unit_test(every_cut_of_an_address_is_safe),
		cmocka_unit_test(the_fault_is_quoted_and_cut),
		cmocka_unit_test(families_are_different_but_have_one_order),
		cmocka_unit_test(keys_and_octets_go_back_and_forth),
		cmocka_unit_test(no_address_shows_as_nothing),
	};

	return cmocka_run_group_tests_name("base/ip", tests, NULL, NULL);
}
