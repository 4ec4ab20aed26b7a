/* Names: text there and back, every limit one past, reversed addresses. */
#include "unit.h"

#include "proto/dns_name.h"

static struct dns_name name(const char *text)
{
	struct dns_name n;
	struct err err;

	if (dns_name_parse(str_of(text), &n, &err) < 0)
		fail_msg("%s", err.text);
	return n;
}

static void assert_name(const struct dns_name *n, const char *want)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, DNS_TEXT_MAX);
	dns_name_fmt(&text, n);
	assert_false(text.full);
	assert_str(buf_str(&text), want);
}

static const struct {
	const char *text, *want;
	uint8_t n;
} good[] = {
	{".",            ".",          1 },
	{ "a",           "a",          3 },
	{ "bl.example",  "bl.example", 12},
	{ "bl.example.", "bl.example", 12},
	{ "BL.Example",  "BL.Example", 12},
	{ "_dmarc.x",    "_dmarc.x",   10},
	{ "a\\.b.c",     "a\\.b.c",    7 },
	{ "\\000\\255",  "\\000\\255", 4 },
	{ "a\\032b",     "a\\032b",    5 },
	{ "\\065",       "A",          3 },
};

static const char *const wrong[] = {
	"", "..", ".a", "a..b", "a..", "a\\", "a\\25", "a\\256", "\\2x5",
};

static void text_is_read_and_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(good); i++) {
		struct str exact = unit_exact(str_of(good[i].text));
		struct dns_name n;

		assert_int_equal(dns_name_parse(exact, &n, NULL), 0);
		assert_int_equal(n.n, good[i].n);
		assert_name(&n, good[i].want);
		free((void *)(uintptr_t)exact.p);
	}
}

static void wrong_names_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct str exact = unit_exact(str_of(wrong[i]));
		struct dns_name n;
		struct err err = { 0 };

		if (dns_name_parse(exact, &n, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("\"%s\" was taken", wrong[i]);
		free((void *)(uintptr_t)exact.p);
	}
}

static void limits_hold_to_the_octet(void **state)
{
	char text[300];
	struct dns_name n;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(dns_name_parse((struct str){ text, 63 }, &n, NULL), 0);
	assert_int_equal(dns_name_parse((struct str){ text, 64 }, &n, NULL), -1);
	text[63] = text[127] = text[191] = '.';
	assert_int_equal(dns_name_parse((struct str){ text, 253 }, &n, NULL), 0);
	assert_int_equal(n.n, 255);
	assert_int_equal(dns_name_parse((struct str){ text, 254 }, &n, NULL), -1);
}

static void comparing_ignores_case_and_respects_labels(void **state)
{
	struct dns_name a = name("BL.example"), b = name("bl.EXAMPLE."), root = name(".");
	struct dns_name below = name("2.0.0.127.bl.example"), trap = name("xbl.example");

	(void)state;
	assert_true(dns_name_eq(&a, &b));
	assert_false(dns_name_eq(&a, &trap));
	assert_true(dns_name_within(&below, &a));
	assert_true(dns_name_within(&a, &b));
	assert_true(dns_name_within(&a, &root));
	assert_false(dns_name_within(&a, &below));
	assert_false(dns_name_within(&trap, &a));
	assert_int_equal(dns_name_labels(&below), 6);
	assert_int_equal(dns_name_labels(&root), 0);
}

static void names_join_up_to_the_limit(void **state)
{
	struct dns_name head = name("key"), tail = name("zen.example"), out, root = name(".");
	char text[253];

	(void)state;
	assert_true(dns_name_join(&head, &tail, &out));
	assert_name(&out, "key.zen.example");
	assert_true(dns_name_join(&head, &root, &out));
	assert_name(&out, "key");
	assert_true(dns_name_join(&head, &tail, &tail)); /* in place */
	assert_name(&tail, "key.zen.example");
	memset(text, 'x', sizeof(text));
	text[63] = text[127] = text[191] = '.';
	assert_int_equal(dns_name_parse((struct str){ text, 251 }, &tail, NULL), 0);
	assert_int_equal(tail.n, 253);
	head = name("k");
	assert_true(dns_name_join(&head, &tail, &out));
	assert_int_equal(out.n, 255);
	head = name("ke");
	assert_false(dns_name_join(&head, &tail, &out));
}

static void addresses_are_reversed(void **state)
{
	struct dns_name zone = name("bl.example"), out;
	struct ip ip;

	(void)state;
	assert_true(dns_name_of_ip(ip4(192, 0, 2, 1), &zone, &out));
	assert_name(&out, "1.2.0.192.bl.example");
	assert_true(dns_name_of_ip(ip4(255, 10, 100, 9), &zone, &out));
	assert_name(&out, "9.100.10.255.bl.example");
	assert_int_equal(ip_parse(STR("::ffff:7f00:2"), &ip, NULL), 0);
	assert_true(dns_name_of_ip(ip, &zone, &out));
	assert_name(&out, "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
			  ".bl.example");
	assert_int_equal(ip_parse(STR("2001:db8::12"), &ip, NULL), 0);
	out = dns_name_of_ptr(ip);
	assert_name(&out, "2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"
			  ".ip6.arpa");
	out = dns_name_of_ptr(ip4(192, 0, 2, 1));
	assert_name(&out, "1.2.0.192.in-addr.arpa");
	out = dns_name_of_ptr((struct ip){ 0 });
	assert_int_equal(out.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_read_and_written),
		cmocka_unit_test(wrong_names_are_refused),
		cmocka_unit_test(limits_hold_to_the_octet),
		cmocka_unit_test(comparing_ignores_case_and_respects_labels),
		cmocka_unit_test(names_join_up_to_the_limit),
		cmocka_unit_test(addresses_are_reversed),
	};

	return cmocka_run_group_tests_name("proto/dns_name", tests, NULL, NULL);
}
