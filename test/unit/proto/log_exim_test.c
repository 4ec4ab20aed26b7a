/* Exim's log lines: every kind, and texts of strangers that imitate one. */
#include "base/buf.h"
#include "proto/log_exim.h"
#include "unit.h"

#define OLD "1rA2b3-0004Cd-5E"
#define NEW "1rA2b3-00000004Cd5-0E6f"

static void add(struct buf *out, const char *name, struct str value)
{
	if (value.n)
		buf_fmt(out, " %s=[%.*s]", name, STR_ARG(value));
}

/* All that a line says, in one text. */
static void told(struct buf *out, const struct exim_line *e)
{
	static const char *const fact[] = { "unknown",  "other",  "arrived",    "delivered",
					    "deferred", "failed", "suppressed", "completed",
					    "rejected", "run",    "login" };

	buf_fmt(out, "%s", fact[e->fact]);
	add(out, "pid", e->pid);
	add(out, "id", e->id);
	add(out, "sender", e->sender);
	add(out, "bounced", e->bounced);
	add(out, "host", e->host);
	add(out, "helo", e->helo);
	add(out, "address", e->address);
	add(out, "ident", e->ident);
	add(out, "protocol", e->protocol);
	add(out, "method", e->method);
	add(out, "login", e->login);
	add(out, "size", e->size);
	add(out, "message-id", e->message_id);
	add(out, "subject", e->subject);
	add(out, "to", e->to);
	add(out, "orig", e->orig_to);
	add(out, "router", e->router);
	add(out, "transport", e->transport);
	add(out, "interface", e->interface);
	add(out, "delay", e->delay);
	add(out, "text", e->text);
	add(out, "child", e->child);
	add(out, "folder", e->folder);
}

static const struct {
	const char *text, *want;
} line[] = {
	{OLD " <= a@b H=mx.example (helo.example) [192.0.2.1]:2525 P=esmtpsa X=TLS1.3:x:256 CV=no "
	      "A=plain:u:1@c S=712 id=m@d T=\"a \\\" b\" from <a@b> for x@y",	  "arrived id=[" OLD
	  "] sender=[a@b] host=[mx.example] helo=[helo.example] address=[192.0.2.1] "
	  "protocol=[esmtpsa] method=[plain] login=[u:1@c] size=[712] message-id=[m@d] subject=[a "
	  "\\\" b]"						    },
	{ OLD " => x@y R=r T=out1 H=m [192.0.2.9]:25 I=[198.51.100.7]:4321 "
	      "C=\"250 ok I=[6.6.6.6]:1 QT=9s\" QT=1m3s DT=1s",			"delivered id=[" OLD
	  "] host=[m] address=[192.0.2.9] to=[x@y] router=[r] transport=[out1] "
	  "interface=[198.51.100.7] delay=[1m3s] text=[250 ok I=[6.6.6.6]:1 QT=9s]"  },
	{ OLD " <= a@b H=h [192.0.2.1]:2525 I=[198.51.100.7]:25 P=esmtp S=1",
         "arrived id=[" OLD
	  "] sender=[a@b] host=[h] address=[192.0.2.1] protocol=[esmtp] size=[1] "
	  "interface=[198.51.100.7]"															 },
	{ NEW " <= a@b U=web1 P=local S=5",
         "arrived id=[" NEW "] sender=[a@b] ident=[web1] protocol=[local] "
	  "size=[5]"																	 },
	{ "[123] " NEW " <= <> R=" OLD " U=Debian-exim P=local S=5",
         "arrived pid=[123] id=[" NEW "] sender=[<>] bounced=[" OLD
	  "] ident=[Debian-exim] protocol=[local] size=[5]"												  },
	{ OLD " <= a@b H=([10.0.0.1]) [192.0.2.1] P=smtp S=1",
         "arrived id=[" OLD
	  "] sender=[a@b] helo=[[10.0.0.1]] address=[192.0.2.1] protocol=[smtp] size=[1]"                                                                    },
	{ OLD " => u <u@d> R=local T=maildir",
         "delivered id=[" OLD "] to=[u] orig=[u@d] router=[local] "
	  "transport=[maildir]"															      },
	{ OLD " -> u@d F=<a@b> R=r T=smtp H=mx [192.0.2.9]:25 X=TLS:y CV=yes C=\"250 OK id=" NEW
	      "\"",								    "delivered id=[" OLD
	  "] host=[mx] address=[192.0.2.9] to=[u@d] router=[r] transport=[smtp] "
	  "text=[250 OK id=" NEW "] child=[" NEW "]"									     },
	{ OLD " >> u@d R=r T=smtp",							     "delivered id=[" OLD "] to=[u@d] router=[r] transport=[smtp]"},
	{ OLD " == u@d R=r T=smtp defer (-44) H=mx [192.0.2.9]: SMTP error: 450 x",
         "deferred id=[" OLD
	  "] host=[mx] address=[192.0.2.9] to=[u@d] router=[r] transport=[smtp] "
	  "text=[SMTP error: 450 x]"															 },
	{ OLD " ** u@d F=<a> R=r T=smtp H=mx [192.0.2.9]:25 : SMTP error: 550 x",
         "failed id=[" OLD "] host=[mx] address=[192.0.2.9] to=[u@d] router=[r] transport=[smtp] "
	  "text=[SMTP error: 550 x]"															 },
	{ OLD " ** u@d: Unrouteable address",
         "failed id=[" OLD "] to=[u@d] text=[Unrouteable address]"											   },
	{ OLD " ** u@d : Unrouteable address",
         "failed id=[" OLD "] to=[u@d] text=[Unrouteable address]"											   },
	{ OLD " *> u@d R=r T=smtp",
         "suppressed id=[" OLD "] to=[u@d] router=[r] transport=[smtp]"										      },
	{ OLD " Completed",								     "completed id=[" OLD "]"                                     },
	{ OLD " Completed QT=3s",							       "completed id=[" OLD "]"                                     },
	{ OLD " Frozen (delivery error)",						       "other id=[" OLD "]"                                         },
	{ OLD " H=(x) [1.2.3.4] F=<a> rejected after DATA: no",
         "rejected id=[" OLD "] sender=[a] helo=[x] address=[1.2.3.4] text=[after DATA: no]"                                                                 },
	{ "H=h [1.2.3.4]:9 X=TLS CV=no F=<a@b> rejected RCPT <c@d>: no such",
         "rejected sender=[a@b] host=[h] address=[1.2.3.4] text=[RCPT <c@d>: no such]"                                                                       },
	{ "H=[1.2.3.4] temporarily rejected connection",
         "rejected address=[1.2.3.4] text=[connection]"												      },
	{ "dovecot_login authenticator failed for (h) [1.2.3.4]:5: 535 Incorrect (set_id=u@d)",
         "login helo=[h] address=[1.2.3.4] method=[dovecot_login] login=[u@d]"                                                                               },
	{ "cwd=/home/u/my site 3 args: /usr/sbin/sendmail -t -i",
         "run text=[/usr/sbin/sendmail -t -i] folder=[/home/u/my site]"										      },
	{ "Start queue run: pid=3",							     "other"						      },
	{ "never seen",									 "unknown"						    },
	{ "",										   "unknown"						    },
	{ "1rA2b3-0004Cd-5E6 <= a",							     "unknown"						    },
};

static void compare(const char *text, const char *want)
{
	struct str own = unit_exact(str_of(text));
	struct buf AUTO(buf_done) got;
	struct exim_line e;

	buf_init(&got, 4096);
	exim_line_read(own, &e);
	told(&got, &e);
	assert_str(buf_str(&got), want);
	free((void *)own.p);
}

static void lines_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(line); i++)
		compare(line[i].text, line[i].want);
}

/* What others choose says nothing that only Exim may say. */
static const struct {
	const char *text, *want;
} forged[] = {
	{OLD " <= a@b H=h [1.2.3.4] P=smtp S=1 id=x A=plain:boss P=local T=\"A=plain:boss\"",
         "arrived id=[" OLD "] sender=[a@b] host=[h] address=[1.2.3.4] protocol=[smtp] size=[1] "
	  "message-id=[x]"								      },
	{ OLD " <= \"x A=plain:boss S=1\"@b H=h [1.2.3.4] P=smtp S=2",
         "arrived id=[" OLD "] sender=[\"x] host=[h] address=[1.2.3.4] protocol=[smtp] size=[2]"},
	{ OLD " <= a@b H=(x) [9.9.9.9] P=esmtpa A=plain:boss ) [1.2.3.4] P=smtp S=2",
         "arrived id=[" OLD "] sender=[a@b]"						    },
	{ OLD " <= a@b H=h [1.2.3.4] U=x P=esmtpa A=plain:boss P=smtp S=2",
         "arrived id=[" OLD "] sender=[a@b]"						    },
	{ OLD " <= a@b H=h [1.2.3.4] P=smtp S=2 T=\"" NEW " => x\"",
         "arrived id=[" OLD "] sender=[a@b] host=[h] address=[1.2.3.4] protocol=[smtp] size=[2] "
	  "subject=[" NEW " => x]"							      },
	{ "H=(" OLD " <= boss) [1.2.3.4] rejected MAIL <a>",
         "rejected helo=[" OLD " <= boss] address=[1.2.3.4] text=[MAIL <a>]"                    },
};

static void strangers_forge_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(forged); i++)
		compare(forged[i].text, forged[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(strangers_forge_nothing),
	};
	return cmocka_run_group_tests_name("proto/log_exim", tests, NULL, NULL);
}
