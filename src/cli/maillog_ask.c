/* Asking a mail log for some of its messages, and telling what is known of them alone. */
#include "cli/maillog_ask.h"

#include "cli/table.h"
#include "sys/clock.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_MAX = 24 };

int maillog_time(struct cli *cli, const char *option, struct str text, const struct zone *zone,
		 struct instant *out)
{
	struct span ago;
	struct err err;

	if (text.n == 0)
		return -1;
	if (span_parse(text, &ago, &err) == 0) {
		*out = instant_add(clock_now(), SPAN_US(-ago.us));
		return -1;
	}
	if (zone_parse(zone, text, out, &err) < 0)
		return cli_usage(cli, "%s: %s", option, err.text);
	return -1;
}

int maillog_asked(struct cli *cli, const struct maillog_ask *ask, const struct zone *zone,
		  struct mail_log *log, struct mail_filter *filter)
{
	int code;

	filter->account = ask->account;
	filter->sender = ask->sender;
	filter->script = ask->script;
	filter->to = ask->to;
	code = maillog_time(cli, "--since", ask->since, zone, &filter->since);
	if (code < 0)
		code = maillog_time(cli, "--until", ask->until, zone, &filter->until);
	if (code >= 0)
		return code;
	if (mail_filter_picks(filter) || ask->since.n || ask->until.n)
		log->filter = filter;
	return -1;
}

static struct str number(uint64_t n, char *text)
{
	return (struct str){ text, (size_t)snprintf(text, NUMBER_MAX, "%" PRIu64, n) };
}

static void more(const char *what, uint64_t all, uint64_t top)
{
	if (all > top)
		printf("and %" PRIu64 " more %s (--top)\n", all - top, what);
	putchar('\n');
}

static void domains(struct cli *cli, const struct tally *all, uint64_t top)
{
	static const struct table_column column[] = {
		{"RECIPIENTS AT", false, false, 0},
		{ "SENT",         true,  false, 0},
		{ "DEFERRED",     true,  false, 1},
		{ "BOUNCED",      true,  false, 0},
	};
	struct table *t = table_new(column, LEN(column));
	uint32_t n;
	const uint32_t *order = tally_order(all, &cli->arena, &n);

	for (uint32_t i = 0; i < n && i < top; i++) {
		const struct tally_row *row = &all->row[order[i]];
		char text[3][NUMBER_MAX];

		table_row(t, (struct str[]){ row->name, number(row->n.sent, text[0]),
					     number(row->n.deferred, text[1]),
					     number(row->n.bounced, text[2]) });
	}
	table_print(t);
	table_free(t);
	more("domains", n, top);
}

static void clients(struct cli *cli, const struct tally *all, uint64_t top)
{
	static const struct table_column column[] = {
		{"HANDED IN FROM", false, false, 0},
		{ "MESSAGES",      true,  false, 0},
	};
	struct table *t = table_new(column, LEN(column));
	uint32_t n;
	const uint32_t *order = tally_order(all, &cli->arena, &n);

	for (uint32_t i = 0; i < n && i < top; i++) {
		char text[NUMBER_MAX];

		table_row(t, (struct str[]){ all->row[order[i]].name,
					     number(all->row[order[i]].n.messages, text) });
	}
	table_print(t);
	table_free(t);
	more("addresses", n, top);
}

void maillog_asked_page(struct cli *cli, const struct mail_filter *f, uint64_t top)
{
	char first[WHEN_TEXT_MAX + 1], last[WHEN_TEXT_MAX + 1];

	if (instant_cmp(f->first, f->last) > 0)
		return;
	printf("what was asked for: first %s, last %s\n\n", instant_text(f->first, first),
	       instant_text(f->last, last));
	domains(cli, &f->domains, top);
	clients(cli, &f->clients, top);
}

static void out(struct jout *j)
{
	cli_out(buf_str(j->out));
	buf_clear(j->out);
}

void maillog_asked_json(struct cli *cli, struct jout *j, const struct mail_filter *f)
{
	bool any = instant_cmp(f->first, f->last) <= 0;
	uint32_t n;
	const uint32_t *order = tally_order(&f->domains, &cli->arena, &n);

	jout_open(j, "asked", '{');
	jout_when(j, "first", any ? f->first : WHEN_NEVER);
	jout_when(j, "last", any ? f->last : WHEN_NEVER);
	jout_open(j, "domains", '[');
	for (uint32_t i = 0; i < n; i++, out(j)) {
		const struct tally_row *row = &f->domains.row[order[i]];

		jout_open(j, NULL, '{');
		jout_str(j, "domain", row->name);
		jout_int(j, "sent", (int64_t)row->n.sent);
		jout_int(j, "deferred", (int64_t)row->n.deferred);
		jout_int(j, "bounced", (int64_t)row->n.bounced);
		jout_close(j, '}');
	}
	jout_close(j, ']');
	order = tally_order(&f->clients, &cli->arena, &n);
	jout_open(j, "clients", '[');
	for (uint32_t i = 0; i < n; i++, out(j)) {
		jout_open(j, NULL, '{');
		jout_str(j, "address", f->clients.row[order[i]].name);
		jout_int(j, "messages", (int64_t)f->clients.row[order[i]].n.messages);
		jout_close(j, '}');
	}
	jout_close(j, ']');
	jout_close(j, '}');
}
