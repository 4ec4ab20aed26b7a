/* The join: messages, accounts and fates out of lines, in order and out of it. */
#include "base/buf.h"
#include "flow/mail_log.h"
#include "flow/refusal.h"
#include "model/refusal_rules.h"
#include "unit.h"

#define P "Nov  3 08:15:00 mx1 postfix/"
#define E "2026-11-03 08:15:00 "
#define A "1rA2b3-0004Cd-5E"
#define B "1rA2b3-0004Cf-5E"

static void rows(const struct mail_log *log, const struct tally *t, bool class, struct buf *out)
{
	struct arena AUTO(arena_done) a = { 0 };
	uint32_t n;
	const uint32_t *order = tally_order(t, &a, &n);

	(void)log;
	for (uint32_t i = 0; i < n; i++) {
		const struct tally_row *r = &t->row[order[i]];

		buf_fmt(out, "%s%.*s", i ? ", " : "", STR_ARG(r->name));
		if (class)
			buf_fmt(out, " %s", mail_class_name((enum mail_class)r->kind));
		buf_fmt(out, " %u/%u/%u/%u", (unsigned)r->n.messages, (unsigned)r->n.sent,
			(unsigned)r->n.deferred, (unsigned)r->n.bounced);
	}
}

/* Each line ends with LF. */
static void read_lines(struct mail_log *log, const char *text)
{
	struct str all = str_of(text);
	struct str line;

	while (str_cut(&all, '\n', &line))
		if (line.n)
			mail_log_line(log, line);
}

static const struct {
	const char *label, *text;
	const char *senders;  /* name messages/sent/deferred/bounced */
	const char *accounts; /* name class ... */
} log_of[] = {
	{"a login",
         P "smtpd[1]: 4F1A2B3C4D: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	    "qmgr[2]: 4F1A2B3C4D: from=<a@b>, size=1, nrcpt=2 (queue active)\n" P
	    "smtp[3]: 4F1A2B3C4D: to=<x@y>, relay=m[192.0.2.9]:25, dsn=2.0.0, status=sent (250 "
	    "ok)\n" P "smtp[3]: 4F1A2B3C4D: to=<z@y>, relay=m[192.0.2.9]:25, dsn=5.1.1, "
	    "status=bounced (550 no)\n" P "qmgr[2]: 4F1A2B3C4D: removed\n",
         "a@b 1/1/0/1",															"anna login 1/1/0/1"								   },
	{ "a local user",
         P "pickup[1]: 4F1A2B3C4D: uid=33 from=<www>\n" P
	    "qmgr[2]: 4F1A2B3C4D: from=<www@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtp[3]: 4F1A2B3C4D: to=<x@y>, relay=none, dsn=4.4.1, status=deferred (timed out)\n",   "www@b 1/0/1/0",                          "uid 33 script 1/0/1/0"								},
	{ "a PHP script, and one that runs what it was given",
         P "pickup[1]: AAAA0001: uid=33 from=<www>\n" P
	    "cleanup[5]: AAAA0001: info: header X-PHP-Originating-Script: 1000:a.php from local; "
	    "from=<w@b>\n" P "qmgr[2]: AAAA0001: from=<w@b>, size=1, nrcpt=1 (queue active)\n" P
	    "pickup[1]: AAAA0002: uid=33 from=<www>\n" P
	    "cleanup[5]: AAAA0002: info: header X-PHP-Originating-Script: 1000:x.php(1) : eval()'d "
	    "code from "
	    "local; from=<w@b>\n" P
	    "qmgr[2]: AAAA0002: from=<w@b>, size=1, nrcpt=1 (queue active)\n",		       "w@b 2/0/0/0",
         "uid 33 (1000:a.php) script 1/0/0/0, uid 33 (1000:x.php(1) : eval()'d code) script "
	  "1/0/0/0"																										   },
	{ "a header from outside names no script",
         P "smtpd[1]: AAAA0001: client=u[192.0.2.1]\n" P
	    "cleanup[5]: AAAA0001: info: header X-PHP-Originating-Script: 1000:a.php from "
	    "u[192.0.2.1]; from=<w@b>\n" P
	    "cleanup[5]: AAAA0001: info: header X-PHP-Originating-Script: 1000:a.php from local; x "
	    "from "
	    "u[192.0.2.1]; from=<w@b>\n" P
	    "qmgr[2]: AAAA0001: from=<w@b>, size=1, nrcpt=1 (queue active)\n",		       "w@b 1/0/0/0",			    "192.0.2.1 relay 1/0/0/0"							      },
	{ "a list and an automatic answer have classes of their own",
         P "pickup[1]: AAAA0001: uid=38 from=<list>\n" P
	    "qmgr[2]: AAAA0001: from=<news-bounces+x=y@b>, size=1, nrcpt=1 (queue active)\n" P
	    "pickup[1]: AAAA0002: uid=38 from=<>\n" P
	    "qmgr[2]: AAAA0002: from=<>, size=1, nrcpt=1 (queue active)\n",			  "<> 1/0/0/0, news-bounces+x=y@b 1/0/0/0",
         "uid 38 list 1/0/0/0, uid 38 autoresponse 1/0/0/0"																					   },
	{ "taken up again is the same message",
         P "qmgr[2]: 4F1A2B3C4D: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "qmgr[2]: 4F1A2B3C4D: from=<a@b>, size=1, nrcpt=1 (queue active)\n",		     "a@b 1/0/0/0",			    "(unknown) unknown 1/0/0/0"							    },
	{ "an id used again is another one",
         P "smtpd[1]: 4F1A2B3C4D: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	    "qmgr[2]: 4F1A2B3C4D: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "qmgr[2]: 4F1A2B3C4D: removed\n" P "smtpd[1]: 4F1A2B3C4D: client=u[192.0.2.2]\n" P
	    "qmgr[2]: 4F1A2B3C4D: from=<c@b>, size=1, nrcpt=1 (queue active)\n",		     "a@b 1/0/0/0, c@b 1/0/0/0",               "192.0.2.2 relay 1/0/0/0, anna login 1/0/0/0"                                          },
	{ "also if its end was not seen",
         P "smtpd[1]: 4F1A2B3C4D: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	    "qmgr[2]: 4F1A2B3C4D: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtpd[1]: 4F1A2B3C4D: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=bert\n" P
	    "qmgr[2]: 4F1A2B3C4D: from=<a@b>, size=1, nrcpt=1 (queue active)\n",		     "a@b 2/0/0/0",			    "anna login 1/0/0/0, bert login 1/0/0/0"                                               },
	{ "the same id on two machines",
         P "qmgr[2]: 4F1A2B3C4D: from=<a@b>, size=1, nrcpt=1 (queue active)\n"
	    "Nov  3 08:15:00 mx2 postfix/qmgr[2]: 4F1A2B3C4D: from=<c@b>, size=1, nrcpt=1 (queue "
	    "active)\n",									     "a@b 1/0/0/0, c@b 1/0/0/0",               "(unknown) unknown 2/0/0/0"                                                            },
	{ "what began before the log",
         P "smtp[3]: 4F1A2B3C4D: to=<x@y>, relay=none, dsn=2.0.0, status=sent (250 ok)\n",
         "(unknown) 0/1/0/0",														  "(unknown) unknown 0/1/0/0"							    },
	{ "lines out of order",
         P "smtp[3]: 4F1A2B3C4D: to=<x@y>, relay=none, dsn=2.0.0, status=sent (250 ok)\n" P
	    "qmgr[2]: 4F1A2B3C4D: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtpd[1]: 4F1A2B3C4D: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n",    "a@b 1/1/0/0",			    "anna login 1/1/0/0"								   },
	{ "a content filter: the account stays, and counts once",
         P "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	    "qmgr[2]: AAAA0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtpd[4]: AAAA0002: client=l[127.0.0.1]\n" P
	    "qmgr[2]: AAAA0002: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtp[3]: AAAA0001: to=<x@y>, relay=l[127.0.0.1]:10024, dsn=2.0.0, status=sent (250 "
	    "Ok: queued as "
	    "AAAA0002)\n" P "smtp[3]: AAAA0002: to=<x@y>, relay=m[192.0.2.9]:25, dsn=5.7.1, "
	    "status=bounced (550 5.7.1 no)\n",						       "a@b 2/1/0/1",			    "anna login 1/0/0/1"								   },
	{ "a content filter that tells the id",
         P "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	    "qmgr[2]: AAAA0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtpd[4]: AAAA0002: client=l[127.0.0.1], orig_queue_id=AAAA0001, "
	    "orig_client=u[192.0.2.1]\n" P
	    "qmgr[2]: AAAA0002: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtp[3]: AAAA0001: to=<x@y>, relay=l[127.0.0.1]:10024, dsn=2.0.0, status=sent (250 "
	    "Ok: queued as "
	    "AAAA0002)\n" P
	    "smtp[3]: AAAA0002: to=<x@y>, relay=m[192.0.2.9]:25, dsn=2.0.0, status=sent (250 ok)\n", "a@b 2/2/0/0",			    "anna login 1/1/0/0"								   },
	{ "a remote server cannot name a message as its own",
         P "smtpd[4]: AAAA0002: client=l[127.0.0.1]\n" P
	    "qmgr[2]: AAAA0002: from=<w@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	    "qmgr[2]: AAAA0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtp[3]: AAAA0001: to=<x@y>, relay=m[192.0.2.9]:25, dsn=2.0.0, status=sent (250 Ok: "
	    "queued as "
	    "AAAA0002)\n",									   "a@b 1/1/0/0, w@b 1/0/0/0",               "anna login 1/1/0/0, 127.0.0.1 relay 1/0/0/0"                                          },
	{ "a bounce is on the account that caused it",
         P "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	    "qmgr[2]: AAAA0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtp[3]: AAAA0001: to=<x@y>, relay=m[192.0.2.9]:25, dsn=5.7.1, status=bounced (550 "
	    "5.7.1 no)\n" P "cleanup[5]: AAAA0003: message-id=<m>\n" P
	    "qmgr[2]: AAAA0003: from=<>, size=1, nrcpt=1 (queue active)\n" P
	    "bounce[6]: AAAA0001: sender non-delivery notification: AAAA0003\n",		     "a@b 1/0/0/1, <> 1/0/0/0",                "anna login 1/0/0/1, anna bounce 1/0/0/0"                                              },
	{ "Exim: login, local user, client",
         E A " <= a@b H=h [192.0.2.1] P=esmtpsa A=plain:anna S=1\n" E A
	      " => x@y R=r T=t H=m [192.0.2.9]\n" E A " Completed\n" E B
	      " <= w@b U=web1 P=local S=1\n" E B " ** x@y R=r T=t: no\n",
         "a@b 1/1/0/0, w@b 1/0/0/1",													   "anna login 1/1/0/0, web1 script 1/0/0/1"                                              },
	{ "Exim: the folder of a script",
         E "cwd=/home/web1/site 3 args: /usr/sbin/sendmail -t -i\n" E
	    "cwd=/home/web2/site 3 args: /usr/sbin/sendmail -t -i\n" E A
	    " <= w@b U=web1 P=local S=1\n" E B " <= w@b U=web1 P=local S=1\n",
         "w@b 2/0/0/0",															"web1 script 1/0/0/0, web1 (/home/web1/site) script 1/0/0/0"                           },
	{ "Exim: delivered before it is said to have come",
         E A " >> x@y R=r T=t H=m [192.0.2.9]\n" E A " <= a@b H=h [192.0.2.1] P=esmtp S=1\n",
         "a@b 1/1/0/0",															"192.0.2.1 relay 1/1/0/0"							      },
	{ "Exim: a bounce",
         E A " <= w@b U=web1 P=local S=1\n" E A " ** x@y R=r T=t: no\n" E B " <= <> R=" A
	      " U=Debian-exim P=local S=1\n" E B " == w@b R=r T=t defer (-1): later\n",
         "<> 1/0/1/0, w@b 1/0/0/1",													    "web1 script 1/0/0/1, web1 bounce 1/0/1/0"                                             },
	{ "Exim: a recipient's own answer is no bounce",
         E A " <= s@out H=h [192.0.2.1] P=esmtp S=1\n" E B " <= <> R=" A
	      " U=vera P=local S=1\n" E A " => vera <vera@b> R=r T=auto\n",
         "s@out 1/1/0/0, <> 1/0/0/0",													  "192.0.2.1 relay 1/1/0/0, vera autoresponse 1/0/0/0"                                   },
	{ "Exim: who speaks SMTP from this machine, as its own identd knows",
         E A " <= w@b H=localhost [127.0.0.1] U=web1 P=esmtp S=1\n" E B
	      " <= w@b H=h [192.0.2.1] U=root P=esmtp S=1\n",					"w@b 2/0/0/0",			    "192.0.2.1 relay 1/0/0/0, web1 script 1/0/0/0"                                         },
	{ "Exim: what is redirected to elsewhere is its sender's still",
         E A " <= s@out H=h [192.0.2.1] P=esmtp S=1\n" E A
	      " => a@far <alice@b> R=r T=t H=m [192.0.2.9]\n",				       "s@out 1/1/0/0",                          "192.0.2.1 relay 1/1/0/0"							      },
	{ "an alias that makes a message of its own, also of a bounce from outside",
         P "smtpd[1]: AAAA0001: client=s[192.0.2.1]\n" P "cleanup[5]: AAAA0001: message-id=<m>\n" P
	    "qmgr[2]: AAAA0001: from=<>, size=1, nrcpt=1 (queue active)\n" P
	    "cleanup[5]: AAAA0002: message-id=<m>\n" P
	    "qmgr[2]: AAAA0002: from=<>, size=1, nrcpt=1 (queue active)\n" P
	    "local[3]: AAAA0001: to=<alice@b>, relay=local, dsn=2.0.0, status=sent (forwarded as "
	    "AAAA0002)\n" P
	    "smtp[3]: AAAA0002: to=<a@far>, orig_to=<alice@b>, relay=m[192.0.2.9]:25, dsn=5.7.1, "
	    "status=bounced (550 no)\n",							     "<> 2/1/0/1",			     "192.0.2.1 relay 1/0/0/1"							      },
	{ "a user's program that forwards what just came keeps its class, and not for ever",
         P "smtpd[1]: AAAA0001: client=s[192.0.2.1]\n" P "cleanup[5]: AAAA0001: message-id=<m>\n" P
	    "qmgr[2]: AAAA0001: from=<s@out>, size=1, nrcpt=1 (queue active)\n" P
	    "pickup[1]: AAAA0002: uid=1001 from=<alice>\n" P
	    "cleanup[5]: AAAA0002: message-id=<m>\n" P
	    "qmgr[2]: AAAA0002: from=<s@out>, size=1, nrcpt=1 (queue active)\n" P
	    "pickup[1]: AAAA0003: uid=1001 from=<alice>\n" P
	    "cleanup[5]: AAAA0003: message-id=<n>\n" P
	    "qmgr[2]: AAAA0003: from=<alice@b>, size=1, nrcpt=1 (queue active)\n"
	    "Nov  3 08:19:00 mx1 postfix/pickup[1]: AAAA0004: uid=1001 from=<alice>\n"
	    "Nov  3 08:19:00 mx1 postfix/cleanup[5]: AAAA0004: message-id=<m>\n"
	    "Nov  3 08:19:00 mx1 postfix/qmgr[2]: AAAA0004: from=<s@out>, size=1, nrcpt=1 (queue "
	    "active)\n",									     "s@out 3/0/0/0, alice@b 1/0/0/0",
         "uid 1001 script 2/0/0/0, 192.0.2.1 relay 1/0/0/0, uid 1001 relay 1/0/0/0"																		   },
	{ "a list manager on this machine, which keeps the Message-ID",
         P "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
	    "cleanup[5]: AAAA0001: message-id=<m>\n" P
	    "qmgr[2]: AAAA0001: from=<anna@b>, size=1, nrcpt=1 (queue active)\n" P
	    "pipe[3]: AAAA0001: to=<news@b>, relay=mailman, dsn=2.0.0, status=sent (delivered via "
	    "mailman service)\n" P "smtpd[1]: AAAA0002: client=localhost[127.0.0.1]\n" P
	    "cleanup[5]: AAAA0002: message-id=<m>\n" P
	    "qmgr[2]: AAAA0002: from=<news-bounces+x=y@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtpd[1]: AAAA0003: client=localhost[127.0.0.1]\n" P
	    "cleanup[5]: AAAA0003: message-id=<m>\n" P
	    "qmgr[2]: AAAA0003: from=<talk-return-12-x=y@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtpd[1]: AAAA0004: client=h[192.0.2.8]\n" P
	    "qmgr[2]: AAAA0004: from=<news-bounces@far>, size=1, nrcpt=1 (queue active)\n",	  "anna@b 1/1/0/0, news-bounces+x=y@b 1/0/0/0, news-bounces@far 1/0/0/0, "
	  "talk-return-12-x=y@b 1/0/0/0",	   "anna login 1/1/0/0, 192.0.2.8 relay 1/0/0/0, news@b list 1/0/0/0, talk@b list 1/0/0/0"},
	{ "a login's list mail through a content filter",
         P "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=emil\n" P
	    "cleanup[5]: AAAA0001: message-id=<m>\n" P
	    "qmgr[2]: AAAA0001: from=<news-bounces@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtpd[4]: AAAA0002: client=l[127.0.0.1]\n" P "cleanup[5]: AAAA0002: message-id=<m>\n" P
	    "qmgr[2]: AAAA0002: from=<news-bounces@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtp[3]: AAAA0001: to=<x@y>, relay=l[127.0.0.1]:10024, dsn=2.0.0, status=sent (250 "
	    "Ok: queued "
	    "as AAAA0002)\n",									"news-bounces@b 2/1/0/0",                 "emil list 1/0/0/0"								    },
	{ "Exim by syslog",
         "Nov  3 08:15:00 mx1 exim[3]: 2026-11-03 08:15:00 " A " <= w@b U=web1 P=local S=1\n"
	  "Nov  3 08:15:00 mx1 exim[3]: " A " => x@y R=r T=t\n",
         "w@b 1/1/0/0",															"web1 script 1/1/0/0"								  },
};

static void logs_are_joined(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(log_of); i++) {
		struct mail_log AUTO(mail_log_done) log;
		struct buf AUTO(buf_done) got;

		mail_log_init(&log, 1);
		mail_log_file(&log, NULL, (struct instant){ INT64_C(1793750400) * 1000000 });
		buf_init(&got, 4096);
		read_lines(&log, log_of[i].text);
		rows(&log, &log.senders, false, &got);
		if (!str_eq(buf_str(&got), str_of(log_of[i].senders)))
			print_error("%s\n", log_of[i].label);
		assert_str(buf_str(&got), log_of[i].senders);
		buf_clear(&got);
		rows(&log, &log.accounts, true, &got);
		if (!str_eq(buf_str(&got), str_of(log_of[i].accounts)))
			print_error("%s\n", log_of[i].label);
		assert_str(buf_str(&got), log_of[i].accounts);
	}
}

static const struct {
	const char *label, *text;
	const char *leaving; /* machine by messages/sent/deferred/bounced, delays in ms */
} left_by[] = {
	{"each transport of Postfix that speaks to others, by its name",
         P
	  "qmgr[2]: AAAA0001: from=<a@b>, size=1, nrcpt=3 (queue active)\n" P
	  "out3/smtp[3]: AAAA0001: to=<x@y>, relay=m[192.0.2.9]:25, delay=2, delays=0/0/1/1, "
	  "dsn=2.0.0, status=sent (250 ok)\n" P
	  "out3/smtp[3]: AAAA0001: to=<z@y>, relay=m[192.0.2.9]:25, delay=4, delays=0/0/1/3, "
	  "dsn=2.0.0, status=sent (250 ok)\n" P
	  "smtp[3]: AAAA0001: to=<w@y>, relay=none, delay=9, dsn=4.4.1, status=deferred (no)\n" P
	  "local[3]: AAAA0001: to=<v@b>, relay=local, delay=9, dsn=2.0.0, status=sent (mailbox)\n" P
	  "lmtp[3]: AAAA0001: to=<u@b>, relay=b[private/dovecot-lmtp], delay=9, dsn=2.0.0, "
	  "status=sent (250 ok)\n",			"mx1 postfix/out3/smtp 1/2/0/0 6000 4000, mx1 postfix/smtp 1/0/1/0 0 0"},
	{ "a syslog name of one's own",
         "Nov  3 08:15:00 gw postfix-out3/smtp[3]: AAAA0001: to=<x@y>, relay=m[192.0.2.9]:25, "
	  "delay=2, dsn=5.0.0, status=bounced (550 no)\n", "gw postfix-out3/smtp 1/0/0/1 0 0"                                     },
	{ "Exim's transport, or the address where it is told",
         E A
	  " <= a@b I=[198.51.100.1]:25 H=h [192.0.2.1] P=esmtp S=1\n" E A
	  " => x@y R=r T=out1 H=m [192.0.2.9]:25 C=\"250 ok\" QT=3s DT=1s\n" E A
	  " => z@y R=r T=out1 H=m [192.0.2.9]:25 I=[198.51.100.7]:4321 C=\"250 ok I=[6.6.6.6]\"\n" E
		  A " == w@y R=r T=out1 H=m [192.0.2.9] defer (110): Connection timed out\n" E A
	  " => v <v@b> R=local T=mail_spool\n",	    " out1 1/1/1/0 3000 3000,  198.51.100.7 1/1/0/0 0 0"                   },
	{ "what is handed on within the machine has not left",
         P "smtpd[4]: AAAA0002: client=l[127.0.0.1]\n" P
	    "qmgr[2]: AAAA0002: from=<a@b>, size=1, nrcpt=1 (queue active)\n" P
	    "smtp[3]: AAAA0001: to=<x@y>, relay=l[127.0.0.1]:10024, delay=1, dsn=2.0.0, "
	    "status=sent (250 Ok: queued as AAAA0002)\n" P
	    "smtp[3]: AAAA0002: to=<x@y>, relay=m[192.0.2.9]:25, delay=2, dsn=2.0.0, "
	    "status=sent (250 ok)\n",		      "mx1 postfix/smtp 1/1/0/0 2000 2000"                                   },
};

static void ways_out_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(left_by); i++) {
		struct mail_log AUTO(mail_log_done) log;
		struct buf AUTO(buf_done) got;

		mail_log_init(&log, 1);
		buf_init(&got, 4096);
		read_lines(&log, left_by[i].text);
		for (uint32_t k = 0; k < log.leaving.rows; k++) {
			const struct tally_row *r = &log.leaving.row[k];
			struct mail_leaving l = mail_log_leaving(r->name);

			buf_fmt(&got, "%s%.*s %.*s %u/%u/%u/%u %u %u", k ? ", " : "",
				STR_ARG(l.host), STR_ARG(l.by), (unsigned)r->n.messages,
				(unsigned)r->n.sent, (unsigned)r->n.deferred,
				(unsigned)r->n.bounced, (unsigned)r->n.delay_ms,
				(unsigned)r->delay_max_ms);
		}
		if (!str_eq(buf_str(&got), str_of(left_by[i].leaving)))
			print_error("%s\n", left_by[i].label);
		assert_str(buf_str(&got), left_by[i].leaving);
	}
}

static void code_out_of_a_text_is_marked(void **state)
{
	const struct tally_row row[] = {
		{.name = STR("uid 33 (1000:x.php(1) : eval()'d code)"), .kind = MAIL_SCRIPT},
		{ .name = STR("uid 33 (1000:x.php)"),                   .kind = MAIL_SCRIPT},
		{ .name = STR("eval()'d code"),                         .kind = MAIL_LOGIN },
	};

	(void)state;
	assert_str(mail_log_mark(&row[0]), "eval()'d code");
	assert_str(mail_log_mark(&row[1]), "");
	assert_str(mail_log_mark(&row[2]), "");
}

static void all_lines_are_accounted_for(void **state)
{
	struct mail_log AUTO(mail_log_done) log;

	(void)state;
	mail_log_init(&log, 1);
	read_lines(&log,
		   P "smtpd[1]: NOQUEUE: reject: RCPT from h[1.2.3.4]: 554 5.7.1 no\n" P
		     "smtpd[1]: warning: h[1.2.3.4]: SASL LOGIN authentication failed: x\n" P
		     "qmgr[1]: 4F1A2B3C4D: from=<a>, status=expired, returned to sender\n" P
		     "smtpd[1]: never seen\n" E "never seen\n" E "H=[1.2.3.4] rejected connection\n"
		     "Nov  3 08:15:00 mx1 kernel: x\n"
		     "no head\n");
	assert_int_equal(log.sum.lines, 8);
	assert_int_equal(log.sum.foreign, 2);
	assert_int_equal(log.sum.unparsed, 2);
	assert_int_equal(log.sum.rejected, 2);
	assert_int_equal(log.sum.expired, 1);
	assert_int_equal(log.sum.logins_failed, 1);
	assert_int_equal(log.sum.messages, 0);
}

static void logins_of_all_servers_are_counted(void **state)
{
	struct mail_log AUTO(mail_log_done) log;

	(void)state;
	mail_log_init(&log, 1);
	read_lines(
		&log, P
		"smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" P
		"smtpd[1]: warning: h[192.0.2.1]: SASL LOGIN authentication failed: x, "
		"sasl_username=anna\n" E A " <= a@b H=h [192.0.2.1] P=esmtpsa A=plain:anna S=1\n"
		"Nov  3 08:15:00 mx1 dovecot: imap-login: Login: user=<anna>, method=PLAIN, "
		"rip=192.0.2.1, lip=192.0.2.9\n"
		"Nov  3 08:15:00 mx1 dovecot: imap(anna)<1><s>: Logged out\n");
	assert_int_equal(log.logins.rows, 1);
	assert_str(log.logins.row[0].account, "anna");
	assert_int_equal(log.logins.row[0].ok, 1);
	assert_int_equal(log.logins.row[0].failed, 1);
	assert_int_equal(log.logins.row[0].mails, 2);
	assert_int_equal(log.sum.foreign + log.sum.unparsed, 0);
}

static void spam_filters_and_scripts_are_joined(void **state)
{
	struct mail_log AUTO(mail_log_done) log;
	const struct spam_score *anna;
	uint32_t row;

	(void)state;
	mail_log_init(&log, 1);
	read_lines(
		&log, P
		"smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n"
		"Nov  3 08:15:00 mx1 rspamd[7]: <ab>; task; rspamd_task_write_log: id: <1@c>, qid: "
		"<AAAA0001>, ip: 192.0.2.1, user: anna, from: <a@b>, (default: T (reject): "
		"[16.00/15.00] [])\n"
		"2026-11-03 08:15:00 #7(normal) <ab>; task; rspamd_task_write_log: id: <1@c>, qid: "
		"<AAAA0001>, ip: 192.0.2.1, from: <a@b>, (default: F (no action): [2.00/15.00] "
		"[])\n"
		"Nov  3 08:15:00 mx1 spamd[9]: spamd: result: Y 9 - A "
		"scantime=1,user=bert,mid=<x>\n"
		"Nov  3 08:15:00 mx1 php[3]: mail() on [/a/x.php(1) : eval()'d code:1]: To: b\n"
		"[24-Nov-2026 20:00:00 UTC] mail() on [/a/y.php:2]: To: b\n"
		"mail() on [/a/forged.php:2]: To: b\n");
	row = tally_of(&log.accounts, STR("anna"), MAIL_LOGIN);
	assert_true(row < log.scores.rows);
	anna = &log.scores.row[row];
	assert_int_equal(anna->seen, 2);
	assert_int_equal(anna->spam, 1);
	assert_int_equal(anna->sum, 18000);
	assert_int_equal(log.scores.all.seen, 3);
	assert_int_equal(log.scripts.rows, 2);
	assert_str(log.scripts.row[0].name, "/a/x.php");
	assert_int_equal(log.scripts.row[0].kind, 1);
	assert_int_equal(log.sum.foreign, 1);
	assert_int_equal(log.sum.unparsed, 0);
}

static void refusals_are_counted(void **state)
{
	struct refusal_rules AUTO(refusal_rules_done) rules;
	struct refusal_rule rule = { .meaning = REFUSAL_USER_UNKNOWN, .provider = REFUSAL_ANY };
	struct mail_log AUTO(mail_log_done) log;
	struct refusal r;
	struct err err;

	(void)state;
	refusal_rules_init(&rules);
	assert_int_equal(refusal_rules_provider(&rules, STR("Google"), &rule.provider, &err), 0);
	assert_int_equal(refusal_rules_server(&rules, STR(".google.com"), rule.provider, &err), 0);
	assert_int_equal(refusal_rules_add(&rules, &rule, STR("5.1.1"), &err), 0);
	refusal_rules_seal(&rules);
	mail_log_init(&log, 1);
	log.rules = &rules;
	for (int i = 0; i < 2; i++)
		read_lines(&log, P
			   "smtp[3]: AAAA0001: to=<x@y>, relay=mx.google.com[192.0.2.9]:25, "
			   "dsn=5.1.1, "
			   "status=bounced (host mx.google.com[192.0.2.9] said: 550 5.1.1 who)\n" P
			   "smtp[3]: AAAA0001: to=<x@y>, relay=none, dsn=4.4.1, status=deferred "
			   "(time)\n");
	assert_int_equal(log.refusals.rows, 1);
	assert_int_equal(log.refusals.row[0].n.messages, 2);
	r = mail_log_refusal(log.refusals.row[0].name);
	assert_str(r.provider, "Google");
	assert_str(r.code, "5.1.1");
	assert_str(r.meaning, "user unknown");
	assert_str(r.listed_on, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logs_are_joined),
		cmocka_unit_test(ways_out_are_counted),
		cmocka_unit_test(code_out_of_a_text_is_marked),
		cmocka_unit_test(all_lines_are_accounted_for),
		cmocka_unit_test(logins_of_all_servers_are_counted),
		cmocka_unit_test(spam_filters_and_scripts_are_joined),
		cmocka_unit_test(refusals_are_counted),
	};
	return cmocka_run_group_tests_name("flow/mail_log", tests, NULL, NULL);
}
