/* Checking lists: a round about nothing, which leaves the control questions. */
#include "cli/lists_check.h"

#include "base/jout.h"
#include "cli/sweep_changes.h"
#include "cli/sweep_job.h"
#include "cli/sweep_till.h"
#include "cli/table.h"
#include "sweep/copy_info.h"
#include "sys/loop.h"
#include "sys/random.h"

#include <stdio.h>

enum { LINE_MAX_OCTETS = 1 << 16 };

struct checking {
	struct sweep_job *job;
	struct table *table;
	size_t failed;
	struct loop *loop;
};

static struct str redacted(struct cli *cli, const struct list *l, const char *text)
{
	struct buf AUTO(buf_done) out;

	buf_init(&out, LINE_MAX_OCTETS);
	list_redact(l, str_of(text), &out);
	return arena_str(&cli->arena, buf_str(&out));
}

static void on_list(void *ctx, const struct round_list *l)
{
	struct checking *c = ctx;
	struct buf AUTO(buf_done) line;
	struct str why = redacted(c->job->cli, l->list, l->why);
	struct jout j;

	buf_init(&line, LINE_MAX_OCTETS);
	c->failed += l->health != ROUND_OK;
	if (!c->job->cli->json) {
		table_row(c->table, (struct str[]){ list_name_shown(l->list),
						    str_of(round_health_name(l->health)), why });
		return;
	}
	j = jout_to(&line);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("list"));
	jout_str(&j, "list", list_name_shown(l->list));
	jout_str(&j, "health", str_of(round_health_name(l->health)));
	jout_str(&j, "why", why.n ? why : (struct str){ NULL, 0 });
	jout_close(&j, '}');
	buf_byte(&line, '\n');
	cli_out(buf_str(&line));
}

/* A list with a local copy is as well as its copy, which is brought here first. */
static void check_copy(struct checking *c, const struct list *list)
{
	struct round_list l = { .list = list, .local = true, .health = ROUND_OK };
	const struct copy *copy;
	struct err why;

	if (job_own_copy(c->job, list, &copy, &why) < 0) {
		l.health = ROUND_LOST;
		snprintf(l.why, sizeof(l.why), "%s", why.text);
	} else if (copy_info(copy).entries == 0) {
		l.health = ROUND_BROKEN;
		snprintf(l.why, sizeof(l.why), "the copy holds no entry at all");
	}
	on_list(c, &l);
}

static void check_copies(struct checking *c)
{
	for (size_t i = 0; i < c->job->choices; i++)
		if (c->job->choice[i].why == SELECT_COPY && c->job->choice[i].list->copy.n)
			check_copy(c, c->job->choice[i].list);
}

static void on_ended(void *ctx)
{
	struct checking *c = ctx;

	loop_stop(c->loop);
}

static int add_lists(struct round *round, struct sweep_job *job)
{
	struct err err;

	for (size_t i = 0; i < job->choices; i++) {
		struct round_seat seat = { .list = job->choice[i].list,
					   .server = job->server,
					   .servers = job->servers,
					   .baseline = true };

		if (job->choice[i].why == SELECT_ASKED && round_add(round, &seat, &err) < 0)
			return cli_fail(job->cli, &err);
	}
	return -1;
}

static int check(struct checking *c, const struct till *till)
{
	struct target nothing;
	struct err err;
	struct round_calls calls = { .list = on_list, .ended = on_ended, .ctx = c };
	struct round_conf conf = { .loop = loop_new(),
				   .target = &nothing,
				   .whom = job_whom(c->job),
				   .till = till,
				   .seed = random_u64() };
	struct round *round;
	int leave;

	c->loop = conf.loop;
	target_init(&nothing);
	if (target_seal(&nothing, &err) < 0)
		return cli_fail(c->job->cli, &err);
	round = round_new(&conf, &calls);
	leave = add_lists(round, c->job);
	if (leave < 0) {
		round_start(round);
		loop_run(conf.loop);
	}
	round_free(round);
	loop_free(conf.loop);
	target_done(&nothing);
	return leave;
}

int lists_check(struct sweep_job *job, bool changes)
{
	static const struct table_column column[] = {
		{"LIST",    false, false, 0},
		{ "HEALTH", false, false, 1},
		{ "WHY",    false, true,  2},
	};
	struct checking c = { .job = job, .table = table_new(column, LEN(column)) };
	struct sweep_till till;
	int leave = sweep_till_open(job, &till);

	if (leave < 0)
		leave = check(&c, till.use);
	if (leave < 0)
		check_copies(&c);
	sweep_till_close(&till);
	if (leave < 0 && !job->cli->json)
		table_print(c.table);
	table_free(c.table);
	if (leave >= 0)
		return leave;
	if (changes)
		sweep_changes_show(job);
	return c.failed ? CLI_PARTIAL : CLI_OK;
}
