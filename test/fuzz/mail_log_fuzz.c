/* Mail logs: what a line tells are pieces of that line; a message counts for one sender and one
 * account, whatever the lines say and in whatever order. */
#include "fuzz.h"

#include "flow/dossier.h"
#include "flow/line_cut.h"
#include "flow/mail_log.h"
#include "proto/log_exim.h"
#include "proto/log_head.h"
#include "proto/log_postfix.h"

static void within(struct str line, struct str part)
{
	PROPERTY(part.n == 0 || (part.p >= line.p && part.p + part.n <= line.p + line.n));
}

static void read_postfix(const struct log_head *head)
{
	struct postfix_line p;
	const struct str *part[] = { &p.id,      &p.client, &p.address,    &p.method, &p.login,
				     &p.before,  &p.uid,    &p.message_id, &p.from,   &p.to,
				     &p.orig_to, &p.size,   &p.recipients, &p.relay,  &p.delay,
				     &p.delays,  &p.code,   &p.text,       &p.child,  &p.script };

	postfix_line_read(log_daemon(head->program), head->text, &p);
	for (size_t i = 0; i < LEN(part); i++)
		within(head->text, *part[i]);
	PROPERTY(p.id.n <= POSTFIX_ID_MAX && p.child.n <= POSTFIX_NEXT_MAX);
	PROPERTY(p.fact != POSTFIX_DELIVERY || p.id.n);
	PROPERTY(p.fact != POSTFIX_QUEUED || str_ends(log_daemon(head->program), STR("qmgr")));
}

static void read_exim(struct str text)
{
	struct exim_line e;
	const struct str *part[] = { &e.id,      &e.sender,     &e.bounced,  &e.host,   &e.helo,
				     &e.address, &e.ident,      &e.protocol, &e.method, &e.login,
				     &e.size,    &e.message_id, &e.subject,  &e.to,     &e.orig_to,
				     &e.router,  &e.transport,  &e.text,     &e.child,  &e.folder,
				     &e.pid };

	exim_line_read(text, &e);
	for (size_t i = 0; i < LEN(part); i++)
		within(text, *part[i]);
	PROPERTY(e.id.n <= EXIM_ID_MAX);
	PROPERTY(e.fact != EXIM_ARRIVED || (e.id.n && e.sender.n));
}

static void same_sums(const struct mail_log *log, const struct tally *t, bool all)
{
	struct tally_counts n = { 0 };

	for (uint32_t i = 0; i < t->rows; i++) {
		n.messages += t->row[i].n.messages;
		n.sent += t->row[i].n.sent;
		n.deferred += t->row[i].n.deferred;
		n.bounced += t->row[i].n.bounced;
	}
	PROPERTY(n.deferred == log->sum.deferred && n.bounced == log->sum.bounced);
	PROPERTY(all ? n.messages == log->sum.messages : n.messages <= log->sum.messages);
	PROPERTY(all ? n.sent == log->sum.sent : n.sent <= log->sum.sent);
}

/* Who is suspected has a reason, and nobody else's account is looked at. */
static void judge(const struct mail_log *log)
{
	struct arena mem = { 0 };
	uint32_t n, suspects;
	const struct dossier *d = dossiers_of(log, &mem, &n);
	const uint32_t *suspect = dossiers_suspects(d, n, &mem, &suspects);

	PROPERTY(n <= log->conducts.n && suspects <= n);
	for (uint32_t i = 0; i < suspects; i++)
		PROPERTY(d[suspect[i]].suspicion.reasons && d[suspect[i]].facts.messages);
	for (uint32_t i = 0; i < n; i++)
		PROPERTY(d[i].facts.change.last_hour <= log->sum.messages);
	arena_done(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct line_cut AUTO(line_cut_done) cut;
	struct mail_log AUTO(mail_log_done) log;
	struct str line;

	line_cut_init(&cut);
	mail_log_init(&log, 1);
	buf_add(&cut.block, fuzz_str(data, n));
	buf_byte(&cut.block, '\n');
	while (line_cut_next(&cut, &line)) {
		struct log_head head;

		(void)log_head_read(line, &head);
		within(line, head.text);
		read_postfix(&head);
		read_exim(head.text);
		mail_log_line(&log, line);
	}
	PROPERTY(log.sum.foreign + log.sum.unparsed <= log.sum.lines);
	same_sums(&log, &log.senders, true);
	same_sums(&log, &log.accounts, false);
	judge(&log);
	return 0;
}
