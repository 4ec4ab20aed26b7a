/* Questions: the octets on the wire. */
#include "unit.h"

#include "proto/dns_query.h"

static const uint8_t want[] = "\x12\x34\x01\x00\x00\x01\0\0\0\0\0\0"
			      "\1"
			      "1\1"
			      "2\1"
			      "0\3"
			      "192\2bl\7example\0\0\1\0\1";

static void a_question_is_header_name_type_class(void **state)
{
	uint8_t query[DNS_QUERY_MAX];
	struct dns_name zone, name;
	size_t n;

	(void)state;
	assert_int_equal(dns_name_parse(STR("bl.example"), &zone, NULL), 0);
	n = dns_query_ip(query, ip4(192, 0, 2, 1), &zone, DNS_A);
	dns_query_id(query, 0x1234);
	dns_query_recurse(query);
	assert_int_equal(n, sizeof(want) - 1);
	assert_memory_equal(query, want, n);

	memset(query, 0, sizeof(query));
	assert_int_equal(dns_name_parse(STR("1.2.0.192.bl.example"), &name, NULL), 0);
	assert_int_equal(dns_query_name(query, &name, DNS_A), n);
	dns_query_id(query, 0x1234);
	dns_query_recurse(query);
	assert_memory_equal(query, want, n);
}

static void both_ways_to_ask_agree(void **state)
{
	uint8_t a[DNS_QUERY_MAX], b[DNS_QUERY_MAX];
	struct dns_name zone, name;
	struct ip ip = { .len = 16 };

	(void)state;
	assert_int_equal(dns_name_parse(STR("bl.example"), &zone, NULL), 0);
	for (unsigned i = 0; i < 2000; i++) {
		ip.len = i & 1 ? 4 : 16;
		for (unsigned k = 0; k < ip.len; k++)
			ip.b[k] = (uint8_t)(i * 7919u >> k);
		assert_true(dns_name_of_ip(ip, &zone, &name));
		assert_int_equal(dns_query_ip(a, ip, &zone, DNS_TXT),
				 dns_query_name(b, &name, DNS_TXT));
		assert_memory_equal(a, b, DNS_HEADER + name.n + 4u);
	}
}

static void a_name_too_long_is_not_asked(void **state)
{
	uint8_t query[DNS_QUERY_MAX];
	struct dns_name zone;
	char text[253];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[63] = text[127] = '.';
	assert_int_equal(dns_name_parse((struct str){ text, 189 }, &zone, NULL), 0);
	assert_int_equal(zone.n, 191); /* 64 octets of nibbles more: just fits */
	assert_int_equal(dns_query_ip(query, (struct ip){ .len = 16 }, &zone, DNS_A),
			 DNS_QUERY_MAX);
	assert_int_equal(dns_name_parse((struct str){ text, 190 }, &zone, NULL), 0);
	assert_int_equal(dns_query_ip(query, (struct ip){ .len = 16 }, &zone, DNS_A), 0);
}

static void types_have_words(void **state)
{
	char text[12];

	(void)state;
	assert_string_equal(dns_type_text(DNS_AAAA, text), "AAAA");
	assert_string_equal(dns_type_text(65535, text), "TYPE65535");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_is_header_name_type_class),
		cmocka_unit_test(both_ways_to_ask_agree),
		cmocka_unit_test(a_name_too_long_is_not_asked),
		cmocka_unit_test(types_have_words),
	};

	return cmocka_run_group_tests_name("proto/dns_query", tests, NULL, NULL);
}
