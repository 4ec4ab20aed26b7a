/* Ranges: the three ways to write one, what is refused and how, membership, size. */
#include "unit.h"

#include "base/range.h"

static const struct {
	const char *text, *shown; /* NULL: refused */
	const char *why;          /* then: what the sentence must hold */
} text[] = {
	{"192.0.2.1",			"192.0.2.1",           NULL                         },
	{ "192.0.2.0/24",                    "192.0.2.0/24",        NULL                         },
	{ "192.0.2.1/32",                    "192.0.2.1",           NULL                         },
	{ "0.0.0.0/0",		       "0.0.0.0/0",           NULL                         },
	{ "192.0.2.5-192.0.2.9",             "192.0.2.5-192.0.2.9", NULL                         },
	{ "192.0.2.5 - 192.0.2.9",           "192.0.2.5-192.0.2.9", NULL                         },
	{ "192.0.2.0-192.0.2.255",           "192.0.2.0/24",        NULL                         },
	{ "192.0.2.7-192.0.2.7",             "192.0.2.7",           NULL                         },
	{ "192.0.2.1-192.0.2.2",             "192.0.2.1-192.0.2.2", NULL                         },
	{ "2001:db8::/32",                   "2001:db8::/32",       NULL                         },
	{ "2001:db8::1",                     "2001:db8::1",         NULL                         },
	{ "::/0",			    "::/0",                NULL                         },
	{ "2001:db8::-2001:db8::ffff",       "2001:db8::/112",      NULL                         },
	{ "::ffff:192.0.2.1",                "192.0.2.1",           NULL                         },
	{ "::ffff:192.0.2.0/120",            "192.0.2.0/24",        NULL                         },
	{ "::ffff:c000:205-::ffff:c000:209", "192.0.2.5-192.0.2.9", NULL                         },
	{ "192.0.2.1/24",                    NULL,                  "the prefix is 192.0.2.0/24" },
	{ "::fffe:0:0/95",                   NULL,                  "one end among IPv4"         },
	{ "::1-::ffff:192.0.2.1",            NULL,                  "one end among IPv4"         },
	{ "2001:db8::1/64",                  NULL,                  "the prefix is 2001:db8::/64"},
	{ "192.0.2.0/33",                    NULL,                  "0 to 32"                    },
	{ "2001:db8::/129",                  NULL,                  "0 to 128"                   },
	{ "192.0.2.0/",                      NULL,                  "0 to 32"                    },
	{ "192.0.2.0/-1",                    NULL,                  "0 to 32"                    },
	{ "192.0.2.0/2 ",                    NULL,                  "0 to 32"                    },
	{ "192.0.2.9-192.0.2.5",             NULL,                  "ends before it begins"      },
	{ "192.0.2.1-2001:db8::1",           NULL,                  "from one family"            },
	{ "192.0.2.1-",                      NULL,                  "is not an IPv4"             },
	{ "-",			       NULL,                  "is not an IPv4"             },
	{ "",				NULL,                  "is not an IPv4"             },
	{ "example.com",                     NULL,                  "is not an IPv4"             },
	{ "192.0.2.0/24/24",                 NULL,                  "0 to 32"                    },
};

static void text_is_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(text); i++) {
		struct str exact = unit_exact(str_of(text[i].text));
		char shown[RANGE_TEXT_MAX + 1];
		struct err err = { 0 };
		struct range r;
		int code = range_parse(exact, &r, &err);

		free((char *)(uintptr_t)exact.p);
		if ((code == 0) != (text[i].shown != NULL))
			fail_msg("\"%s\": %d %s", text[i].text, code, err.text);
		if (code == 0)
			assert_string_equal(range_text(r, shown), text[i].shown);
		else if (err.kind != ERR_INPUT || !strstr(err.text, text[i].why))
			fail_msg("\"%s\": %s", text[i].text, err.text);
	}
}

static void very_long_text_is_refused(void **state)
{
	char c[1000];
	struct range r;
	struct err err = { 0 };

	(void)state;
	memset(c, ' ', sizeof(c));
	assert_int_equal(range_parse((struct str){ c, sizeof(c) }, &r, &err), -1);
	assert_non_null(strstr(err.text, "too long"));
}

static struct range of(const char *c)
{
	struct range r = { 0 };
	struct err err;

	if (range_parse(str_of(c), &r, &err) < 0)
		fail_msg("%s", err.text);
	return r;
}

static void prefixes_of_every_length(void **state)
{
	struct ip four = ip4(255, 0, 170, 85);
	struct ip six = of("2001:db8:ffff:0:aaaa:5555:1:2").lo;

	(void)state;
	for (unsigned bits = 0; bits <= 32; bits++) {
		struct range r = range_of_prefix(four, bits);

		assert_true(range_has(r, four));
		assert_int_equal(range_bits(r), bits);
		assert_true(range_size(r) == UINT64_C(1) << (32 - bits));
	}
	for (unsigned bits = 0; bits <= 128; bits++) {
		struct range r = range_of_prefix(six, bits);

		assert_true(range_has(r, six));
		assert_int_equal(range_bits(r), bits);
		if (bits > 64)
			assert_true(range_size(r) == UINT64_C(1) << (128 - bits));
		else
			assert_true(range_size(r) == UINT64_MAX);
	}
	assert_int_equal(range_bits(of("192.0.2.1-192.0.2.2")), -1);
	assert_int_equal(range_bits(of("192.0.2.0-192.0.2.2")), -1);
}

static void membership(void **state)
{
	struct range r = of("192.0.2.4-192.0.2.8");
	struct ip mapped = { .len = 16 };

	(void)state;
	assert_false(range_has(r, ip4(192, 0, 2, 3)));
	assert_true(range_has(r, ip4(192, 0, 2, 4)));
	assert_true(range_has(r, ip4(192, 0, 2, 8)));
	assert_false(range_has(r, ip4(192, 0, 2, 9)));
	assert_false(range_has(of("::/0"), ip4(192, 0, 2, 4))); /* families never mix */
	assert_true(range_within(r, r));
	assert_true(range_within(r, of("192.0.2.0/24")));
	assert_false(range_within(of("192.0.2.0/24"), r));
	assert_false(range_within(of("192.0.2.7-192.0.2.9"), r));
	assert_true(range_overlaps(of("192.0.2.8-192.0.2.9"), r));
	assert_true(range_overlaps(r, of("192.0.2.8-192.0.2.9")));
	assert_false(range_overlaps(of("192.0.2.9"), r));
	ip_raw(ip4(192, 0, 2, 5), mapped.b);
	assert_false(range_overlaps(range_of_ip(mapped), r));
}

static void sizes_and_places(void **state)
{
	(void)state;
	assert_true(range_size(of("192.0.2.1")) == 1);
	assert_true(range_size(of("0.0.0.0/0")) == UINT64_C(1) << 32);
	assert_true(range_size(of("2001:db8::/64")) == UINT64_MAX);
	assert_true(range_size(of("2001:db8::-2001:db8::ffff:ffff:ffff:fffe")) == UINT64_MAX);
	assert_true(range_size(of("2001:db8::-2001:db8::ffff:ffff:ffff:fffd")) == UINT64_MAX - 1);
	assert_true(range_size(of("2001:db8:0:0:ffff::-2001:db8:0:1::")) ==
		    UINT64_C(1) + (UINT64_C(1) << 48));
	assert_true(ip_eq(range_at(of("192.0.2.0/24"), 255), ip4(192, 0, 2, 255)));
	assert_true(ip_eq(range_at(of("10.0.255.255-10.2.0.0"), 1), ip4(10, 1, 0, 0)));
	assert_true(ip_eq(range_at(of("2001:db8::ffff:ffff:ffff:ffff-2001:db8:0:2::"), 1),
			  of("2001:db8:0:1::").lo));
	assert_true(ip_eq(range_of_ip(ip4(1, 2, 3, 4)).hi, ip4(1, 2, 3, 4)));
}

static void text_goes_into_a_buffer(void **state)
{
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, RANGE_TEXT_MAX);
	range_fmt(&out, of("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff1-"
			   "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff2"));
	assert_false(out.full);
	assert_int_equal(out.n, 79);
}

static void sizes_compare_exactly(void **state)
{
	static const char *const rising[] = { "192.0.2.1", "192.0.2.0-192.0.2.2", "192.0.2.0/30",
					      "0.0.0.0/0", "2001:db8::/64",       "2001:db8::/32",
					      "::/0" };

	(void)state;
	for (size_t i = 0; i < LEN(rising); i++) {
		for (size_t k = 0; k < LEN(rising); k++) {
			struct range a;
			struct range b;

			assert_int_equal(range_parse(str_of(rising[i]), &a, NULL), 0);
			assert_int_equal(range_parse(str_of(rising[k]), &b, NULL), 0);
			assert_int_equal(range_size_cmp(a, b), (i > k) - (i < k));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_compare_exactly),
		cmocka_unit_test(text_is_read_strictly),
		cmocka_unit_test(very_long_text_is_refused),
		cmocka_unit_test(prefixes_of_every_length),
		cmocka_unit_test(membership),
		cmocka_unit_test(sizes_and_places),
		cmocka_unit_test(text_goes_into_a_buffer),
	};

	return cmocka_run_group_tests_name("base/range", tests, NULL, NULL);
}
