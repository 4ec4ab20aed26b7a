/* Names of the inventory, and the forms in which holdings and ports are kept. */
#include "model/inventory.h"
#include "unit.h"

static void words_are_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < USE_COUNT; i++) {
		enum use use;

		assert_true(use_parse(str_of(use_name((enum use)i)), &use));
		assert_int_equal(use, i);
	}
	for (int i = 0; i < HOLDING_KINDS; i++) {
		enum holding_kind kind;

		assert_true(
			holding_kind_parse(str_of(holding_kind_name((enum holding_kind)i)), &kind));
		assert_int_equal(kind, i);
	}
	for (int i = 0; i < INV_KINDS; i++)
		assert_true(strlen(inv_kind_name((enum inv_kind)i)) <
			    strlen(inv_kind_names((enum inv_kind)i)));
	assert_false(use_parse(STR("rented"), &(enum use){ 0 }));
	assert_false(holding_kind_parse(STR("zone"), &(enum holding_kind){ 0 }));
}

static const struct {
	enum holding_kind kind;
	const char *text;
	const char *want; /* NULL: refused */
} held[] = {
	{HOLDING_DOMAIN,   "Shop.Example.",      "shop.example"      },
	{ HOLDING_DOMAIN,  "_dmarc.b-1.example", "_dmarc.b-1.example"},
	{ HOLDING_DOMAIN,
         "b\xc3\xbc"
	  "cher.example",			"b\xc3\xbc"
	  "cher.example"                    },
	{ HOLDING_DOMAIN,  "",                   NULL                },
	{ HOLDING_DOMAIN,  ".",                  NULL                },
	{ HOLDING_DOMAIN,  "a..b",               NULL                },
	{ HOLDING_DOMAIN,  "a b.example",        NULL                },
	{ HOLDING_DOMAIN,  "a@b.example",        NULL                },
	{ HOLDING_DOMAIN,  "caf\xe9.example",    NULL                },
	{ HOLDING_MAILBOX, "MAIL.example",       "mail.example"      },
	{ HOLDING_USER,    "web12",              "web12"             },
	{ HOLDING_USER,    "Web12",              "Web12"             },
	{ HOLDING_USER,    "a b",                NULL                },
	{ HOLDING_USER,    "a/b",                NULL                },
	{ HOLDING_USER,    "",                   NULL                },
	{ HOLDING_PATH,    "/srv//www/shop/",    "/srv/www/shop"     },
	{ HOLDING_PATH,    "/",                  "/"                 },
	{ HOLDING_PATH,    "srv/www",            NULL                },
	{ HOLDING_PATH,    "/srv/../etc",        NULL                },
	{ HOLDING_PATH,    "/srv/./x",           NULL                },
	{ HOLDING_PATH,    "/srv/...",           "/srv/..."          },
	{ HOLDING_PATH,    "/srv/a\nb",          NULL                },
};

static void names_are_kept_in_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(held); i++) {
		struct buf AUTO(buf_done) out;
		struct str text = unit_exact(str_of(held[i].text));
		struct err err;
		int rc;

		buf_init(&out, 1000);
		rc = holding_name(held[i].kind, text, &out, &err);
		if ((rc == 0) != (held[i].want != NULL))
			fail_msg("%s: %s", held[i].text, rc ? err.text : "taken");
		if (rc == 0)
			assert_str(buf_str(&out), held[i].want);
		free((void *)text.p);
	}
}

static void long_names_are_refused(void **state)
{
	struct buf AUTO(buf_done) out;
	char path[INV_PATH_MAX + 2];
	struct err err;

	(void)state;
	buf_init(&out, 10000);
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	assert_int_equal(holding_name(HOLDING_PATH, (struct str){ path, INV_PATH_MAX }, &out, &err),
			 0);
	assert_int_equal(
		holding_name(HOLDING_PATH, (struct str){ path, INV_PATH_MAX + 1 }, &out, &err), -1);
	assert_int_equal(
		holding_name(HOLDING_USER, (struct str){ path + 1, INV_NAME_MAX }, &out, &err), 0);
	assert_int_equal(
		holding_name(HOLDING_USER, (struct str){ path + 1, INV_NAME_MAX + 1 }, &out, &err),
		-1);
	assert_int_equal(holding_name(HOLDING_DOMAIN, (struct str){ path + 1, 63 }, &out, &err), 0);
	assert_int_equal(holding_name(HOLDING_DOMAIN, (struct str){ path + 1, 64 }, &out, &err),
			 -1);
}

static const struct {
	const char *text;
	int lo, hi; /* lo -1: refused */
} port[] = {
	{"",             0,    65535},
	{ "25",          25,   25   },
	{ "1024-2047",   1024, 2047 },
	{ "1024 - 2047", 1024, 2047 },
	{ "0-65535",     0,    65535},
	{ "65536",       -1,   0    },
	{ "20-10",       -1,   0    },
	{ "-5",          -1,   0    },
	{ "5-",          -1,   0    },
	{ "x",           -1,   0    },
};

static void ports_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(port); i++) {
		struct ports p;
		struct err err;
		int rc = ports_parse(str_of(port[i].text), &p, &err);

		if ((rc == 0) != (port[i].lo >= 0))
			fail_msg("\"%s\"", port[i].text);
		if (rc == 0 && (p.lo != port[i].lo || p.hi != port[i].hi))
			fail_msg("\"%s\" gave %u-%u", port[i].text, p.lo, p.hi);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_read_back),
		cmocka_unit_test(names_are_kept_in_one_form),
		cmocka_unit_test(long_names_are_refused),
		cmocka_unit_test(ports_are_read),
	};

	return cmocka_run_group_tests_name("model/inventory", tests, NULL, NULL);
}
