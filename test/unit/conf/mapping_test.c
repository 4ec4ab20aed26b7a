/* Mapping files: what they say, and what is refused at which place. */
#include "conf/mapping.h"
#include "unit.h"

static const struct {
	const char *text;
	const char *why; /* NULL: fine */
} file[] = {
	{"[mapping \"x\"]\n[row \"machines\"]\nmachine = {A|B?:host} at {C}\n", NULL                                              },
	{ "[mapping \"x\"]\n",						  "m.conf: no [row \"...\"] in it"                  },
	{ "[row \"tenancy\"]\n",
         "m.conf:1:2: [row \"tenancy\"]: rows are machines, customers, prefixes, tenancies or "
	  "holdings"													      },
	{ "[zone \"x\"]\n",
         "m.conf:1:2: [zone]: a mapping has [mapping \"name\"] and [row \"kind\"]"                                                },
	{ "[mapping \"x\"]\nabuot = y\n",
         "m.conf:2:9: a mapping has no setting \"abuot\": about and empty"                                                        },
	{ "[row \"machines\"]\nmachin = x\n",                                   "m.conf:2:10: machines have no field \"machin\", and "
					      "it is none of needs, only, skip, each "
					      "and change; did you mean \"machine\"?"},
	{ "[row \"machines\"]\nmachine = a\nmachine = b\n",
         "m.conf:3:11: \"machine\" stands there twice"									    },
	{ "[row \"machines\"]\nmachine = {A\n",                                 "m.conf:2:11: \"{\" without \"}\""                },
	{ "[row \"machines\"]\nmachine = {}\n",                                 "m.conf:2:11: a column's name was expected in {}" },
	{ "[row \"machines\"]\nmachine = {A|?}\n",
         "m.conf:2:11: a column's name was expected in {}"									},
	{ "[row \"machines\"]\nmachine = {A:upper}\n",
         "m.conf:2:11: \":upper\" is not a filter: \":host\" or \":date\""                                                        },
	{ "[row \"machines\"]\nmachine = {each}\n",
         "m.conf:2:11: {each} wants \"each = COLUMN\" before it"								  },
	{ "[row \"machines\"]\nonly = Status\n",
         "m.conf:2:8: \"COLUMN: word, word\" was expected"									},
	{ "[row \"machines\"]\nneeds =\n",                                      "m.conf:2:8: a column's name was expected"        },
	{ "[row \"machines\"]\nchange = site: a\n",
         "m.conf:2:10: \"field: from > to\" was expected"									 },
	{ "[row \"machines\"]\nchange = use: a > b\n",
         "m.conf:2:10: machines have no field \"use\""									    },
};

static void faults_have_a_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(file); i++) {
		struct arena mem = { 0 };
		struct str text = unit_exact(str_of(file[i].text));
		struct mapping m;
		struct err err = { 0 };
		int rc = mapping_read(&mem, text, STR("m.conf"), &m, &err);

		if ((rc < 0) != (file[i].why != NULL) ||
		    (rc < 0 && strcmp(err.text, file[i].why) != 0))
			fail_msg("%s: %s", file[i].text, err.text);
		free((void *)text.p);
		arena_done(&mem);
	}
}

static void pieces_are_taken_apart(void **state)
{
	struct arena mem = { 0 };
	struct mapping m;
	const struct mapping_value *v;

	(void)state;
	assert_int_equal(mapping_read(&mem,
				      STR("[mapping \"x\"]\nabout = why\nempty = -\n"
					  "[row \"tenancies\"]\neach = L\naddress = {each:host}\n"
					  "customer = c-{A|B?}!\nskip = S: x, y z\n"
					  "change = use: * > nat\n"),
				      STR("m"), &m, NULL),
			 0);
	assert_str(m.name, "x");
	assert_str(m.about, "why");
	assert_int_equal(m.empties, 1);
	assert_int_equal(m.rows, 1);
	assert_str(m.row[0].each, "L");
	assert_int_equal(m.row[0].values, 2);
	assert_true(m.row[0].value[0].piece[0].each);
	assert_int_equal(m.row[0].value[0].piece[0].filter, MAPPING_HOST);
	v = &m.row[0].value[1];
	assert_int_equal(v->n, 3);
	assert_str(v->piece[0].text, "c-");
	assert_int_equal(v->piece[1].columns, 2);
	assert_str(v->piece[1].column[1], "B");
	assert_true(v->piece[1].optional);
	assert_str(v->piece[2].text, "!");
	assert_int_equal(m.row[0].rule[0].sort, 's');
	assert_str(m.row[0].rule[0].word[1], "y z");
	assert_str(m.row[0].change[0].to, "nat");
	arena_done(&mem);
}

static void unknown_names_list_the_known(void **state)
{
	struct arena mem = { 0 };
	struct mapping m;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(mapping_load(&mem, STR("netbox"), &m, &err), -1);
	assert_string_equal(err.text,
			    "there is no mapping \"netbox\"; there are: netbox-ip-addresses, "
			    "netbox-prefixes, whmcs-products; or give the path of a file");
	assert_int_equal(mapping_load(&mem, STR("netbox-prefixes"), &m, &err), 0);
	assert_str(m.name, "netbox-prefixes");
	arena_done(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_have_a_place),
		cmocka_unit_test(pieces_are_taken_apart),
		cmocka_unit_test(unknown_names_list_the_known),
	};

	return cmocka_run_group_tests_name("conf/mapping", tests, NULL, NULL);
}
