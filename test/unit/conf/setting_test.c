/* Settings by table: types, limits, defaults, secrets, what is shown, what was meant. */
#include "unit.h"

#include "base/when.h"
#include "conf/setting.h"
#include "sys/file.h"

#include <stdio.h>
#include <unistd.h>

struct values {
	struct str text, secret;
	bool yes;
	uint32_t number;
	struct span span;
	int word;
	struct str own;
};

static int set_own(void *field, const struct conf_source *from, struct str value, struct err *err)
{
	if (str_eq(value, STR("bad")))
		return err_set(err, ERR_INPUT, "not that");
	*(struct str *)field = arena_fmt(from->mem, "<%.*s>", STR_ARG(value));
	return 0;
}

static void show_own(const void *field, struct buf *out)
{
	buf_add(out, *(const struct str *)field);
}

static const char *const words[] = { "red", "green", NULL };
static const struct conf_item items[] = {
	{.key = "text",
         .type = CONF_TEXT,
         .at = offsetof(struct values,          text),
         .start = "hi",
         .about = "A text."				   },
	{ .key = "secret",
         .type = CONF_SECRET,
         .at = offsetof(struct values, secret),
         .about = "A secret."                 },
	{				       .key = "yes",
         .type = CONF_BOOL,
         .at = offsetof(struct values,                  yes),
         .start = "yes",
         .about = "A choice."},
	{			    .key = "number",
         .type = CONF_NUMBER,
         .at = offsetof(struct values,                             number),
         .start = "7",
         .least = 5,
         .most = 9,
         .about = "A number." },
	{				       .key = "span",
         .type = CONF_SPAN,
         .at = offsetof(struct values,                           span),
         .start = "15m",
         .least = 60,
         .most = 3600,
         .about = "A span." },
	{		    .key = "word",
         .type = CONF_WORD,
         .at = offsetof(struct values,                      word),
         .start = "green",
         .word = words,
         .about = "A word." },
	{		     .key = "own",
         .type = CONF_OWN,
         .at = offsetof(struct values,                        own),
         .set = set_own,
         .show = show_own,
         .about = "Own." },
};
static const struct conf_table table = { "things", false, "Things.", items, LEN(items) };
static const struct conf_table named = { "named", true, "Named.", items, LEN(items) };

static struct arena mem;

static int set(struct values *v, const char *key, const char *value, struct err *err)
{
	const struct conf_source from = { .mem = &mem };

	return conf_set(conf_item_of(&table, str_of(key), err), v, &from, str_of(value), err);
}

static const struct {
	const char *key, *value, *shown, *error;
} row[] = {
	{"text",    "a  b",        "a  b",        NULL                              },
	{ "text",   "",            "hi",          NULL                              },
	{ "yes",    "no",          "no",          NULL                              },
	{ "yes",    "true",        NULL,          "\"true\" is neither yes nor no"  },
	{ "number", "5",           "5",           NULL                              },
	{ "number", "9",           "9",           NULL                              },
	{ "number", "4",           NULL,          "\"4\" is no number from 5 to 9"  },
	{ "number", "10",          NULL,          "\"10\" is no number from 5 to 9" },
	{ "number", "6x",          NULL,          "\"6x\" is no number from 5 to 9" },
	{ "number", "",            "7",           NULL                              },
	{ "span",   "1m",          "1m",          NULL                              },
	{ "span",   "59m59s500ms", "59m59s500ms", NULL                              },
	{ "span",   "60m",         "1h",          NULL                              },
	{ "span",   "59s",         NULL,          "\"59s\" is not between 1m and 1h"},
	{ "span",   "61m",         NULL,          "\"61m\" is not between 1m and 1h"},
	{ "word",   "red",         "red",         NULL                              },
	{ "word",   "blue",        NULL,          "\"blue\" is none of: red, green" },
	{ "own",    "x",           "<x>",         NULL                              },
	{ "own",    "bad",         NULL,          "not that"                        },
	{ "secret", "abc",         "(secret)",    NULL                              },
	{ "secret", "",            "",            NULL                              },
};

static void every_type(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 256);
	for (size_t i = 0; i < LEN(row); i++) {
		struct values v;
		struct err err = { 0 };
		int got;

		conf_defaults(&table, &v, &mem);
		got = set(&v, row[i].key, row[i].value, &err);
		assert_int_equal(got, row[i].error ? -1 : 0);
		if (got < 0) {
			assert_string_equal(err.text, row[i].error);
			continue;
		}
		buf_clear(&out);
		conf_show(conf_item_of(&table, str_of(row[i].key), NULL), &v, &out);
		assert_str(buf_str(&out), row[i].shown);
	}
	buf_done(&out);
}

static void secrets_come_from_files(void **state)
{
	char folder[] = "/tmp/netizen-table-XXXXXX";
	struct values v = { 0 };
	struct err err = { 0 };
	struct conf_source from = { .mem = &mem };
	struct str path;

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = arena_fmt(&mem, "%s/key", folder);
	from.file = arena_fmt(&mem, "%s/lists.conf", folder);
	assert_int_equal(file_save(path, STR("  t0psecret\n"), &err), 0);
	assert_int_equal(conf_set(&items[1], &v, &from, STR("@key"), &err), 0);
	assert_str(v.secret, "t0psecret");
	v.secret = STR("");
	assert_int_equal(conf_set(&items[1], &v, &from, arena_fmt(&mem, "@%s", path.p), &err), 0);
	assert_str(v.secret, "t0psecret");
	assert_int_equal(conf_set(&items[1], &v, &from, STR("@missing"), &err), -1);
	assert_non_null(strstr(err.text, "/missing"));
	assert_int_equal(file_save(path, STR(" \n"), &err), 0);
	assert_int_equal(conf_set(&items[1], &v, &from, STR("@key"), &err), -1);
	assert_string_equal(err.text, "secret: @key is empty");
	assert_int_equal(file_remove(path, &err), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void what_was_meant(void **state)
{
	const struct conf_table *const all[] = { &table, &named };
	struct err err;

	(void)state;
	assert_null(conf_item_of(&table, STR("nummber"), &err));
	assert_string_equal(err.text,
			    "[things] has no setting \"nummber\"; did you mean \"number\"?");
	assert_null(conf_item_of(&table, STR("completely-else"), &err));
	assert_string_equal(err.text, "[things] has no setting \"completely-else\"");
	assert_null(conf_table_of(all, 2, STR("thing"), (struct str){ 0 }, &err));
	assert_string_equal(err.text, "no section is called [thing]; did you mean [things]?");
	assert_null(conf_table_of(all, 2, STR("things"), STR("x"), &err));
	assert_string_equal(err.text, "[things] takes no name: write [things]");
	assert_null(conf_table_of(all, 2, STR("named"), (struct str){ 0 }, &err));
	assert_string_equal(err.text, "[named] needs a name: [named \"...\"]");
	assert_ptr_equal(conf_table_of(all, 2, STR("named"), STR("x"), &err), &named);
}

static void a_manual(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	conf_manual(&table, &out);
	assert_non_null(strstr(buf_c(&out), "## [things]\n\nThings.\n\n*text*\n\tA text. "
					    "Default: *hi*.\n\n"));
	assert_non_null(strstr(buf_c(&out), "A number from 5 to 9. Default: *7*."));
	assert_non_null(strstr(buf_c(&out), "One of *red*, *green*. Default: *green*."));
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type),
		cmocka_unit_test(secrets_come_from_files),
		cmocka_unit_test(what_was_meant),
		cmocka_unit_test(a_manual),
	};
	int failed = cmocka_run_group_tests_name("conf/setting", tests, NULL, NULL);

	arena_done(&mem);
	return failed;
}
