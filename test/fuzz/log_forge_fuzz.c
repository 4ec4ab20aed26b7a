/* Words of strangers within log lines: whatever they are, they are told as those words, and all
 * else that the line says stays what it is. */
#include "fuzz.h"

#include "base/buf.h"
#include "proto/log_courier.h"
#include "proto/log_dovecot.h"
#include "proto/log_php.h"
#include "proto/log_rspamd.h"
#include "proto/log_spamd.h"

enum { ROOM = 1 << 14 };

/* The words as they may stand in a line, between what the server writes. */
static struct str line_of(struct buf *b, const char *before, struct str words, const char *behind)
{
	buf_clear(b);
	buf_fmt(b, "%s", before);
	buf_add(b, words);
	buf_fmt(b, "%s", behind);
	PROPERTY(!b->full);
	return buf_str(b);
}

static void dovecot(struct buf *b, struct str words)
{
	struct dovecot_line d;

	dovecot_line_read(STR("dovecot"),
			  line_of(b, "imap-login: Aborted login (auth failed, 2 attempts): user=<",
				  words,
				  ">, method=PLAIN, rip=192.0.2.1, lip=192.0.2.9, session=<s>"),
			  &d);
	PROPERTY(d.fact == DOVECOT_FAILED && d.attempts == 2);
	PROPERTY(str_eq(d.account, words) && str_eq(d.address, STR("192.0.2.1")));
	PROPERTY(str_eq(d.method, STR("PLAIN")) && str_eq(d.local, STR("192.0.2.9")));
	dovecot_line_read(STR("dovecot"),
			  line_of(b, "pop3-login: Login: user=<", words,
				  ">, method=PLAIN, rip=192.0.2.1, lip=192.0.2.9"),
			  &d);
	PROPERTY(d.fact == DOVECOT_LOGIN && str_eq(d.account, words));
	dovecot_line_read(STR("dovecot"),
			  line_of(b, "lda(anna)<1><s>: msgid=", words, ": saved mail to INBOX"),
			  &d);
	PROPERTY(d.fact == DOVECOT_SAVED && str_eq(d.message_id, words));
	PROPERTY(str_eq(d.account, STR("anna")) && str_eq(d.folder, STR("INBOX")));
	dovecot_line_read(STR("dovecot"),
			  line_of(b, "auth: sql(", words, ",192.0.2.1): unknown user"), &d);
	PROPERTY(d.fact == DOVECOT_DENIED && str_eq(d.account, words));
	PROPERTY(str_eq(d.address, STR("192.0.2.1")));
}

static void courier(struct buf *b, struct str words)
{
	struct courier_line c;

	courier_line_read(line_of(b, "LOGIN FAILED, user=", words, ", ip=[192.0.2.1]"), &c);
	PROPERTY(c.fact == COURIER_FAILED);
	PROPERTY(str_eq(c.account, words) && str_eq(c.address, STR("192.0.2.1")));
}

/* A line that could be read in two ways may say nothing. */
static void filters(struct buf *b, struct str words)
{
	struct rspamd_line r;
	struct spamd_line s;

	if (rspamd_line_read(line_of(b, "<ab>; task; rspamd_task_write_log: id: <", words,
				     ">, qid: <4F1A2B>, ip: 192.0.2.1, user: anna, from: <a@b>, "
				     "(default: F (no action): [1.50/15.00] []), len: 3"),
			     &r)) {
		PROPERTY(str_eq(r.queue_id, STR("4F1A2B")) && str_eq(r.account, STR("anna")));
		PROPERTY(str_eq(r.message_id, words) && r.score == 1500 && !r.spam);
	}
	PROPERTY(spamd_line_read(line_of(b, "spamd: result: . 1 - A scantime=1,user=anna,mid=",
					 words, ",autolearn=no"),
				 &s));
	PROPERTY(!s.spam && s.score == 1000 && str_eq(s.user, STR("anna")));
}

static void php(struct buf *b, struct str words)
{
	struct php_line p;

	PROPERTY(php_line_read(line_of(b, "mail() on [/a/x.php:12]: To: ", words, ""), &p));
	PROPERTY(str_eq(p.script, STR("/a/x.php")) && str_eq(p.line, STR("12")) && !p.evaluated);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf AUTO(buf_done) b;
	struct str words = fuzz_str(data, n < ROOM / 2 ? n : ROOM / 2);

	buf_init(&b, ROOM);
	dovecot(&b, words);
	courier(&b, words);
	filters(&b, words);
	php(&b, words);
	return 0;
}
