/* Postfix's log lines: every kind, and texts of strangers that imitate one. */
#include "base/buf.h"
#include "proto/log_postfix.h"
#include "unit.h"

static void add(struct buf *out, const char *name, struct str value)
{
	if (value.n)
		buf_fmt(out, " %s=[%.*s]", name, STR_ARG(value));
}

/* All that a line says, in one text. */
static void told(struct buf *out, const struct postfix_line *p)
{
	static const char *const fact[] = { "unknown", "other",    "client", "pickup", "message-id",
					    "header",  "hold",     "reject", "queued", "expired",
					    "removed", "delivery", "notice", "login" };
	static const char *const status[] = { "sent", "deferred", "bounced", "odd" };

	buf_fmt(out, "%s", fact[p->fact]);
	if (p->fact == POSTFIX_DELIVERY)
		buf_fmt(out, " %s", status[p->status]);
	add(out, "id", p->id);
	add(out, "client", p->client);
	add(out, "address", p->address);
	add(out, "method", p->method);
	add(out, "login", p->login);
	add(out, "before", p->before);
	add(out, "uid", p->uid);
	add(out, "message-id", p->message_id);
	add(out, "from", p->from);
	add(out, "to", p->to);
	add(out, "orig", p->orig_to);
	add(out, "size", p->size);
	add(out, "rcpts", p->recipients);
	add(out, "relay", p->relay);
	add(out, "code", p->code);
	add(out, "text", p->text);
	add(out, "script", p->script);
	add(out, "child", p->child);
}

static const struct {
	const char *daemon, *text, *want;
} line[] = {
	{"smtpd",    "4F1A2B3C4D: client=mx.example[192.0.2.1]",
         "client id=[4F1A2B3C4D] client=[mx.example] address=[192.0.2.1]"												    },
	{ "smtpd",
         "4zzB3kY1F1z3Qf: client=u[2001:db8::1]:1025, sasl_method=PLAIN, sasl_username=a, b",       "client id=[4zzB3kY1F1z3Qf] client=[u] address=[2001:db8::1] method=[PLAIN] login=[a, "
	  "b]"								  },
	{ "smtpd",
         "4F1A2B3C4D: client=l[127.0.0.1], orig_queue_id=AAAA0000, orig_client=x[1.2.3.4]",         "client id=[4F1A2B3C4D] client=[l] address=[127.0.0.1] before=[AAAA0000]"},
	{ "pickup",  "4F1A2B3C4D: uid=1000 from=<web1>",
         "pickup id=[4F1A2B3C4D] uid=[1000] from=[web1]"														     },
	{ "cleanup", "4F1A2B3C4D: message-id=<a b> removed",
         "message-id id=[4F1A2B3C4D] message-id=[<a b> removed]"													     },
	{ "cleanup",
         "4F1A2B3C4D: info: header X-PHP-Originating-Script: 33:a.php from local; from=<w@x>",      "header id=[4F1A2B3C4D] from=[w@x] text=[X-PHP-Originating-Script: 33:a.php from local; "
	  "from=<w@x>] script=[33:a.php]"                                      },
	{ "cleanup",
         "4F1A2B3C4D: milter-reject: END-OF-MESSAGE from h[1.2.3.4]: 5.7.1 no; from=<a> to=<b>",    "reject id=[4F1A2B3C4D] client=[h] address=[1.2.3.4] from=[a] to=[b] text=[5.7.1 no; "
	  "from=<a> to=<b>]"						 },
	{ "cleanup", "4F1A2B3C4D: hold: header Subject: x from h[1.2.3.4]; from=<a> to=<b>",
         "hold id=[4F1A2B3C4D] from=[a] to=[b] text=[header Subject: x from h[1.2.3.4]; from=<a> "
	  "to=<b>]"																			  },
	{ "qmgr",    "4F1A2B3C4D: from=<a@b>, size=310, nrcpt=2 (queue active)",
         "queued id=[4F1A2B3C4D] from=[a@b] size=[310] rcpts=[2]"													    },
	{ "qmgr",    "4F1A2B3C4D: from=<>, size=310, nrcpt=1 (queue active)",
         "queued id=[4F1A2B3C4D] size=[310] rcpts=[1]"														       },
	{ "qmgr",    "4F1A2B3C4D: from=<a>, status=expired, returned to sender",
         "expired id=[4F1A2B3C4D] from=[a]"																  },
	{ "qmgr",    "4F1A2B3C4D: removed",							 "removed id=[4F1A2B3C4D]"                                                },
	{ "smtp",
         "4F1A2B3C4D: to=<a@b>, orig_to=<c>, relay=mx[192.0.2.9]:25, delay=1, delays=0/0/1/0, "
	  "tls=may, "
	  "dsn=5.1.1, status=bounced (host mx[192.0.2.9] said: 550 5.1.1 (who?))",		  "delivery bounced id=[4F1A2B3C4D] address=[192.0.2.9] to=[a@b] orig=[c] "
	  "relay=[mx[192.0.2.9]:25] code=[5.1.1] text=[host mx[192.0.2.9] said: 550 5.1.1 "
	  "(who?)]"									},
	{ "smtp",
         "4F1A2B3C4D: to=<a>, relay=l[127.0.0.1]:10025, delay=1, dsn=2.0.0, status=sent (250 Ok: "
	  "queued as "
	  "AAAA0000)",									      "delivery sent id=[4F1A2B3C4D] address=[127.0.0.1] to=[a] relay=[l[127.0.0.1]:10025] "
	  "code=[2.0.0] text=[250 Ok: queued as AAAA0000] child=[AAAA0000]"									    },
	{ "smtp",
         "4F1A2B3C4D: to=<a>, relay=none, dsn=4.4.1, status=deferred (connect to b: timed out)",    "delivery deferred id=[4F1A2B3C4D] to=[a] relay=[none] code=[4.4.1] text=[connect to b: "
	  "timed out]"						       },
	{ "verify",  "4F1A2B3C4D: to=<a>, relay=none, dsn=5.1.1, status=undeliverable (no)",
         "delivery odd id=[4F1A2B3C4D] to=[a] relay=[none] code=[5.1.1] text=[no]"											   },
	{ "bounce",  "4F1A2B3C4D: sender non-delivery notification: AAAA0000",
         "notice id=[4F1A2B3C4D] child=[AAAA0000]"															   },
	{ "smtpd",   "warning: h[1.2.3.4]: SASL LOGIN authentication failed: x, sasl_username=u@d",
         "login client=[h] address=[1.2.3.4] method=[LOGIN] login=[u@d]"												     },
	{ "smtpd",
         "NOQUEUE: reject: RCPT from h[1.2.3.4]: 554 5.7.1 <b>: no; from=<a> to=<b> proto=SMTP",    "reject client=[h] address=[1.2.3.4] from=[a] to=[b] text=[554 5.7.1 <b>: no; from=<a> "
	  "to=<b> "
	  "proto=SMTP]"						      },
	{ "smtpd",   "disconnect from h[1.2.3.4] quit=1",                                           "other"								  },
	{ "smtp",    "4F1A2B3C4D: host mx said: 450 later",                                         "other id=[4F1A2B3C4D]"                                                  },
	{ "smtp",    "something never seen",							"unknown"								},
	{ "smtp",    "GHI789: to=<a>, status=sent (x)",                                             "unknown"								},
	{ "smtp",    "",									    "unknown"								},
};

static void lines_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(line); i++) {
		struct str text = unit_exact(str_of(line[i].text));
		struct buf AUTO(buf_done) got;
		struct postfix_line p;

		buf_init(&got, 4096);
		postfix_line_read(str_of(line[i].daemon), text, &p);
		told(&got, &p);
		assert_str(buf_str(&got), line[i].want);
		free((void *)text.p);
	}
}

/* What others choose says nothing that only Postfix may say. */
static const struct {
	const char *daemon, *text, *want;
} forged[] = {
	{"smtp",
         "4F1A2B3C4D: to=<\"x>, relay=y, status=sent (\"@b>, relay=none, dsn=5.1.1, "
	  "status=bounced (z)",									"delivery bounced id=[4F1A2B3C4D] to=[\"x>, relay=y, status=sent (\"@b] relay=[none] "
	  "code=[5.1.1] text=[z]"							      },
	{ "qmgr",    "4F1A2B3C4D: from=<\"a>, size=1, nrcpt=9 (\"@b>, size=5, nrcpt=1 (queue active)",
         "queued id=[4F1A2B3C4D] from=[\"a>, size=1, nrcpt=9 (\"@b] size=[5] rcpts=[1]"                                       },
	{ "smtpd",
         "NOQUEUE: reject: RCPT from h[1.2.3.4]: 504 <x>; from=<boss> to=<y>>: Helo rejected; "
	  "from=<a> to=<b>",									   "reject client=[h] address=[1.2.3.4] text=[504 <x>; from=<boss> to=<y>>: Helo rejected; "
	  "from=<a> to=<b>]"								      },
	{ "cleanup",
         "4F1A2B3C4D: message-id=<4F1A2B3C4D: from=<boss>, size=1, nrcpt=1 (queue active)>",	   "message-id id=[4F1A2B3C4D] message-id=[<4F1A2B3C4D: from=<boss>, size=1, nrcpt=1 (queue "
	  "active)>]"             },
	{ "cleanup", "4F1A2B3C4D: from=<boss>, size=1, nrcpt=1 (queue active)",
         "other id=[4F1A2B3C4D]"											      },
	{ "cleanup", "4F1A2B3C4D: removed",							    "other id=[4F1A2B3C4D]"},
	{ "smtp",    "4F1A2B3C4D: to=<a, relay=none, status=sent (x)",                                 "other id=[4F1A2B3C4D]"},
};

static void strangers_forge_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(forged); i++) {
		struct buf AUTO(buf_done) got;
		struct postfix_line p;

		buf_init(&got, 4096);
		postfix_line_read(str_of(forged[i].daemon), str_of(forged[i].text), &p);
		told(&got, &p);
		assert_str(buf_str(&got), forged[i].want);
	}
}

static void programs_are_known(void **state)
{
	(void)state;
	assert_true(postfix_program(STR("postfix/smtpd")));
	assert_true(postfix_program(STR("postfix/submission/smtpd")));
	assert_true(postfix_program(STR("postfix-out/whatever")));
	assert_true(postfix_program(STR("mx-out/qmgr")));
	assert_false(postfix_program(STR("smtpd")));
	assert_false(postfix_program(STR("dovecot/imap")));
	assert_false(postfix_program(STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(strangers_forge_nothing),
		cmocka_unit_test(programs_are_known),
	};
	return cmocka_run_group_tests_name("proto/log_postfix", tests, NULL, NULL);
}
