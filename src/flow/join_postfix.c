/* Joining Postfix's lines: a message is its queue id, from its client's line to "removed". */
#include "flow/hop.h"
#include "flow/join.h"
#include "flow/log_delay.h"
#include "flow/mail_count.h"
#include "proto/log_postfix.h"

#include <string.h>

static void by_login(struct mail_log *log, struct mail *m, const struct postfix_line *p)
{
	mail_set_account(log, m, MAIL_LOGIN, p->login);
	mail_login(log, &(struct login_seen){ .kind = LOGIN_MAIL,
					      .account = p->login,
					      .address = p->address,
					      .times = 1 });
}

static void on_guess(struct mail_log *log, const struct postfix_line *p)
{
	mail_login(log, &(struct login_seen){ .kind = LOGIN_FAILED,
					      .account = p->login,
					      .address = p->address,
					      .times = 1 });
}

static void on_client(struct mail_log *log, struct mail *m, const struct postfix_line *p)
{
	struct mail *before = NULL;

	if (m->done || m->origin != MAIL_UNKNOWN)
		mail_begin_anew(log, m);
	m->local = hop_own_machine(p->address);
	hop_came(log, m, p->client, p->address);
	mail_client(log, m, p->address);
	if (p->before.n)
		before = hop_before(log, m, p->before);
	if (before)
		mail_carry_on(log, m, before->origin, before->account);
	else if (p->login.n)
		by_login(log, m, p);
	else
		mail_set_account(log, m, MAIL_RELAY, p->address);
}

static void on_pickup(struct mail_log *log, struct mail *m, struct str uid)
{
	char room[32];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

	if (m->done || m->origin != MAIL_UNKNOWN)
		mail_begin_anew(log, m);
	buf_add(&name, STR("uid "));
	buf_add(&name, str_sub(uid, 0, sizeof(room) - 5));
	mail_set_account(log, m, MAIL_SCRIPT, buf_str(&name));
}

/* "uid 33 (1000:mail.php)": PHP names the file of the function's call, and its owner. */
static void on_script(struct mail_log *log, struct mail *m, struct str script)
{
	struct str account = mail_account(log, m);
	char room[TALLY_NAME_MAX + 1];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

	if (m->origin != MAIL_SCRIPT || m->named || script.n == 0)
		return;
	m->named = true;
	mail_add_script(&name, account, script);
	mail_set_account(log, m, MAIL_SCRIPT, buf_str(&name));
}

static void on_queued(struct mail_log *log, struct mail *m, struct str from)
{
	if (m->done)
		mail_begin_anew(log, m);
	if (m->begun)
		return; /* taken up once more */
	if (m->origin == MAIL_UNKNOWN && from.n == 0)
		mail_set_account(log, m, MAIL_BOUNCE, STR(MAIL_LOG_UNKNOWN));
	mail_begins(log, m, from);
}

/* The child's bounce is on the account of the message it tells about. */
static void on_notice(struct mail_log *log, struct mail *m, struct str child)
{
	struct str account = mail_account(log, m);
	uint32_t about = (uint32_t)(m - log->mails.mail);
	struct mail *bounce;

	if (child.n == 0)
		return;
	bounce = mail_of(log, log->host, child);
	if (bounce->origin != MAIL_UNKNOWN && bounce->origin != MAIL_BOUNCE)
		return;
	mail_set_account(log, bounce, MAIL_BOUNCE, account);
	hop_bounced(log, about, bounce);
}

/* Only what speaks SMTP to others leaves: "postfix/smtp", "postfix-out3/smtp". */
static uint32_t way_out(struct mail_log *log, struct str program, const struct postfix_line *p)
{
	struct str daemon = log_daemon(program);
	bool speaks = str_eq(daemon, STR("smtp")) || str_eq(daemon, STR("lmtp"));

	if (!speaks || hop_own_machine(p->address) ||
	    (p->address.n && str_find(p->address, '/') < p->address.n))
		return TALLY_NONE;
	return mail_leaving(log, program, MAIL_BY_TRANSPORT);
}

/* "name[address]:port", "local" */
static struct hop_next next_of(const struct postfix_line *p)
{
	struct hop_next next = { .name = str_sub(p->relay, 0, str_find(p->relay, '[')),
				 .address = p->address,
				 .id = p->child,
				 .alias = str_eq(p->relay, STR("local")) };
	const char *colon = p->relay.n ? memrchr(p->relay.p, ':', p->relay.n) : NULL;
	uint64_t port;

	if (colon &&
	    str_u64(str_sub(p->relay, (size_t)(colon + 1 - p->relay.p), p->relay.n), 65535, &port))
		next.port = (uint32_t)port;
	return next;
}

static void on_delivery(struct mail_log *log, struct mail *m, const struct log_head *head,
			const struct postfix_line *p)
{
	static const enum fate fate[] = { [POSTFIX_SENT] = FATE_SENT,
					  [POSTFIX_DEFERRED] = FATE_DEFERRED,
					  [POSTFIX_BOUNCED] = FATE_BOUNCED };
	struct hop_next next = next_of(p);
	struct mail_fate one;
	struct refusal r;

	if (p->status == POSTFIX_ODD)
		return;
	one = (struct mail_fate){
		.fate = fate[p->status], .leaving = TALLY_NONE, .to = p->to, .orig_to = p->orig_to
	};
	one.inner = p->status == POSTFIX_SENT && hop_handed_on(log, m, &next);
	if (!one.inner) {
		one.leaving = way_out(log, head->program, p);
		one.delay_ms = log_delay_ms(p->delay);
	}
	mail_fate(log, m, &one);
	conducts_recipient(&log->conducts, m->account, p->to);
	if (p->status == POSTFIX_SENT && !one.inner && next.id.n)
		hop_offer(log, m, &next, &one);
	if (p->status == POSTFIX_SENT || !one.counted || m->hidden)
		return;
	if (refusal_read(log->rules, str_sub(p->relay, 0, str_find(p->relay, '[')), p->code,
			 p->text, &r))
		mail_refused(log, m, &r, p->status == POSTFIX_BOUNCED);
}

/* Lines that tell something of one message; their id is never empty. */
static bool of_a_mail(enum postfix_fact f)
{
	return f != POSTFIX_UNKNOWN && f != POSTFIX_OTHER && f != POSTFIX_REJECT &&
	       f != POSTFIX_LOGIN;
}

static void tell_mail(struct mail_log *log, struct mail *m, const struct log_head *head,
		      const struct postfix_line *p)
{
	switch (p->fact) {
	case POSTFIX_CLIENT:
		on_client(log, m, p);
		break;
	case POSTFIX_PICKUP:
		on_pickup(log, m, p->uid);
		break;
	case POSTFIX_QUEUED:
		on_queued(log, m, p->from);
		break;
	case POSTFIX_EXPIRED:
		log->sum.expired += mail_counts(log, m);
		break;
	case POSTFIX_REMOVED:
		mail_table_end(&log->mails, m);
		break;
	case POSTFIX_DELIVERY:
		on_delivery(log, m, head, p);
		break;
	case POSTFIX_NOTICE:
		on_notice(log, m, p->child);
		break;
	case POSTFIX_HEADER:
		on_script(log, m, p->script);
		break;
	case POSTFIX_MESSAGE_ID:
		hop_identified(log, m, p->message_id);
		break;
	case POSTFIX_UNKNOWN:
	case POSTFIX_OTHER:
	case POSTFIX_HOLD:
	case POSTFIX_REJECT:
	case POSTFIX_LOGIN:
		break;
	}
}

void join_postfix(struct mail_log *log, const struct log_head *head)
{
	struct postfix_line p;
	struct mail *m = NULL;
	uint32_t place = 0;

	postfix_line_read(log_daemon(head->program), head->text, &p);
	if (p.id.n && of_a_mail(p.fact))
		m = mail_of(log, log->host, p.id);
	if (log->watch && m)
		place = (uint32_t)(m - log->mails.mail);
	if (m)
		tell_mail(log, m, head, &p);
	else if (p.fact == POSTFIX_REJECT)
		log->sum.rejected += mail_counts_alone(log);
	else if (p.fact == POSTFIX_LOGIN)
		on_guess(log, &p);
	else if (p.fact == POSTFIX_UNKNOWN)
		log->sum.unparsed++;
	if (place)
		mail_watch_postfix(log, place, head, &p);
}
