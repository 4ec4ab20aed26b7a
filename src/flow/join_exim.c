/* Joining Exim's lines: a message is its id, from "<=" to "Completed". */
#include "flow/hop.h"
#include "flow/join.h"
#include "flow/log_delay.h"
#include "flow/mail_count.h"
#include "proto/log_exim.h"

/* The local user, and the folder its program was started in if that is known. */
static void by_script(struct mail_log *log, struct mail *m, struct str stamp,
		      const struct exim_line *e)
{
	struct str folder = script_runs_take(&log->runs, e->ident, e->pid, stamp);
	char room[TALLY_NAME_MAX + 1];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

	if (folder.n) {
		mail_add_script(&name, str_sub(e->ident, 0, TALLY_NAME_MAX / 4), folder);
		mail_set_account(log, m, MAIL_SCRIPT, buf_str(&name));
	} else {
		mail_set_account(log, m, MAIL_SCRIPT, e->ident);
	}
}

static void by_login(struct mail_log *log, struct mail *m, const struct exim_line *e)
{
	mail_set_account(log, m, MAIL_LOGIN, e->login);
	mail_login(log, &(struct login_seen){ .kind = LOGIN_MAIL,
					      .account = e->login,
					      .address = e->address,
					      .times = 1 });
}

static void on_guess(struct mail_log *log, const struct exim_line *e)
{
	mail_login(log, &(struct login_seen){ .kind = LOGIN_FAILED,
					      .account = e->login,
					      .address = e->address,
					      .times = 1 });
}

/* Who handed it in; the account of a bounce is that of the message it tells about. */
static void on_arrived(struct mail_log *log, struct mail *m, const struct log_head *head,
		       const struct exim_line *e)
{
	const struct mail *about = NULL;

	if (m->begun)
		mail_begin_anew(log, m);
	m->local = hop_own_machine(e->address);
	if (e->address.n) {
		hop_came(log, m, e->host, e->address);
		mail_client(log, m, e->address);
	}
	if (e->bounced.n)
		about = mail_table_find(&log->mails, log->host, e->bounced);
	if (e->login.n)
		by_login(log, m, e);
	else if (e->bounced.n && !e->address.n && about && !about->bounced && !about->deferred &&
		 e->ident.n) /* nothing went wrong: the recipient's own answer */
		mail_set_account(log, m, MAIL_REPLY, e->ident);
	else if (e->bounced.n && !e->address.n)
		mail_set_account(log, m, MAIL_BOUNCE,
				 about ? mail_account(log, about) : STR(MAIL_LOG_UNKNOWN));
	else if (m->local && e->ident.n) /* our own identd says so */
		by_script(log, m, head->stamp, e);
	else if (e->address.n)
		mail_set_account(log, m, MAIL_RELAY, e->address);
	else if (e->ident.n)
		by_script(log, m, head->stamp, e);
	hop_identified(log, m, e->message_id);
	mail_begins(log, m, e->sender);
}

/* By the address if it is told (log_selector +outgoing_interface), else by the transport. */
static uint32_t way_out(struct mail_log *log, const struct exim_line *e)
{
	if (e->address.n == 0 || hop_own_machine(e->address))
		return TALLY_NONE;
	if (e->interface.n)
		return mail_leaving(log, e->interface, MAIL_BY_ADDRESS);
	return e->transport.n ? mail_leaving(log, e->transport, MAIL_BY_TRANSPORT) : TALLY_NONE;
}

static void on_delivered(struct mail_log *log, struct mail *m, const struct exim_line *e)
{
	struct mail_fate one = {
		.fate = FATE_SENT, .leaving = TALLY_NONE, .to = e->to, .orig_to = e->orig_to
	};
	struct hop_next next = { .name = e->host, .address = e->address, .id = e->child };

	one.inner = hop_handed_on(log, m, &next);
	if (!one.inner) {
		one.leaving = way_out(log, e);
		one.delay_ms = log_delay_ms(e->delay);
	}
	mail_fate(log, m, &one);
	conducts_recipient(&log->conducts, m->account, e->to);
	if (!one.inner && next.id.n)
		hop_offer(log, m, &next, &one);
}

static void on_unsent(struct mail_log *log, struct mail *m, bool for_good,
		      const struct exim_line *e)
{
	struct mail_fate one = { .fate = for_good ? FATE_BOUNCED : FATE_DEFERRED,
				 .leaving = way_out(log, e),
				 .to = e->to,
				 .orig_to = e->orig_to };
	struct refusal r;

	mail_fate(log, m, &one);
	conducts_recipient(&log->conducts, m->account, e->to);
	if (!one.counted || m->hidden)
		return;
	if (refusal_read(log->rules, e->host, (struct str){ 0 }, e->text, &r))
		mail_refused(log, m, &r, for_good);
}

/* Lines that tell something of one message; their id is never empty. */
static bool of_a_mail(enum exim_fact f)
{
	return f == EXIM_ARRIVED || f == EXIM_DELIVERED || f == EXIM_DEFERRED || f == EXIM_FAILED ||
	       f == EXIM_SUPPRESSED || f == EXIM_COMPLETED;
}

static void tell_mail(struct mail_log *log, struct mail *m, const struct log_head *head,
		      const struct exim_line *e)
{
	switch (e->fact) {
	case EXIM_ARRIVED:
		on_arrived(log, m, head, e);
		break;
	case EXIM_DELIVERED:
		on_delivered(log, m, e);
		break;
	case EXIM_DEFERRED:
	case EXIM_FAILED:
		on_unsent(log, m, e->fact == EXIM_FAILED, e);
		break;
	case EXIM_COMPLETED:
		mail_table_end(&log->mails, m);
		break;
	case EXIM_UNKNOWN:
	case EXIM_OTHER:
	case EXIM_SUPPRESSED:
	case EXIM_REJECTED:
	case EXIM_RUN:
	case EXIM_LOGIN:
		break;
	}
}

void join_exim(struct mail_log *log, const struct log_head *head)
{
	struct exim_line e;
	struct mail *m = NULL;
	uint32_t place = 0;

	exim_line_read(head->text, &e);
	if (e.id.n && of_a_mail(e.fact))
		m = mail_of(log, log->host, e.id);
	if (log->watch && m)
		place = (uint32_t)(m - log->mails.mail);
	if (m)
		tell_mail(log, m, head, &e);
	else if (e.fact == EXIM_REJECTED)
		log->sum.rejected += mail_counts_alone(log);
	else if (e.fact == EXIM_LOGIN)
		on_guess(log, &e);
	else if (e.fact == EXIM_RUN)
		script_runs_add(&log->runs, e.folder, e.pid, head->stamp);
	else if (e.fact == EXIM_UNKNOWN)
		log->sum.unparsed++;
	if (place)
		mail_watch_exim(log, place, &e);
}
