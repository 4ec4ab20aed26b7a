/* Tables as they look in windows of several widths, and for programs. */
#include "unit.h"

#include "base/utf8.h"
#include "cli/table.h"

static const struct table_column column[] = {
	{"ADDRESS",  false, false, 0},
        { "LIST",    false, false, 1},
        { "SEV",     true,  false, 3},
	{ "REASON",  false, true,  4},
        { "HELD BY", false, true,  2},
};

static struct table *filled(void)
{
	struct table *t = table_new(column, LEN(column));

	table_row(t, (struct str[]){ STR("198.18.5.70"), STR("spam.lists.example"), STR("3"),
				     STR("spam traps hit, last on 2026-11-20"),
				     STR("C220 Dune Travel") });
	table_row(t, (struct str[]){ STR("2001:db8:77:40::/64"), STR("hacked.example"), STR("12"),
				     STR("-"), STR("C400 Fjord News") });
	return t;
}

static const struct {
	const char *label;
	size_t window;
	const char *want;
} drawn[] = {
	{"a program reads", 0,
         "ADDRESS             LIST               SEV REASON                             HELD BY\n"
	  "198.18.5.70         spam.lists.example   3 spam traps hit, last on 2026-11-20 C220 Dune "
	  "Travel\n"
	  "2001:db8:77:40::/64 hacked.example      12 -                                  C400 "
	  "Fjord News\n"								     },
	{ "132 columns",    132,
         "ADDRESS             LIST               SEV REASON                             HELD BY\n"
	  "198.18.5.70         spam.lists.example   3 spam traps hit, last on 2026-11-20 C220 Dune "
	  "Travel\n"
	  "2001:db8:77:40::/64 hacked.example      12 -                                  C400 "
	  "Fjord News\n"								     },
	{ "80 columns",     80,
         "ADDRESS             LIST               SEV REASON               HELD BY\n"
	  "198.18.5.70         spam.lists.example   3 spam traps hit, last C220 Dune Travel\n"
	  "                                           on 2026-11-20\n"
	  "2001:db8:77:40::/64 hacked.example      12 -                    C400 Fjord News\n"},
	{ "60 columns",     60,
         "ADDRESS             LIST               SEV HELD BY\n"
	  "198.18.5.70         spam.lists.example   3 C220 Dune Travel\n"
	  "    reason: spam traps hit, last on 2026-11-20\n"
	  "2001:db8:77:40::/64 hacked.example      12 C400 Fjord News\n"                     },
	{ "30 columns",     30,
         "ADDRESS\n"
	  "198.18.5.70\n"
	  "    list: spam.lists.example;\n"
	  "      sev: 3; reason: spam\n"
	  "      traps hit, last on\n"
	  "      2026-11-20; held by:\n"
	  "      C220 Dune Travel\n"
	  "2001:db8:77:40::/64\n"
	  "    list: hacked.example; sev:\n"
	  "      12; held by: C400 Fjord\n"
	  "      News\n"								     },
};

static void windows_decide(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(drawn); i++) {
		struct table *t = filled();
		struct buf AUTO(buf_done) out;

		buf_init(&out, 10000);
		table_draw(t, drawn[i].window, &out);
		table_free(t);
		if (!str_eq(buf_str(&out), str_of(drawn[i].want)))
			fail_msg("%s:\n%s", drawn[i].label, buf_c(&out));
	}
}

static void no_line_is_too_long(void **state)
{
	(void)state;
	for (size_t window = 24; window < 120; window++) {
		struct table *t = filled();
		struct buf AUTO(buf_done) out;
		struct str rest, line;

		buf_init(&out, 10000);
		table_draw(t, window, &out);
		table_free(t);
		rest = buf_str(&out);
		while (str_cut(&rest, '\n', &line))
			if (utf8_cells(line) > window)
				fail_msg("%zu: %.*s", window, STR_ARG(line));
	}
}

static void hostile_cells_are_escaped(void **state)
{
	struct table *t = table_new(column, 2);
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, 1000);
	table_row(t, (struct str[]){ STR("\x1b[31m\n"), STR("a\xe2\x80\xae"
							    "b\xff") });
	table_draw(t, 0, &out);
	table_free(t);
	assert_non_null(strstr(buf_c(&out), "\\x1b[31m\\x0a a\\u202eb\\xff\n"));
}

static void no_rows_no_table(void **state)
{
	struct table *t = table_new(column, LEN(column));
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, 1000);
	table_draw(t, 80, &out);
	assert_int_equal(out.n, 0);
	assert_int_equal(table_rows(t), 0);
	table_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_decide),
		cmocka_unit_test(no_line_is_too_long),
		cmocka_unit_test(hostile_cells_are_escaped),
		cmocka_unit_test(no_rows_no_table),
	};

	return cmocka_run_group_tests_name("cli/table", tests, NULL, NULL);
}
