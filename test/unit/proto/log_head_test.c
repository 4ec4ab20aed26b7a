/* Heads of log lines: forms, parts, times. */
#include "proto/log_head.h"
#include "unit.h"

static const struct {
	const char *label, *line;
	enum log_form form;
	const char *stamp, *host, *program, *pid, *text;
} head[] = {
	{"classic",                "Nov  3 08:15:00 mx1 postfix/smtpd[12]: A: b",             LOG_FORM_CLASSIC,
         "Nov  3 08:15:00",													    "mx1", "postfix/smtpd", "12", "A: b"   },
	{ "two digits",            "Nov 13 08:15:00 mx1 exim[12]: x",                         LOG_FORM_CLASSIC, "Nov 13 08:15:00",
         "mx1",															       "exim",          "12", "x"      },
	{ "no pid",                "Nov 13 08:15:00 mx1 kernel: x",                           LOG_FORM_CLASSIC, "Nov 13 08:15:00",     "mx1",
         "kernel",																	     "",   "x"      },
	{ "priority",              "<22>Nov 13 08:15:00 mx1 kernel: x",                       LOG_FORM_CLASSIC, "Nov 13 08:15:00",
         "mx1",															       "kernel",        "",   "x"      },
	{ "RFC 3339",              "2026-11-03T08:15:00.123456+01:00 mx1 postfix/qmgr[3]: y", LOG_FORM_RFC3339,
         "2026-11-03T08:15:00.123456+01:00",											   "mx1", "postfix/qmgr",  "3",  "y"      },
	{ "Exim",		  "2026-11-03 08:15:00 Start",                               LOG_FORM_EXIM,    "2026-11-03 08:15:00", "",    "",              "",
         "Start"																			      },
	{ "Exim, zone and millis", "2026-11-03 08:15:00.123 +0100 S x",                       LOG_FORM_EXIM,
         "2026-11-03 08:15:00.123 +0100",											      "",    "",              "",   "S x"    },
	{ "an empty text",         "Nov 13 08:15:00 mx1 a[1]:",                               LOG_FORM_CLASSIC, "Nov 13 08:15:00",     "mx1",
         "a",																		  "1",  ""       },
	{ "a program's own file",  "Nov 13 08:15:00 imap-login: Info: x",                     LOG_FORM_CLASSIC,
         "Nov 13 08:15:00",													    "",    "imap-login",    "",   "Info: x"},
	{ "nothing",               "",							LOG_FORM_NONE,    "",                    "",    "",              "",   ""       },
	{ "a continued line",      "ir/)",						    LOG_FORM_NONE,    "",                    "",    "",              "",   "ir/)"   },
	{ "no month",              "Nox 13 08:15:00 mx1 a: b",                                LOG_FORM_NONE,    "",                    "",    "",              "",
         "Nox 13 08:15:00 mx1 a: b"																	   },
	{ "no program",            "Nov 13 08:15:00 mx1 message repeated",                    LOG_FORM_NONE,    "",                    "",    "",              "",
         "Nov 13 08:15:00 mx1 message repeated"															       },
	{ "pid left open",         "Nov 13 08:15:00 mx1 a[1",                                 LOG_FORM_NONE,    "",                    "",    "",              "",
         "Nov 13 08:15:00 mx1 a[1"																	    },
};

static void heads_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(head); i++) {
		struct str line = unit_exact(str_of(head[i].line));
		struct log_head got;

		if (log_head_read(line, &got) != (head[i].form != LOG_FORM_NONE) ||
		    got.form != head[i].form)
			fail_msg("%s", head[i].label);
		assert_str(got.stamp, head[i].stamp);
		assert_str(got.host, head[i].host);
		assert_str(got.program, head[i].program);
		assert_str(got.pid, head[i].pid);
		assert_str(got.text, head[i].text);
		free((void *)line.p);
	}
}

static void daemons_are_the_last_part(void **state)
{
	(void)state;
	assert_str(log_daemon(STR("postfix/submission/smtpd")), "smtpd");
	assert_str(log_daemon(STR("exim")), "exim");
	assert_str(log_daemon(STR("")), "");
}

static const struct {
	const char *line;
	struct civil want;
} when[] = {
	{"2026-11-03T08:15:00.5+01:00 h p: x", { 2026, 11, 3, 8, 15, 0, 500000, true, 3600 }  },
	{ "2026-11-03 08:15:00 x",             { 2026, 11, 3, 8, 15, 0, 0, false, 0 }         },
	{ "2026-11-03 08:15:00 +0100 x",       { 2026, 11, 3, 8, 15, 0, 0, true, 3600 }       },
	{ "2026-11-03 08:15:00.123 -0330 x",   { 2026, 11, 3, 8, 15, 0, 123000, true, -12600 }},
	{ "2026-11-03T08:15:00-0330 h p: x",   { 2026, 11, 3, 8, 15, 0, 0, true, -12600 }     },
	{ "Nov  3 08:15:09 h p: x",            { 0, 11, 3, 8, 15, 9, 0, false, 0 }            },
};

static void times_are_told_as_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(when); i++) {
		struct log_head got;
		struct civil c;

		assert_true(log_head_read(str_of(when[i].line), &got));
		assert_true(log_head_civil(&got, &c));
		if (civil_seconds(&c) != civil_seconds(&when[i].want) ||
		    c.year != when[i].want.year || c.micro != when[i].want.micro ||
		    c.has_offset != when[i].want.has_offset || c.offset_s != when[i].want.offset_s)
			fail_msg("%s", when[i].line);
	}
}

static void what_is_no_time_has_none(void **state)
{
	static const char *const line[] = { "Nov 33 08:15:00 h p: x", "2026-13-03 08:15:00 x",
					    "2026-11-03T08:15:00junk h p: x", "x" };
	struct civil c;

	(void)state;
	for (size_t i = 0; i < LEN(line); i++) {
		struct log_head got;

		(void)log_head_read(str_of(line[i]), &got);
		assert_false(log_head_civil(&got, &c));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_are_read),
		cmocka_unit_test(daemons_are_the_last_part),
		cmocka_unit_test(times_are_told_as_written),
		cmocka_unit_test(what_is_no_time_has_none),
	};
	return cmocka_run_group_tests_name("proto/log_head", tests, NULL, NULL);
}
