/* INI text: what is read, and the place that every error names. */
#include "unit.h"

#include "base/buf.h"
#include "conf/ini.h"

/* Every event as "kind|name|key|value;". */
static int note(void *ctx, struct ini_event *ev, struct err *err)
{
	struct buf *out = ctx;

	if (str_eq(ev->value, STR("refuse me")))
		return err_set(err, ERR_INPUT, "refused");
	if (str_eq(ev->key, STR("blame-key"))) {
		ev->blame = ev->key_at;
		return err_set(err, ERR_INPUT, "unknown");
	}
	buf_fmt(out, "%.*s|%.*s|%.*s|%.*s;", STR_ARG(ev->kind), STR_ARG(ev->name), STR_ARG(ev->key),
		STR_ARG(ev->value));
	return 0;
}

static const struct {
	const char *text, *want;
} good[] = {
	{"",						""							       },
	{ "\n\n  \t\n",				     ""							       },
	{ "# comment\n ; another = one\n",                  ""							       },
	{ "[a]\nk=v\n",				     "a|||;a||k|v;"						   },
	{ "[a]\r\nk = v \r\n",                              "a|||;a||k|v;"						   },
	{ "\xef\xbb\xbf[a]",				"a|||;"							  },
	{ "[ zone \"bl.example\" ] \nx = 1\nx = 2",         "zone|bl.example||;zone|bl.example|x|1;"
						    "zone|bl.example|x|2;"},
	{ "[zone\"x y\"]",				  "zone|x y||;"						    },
	{ "[a]\nk =\n[b]\nk = # not a comment ; neither\n",
         "a|||;a||k|;b|||;b||k|# not a comment ; "
	  "neither;"													 },
	{ "[a]\nk = a=b = c\n",                             "a|||;a||k|a=b = c;"                                             },
	{ "[a]\n\tTest-1.x_y\t=\t\"quoted\"\n",             "a|||;a||Test-1.x_y|\"quoted\";"                                 },
	{ "[a]\nk = gr\xc3\xbc\xc3\x9f dich",               "a|||;a||k|gr\xc3\xbc\xc3\x9f dich;"                             },
};

static void reads(void **state)
{
	struct buf out;
	struct err err;

	(void)state;
	buf_init(&out, 4096);
	for (size_t i = 0; i < LEN(good); i++) {
		struct str exact = unit_exact(str_of(good[i].text));

		buf_clear(&out);
		if (ini_read(exact, STR("f"), note, &out, &err) < 0)
			fail_msg("\"%s\": %s", good[i].text, err.text);
		assert_str(buf_str(&out), good[i].want);
		free((char *)exact.p);
	}
	buf_done(&out);
}

static const struct {
	const char *text, *want;
} wrong[] = {
	{"k = v",		     "f:1:1: a setting stands before the first [section]"   },
	{ "[a]\nk v",                 "f:2:3: a setting is written key = value"              },
	{ "[a]\nk",                   "f:2:2: a setting is written key = value"              },
	{ "[a]\n  = v",               "f:2:3: a setting is written key = value"              },
	{ "[a]\nk\xc3\xbcy = v",      "f:2:2: a setting is written key = value"              },
	{ "[",			"f:1:2: a section is written [kind] or [kind \"name\"]"},
	{ "[]",		       "f:1:2: a section is written [kind] or [kind \"name\"]"},
	{ "[a",		       "f:1:3: the section has no closing bracket"            },
	{ "[a b]",		    "f:1:4: the section has no closing bracket"            },
	{ "[a \"b]",                  "f:1:4: the name has no closing quote"                 },
	{ "[a \"b\"",                 "f:1:7: the section has no closing bracket"            },
	{ "[a \"\"]",                 "f:1:4: a section's name has 1 to 255 octets"          },
	{ "\n[a] x",                  "f:2:5: nothing may stand behind a section on its line"},
	{ "[a]\nk = \x01",            "f:2:5: a control octet; is this a text file?"         },
	{ "[a]\nk = a\rb",            "f:2:6: a control octet; is this a text file?"         },
	{ "[a]\nk = \x7f",            "f:2:5: a control octet; is this a text file?"         },
	{ "[a]\n# \xff",              "f:2:3: an octet that is not UTF-8"                    },
	{ "[a]\n\n  k =   refuse me", "f:3:9: refused"                                       },
	{ "[a]\n\n  blame-key =   x", "f:3:3: unknown"                                       },
};

static void names_the_place(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct err err = { 0 };

		assert_int_equal(ini_read(str_of(wrong[i].text), STR("f"), note, &out, &err), -1);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_string_equal(err.text, wrong[i].want);
	}
	buf_done(&out);
}

static void a_nul_is_no_text(void **state)
{
	struct buf out;
	struct err err;

	(void)state;
	buf_init(&out, 64);
	assert_int_equal(ini_read((struct str){ "[a]\nk\0=v", 8 }, STR("f"), note, &out, &err), -1);
	assert_string_equal(err.text, "f:2:2: a control octet; is this a text file?");
	buf_done(&out);
}

/* A value of any length arrives whole; names one past their limit do not. */
static void lengths(void **state)
{
	enum { LONG = 1 << 20 };
	struct buf text, out;
	struct err err;

	(void)state;
	buf_init(&text, LONG + 1000);
	buf_init(&out, LONG + 1000);
	buf_add(&text, STR("[a]\nk = "));
	for (int i = 0; i < LONG; i++)
		buf_byte(&text, 'x');
	assert_int_equal(ini_read(buf_str(&text), STR("f"), note, &out, &err), 0);
	assert_int_equal(out.n, LONG + strlen("a|||;a||k|;"));
	for (int n = INI_NAME_MAX; n <= INI_NAME_MAX + 1; n++) {
		char name[INI_NAME_MAX + 2];
		int want = n > INI_NAME_MAX ? -1 : 0;

		memset(name, 'k', sizeof(name));
		buf_clear(&text);
		buf_fmt(&text, "[a]\n%.*s = v", n, name);
		assert_int_equal(ini_read(buf_str(&text), STR("f"), note, &out, &err), want);
		buf_clear(&text);
		buf_fmt(&text, "[%.*s]", n, name);
		assert_int_equal(ini_read(buf_str(&text), STR("f"), note, &out, &err), want);
		buf_clear(&text);
		buf_fmt(&text, "[a \"%.*s\"]", n, name);
		assert_int_equal(ini_read(buf_str(&text), STR("f"), note, &out, &err), want);
	}
	buf_done(&text);
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(names_the_place),
		cmocka_unit_test(a_nul_is_no_text),
		cmocka_unit_test(lengths),
	};

	return cmocka_run_group_tests_name("conf/ini", tests, NULL, NULL);
}
