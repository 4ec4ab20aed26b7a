/* Following messages: found by what is asked for, whole, and no more kept than may be. */
#include "base/buf.h"
#include "flow/trace.h"
#include "unit.h"

#include <stdio.h>

#define P "Nov  3 08:15:00 mx1 postfix/"
#define US 1000000

static const char two[] = P
	"smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	"cleanup[2]: AAAA0001: message-id=<m1@c>\n" P
	"qmgr[3]: AAAA0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	"smtpd[5]: AAAA0002: client=l[127.0.0.1]\n" P "cleanup[2]: AAAA0002: message-id=<m1@c>\n" P
	"qmgr[3]: AAAA0002: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	"smtp[4]: AAAA0001: to=<x@y>, relay=l[127.0.0.1]:10024, delay=1, dsn=2.0.0, status=sent "
	"(250 Ok: queued as AAAA0002)\n" P "qmgr[3]: AAAA0001: removed\n" P
	"smtp[4]: AAAA0002: to=<x@y>, orig_to=<w@y>, relay=m[192.0.2.9]:25, delay=2, dsn=4.0.0, "
	"status=deferred (450 later)\n"
	"2026-11-03 08:15:00 1rA2b3-0004Cd-5E <= <> R=1rA2b3-0004Cc-5E U=mail P=local S=1 id=m2@c\n"
	"2026-11-03 08:15:00 1rA2b3-0004Cd-5E ** x@y R=r T=t H=m [192.0.2.9]: 550 no\n" P
	"smtpd[1]: AAAA0002: client=u[192.0.2.2]\n" P
	"qmgr[3]: AAAA0002: from=<other@b>, size=1, nrcpt=1 (queue active)\n";

static const struct {
	const char *label, *from, *to, *id;
	int64_t since;    /* seconds past 08:00 */
	const char *want; /* id:events of each, those of one message joined by + */
} asked[] = {
	{"a sender",				 "a@b",     "",    "",         0,    "AAAA0001:2+AAAA0002:2"                   },
	{ "what an id was before it was used again", "a@b",     "y",   "",         0,    "AAAA0001:2+AAAA0002:2"                   },
	{ "what a recipient was",                    "",        "w@y", "",         0,    "AAAA0002:2"                              },
	{ "a recipient's domain",                    "",        "@y",  "",         0,    "AAAA0001:2+AAAA0002:2 1rA2b3-0004Cd-5E:2"},
	{ "no sender",			       "<>",      "",    "",         0,    "1rA2b3-0004Cd-5E:2"                      },
	{ "a Message-ID",			    "",        "",    "<m2@c>",   0,    "1rA2b3-0004Cd-5E:2"                      },
	{ "a queue id",			      "",        "",    "AAAA0001", 0,    "AAAA0001:2"                              },
	{ "another sender's, to nobody yet",         "other@b", "",    "",         0,    "AAAA0002:1"                              },
	{ "to nobody yet",			   "other@b", "y",   "",         0,    ""                                        },
	{ "too late",				"a@b",     "",    "",         1800, ""                                        },
};

static void read_lines(struct mail_log *log, const char *text)
{
	struct str all = str_of(text), line;

	while (str_cut(&all, '\n', &line))
		if (line.n)
			mail_log_line(log, line);
}

static void those_asked_for_are_found(void **state)
{
	const int64_t eight = INT64_C(1793692800);

	(void)state;
	for (size_t i = 0; i < LEN(asked); i++) {
		struct mail_log AUTO(mail_log_done) log;
		struct trace AUTO(trace_done) t;
		struct buf AUTO(buf_done) got;
		const struct trace_ask ask = { str_of(asked[i].from),
					       str_of(asked[i].to),
					       str_of(asked[i].id),
					       { (eight + asked[i].since) * US },
					       WHEN_NEVER };

		buf_init(&got, 4096);
		mail_log_init(&log, 1);
		mail_log_file(&log, NULL, (struct instant){ (eight + 86400) * US });
		trace_init(&t, &log, &ask);
		read_lines(&log, two);
		trace_finish(&t);
		for (uint32_t k = 0; k < t.mails; k++)
			buf_fmt(&got, "%s%.*s:%u",
				k == 0                                     ? ""
				: t.mail[k]->group == t.mail[k - 1]->group ? "+"
									   : " ",
				(int)t.mail[k]->id_n, t.mail[k]->id, t.mail[k]->events);
		if (!str_eq(buf_str(&got), str_of(asked[i].want)))
			print_error("%s\n", asked[i].label);
		assert_str(buf_str(&got), asked[i].want);
	}
}

static void only_so_much_is_kept(void **state)
{
	struct mail_log AUTO(mail_log_done) log;
	struct trace AUTO(trace_done) t;
	const struct trace_ask ask = { .to = STR("y"), .since = WHEN_EVER, .until = WHEN_NEVER };
	char line[400];

	(void)state;
	mail_log_init(&log, 1);
	trace_init(&t, &log, &ask);
	for (unsigned i = 0; i < TRACE_MAILS_MAX + 50; i++) {
		(void)snprintf(
			line, sizeof(line),
			P "smtp[4]: %08X: to=<x@y>, relay=none, dsn=4.0.0, status=deferred (no)\n",
			0x10000000 + i);
		read_lines(&log, line);
	}
	for (unsigned i = 0; i < TRACE_EVENTS_MAX + 5; i++)
		read_lines(&log, P "smtp[4]: 10000000: to=<x@y>, relay=none, dsn=4.0.0, "
				   "status=deferred (no)\n");
	trace_finish(&t);
	assert_int_equal(t.mails, TRACE_MAILS_MAX);
	assert_int_equal(t.more, 50);
	assert_int_equal(t.mail[0]->events, TRACE_EVENTS_MAX);
	assert_int_equal(t.mail[0]->more, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_asked_for_are_found),
		cmocka_unit_test(only_so_much_is_kept),
	};
	return cmocka_run_group_tests_name("flow/trace", tests, NULL, NULL);
}
