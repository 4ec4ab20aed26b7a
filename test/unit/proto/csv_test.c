/* CSV: quoting, places, faults, limits. */
#include "base/buf.h"
#include "proto/csv.h"
#include "unit.h"

/* What a text reads as: cells in brackets, rows with line ends, "!line:col reason". */
static void read_all(struct str text, struct buf *out)
{
	struct str own = unit_exact(text);
	struct csv_row *row = malloc(sizeof(*row));
	struct csv csv;
	struct err err;
	enum csv_fact fact;

	csv_init(&csv, own);
	while ((fact = csv_next(&csv, row, &err)) != CSV_END) {
		if (fact == CSV_WRONG)
			buf_fmt(out, "!%u:%u %s", row->cell[0].line, row->cell[0].col, err.text);
		for (size_t i = 0; i < row->n; i++)
			buf_fmt(out, "[%.*s]", STR_ARG(row->cell[i].text));
		buf_byte(out, '\n');
	}
	csv_done(&csv);
	free(row);
	free((void *)own.p);
}

static const struct {
	const char *label;
	const char *text;
	const char *want;
} file[] = {
	{"nothing",                 "",			   ""					      },
	{ "one cell, no line end",  "a",                          "[a]\n"                                         },
	{ "plain rows",             "a,b\n1,2\n",                 "[a][b]\n[1][2]\n"                              },
	{ "CRLF",		   "a,b\r\n1,2\r\n",             "[a][b]\n[1][2]\n"                              },
	{ "empty cells",            ",,\na,\n",                   "[][][]\n[a][]\n"                               },
	{ "empty lines are passed", "\n\na\n\r\nb\n\n",           "[a]\n[b]\n"                                    },
	{ "quoted",                 "\"a,b\",\"c\nd\",\"\"\n",    "[a,b][c\nd][]\n"                               },
	{ "doubled quotes",         "\"a \"\"b\"\"\",\"\"\"\"\n", "[a \"b\"][\"]\n"                               },
	{ "byte order mark",
         "\xef\xbb\xbf"
	  "a,b\n",						"[a][b]\n"				      },
	{ "blanks stay",            " a , b \n",                  "[ a ][ b ]\n"                                  },
	{ "semicolons",             "a;b\n1,5;2\n",               "[a][b]\n[1,5][2]\n"                            },
	{ "tabs",		   "a\tb\n1\t2\n",               "[a][b]\n[1][2]\n"                              },
	{ "comma goes first",       "a,b;c\n",                    "[a][b;c]\n"                                    },
	{ "quote inside",           "a,b\nc,d\"e\nf,g\n",
         "[a][b]\n!2:4 a quote in a cell that is not quoted\n[f][g]\n"                                            },
	{ "text behind a quote",    "\"a\"b,c\nd\n",              "!1:1 text after a closing quote\n[d]\n"        },
	{ "never closed",           "a\n\"b\nc",                  "[a]\n!2:1 a quote is opened and never closed\n"},
	{ "CR inside",              "a\rb,c\nd\n",
         "!1:2 a carriage return in a cell that is not quoted\n[d]\n"                                             },
	{ "columns are characters", "b\xc3\xbc\xc3\xbc,x\"\n",
         "!1:6 a quote in a cell that is not quoted\n"							    },
};

static void rows_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(file); i++) {
		struct buf AUTO(buf_done) out;

		buf_init(&out, 10000);
		read_all(str_of(file[i].text), &out);
		if (!str_eq(buf_str(&out), str_of(file[i].want)))
			fail_msg("%s: %.*s", file[i].label, STR_ARG(buf_str(&out)));
	}
}

static void nul_is_refused(void **state)
{
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, 1000);
	read_all((struct str){ "a\0b\n\"a\0b\"\nc\n", 12 }, &out);
	assert_str(buf_str(&out), "!1:2 a NUL octet in a cell that is not quoted\n"
				  "!2:1 a NUL octet in a cell\n[c]\n");
}

static void places_count_lines_inside_quotes(void **state)
{
	struct csv_row *row = malloc(sizeof(*row));
	struct csv csv;
	struct err err;

	(void)state;
	csv_init(&csv, STR("\"a\nb\",c\nd,e\n"));
	assert_int_equal(csv_next(&csv, row, &err), CSV_ROW);
	assert_int_equal(row->cell[0].line, 1);
	assert_int_equal(row->cell[1].line, 2);
	assert_int_equal(row->cell[1].col, 4);
	assert_int_equal(csv_next(&csv, row, &err), CSV_ROW);
	assert_int_equal(row->cell[1].line, 3);
	assert_int_equal(row->cell[1].col, 3);
	csv_done(&csv);
	free(row);
}

static void limits_hold(void **state)
{
	struct csv_row *row = malloc(sizeof(*row));
	struct buf AUTO(buf_done) text;
	struct csv csv;
	struct err err;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < CSV_CELLS_MAX - 1; i++)
		buf_byte(&text, ',');
	buf_add(&text, STR("\n"));
	for (int i = 0; i < CSV_CELLS_MAX; i++)
		buf_byte(&text, ',');
	buf_add(&text, STR("\n"));
	for (int i = 0; i < CSV_CELL_MAX; i++)
		buf_byte(&text, 'x');
	buf_add(&text, STR("\n"));
	for (int i = 0; i < CSV_CELL_MAX + 1; i++)
		buf_byte(&text, 'x');
	csv_init(&csv, buf_str(&text));
	assert_int_equal(csv_next(&csv, row, &err), CSV_ROW);
	assert_int_equal(row->n, CSV_CELLS_MAX);
	assert_int_equal(csv_next(&csv, row, &err), CSV_WRONG);
	assert_int_equal(csv_next(&csv, row, &err), CSV_ROW);
	assert_int_equal(row->cell[0].text.n, CSV_CELL_MAX);
	assert_int_equal(csv_next(&csv, row, &err), CSV_WRONG);
	assert_int_equal(csv_next(&csv, row, &err), CSV_END);
	csv_done(&csv);
	free(row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read),
		cmocka_unit_test(nul_is_refused),
		cmocka_unit_test(places_count_lines_inside_quotes),
		cmocka_unit_test(limits_hold),
	};

	return cmocka_run_group_tests_name("proto/csv", tests, NULL, NULL);
}
