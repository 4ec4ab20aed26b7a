/* Cells to fields: every field, what is taken and what is refused. */
#include "conf/import_value.h"
#include "unit.h"

static const struct {
	enum inv_kind kind;
	enum import_field field;
	const char *text;
	bool ok;
} cell[] = {
	{INV_MACHINE,   FIELD_MACHINE,  " web1 ",                         true },
	{ INV_MACHINE,  FIELD_MACHINE,  "a\001b",                         false},
	{ INV_MACHINE,  FIELD_SITE,     "caf\xe9",                        false},
	{ INV_MACHINE,  FIELD_NOTE,     "two\nlines",                     true },
	{ INV_MACHINE,  FIELD_RANGE,    "192.0.2.1",                      false},
	{ INV_CUSTOMER, FIELD_CUSTOMER, "1042",                           true },
	{ INV_CUSTOMER, FIELD_CONTACTS, "a@b.example, abuse:c@d.example", true },
	{ INV_CUSTOMER, FIELD_CONTACTS, "a.b.example",                    false},
	{ INV_CUSTOMER, FIELD_CONTACTS, ":a@b.example",                   false},
	{ INV_CUSTOMER, FIELD_CONTACTS, "a@",                             false},
	{ INV_CUSTOMER, FIELD_CONTACTS, "",                               true },
	{ INV_CUSTOMER, FIELD_LANGUAGE, "pt-BR",                          true },
	{ INV_CUSTOMER, FIELD_LANGUAGE, "english",                        false},
	{ INV_CUSTOMER, FIELD_LANGUAGE, "d",                              false},
	{ INV_CUSTOMER, FIELD_LANGUAGE, "",                               true },
	{ INV_PREFIX,   FIELD_RANGE,    "192.0.2.0/24",                   true },
	{ INV_PREFIX,   FIELD_RANGE,    "192.0.2.1/24",                   false},
	{ INV_PREFIX,   FIELD_USE,      "NAT",                            true },
	{ INV_PREFIX,   FIELD_USE,      "rented",                         false},
	{ INV_PREFIX,   FIELD_FLOATING, "Yes",                            true },
	{ INV_PREFIX,   FIELD_FLOATING, "maybe",                          false},
	{ INV_PREFIX,   FIELD_MAIL,     "yes",                            true },
	{ INV_PREFIX,   FIELD_MAIL,     "smtp",                           false},
	{ INV_TENANCY,  FIELD_MAIL,     "yes",                            false},
	{ INV_TENANCY,  FIELD_RANGE,    "2001:db8::/64",                  true },
	{ INV_TENANCY,  FIELD_RANGE,    "192.0.2.1 - 192.0.2.9",          true },
	{ INV_TENANCY,  FIELD_RANGE,    "",                               false},
	{ INV_TENANCY,  FIELD_PORTS,    "1024-2047",                      true },
	{ INV_TENANCY,  FIELD_PORTS,    "2047-1024",                      false},
	{ INV_TENANCY,  FIELD_FROM,     "2026-01-01T00:00:00Z",           true },
	{ INV_TENANCY,  FIELD_FROM,     "2026-01-01T00:00:00",            false},
	{ INV_TENANCY,  FIELD_FROM,     "always",                         true },
	{ INV_TENANCY,  FIELD_UNTIL,    "never",                          true },
	{ INV_TENANCY,  FIELD_UNTIL,    "",                               true },
	{ INV_TENANCY,  FIELD_UNTIL,    "soon",                           false},
	{ INV_HOLDING,  FIELD_KIND,     "Domain",                         true },
	{ INV_HOLDING,  FIELD_KIND,     "vhost",                          false},
	{ INV_HOLDING,  FIELD_NAME,     "shop.example",                   true },
	{ INV_HOLDING,  FIELD_USE,      "nat",                            false},
};

static void cells_are_read_strictly(void **state)
{
	struct arena mem = { 0 };
	struct import in;

	(void)state;
	import_init(&in, &mem);
	for (size_t i = 0; i < LEN(cell); i++) {
		struct import_row *row = import_row(&in, cell[i].kind, 0, 1);
		struct import_to to = { &in, row, NULL };
		struct str text = unit_exact(str_of(cell[i].text));
		struct err err;
		int rc = import_value(&to, cell[i].field, text, &err);

		if ((rc == 0) != cell[i].ok)
			fail_msg("%s \"%s\": %s", inv_kind_name(cell[i].kind), cell[i].text,
				 rc ? err.text : "taken");
		if (import_stated(row, cell[i].field) != cell[i].ok)
			fail_msg("\"%s\": stated", cell[i].text);
		import_row_drop(&in);
		free((void *)text.p);
	}
	assert_int_equal(in.rows, 0);
	import_done(&in);
	arena_done(&mem);
}

static void an_empty_from_states_nothing(void **state)
{
	struct arena mem = { 0 };
	struct import in;
	struct import_row *row;

	(void)state;
	import_init(&in, &mem);
	row = import_row(&in, INV_TENANCY, 0, 1);
	assert_int_equal(
		import_value(&(struct import_to){ &in, row, NULL }, FIELD_FROM, STR(" "), NULL), 0);
	assert_false(import_stated(row, FIELD_FROM));
	import_done(&in);
	arena_done(&mem);
}

static void texts_are_kept_in_one_form(void **state)
{
	struct arena mem = { 0 };
	struct import in;
	struct import_row *row;
	struct import_to to;

	(void)state;
	import_init(&in, &mem);
	row = import_row(&in, INV_CUSTOMER, 0, 1);
	to = (struct import_to){ &in, row, NULL };
	assert_int_equal(
		import_value(&to, FIELD_CONTACTS, STR(" a@b.example;\n x:c@d.example,"), NULL), 0);
	assert_str(row->customer.contacts, "a@b.example x:c@d.example");
	assert_int_equal(import_value(&to, FIELD_NOTE, STR("one\r\ntwo"), NULL), 0);
	assert_str(row->customer.note, "one  two");
	import_done(&in);
	arena_done(&mem);
}

static void columns_are_known_or_guessed(void **state)
{
	enum import_field field;

	(void)state;
	assert_true(import_column(INV_TENANCY, STR("Address"), &field));
	assert_int_equal(field, FIELD_RANGE);
	assert_false(import_column(INV_TENANCY, STR("prefix"), &field));
	assert_string_equal(import_column_near(INV_TENANCY, STR("costumer")), "customer");
	assert_string_equal(import_column_near(INV_TENANCY, STR("languages")), "language");
	assert_null(import_column_near(INV_TENANCY, STR("quota")));
}

static void limits_hold(void **state)
{
	static const struct {
		enum inv_kind kind;
		enum import_field field;
		size_t max;
	} limit[] = {
		{INV_MACHINE,   FIELD_MACHINE, INV_NAME_MAX},
		{ INV_CUSTOMER, FIELD_NAME,    INV_NAME_MAX},
		{ INV_MACHINE,  FIELD_NOTE,    INV_NOTE_MAX},
		{ INV_HOLDING,  FIELD_NAME,    INV_PATH_MAX},
	};
	char *text = malloc(10000);
	struct arena mem = { 0 };
	struct import in;

	(void)state;
	memset(text, 'a', 10000);
	import_init(&in, &mem);
	for (size_t i = 0; i < LEN(limit); i++) {
		struct import_to to = { &in, import_row(&in, limit[i].kind, 0, 1), NULL };

		assert_int_equal(
			import_value(&to, limit[i].field, (struct str){ text, limit[i].max }, NULL),
			0);
		assert_int_equal(import_value(&to, limit[i].field,
					      (struct str){ text, limit[i].max + 1 }, NULL),
				 -1);
	}
	free(text);
	import_done(&in);
	arena_done(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_read_strictly),
		cmocka_unit_test(an_empty_from_states_nothing),
		cmocka_unit_test(texts_are_kept_in_one_form),
		cmocka_unit_test(columns_are_known_or_guessed),
		cmocka_unit_test(limits_hold),
	};

	return cmocka_run_group_tests_name("conf/import_value", tests, NULL, NULL);
}
