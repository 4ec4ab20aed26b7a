/* Options: every kind, both spellings, what is refused; text made safe for terminals. */
#include "unit.h"

#include "base/when.h"
#include "cli/option.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct got {
	bool flag;
	struct str text;
	struct option_list list;
	uint64_t number;
	struct instant time;
};

static int none(struct cli *cli, int argc, char **argv)
{
	(void)cli;
	(void)argc;
	(void)argv;
	return 0;
}

/* Reads with both outputs thrown away; returns what option_read says. */
static int read_options(struct cli *cli, struct got *got, const char *const *words,
			struct option_list *rest)
{
	static const struct command command = { "try", "", "", none };
	const struct option_row row[] = {
		{"flag",    'f', OPTION_FLAG,   &got->flag,   NULL,   "", 0  },
		{ "text",   't', OPTION_TEXT,   &got->text,   "T",    "", 0  },
		{ "list",   'l', OPTION_LIST,   &got->list,   "L",    "", 0  },
		{ "number", 'n', OPTION_NUMBER, &got->number, "N",    "", 100},
		{ "time",   0,   OPTION_TIME,   &got->time,   "TIME", "", 0  },
	};
	const struct option_set set = { &command, row, LEN(row) };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int out, err, code, argc = 0;
	char *argv[16];

	for (; words[argc]; argc++)
		argv[argc] = (char *)(uintptr_t)arena_str(&cli->arena, str_of(words[argc])).p;
	fflush(stdout);
	out = dup(STDOUT_FILENO);
	err = dup(STDERR_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	code = option_read(cli, &set, argc, argv, rest);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	close(null);
	return code;
}

static void every_kind(void **state)
{
	struct cli cli = { .program = "netizen", .command = "try" };
	struct got got = { 0 };
	struct option_list rest;
	const char *const argv[] = { "a",      "-f",     "--text=x=y",
				     "--list", "1",      "--list=2",
				     "-n7",    "--time", "2026-01-02T00:00:00Z",
				     "--json", "--",     "--not-one",
				     "-",      NULL };

	(void)state;
	assert_int_equal(read_options(&cli, &got, argv, &rest), -1);
	assert_true(got.flag && cli.json);
	assert_str(got.text, "x=y");
	assert_int_equal(got.list.n, 2);
	assert_str(got.list.item[1], "2");
	assert_int_equal(got.number, 7);
	assert_int_equal(got.time.us, INT64_C(1767312000) * 1000000);
	assert_int_equal(rest.n, 3);
	assert_str(rest.item[0], "a");
	assert_str(rest.item[1], "--not-one");
	assert_str(rest.item[2], "-");
	arena_done(&cli.arena);
}

static const struct {
	const char *label;
	const char *argv[4];
	int want;
} wrong[] = {
	{"no such option",             { "--flags", NULL },                       CLI_USAGE},
	{ "no such letter",            { "-x", NULL },                            CLI_USAGE},
	{ "a flag with a value",       { "--flag=1", NULL },                      CLI_USAGE},
	{ "a letter with more",        { "-fx", NULL },                           CLI_USAGE},
	{ "value missing",             { "--text", NULL },                        CLI_USAGE},
	{ "value of a letter missing", { "-t", NULL },                            CLI_USAGE},
	{ "number too large",          { "--number", "101", NULL },               CLI_USAGE},
	{ "number zero",               { "--number", "0", NULL },                 CLI_USAGE},
	{ "no number",                 { "--number", "ten", NULL },               CLI_USAGE},
	{ "time without a zone",       { "--time", "2026-01-02T00:00:00", NULL }, CLI_USAGE},
	{ "state without a folder",    { "--state", NULL },                       CLI_USAGE},
	{ "help",		      { "--help", NULL },                        CLI_OK   },
	{ "help after others",         { "--flag", "-h", NULL },                  CLI_OK   },
	{ "number at its limit",       { "--number", "100", NULL },               -1       },
	{ "state",		     { "--state", "/tmp/x", NULL },             -1       },
};

static void wrong_usage_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct cli cli = { .program = "netizen", .command = "try" };
		struct got got = { 0 };
		struct option_list rest;

		if (read_options(&cli, &got, wrong[i].argv, &rest) != wrong[i].want)
			fail_msg("%s", wrong[i].label);
		arena_done(&cli.arena);
	}
}

static void text_is_made_safe(void **state)
{
	struct arena a = { 0 };

	(void)state;
	assert_str(cli_safe(&a, STR("plain \xc3\xa9")), "plain \xc3\xa9");
	assert_str(cli_safe(&a, STR("a\033[31m\r\n")), "a\\x1b[31m\\x0d\\x0a");
	assert_str(cli_safe(&a, STR("\xc2\x9b"
				    "x\xff\xc3")),
		   "\\xc2\\x9bx\\xff\\xc3");
	assert_str(cli_safe(&a, STR("safe\xe2\x80\xae"
				    "exe.\xd8\x9c")),
		   "safe\\u202eexe.\\u061c");
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind),
		cmocka_unit_test(wrong_usage_is_refused),
		cmocka_unit_test(text_is_made_safe),
	};

	return cmocka_run_group_tests_name("cli/option", tests, NULL, NULL);
}
