/* Showing what a mail log tells. */
#include "cli/maillog_view.h"

#include "base/jout.h"
#include "cli/maillog_ask.h"
#include "cli/maillog_clusters.h"
#include "cli/maillog_leaving.h"
#include "cli/maillog_sensors.h"
#include "cli/maillog_suspects.h"
#include "cli/table.h"
#include "flow/refusal.h"

#include <inttypes.h>
#include <stdio.h>

enum { ROW_MAX = 1 << 16, NUMBER_MAX = 24 };

static struct str number(uint64_t n, char *text)
{
	return (struct str){ text, (size_t)snprintf(text, NUMBER_MAX, "%" PRIu64, n) };
}

static struct str percent_of(uint64_t part, uint64_t all, char *text)
{
	return (struct str){ text, (size_t)snprintf(text, NUMBER_MAX, "%.1f%%",
						    100.0 * (double)part / (double)all) };
}

/* What part of all attempts was refused for good, in percent. */
static struct str share(const struct tally_counts *n, char *text)
{
	uint64_t done = n->sent + n->bounced;

	return done ? percent_of(n->bounced, done, text) : STR("-");
}

static void counted_row(struct table *t, const struct tally_row *row)
{
	char text[5][NUMBER_MAX];
	const struct tally_counts *n = &row->n;

	table_row(t, (struct str[]){ row->name, number(n->messages, text[0]),
				     number(n->sent, text[1]), number(n->deferred, text[2]),
				     number(n->bounced, text[3]), share(n, text[4]) });
}

static void below(const char *what, uint64_t all, uint64_t top)
{
	if (all > top)
		printf("and %" PRIu64 " more %s (--top)\n", all - top, what);
	putchar('\n');
}

/* What is known of accounts of our own alone; "-" of others, and where the log is too short. */
static void account_row(struct table *t, const struct tally_row *row, const struct dossier *d)
{
	char text[7][NUMBER_MAX];
	const struct tally_counts *n = &row->n;
	struct str cell[] = { row->name,
			      str_of(mail_class_name((enum mail_class)row->kind)),
			      number(n->messages, text[0]),
			      STR("-"),
			      STR("-"),
			      number(n->sent, text[1]),
			      share(n, text[2]),
			      STR("-"),
			      d && d->logins.n ? number(d->logins.n, text[6]) : STR("-") };

	if (d) {
		cell[3] = number(d->facts.change.last_hour, text[3]);
		if (d->facts.change.hours >= QUARTERS_HOURS_LEAST)
			cell[4] = number(d->facts.change.usual, text[4]);
		if (n->sent + n->bounced)
			cell[7] = percent_of(d->facts.unknown, n->sent + n->bounced, text[5]);
	}
	table_row(t, cell);
}

static void accounts(struct cli *cli, const struct mail_log *log, const struct dossiers *d,
		     uint64_t top)
{
	static const struct table_column column[] = {
		{"ACCOUNT",   false, false, 0},
                { "CLASS",    false, false, 0},
		{ "MESSAGES", true,  false, 0},
                { "HOUR",     true,  false, 0},
		{ "USUAL",    true,  false, 0},
                { "SENT",     true,  false, 2},
		{ "REFUSED",  true,  false, 0},
                { "UNKNOWN",  true,  false, 1},
		{ "NETS",     true,  false, 1},
	};
	struct table *t = table_new(column, LEN(column));
	uint32_t n;
	const uint32_t *order = tally_order(&log->accounts, &cli->arena, &n);

	for (uint32_t i = 0; i < n && i < top; i++)
		account_row(t, &log->accounts.row[order[i]], maillog_dossier(d, order[i]));
	table_print(t);
	table_free(t);
	below("accounts", n, top);
}

static void senders(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	static const struct table_column column[] = {
		{"SENDER",    false, false, 0},
                { "MESSAGES", true,  false, 0},
		{ "SENT",     true,  false, 1},
                { "DEFERRED", true,  false, 2},
		{ "BOUNCED",  true,  false, 1},
                { "REFUSED",  true,  false, 0},
	};
	struct table *t = table_new(column, LEN(column));
	uint32_t n;
	const uint32_t *order = tally_order(&log->senders, &cli->arena, &n);

	for (uint32_t i = 0; i < n && i < top; i++)
		counted_row(t, &log->senders.row[order[i]]);
	table_print(t);
	table_free(t);
	below("senders", n, top);
}

static void refusals(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	static const struct table_column column[] = {
		{"REFUSALS",   true,  false, 0},
                { "PROVIDER",  false, false, 0},
		{ "CODE",      false, false, 0},
                { "MEANING",   false, true,  0},
		{ "LISTED ON", false, false, 1},
	};
	struct table *t = table_new(column, LEN(column));
	uint32_t n;
	const uint32_t *order = tally_order(&log->refusals, &cli->arena, &n);

	for (uint32_t i = 0; i < n && i < top; i++) {
		const struct tally_row *row = &log->refusals.row[order[i]];
		struct refusal r = mail_log_refusal(row->name);
		char text[NUMBER_MAX];

		table_row(t, (struct str[]){ number(row->n.messages, text),
					     r.provider.n ? r.provider : STR("-"),
					     r.code.n ? r.code : STR("-"), r.meaning,
					     r.listed_on.n ? r.listed_on : STR("-") });
	}
	table_print(t);
	table_free(t);
	below("kinds of refusals", n, top);
}

/* What changed: the last hour against those before it. */
static void change(const struct mail_log *log)
{
	struct quarters_change c = quarters_change(&log->hours, log->sum.first, log->sum.last);

	if (instant_cmp(log->sum.first, log->sum.last) > 0)
		return;
	printf("last hour: %" PRIu32 " messages", c.last_hour);
	if (c.hours >= QUARTERS_HOURS_LEAST)
		printf("; usual are %" PRIu32 ", the median of %" PRIu32 " hours before\n", c.usual,
		       c.hours);
	else
		printf("; the log is too short to tell what is usual\n");
}

static void logins(struct cli *cli, const struct mail_log *log)
{
	struct logins_sums s = networks_sums(&log->logins, &cli->arena);

	printf("%" PRIu64 " logins and %" PRIu64 " messages of logins from %" PRIu32
	       " networks, %" PRIu64 " failed logins\n",
	       s.ok, s.mails, s.networks, log->sum.logins_failed);
}

static void times(const struct mail_log_sums *s)
{
	char from[WHEN_TEXT_MAX + 1], until[WHEN_TEXT_MAX + 1], took[WHEN_TEXT_MAX + 1];

	if (instant_cmp(s->first, s->last) <= 0)
		printf("from %s until %s, %s\n", instant_text(s->first, from),
		       instant_text(s->last, until),
		       span_text(instant_since(s->last, s->first), took));
}

static void sums(struct cli *cli, const struct mail_log *log)
{
	const struct mail_log_sums *s = &log->sum;

	times(s);
	printf("%" PRIu64 " messages: %" PRIu64 " sent, %" PRIu64 " deferred, %" PRIu64
	       " bounced, %" PRIu64 " expired; %" PRIu64 " rejected here\n",
	       s->messages, s->sent, s->deferred, s->bounced, s->expired, s->rejected);
	change(log);
	logins(cli, log);
}

/* What was not understood or not kept comes last. */
static void gaps(const struct mail_log *log)
{
	const struct mail_log_sums *s = &log->sum;

	printf("%" PRIu64 " lines, %" PRIu64 " of other programs, %" PRIu64 " not understood\n",
	       s->lines, s->foreign, s->unparsed);
	if (s->joined)
		printf("%" PRIu64 " messages were followed from one of our machines to the next\n",
		       s->joined);
	if (s->doubted)
		printf("%" PRIu64 " others may be such, but only by the words of others\n",
		       s->doubted);
	if (log->mails.dropped)
		printf("%" PRIu64 " messages were forgotten before their end: too many at once\n",
		       log->mails.dropped);
	if (log->senders.turned_away + log->accounts.turned_away)
		printf("%" PRIu64 " namings of senders and accounts are under (others): too many\n",
		       log->senders.turned_away + log->accounts.turned_away);
	if (log->conducts.turned_away)
		printf("%" PRIu64 " messages of accounts that nobody judges: too many accounts\n",
		       log->conducts.turned_away);
}

static void page(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	struct dossiers d = maillog_dossiers(cli, log);

	sums(cli, log);
	putchar('\n');
	if (log->filter)
		maillog_asked_page(cli, log->filter, top);
	maillog_suspects_page(cli, log, &d, top);
	accounts(cli, log, &d, top);
	refusals(cli, log, top);
	maillog_clusters_page(cli, log, (top + 2) / 3);
	senders(cli, log, (top + 1) / 2);
	maillog_leaving_page(cli, log, (top + 1) / 2);
	gaps(log);
	maillog_sensors(cli, log, top);
}

/* A log that is followed is shown again and again: what one page took is given back. */
void maillog_page(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	struct cli once = *cli;

	once.arena = (struct arena){ 0 };
	page(&once, log, top);
	arena_done(&once.arena);
}

/* What is written so far goes out: the object may be larger than memory should be. */
static void flush(struct jout *j)
{
	cli_out(buf_str(j->out));
	buf_clear(j->out);
}

static void json_counts(struct jout *j, const struct tally_counts *n)
{
	jout_int(j, "messages", (int64_t)n->messages);
	jout_int(j, "sent", (int64_t)n->sent);
	jout_int(j, "deferred", (int64_t)n->deferred);
	jout_int(j, "bounced", (int64_t)n->bounced);
}

static void json_summary(struct jout *j, const struct mail_log *log)
{
	const struct mail_log_sums *s = &log->sum;
	bool timed = instant_cmp(s->first, s->last) <= 0;
	char text[WHEN_TEXT_MAX + 1];

	jout_open(j, "summary", '{');
	jout_str(j, "from", timed ? str_of(instant_text(s->first, text)) : (struct str){ 0 });
	jout_str(j, "until", timed ? str_of(instant_text(s->last, text)) : (struct str){ 0 });
	jout_int(j, "lines", (int64_t)s->lines);
	jout_int(j, "unparsed", (int64_t)s->unparsed);
	jout_int(j, "messages", (int64_t)s->messages);
	jout_int(j, "sent", (int64_t)s->sent);
	jout_int(j, "deferred", (int64_t)s->deferred);
	jout_int(j, "bounced", (int64_t)s->bounced);
	jout_int(j, "expired", (int64_t)s->expired);
	jout_int(j, "rejected", (int64_t)s->rejected);
	jout_int(j, "joined", (int64_t)s->joined);
	jout_int(j, "doubted", (int64_t)s->doubted);
	jout_int(j, "forgotten", (int64_t)log->mails.dropped);
	jout_close(j, '}');
}

static struct str or_null(struct str s)
{
	return s.n ? s : (struct str){ NULL, 0 };
}

/* The rows of senders (`class` false) or of accounts. */
static void json_rows(struct cli *cli, struct jout *j, const struct tally *t, bool class)
{
	uint32_t n;
	const uint32_t *order = tally_order(t, &cli->arena, &n);

	jout_open(j, class ? "accounts" : "senders", '[');
	for (uint32_t i = 0; i < n; i++) {
		const struct tally_row *row = &t->row[order[i]];

		jout_open(j, NULL, '{');
		jout_str(j, class ? "account" : "sender", row->name);
		if (class)
			jout_str(j, "class", str_of(mail_class_name((enum mail_class)row->kind)));
		json_counts(j, &row->n);
		if (class) {
			jout_str(j, "mark", or_null(mail_log_mark(row)));
			maillog_delay_json(j, row);
		}
		jout_close(j, '}');
		flush(j);
	}
	jout_close(j, ']');
}

static void json_refusals(struct cli *cli, struct jout *j, const struct tally *t)
{
	uint32_t n;
	const uint32_t *order = tally_order(t, &cli->arena, &n);

	jout_open(j, "refusals", '[');
	for (uint32_t i = 0; i < n; i++) {
		struct refusal r = mail_log_refusal(t->row[order[i]].name);

		jout_open(j, NULL, '{');
		jout_str(j, "provider", or_null(r.provider));
		jout_str(j, "code", or_null(r.code));
		jout_str(j, "meaning", r.meaning);
		jout_str(j, "listed_on", or_null(r.listed_on));
		jout_int(j, "count", (int64_t)t->row[order[i]].n.messages);
		jout_close(j, '}');
		flush(j);
	}
	jout_close(j, ']');
}

static void json_hours(struct jout *j, const struct mail_log *log)
{
	struct quarters_change c = quarters_change(&log->hours, log->sum.first, log->sum.last);
	struct instant until = log->sum.last;

	jout_open(j, "hours", '[');
	for (uint32_t i = 0; i <= c.hours && instant_cmp(log->sum.first, until) <= 0; i++) {
		jout_open(j, NULL, '{');
		jout_when(j, "until", until);
		jout_int(j, "messages", quarters_hour(&log->hours, until));
		jout_close(j, '}');
		until = instant_add(until, SPAN_S(-3600));
	}
	jout_close(j, ']');
}

static void json_logins(struct cli *cli, struct jout *j, const struct mail_log *log)
{
	struct logins_sums s = networks_sums(&log->logins, &cli->arena);

	jout_open(j, "logins", '{');
	jout_int(j, "ok", (int64_t)s.ok);
	jout_int(j, "failed", (int64_t)log->sum.logins_failed);
	jout_int(j, "messages", (int64_t)s.mails);
	jout_int(j, "networks", s.networks);
	jout_close(j, '}');
}

void maillog_json(struct cli *cli, const struct mail_log *log)
{
	struct dossiers d = maillog_dossiers(cli, log);
	struct buf AUTO(buf_done) out;
	struct jout j;

	buf_init(&out, ROW_MAX);
	j = jout_to(&out);
	jout_open(&j, NULL, '{');
	json_summary(&j, log);
	maillog_suspects_json(&j, log, &d);
	json_hours(&j, log);
	json_logins(cli, &j, log);
	json_rows(cli, &j, &log->senders, false);
	json_rows(cli, &j, &log->accounts, true);
	if (log->filter)
		maillog_asked_json(cli, &j, log->filter);
	maillog_leaving_json(cli, &j, log);
	json_refusals(cli, &j, &log->refusals);
	maillog_clusters_json(cli, &j, log);
	maillog_sensors_json(cli, &j, log);
	jout_close(&j, '}');
	buf_byte(&out, '\n');
	flush(&j);
}
