/* What is asked for: by account, sender, script, recipient and time; and what of a log counts then.
 */
#include "base/buf.h"
#include "flow/mail_log.h"
#include "unit.h"

#define P "Nov  3 08:15:00 mx1 postfix/"
#define SOON "Nov  3 08:20:00 mx1 postfix/"
#define LATER "Nov  3 10:00:00 mx1 postfix/"
#define US 1000000

static const char text[] = P
	"smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	"qmgr[2]: AAAA0001: from=<a@b.example>, size=1, nrcpt=2 (queue active)\n" P
	"smtp[3]: AAAA0001: to=<x@y.example>, relay=m[192.0.2.9]:25, dsn=2.0.0, status=sent (250 "
	"ok)\n" P
	"smtp[3]: AAAA0001: to=<z@far.example>, relay=m[192.0.2.9]:25, dsn=5.1.1, status=bounced "
	"(host m[192.0.2.9] said: 550 5.1.1 no)\n" P
	"smtpd[1]: AAAA0002: client=u[192.0.2.2], sasl_method=PLAIN, sasl_username=bert\n" P
	"qmgr[2]: AAAA0002: from=<b@b.example>, size=1, nrcpt=1 (queue active)\n" SOON
	"smtp[3]: AAAA0002: to=<x@y.example>, relay=m[192.0.2.9]:25, dsn=4.0.0, status=deferred "
	"(host m[192.0.2.9] said: 450 4.0.0 later)\n" P "pickup[1]: AAAA0003: uid=33 from=<www>\n" P
	"cleanup[5]: AAAA0003: info: header X-PHP-Originating-Script: 1000:a.php from local; "
	"from=<w@c.example>\n" P
	"qmgr[2]: AAAA0003: from=<w@c.example>, size=1, nrcpt=1 (queue active)\n" LATER
	"smtp[3]: AAAA0003: to=<alias@here>, orig_to=<q@y.example>, relay=m[192.0.2.9]:25, "
	"dsn=2.0.0, "
	"status=sent (250 ok)\n" LATER "smtp[3]: AAAA0002: to=<x@y.example>, "
	"relay=m[192.0.2.9]:25, dsn=2.0.0, status=sent (250 ok)\n" P
	"smtpd[1]: NOQUEUE: reject: RCPT from h[1.2.3.4]: 554 5.7.1 no\n";

static const struct {
	const char *label;
	const char *account, *sender, *script, *to;
	int64_t since, until; /* 0: not asked; seconds past 08:00 that day */
	const char *sums;     /* messages/sent/deferred/bounced rejected refusals */
	const char *accounts, *domains, *clients;
} asked[] = {
	{"an account",						       "ANNA",   "",            "",      "",              0,    0,    "1/1/0/1 0 1", "anna 1",
         "far.example 1, y.example 1",																							    "192.0.2.1 1"             },
	{ "a user of any script",					    "uid 33", "",            "",      "",              0,    0,    "1/1/0/0 0 0",
         "uid 33 (1000:a.php) 1",																				   "here 1",                     ""                        },
	{ "an account of which there is nothing",                            "ann",    "",            "",      "",              0,    0,    "0/0/0/0 0 0", "",                                      "",
         ""																														 },
	{ "a sender",							"",       "b@b.example", "",      "",              0,    0,    "1/1/1/0 0 1", "bert 1",                                "y.example 2",
         "192.0.2.2 1"																												      },
	{ "a sender's domain",					       "",       "b.example",   "",      "",              0,    0,    "2/2/1/1 0 2", "anna 1, bert 1",
         "y.example 3, far.example 1",																							    "192.0.2.1 1, 192.0.2.2 1"},
	{ "a script",							"",       "",            "a.php", "",              0,    0,    "1/1/0/0 0 0", "uid 33 (1000:a.php) 1",                 "here 1",
         ""																														 },
	{ "no script of that name",					  "",       "",            "uid",   "",              0,    0,    "0/0/0/0 0 0", "",                                      "",                           ""                        },
	{ "a recipient",						     "",       "",            "",      "z@far.example", 0,    0,    "1/0/0/1 0 1", "anna 1",
         "far.example 1",																									 "192.0.2.1 1"             },
	{ "recipients of a domain, also by what they were",                  "",       "",            "",      "@y.example",    0,    0,
         "3/3/1/0 0 1",																    "bert 1, anna 1, uid 33 (1000:a.php) 1", "y.example 3, here 1",
         "192.0.2.1 1, 192.0.2.2 1"																											 },
	{ "from a time on: what began before counts with what became of it", "",       "",            "",      "",              1800,
         0,																 "0/2/0/0 0 0", "bert 0, uid 33 (1000:a.php) 0",         "here 1, y.example 1",        ""                        },
	{ "until a time",						    "",       "",            "",      "",              0,    1200, "3/1/0/1 1 1",
         "anna 1, bert 1, uid 33 (1000:a.php) 1",																		   "far.example 1, y.example 1",
         "192.0.2.1 1, 192.0.2.2 1"																											 },
	{ "several",							 "bert",   "",            "",      "y.example",     1200, 1201, "0/0/1/0 0 1", "bert 0",
         "y.example 1",																									   ""                        },
};

static void rows(const struct tally *t, bool fates, struct buf *out)
{
	struct arena AUTO(arena_done) a = { 0 };
	uint32_t n;
	const uint32_t *order = tally_order(t, &a, &n);

	buf_clear(out);
	for (uint32_t i = 0; i < n; i++) {
		const struct tally_row *r = &t->row[order[i]];
		uint64_t all = fates ? r->n.sent + r->n.deferred + r->n.bounced : r->n.messages;

		buf_fmt(out, "%s%.*s %u", i ? ", " : "", STR_ARG(r->name), (unsigned)all);
	}
}

static void same(const struct buf *got, const char *want, const char *label)
{
	if (!str_eq(buf_str(got), str_of(want)))
		print_error("%s\n", label);
	assert_str(buf_str(got), want);
}

static void check(const struct mail_log *log, size_t i)
{
	struct buf AUTO(buf_done) got;

	buf_init(&got, 4096);
	buf_fmt(&got, "%u/%u/%u/%u %u %u", (unsigned)log->sum.messages, (unsigned)log->sum.sent,
		(unsigned)log->sum.deferred, (unsigned)log->sum.bounced,
		(unsigned)log->sum.rejected, log->refusals.rows);
	same(&got, asked[i].sums, asked[i].label);
	rows(&log->accounts, false, &got);
	same(&got, asked[i].accounts, asked[i].label);
	rows(&log->filter->domains, true, &got);
	same(&got, asked[i].domains, asked[i].label);
	rows(&log->filter->clients, false, &got);
	same(&got, asked[i].clients, asked[i].label);
}

static void only_what_is_asked_for_counts(void **state)
{
	const int64_t eight = INT64_C(1793692800);

	(void)state;
	for (size_t i = 0; i < LEN(asked); i++) {
		struct mail_log AUTO(mail_log_done) log;
		struct mail_filter AUTO(mail_filter_done) f;
		struct str all = str_of(text), line;

		mail_filter_init(&f, 1);
		f.account = str_of(asked[i].account);
		f.sender = str_of(asked[i].sender);
		f.script = str_of(asked[i].script);
		f.to = str_of(asked[i].to);
		if (asked[i].since)
			f.since = (struct instant){ (eight + asked[i].since) * US };
		if (asked[i].until)
			f.until = (struct instant){ (eight + asked[i].until) * US };
		mail_log_init(&log, 1);
		log.filter = &f;
		mail_log_file(&log, NULL, (struct instant){ (eight + 86400) * US });
		while (str_cut(&all, '\n', &line))
			if (line.n)
				mail_log_line(&log, line);
		check(&log, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_asked_for_counts),
	};
	return cmocka_run_group_tests_name("flow/mail_filter", tests, NULL, NULL);
}
