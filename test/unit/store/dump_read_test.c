/* A dump is read alike in any pieces, and refused where anything is missing, added or moved. */
#include "unit.h"

#include "base/buf.h"
#include "store/dump_format.h"
#include "store/dump_read.h"

static void record(struct buf *out, enum dump_record kind, struct str body)
{
	size_t at = out->n;

	dump_begin(out, kind);
	buf_add(out, body);
	dump_finish(out, at);
}

#define HEAD_BODY STR("\2\0\0\0\6\0\0\0sqlite")
#define TABLE_BODY STR("\3\0\0\0few\2\0\1\0\0\0a\1\0\0\0b")
#define ROW_BODY STR("\x11\5\1\2\0\0\0hi")
#define TWO STR("\2\0\0\0\0\0\0\0")
#define END_BODY STR("\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0")

static void good(struct buf *out)
{
	buf_init(out, 10000);
	buf_add(out, STR(DUMP_MAGIC));
	record(out, DUMP_HEAD, HEAD_BODY);
	record(out, DUMP_TABLE, TABLE_BODY);
	record(out, DUMP_ROW, ROW_BODY);
	record(out, DUMP_ROW, STR("\0\0"));
	record(out, DUMP_ROWS, TWO);
	record(out, DUMP_END, END_BODY);
}

/* All facts as letters, given in pieces of `step`; "!" at the end where it was refused. */
static const char *facts(struct str in, size_t step)
{
	static const char letter[] = { 0, 'H', 'T', 'R', 'N', 'Z' };
	static char told[64];
	struct dump_reader r AUTO(dump_reader_done);
	enum dump_fact fact;
	struct err err;
	size_t n = 0;

	dump_reader_init(&r);
	while (in.n > 0) {
		struct str part = unit_exact(str_sub(in, 0, step)), rest = part;
		int got;

		in = str_sub(in, part.n, in.n);
		do {
			got = dump_reader_feed(&r, &rest, &fact, &err);
			if (got == 0 && fact != DUMP_IS_MORE && n < sizeof(told) - 2)
				told[n++] = letter[fact];
			if (got == 0 && fact == DUMP_IS_ROW && r.value[0].type == DB_INT) {
				assert_int_equal(r.value[0].i, 5);
				assert_str(r.value[1].s, "hi");
			}
		} while (got == 0 && (fact != DUMP_IS_MORE || rest.n > 0));
		free((void *)(uintptr_t)part.p);
		if (got < 0) {
			assert_int_equal(err.kind, ERR_INPUT);
			told[n++] = '!';
			told[n] = '\0';
			return told;
		}
	}
	if (dump_reader_end(&r, &err) < 0)
		told[n++] = '!';
	told[n] = '\0';
	return told;
}

static void any_step_gives_the_same(void **state)
{
	struct buf dump AUTO(buf_done);

	(void)state;
	good(&dump);
	for (size_t step = 1; step <= dump.n; step++)
		assert_string_equal(facts(buf_str(&dump), step), "HTRRNZ");
}

static void whatever_is_cut_off_is_refused(void **state)
{
	struct buf dump AUTO(buf_done);

	(void)state;
	good(&dump);
	for (size_t n = 0; n < dump.n; n++) {
		const char *told = facts(str_sub(buf_str(&dump), 0, n), 7);

		assert_int_equal(told[strlen(told) - 1], '!');
	}
}

static const struct {
	const char *label;
	struct {
		enum dump_record kind;
		struct str body;
	} part[6];
} wrong[] = {
	{"no head",                { { DUMP_TABLE, STR_INIT("\3\0\0\0few\1\0\1\0\0\0a") } } },
	{ "two heads",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") } }                             },
	{ "a row without a table",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") }, { DUMP_ROW, STR_INIT("\0") } }},
	{ "a table in a table",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { DUMP_TABLE, STR_INIT("\3\0\0\0few\1\0\1\0\0\0a") },
	    { DUMP_TABLE, STR_INIT("\3\0\0\0few\1\0\1\0\0\0a") } }                          },
	{ "too few rows",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { DUMP_TABLE, STR_INIT("\3\0\0\0few\1\0\1\0\0\0a") },
	    { DUMP_ROWS, STR_INIT("\1\0\0\0\0\0\0\0") } }                                   },
	{ "a row too wide",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { DUMP_TABLE, STR_INIT("\3\0\0\0few\1\0\1\0\0\0a") },
	    { DUMP_ROW, STR_INIT("\0\0") } }						},
	{ "a row too narrow",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { DUMP_TABLE, STR_INIT("\3\0\0\0few\1\0\1\0\0\0a") },
	    { DUMP_ROW, STR_INIT("") } }						    },
	{ "no columns",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { DUMP_TABLE, STR_INIT("\3\0\0\0few\0\0") } }                                   },
	{ "NUL in a name",         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sq\0ite") } }   },
	{ "an unknown part",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { (enum dump_record)'Q', STR_INIT("") } }                                       },
	{ "an end too early",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { DUMP_END, STR_INIT("\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") } }                    },
	{ "more behind the end",
         { { DUMP_HEAD, STR_INIT("\2\0\0\0\6\0\0\0sqlite") },
	    { DUMP_END, STR_INIT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") },
	    { DUMP_TABLE, STR_INIT("\3\0\0\0few\1\0\1\0\0\0a") } }                          },
};

static void what_is_not_in_order_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct buf dump AUTO(buf_done);
		const char *told;

		buf_init(&dump, 10000);
		buf_add(&dump, STR(DUMP_MAGIC));
		for (size_t k = 0; wrong[i].part[k].kind; k++)
			record(&dump, wrong[i].part[k].kind, wrong[i].part[k].body);
		told = facts(buf_str(&dump), 11);
		if (told[strlen(told) - 1] != '!')
			fail_msg("%s: %s", wrong[i].label, told);
	}
}

static void too_much_is_refused(void **state)
{
	struct buf dump AUTO(buf_done);

	(void)state;
	buf_init(&dump, 1000);
	buf_add(&dump, STR(DUMP_MAGIC "H\1\0\0\4")); /* 64 MiB and one octet */
	assert_string_equal(facts(buf_str(&dump), 100), "!");
	buf_clear(&dump);
	buf_add(&dump, STR("netizen dump 2\n"));
	assert_string_equal(facts(buf_str(&dump), 100), "!");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_step_gives_the_same),
		cmocka_unit_test(whatever_is_cut_off_is_refused),
		cmocka_unit_test(what_is_not_in_order_is_refused),
		cmocka_unit_test(too_much_is_refused),
	};
	return cmocka_run_group_tests_name("store/dump_read", tests, NULL, NULL);
}
