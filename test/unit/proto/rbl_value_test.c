/* Values and templates: what stands behind an entry, and the text it gives. */
#include "unit.h"

#include "proto/rbl_value.h"

#include <stdio.h>

static const struct {
	const char *text;
	const char *want; /* "a text", NULL: refused; the default is 127.0.0.3 "dft" */
} entry[] = {
	{"",		 "127.0.0.3 dft"        },
	{ " # x",            "127.0.0.3 dft"        },
	{ "; x",             "127.0.0.3 dft"        },
	{ "bare $ text ",    "127.0.0.3 bare $ text"},
	{ "text # x",        "127.0.0.3 text # x"   },
	{ ":5",              "127.0.0.5 dft"        },
	{ ":5:",             "127.0.0.5 "           },
	{ ":5:  a:b ",       "127.0.0.5 a:b"        },
	{ ":5::x",           "127.0.0.5 :x"         },
	{ ":127.0.0.2\t: x", "127.0.0.2 x"          },
	{ ":5 x",            NULL                   },
	{ ":5 #x",           NULL                   },
	{ ":",	       NULL                   },
	{ "::",              NULL                   },
	{ "::x",             NULL                   },
	{ ": 4:x",           NULL                   },
	{ ":0:",             NULL                   },
	{ ":0.0.0.0:",       NULL                   },
	{ ":256:",           NULL                   },
	{ ":4;x",            NULL                   },
};

static void values_fall_back_on_the_default(void **state)
{
	struct rbl_value dft = {
		.a = {127, 0, 0, 3},
                  .text = STR("dft")
	};
	char got[60];

	(void)state;
	for (size_t i = 0; i < LEN(entry); i++) {
		struct str s = unit_exact(str_of(entry[i].text));
		struct rbl_value v;
		const char *why = NULL;
		bool ok = rbl_value_get(s, &dft, &v, &why);

		if (ok)
			snprintf(got, sizeof(got), "%u.%u.%u.%u %.*s", v.a[0], v.a[1], v.a[2],
				 v.a[3], STR_ARG(v.text));
		if (ok != (entry[i].want != NULL) || (ok && strcmp(got, entry[i].want) != 0))
			fail_msg("\"%s\": %s", entry[i].text, ok ? got : why);
		free((void *)s.p);
	}
}

static void defaults_have_no_text_unless_given(void **state)
{
	struct rbl_value v;
	const char *why;

	(void)state;
	assert_true(rbl_value_get_default(STR(":4"), &v, &why));
	assert_int_equal(v.a[3], 4);
	assert_str(v.text, "");
	assert_true(rbl_value_get_default(STR(":4: see $"), &v, &why));
	assert_str(v.text, "see $");
	assert_false(rbl_value_get_default(STR(":: see"), &v, &why));
	assert_false(rbl_value_get_default(STR(":"), &v, &why));
}

static const struct {
	const char *base, *text, *want;
} expand[] = {
	{NULL,          "",           ""			   },
	{ NULL,         "at $",       "at 10.1.2.3"                },
	{ NULL,         "a$$1b$$$c$", "a$1b$10.1.2.3c10.1.2.3"     },
	{ NULL,         "$1 $x $7",   "one $$ 10.1.2.3x $7"        },
	{ NULL,         "=eq",        "eq"                         },
	{ NULL,         "==eq",       "=eq"                        },
	{ NULL,         "=",          ""			   },
	{ NULL,         "a$=b",       "aa$=bb"                     },
	{ NULL,         "=a$=b$",     "aa$=b$b10.1.2.3"            },
	{ "b[$=] $ $1", "",           "b[10.1.2.3] 10.1.2.3 one $$"},
	{ "b[$=]",      "x$y",        "b[x$y]"                     },
	{ "b[$=]",      "=x$",        "x10.1.2.3"                  },
	{ "b[$=]",      "=",          ""			   },
	{ "=base",      "x",          "=base"                      },
};

static void templates_are_filled(void **state)
{
	struct buf b AUTO(buf_done);

	(void)state;
	buf_init(&b, 1000);
	for (size_t i = 0; i < LEN(expand); i++) {
		struct rbl_vars vars = { .var[1] = STR("one $$") };

		if (expand[i].base)
			vars.base = str_of(expand[i].base);
		buf_clear(&b);
		rbl_expand(&b, str_of(expand[i].text), STR("10.1.2.3"), &vars);
		if (!str_eq(buf_str(&b), str_of(expand[i].want)))
			fail_msg("\"%s\": \"%.*s\"", expand[i].text, STR_ARG(buf_str(&b)));
	}
}

static void answers_are_cut(void **state)
{
	char text[RBL_TEXT_MAX + 10];
	struct rbl_vars vars = {
		.var[1] = {text, 200}
	};
	struct rbl_value first = rbl_value_first();
	struct rbl_value v;
	const char *why;
	struct buf b AUTO(buf_done);

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_true(rbl_value_get((struct str){ text, sizeof(text) }, &first, &v, &why));
	assert_int_equal(v.text.n, RBL_TEXT_MAX);
	buf_init(&b, 1000);
	rbl_expand(&b, v.text, STR("10.1.2.3"), &vars);
	assert_int_equal(b.n, RBL_ANSWER_MAX);
	rbl_expand(&b, STR("$1$1"), STR("10.1.2.3"), &vars);
	assert_int_equal(b.n, 2 * RBL_ANSWER_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_fall_back_on_the_default),
		cmocka_unit_test(defaults_have_no_text_unless_given),
		cmocka_unit_test(templates_are_filled),
		cmocka_unit_test(answers_are_cut),
	};

	return cmocka_run_group_tests_name("proto/rbl_value", tests, NULL, NULL);
}
