/* Showing scores of accounts, and scripts. */
#include "cli/maillog_sensors.h"

#include "cli/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_MAX = 32 };

static struct str number(uint64_t n, char *text)
{
	return (struct str){ text, (size_t)snprintf(text, NUMBER_MAX, "%" PRIu64, n) };
}

static struct str points(int64_t thousandths, char *text)
{
	return (struct str){ text, (size_t)snprintf(text, NUMBER_MAX, "%.1f",
						    (double)thousandths / 1000.0) };
}

static int64_t mean(const struct spam_score *s)
{
	return s->seen ? s->sum / (int64_t)s->seen : 0;
}

static int by_spam(const void *a, const void *b, void *rows)
{
	const struct spam_score *x = (struct spam_score *)rows + *(const uint32_t *)a;
	const struct spam_score *y = (struct spam_score *)rows + *(const uint32_t *)b;

	if (x->spam != y->spam)
		return x->spam < y->spam ? 1 : -1;
	if (mean(x) != mean(y))
		return mean(x) < mean(y) ? 1 : -1;
	return (x > y) - (x < y);
}

/* Accounts with scores, those with most spam first. */
static uint32_t *order_of(struct cli *cli, const struct spam_scores *s, uint32_t *n)
{
	uint32_t *order = arena_new(&cli->arena, s->rows, sizeof(*order));

	*n = 0;
	for (uint32_t i = 0; i < s->rows; i++)
		if (s->row[i].seen)
			order[(*n)++] = i;
	if (*n)
		qsort_r(order, *n, sizeof(*order), by_spam, s->row);
	return order;
}

static void scores(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	static const struct table_column column[] = {
		{"SPAM SCORES", false, false, 0},
                { "SEEN",       true,  false, 0},
		{ "SPAM",       true,  false, 0},
                { "MEAN",       true,  false, 0},
		{ "MOST",       true,  false, 1},
	};
	struct table *t = table_new(column, LEN(column));
	uint32_t n;
	const uint32_t *order = order_of(cli, &log->scores, &n);

	for (uint32_t i = 0; i < n && i < top; i++) {
		const struct spam_score *s = &log->scores.row[order[i]];
		char text[4][NUMBER_MAX];

		table_row(t, (struct str[]){ log->accounts.row[order[i]].name,
					     number(s->seen, text[0]), number(s->spam, text[1]),
					     points(mean(s), text[2]), points(s->most, text[3]) });
	}
	if (n)
		table_print(t);
	table_free(t);
	if (log->scores.all.seen)
		printf("%" PRIu32 " messages were looked at by a spam filter: %" PRIu32 " spam\n\n",
		       log->scores.all.seen, log->scores.all.spam);
}

static void scripts(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	static const struct table_column column[] = {
		{"CALLS OF MAIL()", true,  false, 0},
		{ "PHP SCRIPT",     false, false, 0},
		{ "MARK",           false, false, 0},
	};
	struct table *t = table_new(column, LEN(column));
	uint32_t n;
	const uint32_t *order = tally_order(&log->scripts, &cli->arena, &n);

	for (uint32_t i = 0; i < n && i < top; i++) {
		const struct tally_row *row = &log->scripts.row[order[i]];
		char text[NUMBER_MAX];

		table_row(t, (struct str[]){ number(row->n.messages, text), row->name,
					     row->kind ? STR("eval()'d code") : STR("-") });
	}
	if (n)
		table_print(t);
	table_free(t);
	if (n > top)
		printf("and %" PRIu64 " more scripts (--top)\n", n - top);
	if (n)
		putchar('\n');
}

void maillog_sensors(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	scores(cli, log, top);
	scripts(cli, log, top);
}

static void flush(struct jout *j)
{
	cli_out(buf_str(j->out));
	buf_clear(j->out);
}

void maillog_sensors_json(struct cli *cli, struct jout *j, const struct mail_log *log)
{
	uint32_t n;
	const uint32_t *order = order_of(cli, &log->scores, &n);

	jout_open(j, "scores", '[');
	for (uint32_t i = 0; i < n; i++) {
		const struct spam_score *s = &log->scores.row[order[i]];
		const struct tally_row *row = &log->accounts.row[order[i]];

		jout_open(j, NULL, '{');
		jout_str(j, "account", row->name);
		jout_str(j, "class", str_of(mail_class_name((enum mail_class)row->kind)));
		jout_int(j, "seen", s->seen);
		jout_int(j, "spam", s->spam);
		jout_int(j, "mean_thousandths", mean(s));
		jout_int(j, "most_thousandths", s->most);
		jout_close(j, '}');
		flush(j);
	}
	jout_close(j, ']');
	order = tally_order(&log->scripts, &cli->arena, &n);
	jout_open(j, "scripts", '[');
	for (uint32_t i = 0; i < n; i++) {
		const struct tally_row *row = &log->scripts.row[order[i]];

		jout_open(j, NULL, '{');
		jout_str(j, "script", row->name);
		jout_int(j, "calls", (int64_t)row->n.messages);
		jout_bool(j, "evaluated", row->kind);
		jout_close(j, '}');
		flush(j);
	}
	jout_close(j, ']');
}
