/* JSON files: the same rows as CSV, and faults by line and column. */
#include "conf/import_json.h"
#include "unit.h"

static struct arena mem;

static int read_file(struct import *in, const char *text)
{
	struct str own = unit_exact(str_of(text));
	int rc;

	import_init(in, &mem);
	rc = import_json(in, &(struct import_source){ STR("t.json"), own, NULL, NULL });
	free((void *)own.p);
	return rc;
}

static void all_parts_are_read(void **state)
{
	struct import in;

	(void)state;
	assert_int_equal(
		read_file(&in,
			  "{\"machines\":[{\"machine\":\"web1\"}],\n"
			  "\"customers\":[{\"customer\":7,\"contacts\":[\"a@b.example\","
			  "\"x:c@d.example\"],\"parent\":null}],\n"
			  "\"prefixes\":[{\"prefix\":\"192.0.2.0/24\",\"mail\":true}],\n"
			  "\"tenancies\":[{\"address\":\"192.0.2.1\",\"customer\":\"7\","
			  "\"floating\":true,\n \"until\":null}],\n"
			  "\"holdings\":[{\"holding\":\"domain\",\"name\":\"B\\u00fc.example\","
			  "\"customer\":7}]}"),
		0);
	assert_int_equal(in.kinds, (1u << INV_KINDS) - 1);
	assert_int_equal(in.rows, 5);
	assert_str(in.row[0].machine.name, "web1");
	assert_str(in.row[1].customer.customer, "7");
	assert_str(in.row[1].customer.contacts, "a@b.example x:c@d.example");
	assert_true(import_stated(&in.row[1], FIELD_PARENT));
	assert_true(in.row[2].prefix.mail);
	assert_true(in.row[3].tenancy.floating);
	assert_int_equal(in.row[3].line, 4);
	assert_int_equal(in.row[3].col[FIELD_RANGE], 25);
	assert_true(import_stated(&in.row[3], FIELD_UNTIL));
	assert_str(in.row[4].holding.name, "b\xc3\xbc.example");
	import_done(&in);
}

static const struct {
	const char *text;
	const char *want; /* all errors */
} bad[] = {
	{"",										    "t.json:1:1: \"{\" or \"[\" was expected\n"                           },
	{ "[]",										 "t.json:1:1: {\"tenancies\":[...]} was expected, an object of lists\n"},
	{ "{\"tenancys\":[1,{}],\"machines\":[]}",                                              "t.json:1:2: \"tenancys\" is none of machines, "
						   "customers, prefixes, tenancies and holdings; "
						   "did you mean \"tenancies\"?\n"                                  },
	{ "{\"machines\":[],\"machines\":[{\"machine\":\"a\"}]}",
         "t.json:1:16: \"machines\" stands there twice\n"													     },
	{ "{\"machines\":{\"a\":[]}}",							  "t.json:1:13: machines are a list\n"                                  },
	{ "{\"machines\":[[1],2]}",
         "t.json:1:14: a machine is an object\nt.json:1:18: a machine is an object\n"                                                                                 },
	{ "{\"machines\":[{\"machine\":\"a\",\"machine\":\"b\"}]}",
         "t.json:1:29: \"machine\" stands there twice\n"													      },
	{ "{\"machines\":[{\"machine\":{\"a\":1}}]}",                                           "t.json:1:25: a string was expected\n"                                },
	{ "{\"customers\":[{\"customer\":\"7\",\"contacts\":[\"a@b.example\",{\"x\":1},3]}]}",
         "t.json:1:57: a list of strings was expected\n"
	  "t.json:1:65: a list of strings was expected\n"													     },
	{ "{\"tenancies\":[{\"address\":\"192.0.2.1\",\n\"costumer\":\"7\",\n\"use\":\"x\"}]}",
         "t.json:2:1: tenancies have no field \"costumer\"; did you mean \"customer\"?\n"
	  "t.json:3:7: use: \"x\" is not a use: single, shared, gateway, nat, free or "
	  "infrastructure\n"																	  },
	{ "{\"tenancies\":[{\"address\":\"192.0.2.1\"}]}",
         "t.json:1: customer: is missing: only addresses whose use is shared, gateway, nat, free "
	  "or "
	  "infrastructure have none\n"																},
	{ "{\"machines\":[{\"machine\":\"a\"}",						 "t.json:1:29: \",\" or \"]\" was expected\n"                          },
	{ "{\"machines\":[{\"machine\":\"a\"},{\"machine\":]}",
         "t.json:1:41: a value was expected\n"															},
	{ "{\"machines\":[]} 7",								"t.json:1:17: text behind the end\n"                                  },
};

static void faults_have_a_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct buf AUTO(buf_done) got;
		struct import in;

		buf_init(&got, 2000);
		assert_int_equal(read_file(&in, bad[i].text), -1);
		for (size_t k = 0; k < in.errors.n; k++) {
			import_error_fmt(&got, &in.errors.error[k]);
			buf_byte(&got, '\n');
		}
		assert_str(buf_str(&got), bad[i].want);
		import_done(&in);
	}
}

static int clean(void **state)
{
	(void)state;
	arena_done(&mem);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_parts_are_read),
		cmocka_unit_test(faults_have_a_place),
	};

	return cmocka_run_group_tests_name("conf/import_json", tests, NULL, clean);
}
