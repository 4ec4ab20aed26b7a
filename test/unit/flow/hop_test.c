/* Messages that go on over several machines: each joined, whatever the order of the files; and
 * those that only strangers' words would join. */
#include "base/buf.h"
#include "flow/mail_log.h"
#include "unit.h"

#include <stdio.h>

#define W "Nov  3 08:15:00 web1 postfix/"
#define G "Nov  3 08:15:00 gw postfix/"
#define LATER "Nov  3 10:15:00 gw postfix/"

/* web1 hands anna's mail on to the gateway */
#define CAME                                                                                       \
	W "smtpd[1]: AAAA0001: client=u[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" W     \
	  "cleanup[2]: AAAA0001: message-id=<m1@c>\n" W                                            \
	  "qmgr[3]: AAAA0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n"
#define GAVE(relay)                                                                                \
	W "smtp[4]: AAAA0001: to=<x@y>, relay=" relay ", delay=1, dsn=2.0.0, status=sent (250 "    \
	  "2.0.0 Ok: queued as BBBB0001)\n" W "qmgr[3]: AAAA0001: removed\n"
#define TOOK_AT(g, client, id)                                                                     \
	g "smtpd[1]: BBBB0001: client=" client "\n" g "cleanup[2]: BBBB0001: message-id=<" id      \
	  ">\n" g "qmgr[3]: BBBB0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n"
#define TOOK(client, id) TOOK_AT(G, client, id)
#define LEFT                                                                                       \
	G "out3/smtp[4]: BBBB0001: to=<x@y>, relay=mx.y[192.0.2.9]:25, delay=2, dsn=5.7.1, "       \
	  "status=bounced (host mx.y[192.0.2.9] said: 550 5.7.1 no)\n" G                           \
	  "qmgr[3]: BBBB0001: removed\n"

#define NEAR "gw.our.net[10.0.0.9]:25"
#define FROM "web1.our.net[10.0.0.5]"
#define JOINED "anna login 1/0/0/1"
#define APART "10.0.0.5 relay 1/0/0/1, anna login 1/1/0/0"

static const struct {
	const char *label, *text, *accounts, *leaving;
} hop[] = {
	{"the files of two machines, the first server's first",
         CAME GAVE(NEAR) TOOK(FROM,									  "m1@c") LEFT,                                         JOINED,               "gw postfix/out3/smtp 1/0/0/1"                        },
	{ "the gateway's first",					      TOOK(FROM,                     "m1@c") LEFT CAME GAVE(NEAR),                         JOINED,
         "gw postfix/out3/smtp 1/0/0/1"																									},
	{ "in the order it happens",					  CAME TOOK(FROM,                "m1@c") GAVE(NEAR) LEFT,                              JOINED,
         "gw postfix/out3/smtp 1/0/0/1"																									},
	{ "public addresses with names of their machines, in one domain",
         CAME TOOK("web1.our.net[198.51.100.5]",							     "m1@c") GAVE("gw.our.net[198.51.100.9]:25") LEFT,
         JOINED,																					 "gw postfix/out3/smtp 1/0/0/1"                        },
	{ "a port that was configured",
         CAME TOOK("unknown[198.51.100.5]",								  "m1@c") GAVE("198.51.100.9[198.51.100.9]:2525") LEFT,
         JOINED,																					 "gw postfix/out3/smtp 1/0/0/1"                        },
	{ "another message of that id",                                       CAME GAVE(NEAR) TOOK(FROM,     "m2@c") LEFT,                                         APART,
         "web1 postfix/smtp 1/1/0/0, gw postfix/out3/smtp 1/0/0/1"																					     },
	{ "hours later it is another one",                                    CAME GAVE(NEAR) TOOK_AT(LATER, FROM,                                                 "m1@c") LEFT,         APART,
         "web1 postfix/smtp 1/1/0/0, gw postfix/out3/smtp 1/0/0/1" },
	{ "a stranger who was sent it brings it back, and says which it is",
         CAME TOOK("mx.evil[6.6.6.6]",                              "m1@c") GAVE("mx.evil[6.6.6.6]:25") LEFT,
         "6.6.6.6 relay 1/0/0/1, anna login 1/1/0/0",									    "web1 postfix/smtp 1/1/0/0, gw postfix/out3/smtp 1/0/0/1"																							   },
	{ "from another of its addresses",
         CAME TOOK("out.evil[6.6.6.7]",								"m1@c") GAVE("mx.evil[6.6.6.6]:25") LEFT,
         "6.6.6.7 relay 1/0/0/1, anna login 1/1/0/0",					 "web1 postfix/smtp 1/1/0/0, gw postfix/out3/smtp 1/0/0/1"																							   },
	{ "the same, the gateway's log first",
         TOOK("out.evil[6.6.6.7]",							    "m1@c") LEFT CAME GAVE("mx.evil[6.6.6.6]:25"),
         "6.6.6.7 relay 1/0/0/1, anna login 1/1/0/0",					     "gw postfix/out3/smtp 1/0/0/1, web1 postfix/smtp 1/1/0/0"																							   },
	{ "a stranger's server that is named as the gateway, in another domain",
         CAME TOOK("web1.our.net[198.51.100.5]",                          "m1@c") GAVE("gw.evil[6.6.6.6]:25") LEFT,
         "198.51.100.5 relay 1/0/0/1, anna login 1/1/0/0",								      "web1 postfix/smtp 1/1/0/0, gw postfix/out3/smtp 1/0/0/1"																						      },
	{ "a Message-ID alone joins nothing",
         CAME W "smtp[4]: AAAA0001: to=<x@y>, relay=" NEAR
		 ", delay=1, dsn=2.0.0, status=sent (250 ok)\n" TOOK("mallory[192.0.2.66]",                                                             "m1@c")
			 LEFT,									"192.0.2.66 relay 1/0/0/1, anna login 1/1/0/0",
         "web1 postfix/smtp 1/1/0/0, gw postfix/out3/smtp 1/0/0/1"},
	{ "two recipients, one message at the gateway",
         CAME W "smtp[4]: AAAA0001: to=<x@y>, relay=" NEAR
		 ", delay=1, dsn=2.0.0, status=sent (250 2.0.0 "
		 "Ok: queued as BBBB0001)\n" GAVE(NEAR) TOOK(FROM,                                                   "m1@c") LEFT,
         JOINED,						       "gw postfix/out3/smtp 1/0/0/1"																												},
	{ "a filter of the gateway, told before the first server says so",
         CAME TOOK(FROM,				"m1@c") G
	  "smtpd[1]: BBBB0002: client=localhost[127.0.0.1]\n" G
	  "cleanup[2]: BBBB0002: message-id=<m1@c>\n" G
	  "qmgr[3]: BBBB0002: from=<a@b>, size=1, nrcpt=1 (queue active)\n" G
	  "smtp[4]: BBBB0001: to=<x@y>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, dsn=2.0.0, "
	  "status=sent (250 2.0.0 Ok: queued as BBBB0002)\n" G
	  "smtp[4]: BBBB0002: to=<x@y>, relay=mx.y[192.0.2.9]:25, delay=1, dsn=2.0.0, "
	  "status=sent (250 ok)\n" GAVE(NEAR),
         "anna login 1/1/0/0",														   "gw postfix/smtp 1/1/0/0"																										  },
	{ "a filter on an address of the network, on the same machine",
         CAME W "smtpd[1]: BBBB0001: client=filter.our.net[10.0.0.20]\n" W
		 "cleanup[2]: BBBB0001: message-id=<m1@c>\n" W
		 "qmgr[3]: BBBB0001: from=<a@b>, size=1, nrcpt=1 (queue active)\n" GAVE(
			 "filter.our.net[10.0.0.20]:10024"),
         "anna login 1/0/0/0",												       ""																			  },
	{ "a bounce of the gateway is on the first server's account",
         CAME TOOK(FROM,										     "m1@c") LEFT G
	  "bounce[5]: BBBB0001: sender non-delivery notification: BBBB0003\n" G
	  "qmgr[3]: BBBB0003: from=<>, size=1, nrcpt=1 (queue active)\n" GAVE(NEAR),
         "anna login 1/0/0/1, anna bounce 1/0/0/0",																      "gw postfix/out3/smtp 1/0/0/1"													},
	{ "an Exim server behind a Postfix gateway, and the other way about",
         "2026-11-03 08:15:00 1rA2b3-0004Cd-5E <= a@b H=h [192.0.2.1] P=esmtpsa A=plain:anna S=1 "
	  "id=m1@c\n" TOOK(FROM,									     "m1@c") "2026-11-03 08:15:00 1rA2b3-0004Cd-5E => x@y R=r T=t "
					 "H=gw.our.net [10.0.0.9] "
					 "C=\"250 2.0.0 Ok: queued as BBBB0001\"\n" G
					 "smtp[4]: BBBB0001: to=<x@y>, "
					 "relay=exim.our.net[10.0.0.7]:25, delay=2, dsn=2.0.0, "
					 "status=sent (250 OK id=1rA2b3-0004Cf-5E)\n"
					 "Nov  3 08:15:00 mx3 exim[1]: 1rA2b3-0004Cf-5E <= a@b "
					 "H=gw.our.net [10.0.0.9] P=esmtp S=1 "
					 "id=m1@c\n"
					 "Nov  3 08:15:00 mx3 exim[1]: 1rA2b3-0004Cf-5E ** x@y R=r "
					 "T=out H=m [192.0.2.9]: 550 no\n",							"anna login 1/0/0/1", "mx3 out 1/0/0/1"                        },
	{ "what was relayed stays so",
         W "smtpd[1]: AAAA0001: client=s[192.0.2.77]\n" W
	    "cleanup[2]: AAAA0001: message-id=<m1@c>\n" W
	    "qmgr[3]: AAAA0001: from=<s@out>, size=1, nrcpt=1 (queue active)\n" GAVE(NEAR)
		    TOOK(FROM,									       "m1@c") LEFT,
         "192.0.2.77 relay 1/0/0/1",																		     "gw postfix/out3/smtp 1/0/0/1"                                     },
};

static void rows(const struct tally *t, bool class, struct buf *out)
{
	struct arena AUTO(arena_done) a = { 0 };
	uint32_t n;
	const uint32_t *order = tally_order(t, &a, &n);

	if (!class)
		for (uint32_t i = n = 0; i < t->rows; i++)
			if (t->row[i].n.messages)
				((uint32_t *)order)[n++] = i;
	for (uint32_t i = 0; i < n; i++) {
		const struct tally_row *r = &t->row[order[i]];
		struct str name = r->name;
		struct mail_leaving l = mail_log_leaving(name);

		buf_fmt(out, "%s", i ? ", " : "");
		if (class)
			buf_fmt(out, "%.*s %s", STR_ARG(name),
				mail_class_name((enum mail_class)r->kind));
		else
			buf_fmt(out, "%.*s %.*s", STR_ARG(l.host), STR_ARG(l.by));
		buf_fmt(out, " %u/%u/%u/%u", (unsigned)r->n.messages, (unsigned)r->n.sent,
			(unsigned)r->n.deferred, (unsigned)r->n.bounced);
	}
}

static void read_lines(struct mail_log *log, const char *text)
{
	struct str all = str_of(text), line;

	while (str_cut(&all, '\n', &line))
		if (line.n)
			mail_log_line(log, line);
}

static void check(const struct mail_log *log, size_t i)
{
	struct buf AUTO(buf_done) got;

	buf_init(&got, 4096);
	rows(&log->accounts, true, &got);
	if (!str_eq(buf_str(&got), str_of(hop[i].accounts)))
		print_error("%s\n", hop[i].label);
	assert_str(buf_str(&got), hop[i].accounts);
	buf_clear(&got);
	rows(&log->leaving, false, &got);
	if (!str_eq(buf_str(&got), str_of(hop[i].leaving)))
		print_error("%s\n", hop[i].label);
	assert_str(buf_str(&got), hop[i].leaving);
}

static void messages_are_followed(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(hop); i++) {
		struct mail_log AUTO(mail_log_done) log;

		mail_log_init(&log, 1);
		mail_log_file(&log, NULL, (struct instant){ INT64_C(1793750400) * 1000000 });
		read_lines(&log, hop[i].text);
		check(&log, i);
	}
}

/* The gateway's file comes first, and is long: its messages are forgotten by then. */
static void also_those_that_were_forgotten(void **state)
{
	struct mail_log AUTO(mail_log_done) log;
	char text[600];

	(void)state;
	mail_log_init(&log, 1);
	mail_log_file(&log, NULL, (struct instant){ INT64_C(1793750400) * 1000000 });
	read_lines(&log, TOOK(FROM, "m1@c") LEFT);
	for (unsigned i = 0; i < 2 * MAIL_ENDED_MAX; i++) {
		(void)snprintf(text, sizeof(text), G "qmgr[3]: %08X: removed\n", 0x10000000 + i);
		read_lines(&log, text);
	}
	read_lines(&log, CAME GAVE(NEAR));
	check(&log, 0);
	assert_int_equal(log.sum.joined, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_followed),
		cmocka_unit_test(also_those_that_were_forgotten),
	};
	return cmocka_run_group_tests_name("flow/hop", tests, NULL, NULL);
}
