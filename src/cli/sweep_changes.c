/* Changes of local copies: runs of our addresses that are listed now, no more, or otherwise. */
#include "cli/sweep_changes.h"

#include "base/jout.h"
#include "cli/sweep_job.h"
#include "cli/table.h"
#include "sweep/copy_diff.h"

#include <stdio.h>

enum { LINE_MAX_OCTETS = 1 << 12, ROWS_MAX = 100 }; /* JSON has all of them */

struct showing {
	struct sweep_job *job;
	struct str zone;
	struct table *table;
	size_t n;
};

static const char *what_of(enum copy_change_kind kind)
{
	switch (kind) {
	case COPY_BEGAN:
		return "began";
	case COPY_ENDED:
		return "ended";
	case COPY_CHANGED:
		return "changed";
	}
	return "changed";
}

static void json_change(const struct showing *s, const struct copy_change *change)
{
	struct buf AUTO(buf_done) line;
	struct jout j;

	buf_init(&line, LINE_MAX_OCTETS);
	j = jout_to(&line);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("change"));
	jout_str(&j, "list", s->zone);
	jout_str(&j, "what", str_of(what_of(change->kind)));
	jout_ip(&j, "from", change->run.lo);
	jout_ip(&j, "until", change->run.hi);
	jout_close(&j, '}');
	buf_byte(&line, '\n');
	cli_out(buf_str(&line));
}

static void on_change(void *ctx, const struct copy_change *change)
{
	struct showing *s = ctx;
	char run[RANGE_TEXT_MAX + 1];

	s->n++;
	if (s->job->cli->json)
		json_change(s, change);
	else if (s->n <= ROWS_MAX)
		table_row(s->table, (struct str[]){ s->zone, str_of(what_of(change->kind)),
						    str_of(range_text(change->run, run)) });
}

static void print(const struct showing *s)
{
	if (s->n == 0)
		return;
	printf("Changed in local copies since the version before:\n");
	table_print(s->table);
	if (s->n > ROWS_MAX)
		printf("and %zu more; --json has them\n", s->n - ROWS_MAX);
	printf("\n");
}

size_t sweep_changes_show(struct sweep_job *job)
{
	static const struct table_column column[] = {
		{"LIST",       false, false, 0},
		{ "LISTING",   false, false, 0},
		{ "ADDRESSES", false, false, 0},
	};
	struct showing s = { .job = job, .table = table_new(column, LEN(column)) };
	struct copy_watch watch = { job->target.range, job->target.n, on_change, &s };

	for (size_t i = 0; i < job->copies; i++) {
		s.zone = job->copy[i].zone;
		if (job->copy[i].before)
			copy_diff(job->copy[i].before, job->copy[i].copy, &watch);
	}
	if (!job->cli->json)
		print(&s);
	table_free(s.table);
	return s.n;
}
