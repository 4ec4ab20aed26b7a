/* The join: each line's facts change what is known of one message, and the counts with it. */
#include "flow/mail_log.h"

#include "base/buf.h"
#include "flow/refusal.h"
#include "proto/log_exim.h"
#include "proto/log_head.h"
#include "proto/log_postfix.h"

static const char *const class_name[MAIL_CLASSES] = {
	"unknown", "login", "script", "relay", "bounce", "list", "autoresponse",
};

const char *mail_class_name(enum mail_class c)
{
	return class_name[c];
}

void mail_log_init(struct mail_log *log)
{
	*log = (struct mail_log){
		.sum = {.first = WHEN_NEVER, .last = WHEN_EVER}
	};
	mail_table_init(&log->mails, MAIL_LOG_MAILS_MAX);
	tally_init(&log->senders, MAIL_LOG_NAMES_MAX);
	tally_init(&log->accounts, MAIL_LOG_NAMES_MAX);
	tally_init(&log->refusals, MAIL_LOG_REFUSALS_MAX);
}

void mail_log_done(struct mail_log *log)
{
	mail_table_done(&log->mails);
	tally_done(&log->senders);
	tally_done(&log->accounts);
	tally_done(&log->refusals);
}

static struct tally_counts counts_of(const struct mail *m)
{
	return (struct tally_counts){ m->counted, m->sent, m->deferred, m->bounced };
}

/* What of it counts for its account. */
static struct tally_counts own_counts(const struct mail *m)
{
	struct tally_counts n = counts_of(m);

	n.messages -= m->counted && m->inner;
	n.sent -= m->handed_on;
	return n;
}

static void move_sender(struct mail_log *log, struct mail *m, uint32_t row)
{
	struct tally_counts n = counts_of(m);

	tally_take(&log->senders, m->sender, &n);
	m->sender = row;
	tally_add(&log->senders, row, &n);
}

static void move_account(struct mail_log *log, struct mail *m, uint32_t row)
{
	struct tally_counts n = own_counts(m);

	tally_take(&log->accounts, m->account, &n);
	m->account = row;
	tally_add(&log->accounts, row, &n);
}

static void set_account(struct mail_log *log, struct mail *m, enum mail_class c, struct str name)
{
	m->origin = (uint8_t)c;
	move_account(log, m, tally_of(&log->accounts, name, (uint8_t)c));
}

/* The message of that id, made if need be: then its sender and account are unknown. */
static struct mail *mail_of(struct mail_log *log, struct str host, struct str id)
{
	struct mail *m = mail_table_get(&log->mails, host, id);

	if (m->sender == TALLY_NONE) {
		m->sender = tally_of(&log->senders, STR(MAIL_LOG_UNKNOWN), 0);
		m->account = tally_of(&log->accounts, STR(MAIL_LOG_UNKNOWN), MAIL_UNKNOWN);
	}
	return m;
}

/* Its id was used again: what is known is of another message, and stays counted as it is. */
static void begin_anew(struct mail_log *log, struct mail *m)
{
	mail_table_renew(&log->mails, m);
	m->sender = tally_of(&log->senders, STR(MAIL_LOG_UNKNOWN), 0);
	m->account = tally_of(&log->accounts, STR(MAIL_LOG_UNKNOWN), MAIL_UNKNOWN);
}

/* Senders that list managers make: owner-x@, x-owner@, x-bounces@, x-bounces+y@, x-request@. */
static bool of_a_list(struct str sender)
{
	static const struct str end[] = { STR_INIT("-owner"), STR_INIT("-bounces"),
					  STR_INIT("-bounce"), STR_INIT("-request") };
	struct str local = str_sub(sender, 0, str_find(sender, '@'));

	local = str_sub(local, 0, str_find(local, '+'));
	if (local.n < sender.n && str_starts(local, STR("owner-")))
		return true;
	for (size_t i = 0; i < LEN(end); i++)
		if (local.n < sender.n && str_ends(local, end[i]))
			return true;
	return false;
}

/* What its sender tells of its class, where it was handed in by a login or a script. */
static void class_by_sender(struct mail_log *log, struct mail *m, struct str sender)
{
	struct str account = log->accounts.row[m->account].name;

	if (m->inner || (m->origin != MAIL_LOGIN && m->origin != MAIL_SCRIPT))
		return;
	if (sender.n == 0 || str_eq(sender, STR("<>")))
		set_account(log, m, MAIL_REPLY, account);
	else if (of_a_list(sender))
		set_account(log, m, MAIL_LIST, account);
}

/* From here on it is a message of this log. */
static void count_message(struct mail_log *log, struct mail *m, struct str sender)
{
	struct tally_counts one = { .messages = 1 };

	class_by_sender(log, m, sender);
	move_sender(log, m, tally_of(&log->senders, sender.n ? sender : STR("<>"), 0));
	m->counted = true;
	log->sum.messages++;
	tally_add(&log->senders, m->sender, &one);
	if (!m->inner)
		tally_add(&log->accounts, m->account, &one);
}

static bool own_machine(struct str address)
{
	return str_starts(address, STR("127.")) || str_eq(address, STR("::1"));
}

/* `m` is `before` still, only under another id: of the same account, and not counted for it
 * again. */
static void carry_on(struct mail_log *log, struct mail *m, const struct mail *before)
{
	struct tally_counts one = { .messages = 1 };

	if (!m->inner && m->counted)
		tally_take(&log->accounts, m->account, &one);
	m->inner = true;
	m->origin = before->origin;
	move_account(log, m, before->account);
}

/* Looks whether it was handed to this machine again, as the message `child`. Only a server of this
 * machine is believed: any other could name a message that is not its own. */
static bool handed_on(struct mail_log *log, struct mail *m, struct str host, struct str child)
{
	struct mail *next;

	if (child.n == 0 || child.n > MAIL_ID_MAX)
		return false;
	next = mail_table_find(&log->mails, host, child);
	if (!next || next == m || !(next->local || next->origin == MAIL_UNKNOWN))
		return false;
	if (!next->inner)
		carry_on(log, next, m);
	return true;
}

static void note_refusal(struct mail_log *log, const struct refusal *r)
{
	char room[TALLY_NAME_MAX];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };
	struct tally_counts one = { .messages = 1 };

	buf_add(&name, r->provider);
	buf_byte(&name, '\n');
	buf_add(&name, r->code);
	buf_byte(&name, '\n');
	buf_add(&name, r->meaning);
	buf_byte(&name, '\n');
	buf_add(&name, r->listed_on);
	tally_add(&log->refusals, tally_of(&log->refusals, buf_str(&name), 0), &one);
}

struct refusal mail_log_refusal(struct str name)
{
	struct refusal r = { 0 };

	(void)str_cut(&name, '\n', &r.provider);
	(void)str_cut(&name, '\n', &r.code);
	(void)str_cut(&name, '\n', &r.meaning);
	(void)str_cut(&name, '\n', &r.listed_on);
	return r;
}

enum fate { FATE_SENT, FATE_DEFERRED, FATE_BOUNCED };

/* One recipient's fate; `inner` if it was handed on within the machine. */
static void count_fate(struct mail_log *log, struct mail *m, enum fate fate, bool inner)
{
	struct tally_counts one = { 0, fate == FATE_SENT, fate == FATE_DEFERRED,
				    fate == FATE_BOUNCED };

	m->sent += fate == FATE_SENT;
	m->deferred += fate == FATE_DEFERRED;
	m->bounced += fate == FATE_BOUNCED;
	m->handed_on += inner;
	log->sum.sent += one.sent;
	log->sum.deferred += one.deferred;
	log->sum.bounced += one.bounced;
	tally_add(&log->senders, m->sender, &one);
	if (!inner)
		tally_add(&log->accounts, m->account, &one);
}

/* An account and the script that it used. */
static void add_script(struct buf *name, struct str account, struct str script)
{
	buf_add(name, account);
	buf_add(name, STR(" ("));
	buf_add(name, str_sub(script, 0, TALLY_NAME_MAX / 2));
	buf_byte(name, ')');
}

static void on_client(struct mail_log *log, struct mail *m, struct str host,
		      const struct postfix_line *p)
{
	struct mail *before = NULL;

	if (m->done || m->origin != MAIL_UNKNOWN)
		begin_anew(log, m);
	m->local = own_machine(p->address);
	if (p->before.n)
		before = mail_table_find(&log->mails, host, p->before);
	if (before && before != m)
		carry_on(log, m, before);
	else if (p->login.n)
		set_account(log, m, MAIL_LOGIN, p->login);
	else
		set_account(log, m, MAIL_RELAY, p->address);
}

static void on_pickup(struct mail_log *log, struct mail *m, struct str uid)
{
	char room[32];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

	if (m->done || m->origin != MAIL_UNKNOWN)
		begin_anew(log, m);
	buf_add(&name, STR("uid "));
	buf_add(&name, str_sub(uid, 0, sizeof(room) - 5));
	set_account(log, m, MAIL_SCRIPT, buf_str(&name));
}

/* "uid 33 (1000:mail.php)": PHP names the file of the function's call, and its owner. */
static void on_script(struct mail_log *log, struct mail *m, struct str script)
{
	struct str account = log->accounts.row[m->account].name;
	char room[TALLY_NAME_MAX + 1];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

	if (m->origin != MAIL_SCRIPT || m->named || script.n == 0)
		return;
	m->named = true;
	add_script(&name, account, script);
	set_account(log, m, MAIL_SCRIPT, buf_str(&name));
}

static void on_queued(struct mail_log *log, struct mail *m, struct str from)
{
	if (m->done)
		begin_anew(log, m);
	if (m->counted)
		return; /* taken up once more */
	if (m->origin == MAIL_UNKNOWN && from.n == 0)
		set_account(log, m, MAIL_BOUNCE, STR(MAIL_LOG_UNKNOWN));
	count_message(log, m, from);
}

/* The child's bounce is on the account of the message it tells about. */
static void on_notice(struct mail_log *log, struct mail *m, struct str host, struct str child)
{
	struct str account = log->accounts.row[m->account].name;
	struct mail *bounce;

	if (child.n == 0)
		return;
	bounce = mail_of(log, host, child);
	if (bounce->origin == MAIL_UNKNOWN || bounce->origin == MAIL_BOUNCE)
		set_account(log, bounce, MAIL_BOUNCE, account);
}

static void on_delivery(struct mail_log *log, struct mail *m, struct str host,
			const struct postfix_line *p)
{
	static const enum fate fate[] = { [POSTFIX_SENT] = FATE_SENT,
					  [POSTFIX_DEFERRED] = FATE_DEFERRED,
					  [POSTFIX_BOUNCED] = FATE_BOUNCED };
	bool within = own_machine(p->address) || str_eq(p->relay, STR("local"));
	struct refusal r;

	if (p->status == POSTFIX_ODD)
		return;
	count_fate(log, m, fate[p->status],
		   p->status == POSTFIX_SENT && within && handed_on(log, m, host, p->child));
	if (p->status == POSTFIX_SENT)
		return;
	if (refusal_read(str_sub(p->relay, 0, str_find(p->relay, '[')), p->code, p->text, &r))
		note_refusal(log, &r);
}

static void postfix_line(struct mail_log *log, const struct log_head *head)
{
	struct postfix_line p;
	struct mail *m = NULL;

	postfix_line_read(log_daemon(head->program), head->text, &p);
	if (p.id.n && p.fact != POSTFIX_OTHER && p.fact != POSTFIX_REJECT)
		m = mail_of(log, head->host, p.id);
	switch (p.fact) {
	case POSTFIX_UNKNOWN:
		log->sum.unparsed++;
		break;
	case POSTFIX_CLIENT:
		on_client(log, m, head->host, &p);
		break;
	case POSTFIX_PICKUP:
		on_pickup(log, m, p.uid);
		break;
	case POSTFIX_REJECT:
		log->sum.rejected++;
		break;
	case POSTFIX_QUEUED:
		on_queued(log, m, p.from);
		break;
	case POSTFIX_EXPIRED:
		log->sum.expired++;
		break;
	case POSTFIX_REMOVED:
		mail_table_end(&log->mails, m);
		break;
	case POSTFIX_DELIVERY:
		on_delivery(log, m, head->host, &p);
		break;
	case POSTFIX_NOTICE:
		on_notice(log, m, head->host, p.child);
		break;
	case POSTFIX_LOGIN:
		log->sum.logins_failed++;
		break;
	case POSTFIX_HEADER:
		on_script(log, m, p.script);
		break;
	case POSTFIX_OTHER:
	case POSTFIX_MESSAGE_ID:
	case POSTFIX_HOLD:
		break;
	}
}

/* The local user, and the folder its program was started in if that is known. */
static void by_script(struct mail_log *log, struct mail *m, struct str stamp,
		      const struct exim_line *e)
{
	struct str folder = script_runs_take(&log->runs, e->ident, e->pid, stamp);
	char room[TALLY_NAME_MAX + 1];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

	if (folder.n) {
		add_script(&name, str_sub(e->ident, 0, TALLY_NAME_MAX / 4), folder);
		set_account(log, m, MAIL_SCRIPT, buf_str(&name));
	} else {
		set_account(log, m, MAIL_SCRIPT, e->ident);
	}
}

/* Who handed it in; the account of a bounce is that of the message it tells about. */
static void on_arrived(struct mail_log *log, struct mail *m, const struct log_head *head,
		       const struct exim_line *e)
{
	const struct mail *about = NULL;

	if (m->counted)
		begin_anew(log, m);
	m->local = own_machine(e->address);
	if (e->bounced.n)
		about = mail_table_find(&log->mails, head->host, e->bounced);
	if (e->login.n)
		set_account(log, m, MAIL_LOGIN, e->login);
	else if (e->bounced.n && !e->address.n)
		set_account(log, m, MAIL_BOUNCE,
			    about ? log->accounts.row[about->account].name : STR(MAIL_LOG_UNKNOWN));
	else if (e->address.n)
		set_account(log, m, MAIL_RELAY, e->address);
	else if (e->ident.n)
		by_script(log, m, head->stamp, e);
	count_message(log, m, e->sender);
}

static void on_unsent(struct mail_log *log, struct mail *m, bool for_good,
		      const struct exim_line *e)
{
	struct refusal r;

	count_fate(log, m, for_good ? FATE_BOUNCED : FATE_DEFERRED, false);
	if (refusal_read(e->host, (struct str){ 0 }, e->text, &r))
		note_refusal(log, &r);
}

static void exim_line(struct mail_log *log, const struct log_head *head)
{
	struct exim_line e;
	struct mail *m = NULL;

	exim_line_read(head->text, &e);
	if (e.id.n && e.fact != EXIM_OTHER && e.fact != EXIM_REJECTED)
		m = mail_of(log, head->host, e.id);
	switch (e.fact) {
	case EXIM_UNKNOWN:
		log->sum.unparsed++;
		break;
	case EXIM_ARRIVED:
		on_arrived(log, m, head, &e);
		break;
	case EXIM_DELIVERED:
		count_fate(log, m, FATE_SENT,
			   own_machine(e.address) && handed_on(log, m, head->host, e.child));
		break;
	case EXIM_DEFERRED:
	case EXIM_FAILED:
		on_unsent(log, m, e.fact == EXIM_FAILED, &e);
		break;
	case EXIM_COMPLETED:
		mail_table_end(&log->mails, m);
		break;
	case EXIM_REJECTED:
		log->sum.rejected++;
		break;
	case EXIM_LOGIN:
		log->sum.logins_failed++;
		break;
	case EXIM_RUN:
		script_runs_add(&log->runs, e.folder, e.pid, head->stamp);
		break;
	case EXIM_SUPPRESSED:
	case EXIM_OTHER:
		break;
	}
}

void mail_log_file(struct mail_log *log, const struct zone *zone, struct instant written)
{
	log->clock.zone = zone;
	log_clock_file(&log->clock, written);
}

static void note_time(struct mail_log *log, struct instant when)
{
	log->now = when;
	if (when.us < log->sum.first.us)
		log->sum.first = when;
	if (when.us > log->sum.last.us)
		log->sum.last = when;
}

/* Exim by syslog says the time once more, if it is not told otherwise. */
static void exim_by_syslog(struct mail_log *log, const struct log_head *head)
{
	struct log_head all = *head, within;

	if (log_head_read(head->text, &within) && within.form == LOG_FORM_EXIM)
		all.text = within.text;
	exim_line(log, &all);
}

static void take(struct mail_log *log, const struct log_head *head)
{
	if (head->form == LOG_FORM_EXIM)
		exim_line(log, head);
	else if (exim_program(head->program))
		exim_by_syslog(log, head);
	else if (postfix_program(head->program))
		postfix_line(log, head);
	else
		log->sum.foreign++;
}

void mail_log_line(struct mail_log *log, struct str line)
{
	struct log_head head;
	struct instant when;

	log->sum.lines++;
	if (!log_head_read(line, &head)) {
		log->sum.foreign++;
		return;
	}
	if (log_clock_read(&log->clock, &head, &when))
		note_time(log, when);
	take(log, &head);
}

void mail_log_entry(struct mail_log *log, const struct log_head *head, struct instant when)
{
	log->sum.lines++;
	note_time(log, when);
	take(log, head);
}
