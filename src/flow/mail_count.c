/* Moving counts between rows: a message's own are kept with it. */
#include "flow/mail_count.h"

#include "model/name_map.h"

#include <string.h>

enum { CHILDREN_MAX = 8 }; /* hops that a message may make under other ids */

/* What of it counts for its sender. */
static struct tally_counts counts_of(const struct mail *m)
{
	return (struct tally_counts){ .messages = m->counted,
				      .sent = m->sent,
				      .deferred = m->deferred,
				      .bounced = m->bounced };
}

/* What of it counts for its account. */
static struct tally_counts own_counts(const struct mail *m)
{
	struct tally_counts n = counts_of(m);

	n.messages -= m->counted && m->inner;
	n.sent -= m->handed_on;
	n.delay_ms = m->delay_ms;
	return n;
}

/* Adds all that is known of it to the sums, or takes it off. */
static void sum_up(struct mail_log *log, const struct mail *m, bool add)
{
	struct tally_counts n = counts_of(m), own = own_counts(m),
			    came = { .messages = n.messages };
	uint64_t sign = add ? 1 : UINT64_MAX;

	log->sum.messages += sign * n.messages;
	log->sum.sent += sign * n.sent;
	log->sum.deferred += sign * n.deferred;
	log->sum.bounced += sign * n.bounced;
	(add ? tally_add : tally_take)(&log->senders, m->sender, &n);
	(add ? tally_add : tally_take)(&log->accounts, m->account, &own);
	(add ? tally_add : tally_take)(&log->filter->clients, m->from, &came);
}

/* Whether it is asked for, as far as is known. */
static void look_again(struct mail_log *log, struct mail *m)
{
	bool hidden;

	if (!log->filter)
		return;
	hidden = !mail_filter_account(log->filter, mail_account(log, m)) ||
		 !mail_filter_sender(log->filter, log->senders.row[m->sender].name);
	if (hidden == m->hidden)
		return;
	m->hidden = hidden;
	sum_up(log, m, !hidden);
}

static void move_sender(struct mail_log *log, struct mail *m, uint32_t row)
{
	struct tally_counts n = counts_of(m);

	if (!m->hidden) {
		tally_take(&log->senders, m->sender, &n);
		tally_add(&log->senders, row, &n);
	}
	m->sender = row;
	look_again(log, m);
}

static void move_account(struct mail_log *log, struct mail *m, uint32_t row)
{
	struct tally_counts n = own_counts(m);

	if (!m->hidden) {
		tally_take(&log->accounts, m->account, &n);
		tally_add(&log->accounts, row, &n);
		tally_longest(&log->accounts, row, m->delay_max_ms);
	}
	m->account = row;
	look_again(log, m);
}

void mail_set_account(struct mail_log *log, struct mail *m, enum mail_class c, struct str name)
{
	m->origin = (uint8_t)c;
	move_account(log, m, tally_of(&log->accounts, name, (uint8_t)c));
}

struct str mail_account(const struct mail_log *log, const struct mail *m)
{
	return log->accounts.row[m->account].name;
}

static void nothing_known(struct mail_log *log, struct mail *m)
{
	m->sender = tally_of(&log->senders, STR(MAIL_LOG_UNKNOWN), 0);
	m->account = tally_of(&log->accounts, STR(MAIL_LOG_UNKNOWN), MAIL_UNKNOWN);
	look_again(log, m);
}

bool mail_counts_alone(const struct mail_log *log)
{
	return !log->filter ||
	       (mail_filter_in_time(log->filter, log->now) && !mail_filter_picks(log->filter));
}

bool mail_counts(const struct mail_log *log, const struct mail *m)
{
	return !log->filter || (mail_filter_in_time(log->filter, log->now) && !m->hidden);
}

void mail_client(struct mail_log *log, struct mail *m, struct str address)
{
	if (log->filter)
		m->from = tally_of(&log->filter->clients, address, 0);
}

/* Something that is asked for happened now. */
static void note_time(struct mail_filter *f, struct instant now)
{
	if (instant_cmp(now, f->first) < 0)
		f->first = now;
	if (instant_cmp(now, f->last) > 0)
		f->last = now;
}

struct mail *mail_of(struct mail_log *log, uint16_t host, struct str id)
{
	struct mail *m = mail_table_get(&log->mails, host, id);

	if (m->sender == TALLY_NONE)
		nothing_known(log, m);
	return m;
}

void mail_begin_anew(struct mail_log *log, struct mail *m)
{
	if (log->watch)
		log->watch->gone(log->watch->owner, (uint32_t)(m - log->mails.mail));
	mail_table_renew(&log->mails, m);
	nothing_known(log, m);
}

/* What stands in front of "-return-123", as ezmlm writes it; empty if it is not there. */
static struct str before_issue(struct str local)
{
	static const struct str mark = STR_INIT("-return-");
	const char *at = local.n ? memmem(local.p, local.n, mark.p, mark.n) : NULL;
	size_t n = at ? (size_t)(at - local.p) : 0;
	bool number = at && n + mark.n < local.n && at[mark.n] >= '0' && at[mark.n] <= '9';

	return str_sub(local, 0, number ? n : 0);
}

/* Senders that list managers make: owner-x@, x-owner@, x-bounces@, x-bounces+y@, x-request@,
 * x-return-123-y@. The list's own name is left in *list. */
static bool of_a_list(struct str sender, struct str *list)
{
	static const struct str end[] = { STR_INIT("-owner"), STR_INIT("-bounces"),
					  STR_INIT("-bounce"), STR_INIT("-request") };
	struct str local = str_sub(sender, 0, str_find(sender, '@'));

	if (local.n == sender.n)
		return false;
	local = str_sub(local, 0, str_find(local, '+'));
	*list = str_sub(local, sizeof("owner-") - 1, local.n);
	if (str_starts(local, STR("owner-")))
		return true;
	for (size_t i = 0; i < LEN(end); i++) {
		*list = str_sub(local, 0, local.n - end[i].n);
		if (str_ends(local, end[i]))
			return true;
	}
	*list = before_issue(local);
	return list->n > 0;
}

/* A list manager that hands in over the machine's own address is no user: the list is the account.
 */
static void by_list_manager(struct mail_log *log, struct mail *m, struct str list,
			    struct str sender)
{
	char room[TALLY_NAME_MAX];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

	buf_add(&name, str_sub(list, 0, TALLY_NAME_MAX / 4));
	buf_add(&name, str_sub(sender, str_find(sender, '@'), TALLY_NAME_MAX / 2));
	mail_set_account(log, m, MAIL_LIST, buf_str(&name));
}

/* What its sender tells of its class, where it was handed in by a login, a script or from this
 * machine. */
static void class_by_sender(struct mail_log *log, struct mail *m, struct str sender)
{
	bool own = m->origin == MAIL_LOGIN || m->origin == MAIL_SCRIPT;
	struct str list;

	if (m->inner || !(own || (m->local && m->origin == MAIL_RELAY)))
		return;
	if (own && (sender.n == 0 || str_eq(sender, STR("<>"))))
		mail_set_account(log, m, MAIL_REPLY, mail_account(log, m));
	else if (!of_a_list(sender, &list))
		return;
	else if (own)
		mail_set_account(log, m, MAIL_LIST, mail_account(log, m));
	else
		by_list_manager(log, m, list, sender);
}

static bool is_of_our_own(enum mail_class c)
{
	return c == MAIL_LOGIN || c == MAIL_SCRIPT || c == MAIL_LIST || c == MAIL_REPLY;
}

static void count_for_account(struct mail_log *log, struct mail *m)
{
	struct tally_counts one = { .messages = 1 };

	tally_add(&log->accounts, m->account, &one);
	quarters_add(&log->hours, log->now);
	if (is_of_our_own((enum mail_class)m->origin))
		conducts_message(&log->conducts, m->account,
				 name_hash(log->senders.row[m->sender].name, 0), log->now);
}

static void count_message(struct mail_log *log, struct mail *m)
{
	struct tally_counts one = { .messages = 1 };

	m->counted = true;
	if (m->hidden)
		return;
	log->sum.messages++;
	tally_add(&log->senders, m->sender, &one);
	if (!m->inner)
		count_for_account(log, m);
	if (!log->filter)
		return;
	tally_add(&log->filter->clients, m->from, &one);
	note_time(log->filter, log->now);
}

void mail_begins(struct mail_log *log, struct mail *m, struct str sender)
{
	bool fates = m->sent + m->deferred + m->bounced > 0;

	class_by_sender(log, m, sender);
	move_sender(log, m, tally_of(&log->senders, sender.n ? sender : STR("<>"), 0));
	m->begun = true;
	m->timely = !log->filter || mail_filter_in_time(log->filter, log->now);
	if (m->timely && (!log->filter || log->filter->to.n == 0 || fates))
		count_message(log, m);
}

/* What a message became, as far as it is known. */
static struct mail *child_of(struct mail_log *log, const struct mail *m)
{
	struct mail *child = &log->mails.mail[m->child];

	return m->child_hash && m->child < log->mails.mails && child->hash == m->child_hash ? child
											    : NULL;
}

/* The account of what it became is its own. */
static void tell_child(struct mail_log *log, const struct mail *parent)
{
	struct str name = mail_account(log, parent);
	enum mail_class class = (enum mail_class)parent->origin;
	struct mail *m = child_of(log, parent);

	for (int depth = 0; depth < CHILDREN_MAX && m; depth++, m = child_of(log, m)) {
		if (m->origin == MAIL_BOUNCE && !m->inner)
			mail_set_account(log, m, MAIL_BOUNCE, name);
		else if (m->inner)
			mail_set_account(log, m, class, name);
		else
			break;
	}
}

void mail_carry_on(struct mail_log *log, struct mail *m, uint8_t origin, uint32_t account)
{
	struct tally_counts one = { .messages = 1 };

	if (!m->inner && m->counted && !m->hidden)
		tally_take(&log->accounts, m->account, &one);
	m->inner = true;
	m->origin = origin;
	move_account(log, m, account);
	tell_child(log, m);
}

/* It counts once for each of the ways it left by; they are few, or else it may count too little. */
static void leaves(struct mail_log *log, struct mail *m, struct mail_fate *fate,
		   const struct tally_counts *one)
{
	uint64_t bit = UINT64_C(1) << (fate->leaving % 64);
	struct tally_counts n = *one;

	fate->first = !(m->left_by & bit);
	n.messages = fate->first;
	m->left_by |= bit;
	tally_add(&log->leaving, fate->leaving, &n);
	tally_longest(&log->leaving, fate->leaving, n.delay_ms);
}

/* What is told of those alone that are asked for. */
static void note_recipient(struct mail_filter *f, const struct mail_fate *fate,
			   const struct tally_counts *one)
{
	struct str to = fate->to;
	size_t at = to.n;

	while (at > 0 && to.p[at - 1] != '@')
		at--;
	if (!fate->inner)
		tally_add(&f->domains, tally_of(&f->domains, str_sub(to, at, to.n), 0), one);
}

/* Whether it is a delivery that is asked for; with the first to a recipient who is, the message
 * counts. */
static bool asked_for(struct mail_log *log, struct mail *m, const struct mail_fate *fate)
{
	const struct mail_filter *f = log->filter;

	if (!f)
		return true;
	if (!mail_filter_in_time(f, log->now) || !mail_filter_to(f, fate->to, fate->orig_to))
		return false;
	if (f->to.n && m->timely && !m->counted)
		count_message(log, m);
	return true;
}

static void keep_fate(struct mail *m, const struct mail_fate *fate, struct tally_counts *one)
{
	m->sent += (uint32_t)one->sent;
	m->deferred += (uint32_t)one->deferred;
	m->bounced += (uint32_t)one->bounced;
	m->handed_on += fate->inner;
	if (fate->inner || !one->sent)
		return;
	one->delay_ms = fate->delay_ms;
	m->delay_ms += one->delay_ms;
	if (m->delay_max_ms < one->delay_ms)
		m->delay_max_ms = one->delay_ms;
}

void mail_fate(struct mail_log *log, struct mail *m, struct mail_fate *fate)
{
	struct tally_counts one = { .sent = fate->fate == FATE_SENT,
				    .deferred = fate->fate == FATE_DEFERRED,
				    .bounced = fate->fate == FATE_BOUNCED };
	struct tally_counts bare = one;

	if (!asked_for(log, m, fate))
		return;
	fate->counted = true;
	keep_fate(m, fate, &one);
	if (m->hidden)
		return;
	log->sum.sent += one.sent;
	log->sum.deferred += one.deferred;
	log->sum.bounced += one.bounced;
	tally_add(&log->senders, m->sender, &bare);
	if (log->filter) {
		note_time(log->filter, log->now);
		note_recipient(log->filter, fate, &bare);
	}
	if (fate->inner)
		return;
	tally_add(&log->accounts, m->account, &one);
	tally_longest(&log->accounts, m->account, one.delay_ms);
	if (fate->leaving != TALLY_NONE)
		leaves(log, m, fate, &one);
}

void mail_login(struct mail_log *log, const struct login_seen *seen)
{
	struct login_seen now = *seen;

	if (log->filter && !mail_filter_in_time(log->filter, log->now))
		return;
	now.when = log->now;
	log->sum.logins_failed += now.kind == LOGIN_FAILED ? now.times : 0;
	logins_add(&log->logins, &now);
}
