/* Addresses of rbldnsd data files: what the real one takes and what it refuses. */
#include "unit.h"

#include "proto/rbl_addr.h"

#include <stdio.h>

static const struct {
	const char *text;
	const char *want; /* "lo-hi rest", NULL: refused */
} range4[] = {
	{"10.1.2.3",                 "0a010203-0a010203 "           },
	{ "10.1.2",                  "0a010200-0a0102ff "           },
	{ "10.1",		    "0a010000-0a01ffff "           },
	{ "10",		      NULL			   },
	{ "10.",		     NULL			   },
	{ "10.1.",		   NULL			   },
	{ "10.1.2.3.4",              NULL                           },
	{ "10..2.3",                 NULL			   },
	{ "10/8",		    "0a000000-0affffff "           },
	{ "10/08",		   "0a000000-0affffff "           },
	{ "10.0/15",                 "0a000000-0a01ffff "           },
	{ "10.1/15",                 NULL			   },
	{ "10.1.2.3/32",             "0a010203-0a010203 "           },
	{ "10.1.2.3/31",             NULL                           },
	{ "10/33",		   NULL			   },
	{ "0/0",		     NULL			   },
	{ "10/",		     NULL			   },
	{ "10/8/8",                  NULL			   },
	{ "10/8 x",                  "0a000000-0affffff  x"         },
	{ "10-11",		   "0a000000-0bffffff "           },
	{ "10-10.1",                 NULL			   },
	{ "10.1-2",                  "0a010000-0a02ffff "           },
	{ "10.1-10.2",               "0a010000-0a02ffff "           },
	{ "10.1-10.2.3",             NULL                           },
	{ "10.1.2-10",               "0a010200-0a010aff "           },
	{ "10.1.2.3-10",             "0a010203-0a01020a "           },
	{ "10.1.2.3-2",              NULL                           },
	{ "10.1.2.3-10.1.2.3",       "0a010203-0a010203 "           },
	{ "10.1.2.3-10.1.2.300",     NULL                           },
	{ "10.1.2.3-10.1.2.9:5:x",   "0a010203-0a010209 :5:x"       },
	{ "10.1.2.3- 10.1.2.9",      NULL                           },
	{ "10.1.2.3 - 10.1.2.9",     "0a010203-0a010203  - 10.1.2.9"},
	{ "0-255",		   "00000000-ffffffff "           },
	{ "0.0.0.0-255.255.255.255", "00000000-ffffffff "           },
	{ "010.1.2.0003",            "0a010203-0a010203 "           },
	{ "10.1.2.256",              NULL                           },
	{ "10.1.2.3#c",              "0a010203-0a010203 #c"         },
	{ "10.1.2.3x",               NULL                           },
	{ "",			NULL			   },
};

static void ranges_of_ip4set(void **state)
{
	char got[100];

	(void)state;
	for (size_t i = 0; i < LEN(range4); i++) {
		struct str s = unit_exact(str_of(range4[i].text));
		const char *own = s.p;
		struct rbl_range4 r;
		const char *why = NULL;
		bool ok = rbl_addr_range4(&s, &r, &why);

		if (ok)
			snprintf(got, sizeof(got), "%08x-%08x %.*s", r.lo, r.hi, STR_ARG(s));
		if (ok != (range4[i].want != NULL) || (ok && strcmp(got, range4[i].want) != 0))
			fail_msg("\"%s\": %s", range4[i].text, ok ? got : why);
		free((void *)own);
	}
}

static void tries_take_no_ranges_but_everything(void **state)
{
	struct rbl_range4 r;
	const char *why;
	struct str s = STR("0/0");

	(void)state;
	assert_true(rbl_addr_cidr4(&s, &r, &why));
	assert_int_equal(r.lo, 0);
	assert_int_equal(r.hi, UINT32_MAX);
	s = STR("10.1.2.3-9");
	assert_false(rbl_addr_cidr4(&s, &r, &why));
	s = STR("10.1.2.3/0");
	assert_false(rbl_addr_cidr4(&s, &r, &why));
}

static void trivial_sets_take_whole_addresses(void **state)
{
	uint32_t a;
	const char *why;
	struct str s = STR("10.1.2.3:4");

	(void)state;
	assert_true(rbl_addr_one4(&s, &a, &why));
	assert_int_equal(a, 0x0a010203);
	s = STR("10.1.2");
	assert_false(rbl_addr_one4(&s, &a, &why));
	s = STR("10.1.2.0/24");
	assert_false(rbl_addr_one4(&s, &a, &why));
}

static const struct {
	const char *text;
	const char *want; /* "hi lo bits rest" */
} prefix6[] = {
	{"2001:db8::1",        "20010db800000000 0000000000000001 128 "    },
	{ "2001:db8::/32",     "20010db800000000 0000000000000000 32 "     },
	{ "2001:db8/32",       "20010db800000000 0000000000000000 32 "     },
	{ "2001:db8",          "20010db800000000 0000000000000000 32 "     },
	{ "2001:db8:",         NULL					},
	{ "2001:db8::",        "20010db800000000 0000000000000000 128 "    },
	{ "2001",              NULL					},
	{ "2001/16",           "2001000000000000 0000000000000000 16 "     },
	{ "2001:db8:8000/33",  "20010db880000000 0000000000000000 33 "     },
	{ "2001:db8:8000/32",  NULL					},
	{ "2001:db8::1/64",    NULL					},
	{ "0/0",               "0000000000000000 0000000000000000 0 "      },
	{ "::",		"0000000000000000 0000000000000000 128 "    },
	{ ":::5",              "0000000000000000 0000000000000000 128 :5"  },
	{ "1::2::3",           "0001000000000000 0000000000000002 128 :3"  },
	{ "1:2:3:4:5:6:7:8",   "0001000200030004 0005000600070008 128 "    },
	{ "1:2:3:4:5:6:7:8:9", "0001000200030004 0005000600070008 128 :9"  },
	{ "1:2:3:4:5:6:7::",   "0001000200030004 0005000600070000 128 "    },
	{ "::2:3:4:5:6:7:8",   "0000000200030004 0005000600070008 128 "    },
	{ "1::2:3:4:5:6:7:8",  NULL					},
	{ "1::2:5:x",          NULL					},
	{ "1::2/128:5:x",      "0001000000000000 0000000000000002 128 :5:x"},
	{ "12345::",           NULL					},
	{ "00db8::",           "0db8000000000000 0000000000000000 128 "    },
	{ "g::",               NULL					},
	{ "::/129",            NULL					},
	{ "::/128x",           NULL					},
	{ "::ffff:10.1.2.3",   NULL					},
	{ "10.1.2.3",          NULL					},
	{ "1:2/",              NULL					},
	{ "ABCD:Ef::#c",       "abcd00ef00000000 0000000000000000 128 #c"  },
};

static void prefixes_of_ip6trie(void **state)
{
	char got[120];

	(void)state;
	for (size_t i = 0; i < LEN(prefix6); i++) {
		struct str s = unit_exact(str_of(prefix6[i].text));
		const char *own = s.p;
		struct rbl_prefix6 p;
		const char *why = NULL;
		bool ok = rbl_addr_prefix6(&s, &p, &why);

		if (ok)
			snprintf(got, sizeof(got), "%016llx %016llx %u %.*s",
				 (unsigned long long)p.lo.hi, (unsigned long long)p.lo.lo, p.bits,
				 STR_ARG(s));
		if (ok != (prefix6[i].want != NULL) || (ok && strcmp(got, prefix6[i].want) != 0))
			fail_msg("\"%s\": %s", prefix6[i].text, ok ? got : why);
		free((void *)own);
	}
}

static const struct {
	const char *text;
	bool tail;
	const char *want;
} value[] = {
	{"4",          true,  "127.0.0.4" },
	{ "4",         false, "0.0.0.4"   },
	{ "010 x",     true,  "127.0.0.10"},
	{ "0",         true,  "0.0.0.0"   },
	{ "1.2",       true,  "1.0.0.2"   },
	{ "1.2.3",     true,  "1.2.0.3"   },
	{ "1.2.3.4",   true,  "1.2.3.4"   },
	{ "1.2.3.",    true,  NULL        },
	{ "256",       true,  NULL        },
	{ "1.256",     true,  NULL        },
	{ "1.2.3.4.5", true,  NULL        },
	{ "0x10",      true,  NULL        },
	{ "",          true,  NULL        },
};

static void values_may_be_shortened(void **state)
{
	char got[20];
	uint8_t a[4];

	(void)state;
	for (size_t i = 0; i < LEN(value); i++) {
		struct str s = str_of(value[i].text);
		bool ok = rbl_addr_a(&s, value[i].tail, a);

		if (ok)
			snprintf(got, sizeof(got), "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
		if (ok != (value[i].want != NULL) || (ok && strcmp(got, value[i].want) != 0))
			fail_msg("\"%s\"", value[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_of_ip4set),
		cmocka_unit_test(tries_take_no_ranges_but_everything),
		cmocka_unit_test(trivial_sets_take_whole_addresses),
		cmocka_unit_test(prefixes_of_ip6trie),
		cmocka_unit_test(values_may_be_shortened),
	};

	return cmocka_run_group_tests_name("proto/rbl_addr", tests, NULL, NULL);
}
