/* The join: each line's facts change what is known of one message, and the counts with it. */
#include "flow/mail_log.h"

#include "base/buf.h"
#include "flow/hop.h"
#include "flow/join.h"
#include "flow/login_line.h"
#include "flow/mail_count.h"
#include "flow/refusal.h"
#include "proto/log_exim.h"
#include "proto/log_postfix.h"

#include <string.h>

static const char *const class_name[MAIL_CLASSES] = {
	"unknown", "login", "script", "relay", "bounce", "list", "autoresponse",
};

const char *mail_class_name(enum mail_class c)
{
	return class_name[c];
}

static void forget(void *owner, const struct mail *m)
{
	const struct mail_log *log = owner;

	hop_forgotten(owner, m);
	if (log->watch)
		log->watch->gone(log->watch->owner, (uint32_t)(m - log->mails.mail));
}

void mail_log_init(struct mail_log *log, uint64_t seed)
{
	*log = (struct mail_log){
		.sum = {.first = WHEN_NEVER, .last = WHEN_EVER}
	};
	mail_table_init(&log->mails, MAIL_LOG_MAILS_MAX, seed);
	log->mails.forget = forget;
	log->mails.owner = log;
	tally_init(&log->senders, MAIL_LOG_NAMES_MAX, seed);
	tally_init(&log->accounts, MAIL_LOG_NAMES_MAX, seed);
	tally_init(&log->leaving, MAIL_LOG_LEAVING_MAX, seed);
	tally_init(&log->hosts, MAIL_LOG_HOSTS_MAX, seed);
	tally_init(&log->refusals, MAIL_LOG_REFUSALS_MAX, seed);
	tally_init(&log->scripts, MAIL_LOG_SCRIPTS_MAX, seed);
	logins_init(&log->logins, LOGINS_MAX, seed);
}

void mail_log_done(struct mail_log *log)
{
	mail_table_done(&log->mails);
	tally_done(&log->senders);
	tally_done(&log->accounts);
	tally_done(&log->leaving);
	tally_done(&log->hosts);
	hop_store_done(&log->offers);
	hop_store_done(&log->forgotten);
	forwards_done(&log->forwards);
	tally_done(&log->refusals);
	logins_done(&log->logins);
	tally_done(&log->scripts);
	spam_scores_done(&log->scores);
	conducts_done(&log->conducts);
	clusters_done(&log->clusters);
}

void mail_refused(struct mail_log *log, const struct mail *m, const struct refusal *r,
		  bool for_good)
{
	char room[TALLY_NAME_MAX];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };
	struct tally_counts one = { .messages = 1 };

	conducts_refused(&log->conducts, m->account, r->means, for_good);
	if (!r->known && (r->means == REFUSAL_UNKNOWN || r->means == REFUSAL_POLICY))
		clusters_add(&log->clusters, r);
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

struct mail_leaving mail_log_leaving(struct str name)
{
	struct mail_leaving l = { 0 };

	if (str_find(name, '\n') < name.n)
		(void)str_cut(&name, '\n', &l.host);
	l.by = name;
	return l;
}

struct str mail_log_mark(const struct tally_row *row)
{
	static const struct str mark[] = { STR_INIT("eval()'d code"),
					   STR_INIT("runtime-created function") };
	struct str s = row->name;

	if (row->kind != MAIL_SCRIPT && row->kind != MAIL_LIST && row->kind != MAIL_REPLY)
		return (struct str){ 0 };
	for (size_t i = 0; i < LEN(mark); i++)
		if (s.n && memmem(s.p, s.n, mark[i].p, mark[i].n))
			return mark[i];
	return (struct str){ 0 };
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
	join_exim(log, &all);
}

static bool by_mailbox_server(struct mail_log *log, const struct log_head *head)
{
	struct login_seen seen;

	if (!login_line_read(head, &seen))
		return false;
	if (seen.times)
		mail_login(log, &seen);
	return true;
}

/* "#12(normal) <ab>; task; ...": a file of rspamd's own has times as Exim's. */
static bool of_rspamd(struct str text)
{
	return text.n && text.p[0] == '#';
}

static void take(struct mail_log *log, const struct log_head *head)
{
	mail_host(log, head->host);
	if (head->form == LOG_FORM_EXIM && of_rspamd(head->text))
		(void)join_sensor(
			log, &(struct log_head){ .program = STR("rspamd"), .text = head->text });
	else if (head->form == LOG_FORM_EXIM)
		join_exim(log, head);
	else if (exim_program(head->program))
		exim_by_syslog(log, head);
	else if (postfix_program(head->program))
		join_postfix(log, head);
	else if (!by_mailbox_server(log, head) && !join_sensor(log, head))
		log->sum.foreign++;
}

void mail_log_line(struct mail_log *log, struct str line)
{
	struct log_head head;
	struct instant when;

	log->sum.lines++;
	if (!log_head_read(line, &head)) {
		bool php = line.n && line.p[0] == '[' && join_sensor(log, &head);

		log->sum.foreign += !php; /* whose own file has a form of its own */
		return;
	}
	if (log_clock_read(&log->clock, &head, &when))
		note_time(log, when);
	take(log, &head);
}

void mail_log_entry(struct mail_log *log, const struct log_entry *entry)
{
	if (!entry->parsed) {
		mail_log_line(log, entry->line);
		return;
	}
	log->sum.lines++;
	if (entry->when.us != WHEN_EVER.us)
		note_time(log, entry->when);
	take(log, &entry->head);
}
