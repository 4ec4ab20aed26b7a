/* Suspects: a line for the account, and one for each reason with its numbers. */
#include "cli/maillog_suspects.h"

#include <inttypes.h>
#include <stdio.h>

enum { SENTENCE_MAX = 200, PERCENT = 100 };

struct dossiers maillog_dossiers(struct cli *cli, const struct mail_log *log)
{
	struct dossiers d = { 0 };

	d.of = dossiers_of(log, &cli->arena, &d.n);
	d.suspect = dossiers_suspects(d.of, d.n, &cli->arena, &d.suspects);
	return d;
}

const struct dossier *maillog_dossier(const struct dossiers *d, uint32_t account)
{
	for (uint32_t i = 0; i < d->n; i++)
		if (d->of[i].account == account)
			return &d->of[i];
	return NULL;
}

static unsigned percent(uint64_t part, uint64_t all)
{
	return all ? (unsigned)(part * PERCENT / all) : 0;
}

static void say_networks(struct buf *out, const struct dossier *d)
{
	char text[WHEN_TEXT_MAX + 1];

	buf_fmt(out, "logged in from %" PRIu32 " networks", d->facts.networks);
	if (d->logins.within.us > 0)
		buf_fmt(out, " within %s", span_text(d->logins.within, text));
	if (d->logins.n > d->facts.networks)
		buf_fmt(out, ", %" PRIu32 " in all", d->logins.n);
}

static void say_countries(struct buf *out, const struct dossier *d)
{
	buf_fmt(out, "logged in from %" PRIu32 " countries", d->facts.countries);
	for (uint32_t i = 0; i < d->logins.countries; i++)
		buf_fmt(out, "%s%c%c", i ? ", " : ": ", d->logins.country[i] >> 8,
			d->logins.country[i] & 255);
}

/* Why, in a few words and the numbers. */
static void say(struct buf *out, const struct dossier *d, enum suspect_reason r)
{
	const struct suspect_facts *f = &d->facts;
	uint64_t done = f->sent + f->bounced;

	switch (r) {
	case SUSPECT_MARK:
		buf_fmt(out, "its script ran code that it was given: eval()'d code");
		break;
	case SUSPECT_SPAM:
		buf_fmt(out, "refused for its content %" PRIu64 " times, %u%% of all attempts",
			f->spam, percent(f->spam, done + f->deferred));
		break;
	case SUSPECT_LISTED:
		buf_fmt(out, "refused for our address %" PRIu64 " times, %u%% of all attempts",
			f->listed, percent(f->listed, done + f->deferred));
		break;
	case SUSPECT_UNKNOWN:
		buf_fmt(out, "%" PRIu64 " recipients do not exist, %u%%", f->unknown,
			percent(f->unknown, done));
		break;
	case SUSPECT_NETWORKS:
		say_networks(out, d);
		break;
	case SUSPECT_COUNTRIES:
		say_countries(out, d);
		break;
	case SUSPECT_GUESSED:
		buf_fmt(out, "an address got in that had failed %" PRIu32 " times", f->guessed);
		break;
	case SUSPECT_SENDERS:
		buf_fmt(out, "about %" PRIu32 " envelope senders", f->senders);
		break;
	case SUSPECT_VOLUME:
		buf_fmt(out, "%" PRIu32 " messages in the last hour, %" PRIu32 " are usual",
			f->change.last_hour, f->change.usual);
		break;
	case SUSPECT_DOMAINS:
		buf_fmt(out, "recipients in about %" PRIu32 " domains", f->domains);
		break;
	case SUSPECT_REASONS:
		break;
	}
}

static void print_one(struct cli *cli, const struct mail_log *log, const struct dossier *d)
{
	const struct tally_row *row = &log->accounts.row[d->account];
	char room[SENTENCE_MAX];

	printf("%.*s (%s), messages: %" PRIu64 "\n", STR_ARG(cli_safe(&cli->arena, row->name)),
	       mail_class_name((enum mail_class)row->kind), row->n.messages);
	for (unsigned r = 0; r < SUSPECT_REASONS; r++) {
		struct buf text = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

		if (!(d->suspicion.reasons & 1u << r))
			continue;
		say(&text, d, (enum suspect_reason)r);
		printf("  - %.*s\n", STR_ARG(buf_str(&text)));
	}
}

void maillog_suspects_page(struct cli *cli, const struct mail_log *log, const struct dossiers *d,
			   uint64_t top)
{
	if (d->suspects == 0) {
		printf("No account is suspected of sending spam.\n\n");
		return;
	}
	printf("SUSPECTED OF SENDING SPAM\n");
	for (uint32_t i = 0; i < d->suspects && i < top; i++)
		print_one(cli, log, &d->of[d->suspect[i]]);
	if (d->suspects > top)
		printf("and %" PRIu64 " more suspects (--top)\n", d->suspects - top);
	putchar('\n');
}

static void json_reasons(struct jout *j, const struct dossier *d)
{
	char room[SENTENCE_MAX];

	jout_open(j, "reasons", '[');
	for (unsigned r = 0; r < SUSPECT_REASONS; r++) {
		struct buf text = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

		if (!(d->suspicion.reasons & 1u << r))
			continue;
		say(&text, d, (enum suspect_reason)r);
		jout_open(j, NULL, '{');
		jout_str(j, "reason", str_of(suspect_reason_name((enum suspect_reason)r)));
		jout_str(j, "text", buf_str(&text));
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void json_facts(struct jout *j, const struct suspect_facts *f)
{
	jout_int(j, "messages", (int64_t)f->messages);
	jout_int(j, "last_hour", f->change.last_hour);
	if (f->change.hours >= QUARTERS_HOURS_LEAST)
		jout_int(j, "usual", f->change.usual);
	else
		jout_null(j, "usual");
	jout_int(j, "unknown_users", (int64_t)f->unknown);
	jout_int(j, "refused_content", (int64_t)f->spam);
	jout_int(j, "refused_listed", (int64_t)f->listed);
	jout_int(j, "senders", f->senders);
	jout_int(j, "domains", f->domains);
	jout_int(j, "login_networks", f->networks);
	jout_int(j, "login_countries", f->countries);
}

void maillog_suspects_json(struct jout *j, const struct mail_log *log, const struct dossiers *d)
{
	jout_open(j, "suspects", '[');
	for (uint32_t i = 0; i < d->suspects; i++) {
		const struct dossier *one = &d->of[d->suspect[i]];
		const struct tally_row *row = &log->accounts.row[one->account];

		jout_open(j, NULL, '{');
		jout_str(j, "account", row->name);
		jout_str(j, "class", str_of(mail_class_name((enum mail_class)row->kind)));
		jout_int(j, "weight", one->suspicion.weight);
		json_reasons(j, one);
		json_facts(j, &one->facts);
		jout_close(j, '}');
		cli_out(buf_str(j->out));
		buf_clear(j->out);
	}
	jout_close(j, ']');
}
