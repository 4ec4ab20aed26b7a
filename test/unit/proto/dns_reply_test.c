/* Replies: what is taken of them, and what is refused. */
#include "unit.h"

#include "proto/dns_reply.h"

static uint8_t packet[4096];
static size_t packet_n;
static struct dns_reply reply;

static void octets(const void *p, size_t n)
{
	assert_true(packet_n + n <= sizeof(packet));
	memcpy(packet + packet_n, p, n);
	packet_n += n;
}

static void u16(unsigned v)
{
	octets((uint8_t[]){ (uint8_t)(v >> 8), (uint8_t)v }, 2);
}

static void u32(uint32_t v)
{
	u16(v >> 16);
	u16(v & 0xffff);
}

static void name(const char *text)
{
	struct dns_name n;

	assert_int_equal(dns_name_parse(str_of(text), &n, NULL), 0);
	octets(n.b, n.n);
}

/* Header and the question; the name stands at octet 12. */
static void begin(unsigned flags, unsigned type, unsigned answers, unsigned authority)
{
	packet_n = 0;
	u16(0x1234);
	u16(0x8000 | flags);
	u16(1);
	u16(answers);
	u16(authority);
	u16(0);
	name("1.2.0.192.bl.example");
	u16(type);
	u16(1);
}

/* A record of the question's name, or of `owner`. */
static void record(const char *owner, unsigned type, uint32_t ttl, unsigned data_n)
{
	if (owner)
		name(owner);
	else
		u16(0xc00c);
	u16(type);
	u16(1);
	u32(ttl);
	u16(data_n);
}

static int parse(void)
{
	struct str exact = unit_exact((struct str){ (char *)packet, packet_n });
	int got = dns_reply_parse(exact, &reply, NULL);

	free((void *)(uintptr_t)exact.p);
	return got;
}

static void soa(const char *owner, uint32_t ttl, uint32_t serial, uint32_t minimum)
{
	record(owner, DNS_SOA, ttl, 1 + 1 + 20);
	octets("\0\0", 2);
	u32(serial);
	u32(1);
	u32(2);
	u32(3);
	u32(minimum);
}

static void addresses_of_the_question_are_taken(void **state)
{
	(void)state;
	begin(0x0400, DNS_A, 3, 0);
	record(NULL, DNS_A, 300, 4);
	octets("\x7f\0\0\2", 4);
	record("other.example", DNS_A, 300, 4);
	octets("\x7f\0\0\3", 4);
	record("1.2.0.192.BL.Example", DNS_A, 0x80000001, 4);
	octets("\x7f\0\0\4", 4);
	assert_int_equal(parse(), 0);
	assert_int_equal(reply.id, 0x1234);
	assert_true(reply.aa);
	assert_int_equal(reply.rcode, DNS_NOERROR);
	assert_int_equal(reply.addrs, 2);
	assert_true(ip_eq(reply.addr[0].ip, ip4(127, 0, 0, 2)));
	assert_int_equal(reply.addr[0].ttl, 300);
	assert_true(ip_eq(reply.addr[1].ip, ip4(127, 0, 0, 4)));
	assert_int_equal(reply.addr[1].ttl, 0); /* beyond what a TTL may be */
}

static void denials_carry_the_soa(void **state)
{
	struct dns_name apex;

	(void)state;
	begin(3, DNS_A, 0, 1);
	soa("bl.example", 3600, 2026112300, 150);
	assert_int_equal(parse(), 0);
	assert_int_equal(reply.rcode, DNS_NXDOMAIN);
	assert_true(reply.soa);
	assert_int_equal(dns_name_parse(STR("bl.example"), &apex, NULL), 0);
	assert_true(dns_name_eq(&reply.soa_owner, &apex));
	assert_int_equal(reply.soa_serial, 2026112300);
	assert_int_equal(dns_reply_denial_ttl(&reply), 150);
	assert_false(reply.referral);
}

static void a_referral_is_no_denial(void **state)
{
	(void)state;
	begin(0, DNS_A, 0, 1);
	record("example", DNS_NS, 60, 1);
	octets("\0", 1);
	assert_int_equal(parse(), 0);
	assert_true(reply.referral);
	assert_int_equal(dns_reply_denial_ttl(&reply), 0);
}

static void aliases_are_followed_in_order(void **state)
{
	(void)state;
	begin(0, DNS_A, 2, 0);
	record(NULL, DNS_CNAME, 60, 3);
	octets("\1x\0", 3);
	record("x", DNS_A, 60, 4);
	octets("\x7f\0\0\2", 4);
	assert_int_equal(parse(), 0);
	assert_true(reply.alias);
	assert_int_equal(reply.addrs, 1);

	begin(0, DNS_A, 2, 0); /* the other way round it is not an answer */
	record("x", DNS_A, 60, 4);
	octets("\x7f\0\0\2", 4);
	record(NULL, DNS_CNAME, 60, 3);
	octets("\1x\0", 3);
	assert_int_equal(parse(), 0);
	assert_int_equal(reply.addrs, 0);
}

static void texts_are_joined_and_cut(void **state)
{
	char long_text[256];

	(void)state;
	memset(long_text, 'y', sizeof(long_text));
	long_text[0] = (char)255;
	begin(0, DNS_TXT, 2, 0);
	record(NULL, DNS_TXT, 60, 8);
	octets("\3abc\3def", 8);
	record(NULL, DNS_TXT, 60, 3 * 256);
	for (int i = 0; i < 3; i++)
		octets(long_text, 256);
	assert_int_equal(parse(), 0);
	assert_int_equal(reply.texts, 2);
	assert_str(((struct str){ reply.text[0].b, reply.text[0].n }), "abcdef");
	assert_int_equal(reply.text[1].n, DNS_REPLY_TEXT_MAX);
	assert_true(reply.more);

	begin(0, DNS_TXT, 1, 0); /* a string longer than its record */
	record(NULL, DNS_TXT, 60, 3);
	octets("\3ab", 3);
	assert_int_equal(parse(), -1);
}

static void names_are_decompressed(void **state)
{
	struct buf AUTO(buf_done) text;

	(void)state;
	buf_init(&text, DNS_TEXT_MAX);
	begin(0, DNS_PTR, 1, 0);
	record(NULL, DNS_PTR, 60, 7);
	octets("\4mail\xc0\x16", 7); /* bl.example of the question */
	assert_int_equal(parse(), 0);
	assert_int_equal(reply.names, 1);
	dns_name_fmt(&text, &reply.name[0]);
	assert_str(buf_str(&text), "mail.bl.example");
}

static void limits_drop_or_refuse(void **state)
{
	(void)state;
	begin(0, DNS_A, DNS_REPLY_ADDRS_MAX + 1, 0);
	for (int i = 0; i <= DNS_REPLY_ADDRS_MAX; i++) {
		record(NULL, DNS_A, 60, 4);
		octets("\x7f\0\0\2", 4);
	}
	assert_int_equal(parse(), 0);
	assert_int_equal(reply.addrs, DNS_REPLY_ADDRS_MAX);
	assert_true(reply.more);

	begin(0, DNS_NS, DNS_REPLY_NAMES_MAX + 1, 0);
	for (int i = 0; i <= DNS_REPLY_NAMES_MAX; i++) {
		record(NULL, DNS_NS, 60, 1);
		octets("\0", 1);
	}
	assert_int_equal(parse(), 0);
	assert_int_equal(reply.names, DNS_REPLY_NAMES_MAX);
	assert_true(reply.more);

	begin(0, DNS_TXT, DNS_REPLY_TEXTS_MAX + 1, 0);
	for (int i = 0; i <= DNS_REPLY_TEXTS_MAX; i++) {
		record(NULL, DNS_TXT, 60, 1);
		octets("\0", 1);
	}
	assert_int_equal(parse(), 0);
	assert_int_equal(reply.texts, DNS_REPLY_TEXTS_MAX);
	assert_true(reply.more);

	begin(0, DNS_A, DNS_REPLY_RECORDS_MAX + 1, 0);
	assert_int_equal(parse(), -1);
}

static void pointers_cannot_go_round(void **state)
{
	(void)state;
	begin(0, DNS_PTR, 1, 0);
	record(NULL, DNS_PTR, 60, 2);
	u16(0xc000 | (unsigned)packet_n); /* to itself */
	assert_int_equal(parse(), -1);
	begin(0, DNS_PTR, 1, 0);
	record(NULL, DNS_PTR, 60, 2);
	u16(0xffff); /* past the end */
	assert_int_equal(parse(), -1);
	packet_n = DNS_HEADER; /* a question that points forward */
	u16(0xc010);
	u16(1);
	u16(1);
	assert_int_equal(parse(), -1);
}

/* Chains of pointers, one jump each, as long as allowed and one longer. */
static void jumps_are_counted(void **state)
{
	(void)state;
	for (int extra = 0; extra < 2; extra++) {
		unsigned chain, at;

		begin(0, DNS_PTR, 2, 0);
		record("other", 99, 60, 1 + 2 * DNS_REPLY_JUMPS_MAX);
		chain = (unsigned)packet_n;
		octets("\0", 1);
		at = chain;
		for (int i = 0; i < DNS_REPLY_JUMPS_MAX; i++) {
			u16(0xc000 | at);
			at = (unsigned)packet_n - 2;
		}
		record(NULL, DNS_PTR, 60, 2);
		u16(0xc000 | (extra ? at : at - 2));
		assert_int_equal(parse(), extra ? -1 : 0);
	}
}

static void every_cut_is_refused_unless_truncated(void **state)
{
	size_t whole;

	(void)state;
	begin(3, DNS_A, 0, 1);
	soa("bl.example", 3600, 1, 150);
	whole = packet_n;
	for (packet_n = 0; packet_n < whole; packet_n++)
		assert_int_equal(parse(), -1);
	packet[2] |= 2;
	packet_n = whole - 1;
	assert_int_equal(parse(), 0);
	assert_true(reply.tc);
	assert_false(reply.soa);
}

static void only_the_echo_of_the_question_matches(void **state)
{
	uint8_t query[DNS_QUERY_MAX];
	struct dns_name zone;
	struct str got;
	size_t n;
	bool bare;

	(void)state;
	assert_int_equal(dns_name_parse(STR("bl.example"), &zone, NULL), 0);
	n = dns_query_ip(query, ip4(192, 0, 2, 1), &zone, DNS_A);
	dns_query_id(query, 0x1234);
	begin(0, DNS_A, 0, 0);
	got = (struct str){ (char *)packet, packet_n };
	assert_int_equal(dns_reply_id(got), 0x1234);
	assert_true(dns_reply_matches(got, query, n, &bare));
	assert_false(bare);
	packet[DNS_HEADER + 11] ^= 0x20; /* the case of a letter */
	assert_true(dns_reply_matches(got, query, n, &bare));
	packet[DNS_HEADER + 1] ^= 1; /* another address */
	assert_false(dns_reply_matches(got, query, n, &bare));
	packet[DNS_HEADER + 1] ^= 1;
	for (size_t i = packet_n - 4; i < packet_n; i++) { /* another type or class */
		packet[i] ^= 2;
		assert_false(dns_reply_matches(got, query, n, &bare));
		packet[i] ^= 2;
	}
	packet[1] ^= 1; /* another id */
	assert_false(dns_reply_matches(got, query, n, &bare));
	packet[1] ^= 1;
	packet[2] &= 0x7f; /* a question */
	assert_int_equal(dns_reply_id(got), -1);
	assert_false(dns_reply_matches(got, query, n, &bare));
	packet[2] |= 0x80;
	packet[5] = 0; /* no question: only with an error */
	assert_false(dns_reply_matches(got, query, n, &bare));
	packet[3] = DNS_REFUSED;
	assert_true(dns_reply_matches(got, query, n, &bare));
	assert_true(bare);
}

static void codes_have_words(void **state)
{
	char text[12];

	(void)state;
	assert_string_equal(dns_rcode_text(DNS_REFUSED, text), "REFUSED");
	assert_string_equal(dns_rcode_text(9, text), "RCODE9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_the_question_are_taken),
		cmocka_unit_test(denials_carry_the_soa),
		cmocka_unit_test(a_referral_is_no_denial),
		cmocka_unit_test(aliases_are_followed_in_order),
		cmocka_unit_test(texts_are_joined_and_cut),
		cmocka_unit_test(names_are_decompressed),
		cmocka_unit_test(limits_drop_or_refuse),
		cmocka_unit_test(pointers_cannot_go_round),
		cmocka_unit_test(jumps_are_counted),
		cmocka_unit_test(every_cut_is_refused_unless_truncated),
		cmocka_unit_test(only_the_echo_of_the_question_matches),
		cmocka_unit_test(codes_have_words),
	};

	return cmocka_run_group_tests_name("proto/dns_reply", tests, NULL, NULL);
}
