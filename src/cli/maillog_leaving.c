/* The ways out of our machines, each with its counts. */
#include "cli/maillog_leaving.h"

#include "cli/table.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_MAX = 24, MS = 1000 };

static struct str number(uint64_t n, char *text)
{
	return (struct str){ text, (size_t)snprintf(text, NUMBER_MAX, "%" PRIu64, n) };
}

static struct str mean(const struct tally_counts *n, char *text)
{
	struct span d = SPAN_MS(n->sent ? (int64_t)(n->delay_ms / n->sent) : 0);

	return n->sent ? str_of(span_text(d, text)) : STR("-");
}

static bool any_host(const struct tally *t)
{
	for (uint32_t i = 0; i < t->rows; i++)
		if (mail_log_leaving(t->row[i].name).host.n)
			return true;
	return false;
}

static void leaving_row(struct table *t, const struct tally_row *row, bool hosts)
{
	struct mail_leaving l = mail_log_leaving(row->name);
	char text[4][NUMBER_MAX], delay[WHEN_TEXT_MAX + 1];
	struct str cell[] = { l.by,
			      l.host,
			      number(row->n.messages, text[0]),
			      number(row->n.sent, text[1]),
			      number(row->n.deferred, text[2]),
			      number(row->n.bounced, text[3]),
			      mean(&row->n, delay) };

	if (!hosts)
		cell[1] = STR("-");
	table_row(t, cell);
}

void maillog_leaving_page(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	static const struct table_column column[] = {
		{"LEFT BY",   false, false, 0},
                { "MACHINE",  false, false, 2},
		{ "MESSAGES", true,  false, 0},
                { "SENT",     true,  false, 1},
		{ "DEFERRED", true,  false, 2},
                { "BOUNCED",  true,  false, 1},
		{ "DELAY",    true,  false, 3},
	};
	const struct tally *all = &log->leaving;
	uint32_t n;
	const uint32_t *order = tally_order(all, &cli->arena, &n);
	struct table *t;

	if (n == 0)
		return;
	t = table_new(column, LEN(column));
	for (uint32_t i = 0; i < n && i < top; i++)
		leaving_row(t, &all->row[order[i]], any_host(all));
	table_print(t);
	table_free(t);
	if (n > top)
		printf("and %" PRIu64 " more ways out (--top)\n", n - top);
	putchar('\n');
}

void maillog_delay_json(struct jout *j, const struct tally_row *row)
{
	if (row->n.sent == 0) {
		jout_null(j, "delay_mean");
		jout_null(j, "delay_max");
		return;
	}
	jout_real(j, "delay_mean", (double)row->n.delay_ms / (double)row->n.sent / MS);
	jout_real(j, "delay_max", (double)row->delay_max_ms / MS);
}

void maillog_leaving_json(struct cli *cli, struct jout *j, const struct mail_log *log)
{
	uint32_t n;
	const uint32_t *order = tally_order(&log->leaving, &cli->arena, &n);

	jout_open(j, "leaving", '[');
	for (uint32_t i = 0; i < n; i++) {
		const struct tally_row *row = &log->leaving.row[order[i]];
		struct mail_leaving l = mail_log_leaving(row->name);

		jout_open(j, NULL, '{');
		jout_str(j, "by", l.by);
		jout_str(j, "kind",
			 row->kind == MAIL_BY_ADDRESS ? STR("address") : STR("transport"));
		jout_str(j, "machine", l.host.n ? l.host : (struct str){ 0 });
		jout_int(j, "messages", (int64_t)row->n.messages);
		jout_int(j, "sent", (int64_t)row->n.sent);
		jout_int(j, "deferred", (int64_t)row->n.deferred);
		jout_int(j, "bounced", (int64_t)row->n.bounced);
		maillog_delay_json(j, row);
		jout_close(j, '}');
		cli_out(buf_str(j->out));
		buf_clear(j->out);
	}
	jout_close(j, ']');
}
