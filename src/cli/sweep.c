/* netizen sweep: one round over prefixes now, without a hub. */
#include "cli/sweep.h"

#include "cli/sweep_changes.h"
#include "cli/sweep_job.h"
#include "cli/sweep_out.h"
#include "cli/sweep_ptr.h"
#include "cli/sweep_till.h"
#include "sys/clock.h"
#include "sys/loop.h"
#include "sys/random.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PROGRESS_TERMINAL_MS = 200, PROGRESS_ELSE_S = 10 };

struct running {
	struct sweep_job job;
	struct sweep_out out;
	struct loop *loop;
	struct round *round;
	struct loop_timer *progress;
	struct span began;
	struct sweep_ptrs *ptrs;
	bool interrupted, terminal;
};

const struct command cmd_sweep = {
	"sweep",
	"PREFIX... [--list ZONE]... [--server ADDR[:PORT]] [--file ZONE=PATH]...",
	"asks the blocklists about addresses, once and now; needs no daemon",
	sweep_run,
};

static void on_interrupt(void *ctx)
{
	struct running *r = ctx;

	r->interrupted = true;
	loop_stop(r->loop);
}

static void show_progress(void *ctx)
{
	struct running *r = ctx;
	struct round_progress p = round_progress(r->round);
	unsigned percent = p.all ? (unsigned)(p.done * 100 / p.all) : 100;

	fprintf(stderr, "%s%3u %%  %" PRIu64 " of %" PRIu64 " checks, %zu of %zu lists done%s",
		r->terminal ? "\r" : "", percent, p.done, p.all, p.lists_done, p.lists,
		r->terminal ? "\033[K" : "\n");
	loop_timer_set(r->progress,
		       r->terminal ? SPAN_MS(PROGRESS_TERMINAL_MS) : SPAN_S(PROGRESS_ELSE_S));
}

static void begin_progress(struct running *r)
{
	r->terminal = isatty(STDERR_FILENO);
	if (!r->terminal && !r->job.opt.progress)
		return;
	r->progress = loop_timer_new(r->loop, show_progress, r);
	loop_timer_set(r->progress, SPAN_MS(PROGRESS_TERMINAL_MS));
}

static void end_progress(struct running *r)
{
	if (!r->progress)
		return;
	loop_timer_free(r->progress);
	if (r->terminal)
		fprintf(stderr, "\r\033[K");
}

/* Where a list's answers come from; never over the wire where there should be a copy, given or
 * configured. */
static struct round_seat seat_of(struct running *r, const struct choice *c, struct err *why)
{
	struct round_seat seat = { .list = c->list,
				   .server = r->job.server,
				   .servers = r->job.servers,
				   .baseline = true };

	if (c->why != SELECT_COPY)
		return seat;
	seat.copy = job_copy_of(&r->job, c->list);
	if (!seat.copy && job_own_copy(&r->job, c->list, &seat.copy, why) < 0)
		seat.lost = why->text;
	return seat;
}

static int add_lists(struct running *r)
{
	struct err err;
	struct err why;

	for (size_t i = 0; i < r->job.choices; i++) {
		const struct choice *c = &r->job.choice[i];
		struct round_seat seat;

		if (!select_asked(c))
			continue;
		seat = seat_of(r, c, &why);
		if (round_add(r->round, &seat, &err) < 0)
			return cli_fail(r->job.cli, &err);
	}
	return -1;
}

static void on_list(void *ctx, const struct round_list *l)
{
	struct running *r = ctx;

	sweep_out_list(&r->out, l);
}

static void on_ended(void *ctx)
{
	struct running *r = ctx;

	loop_stop(r->loop);
}

static int exit_code(const struct running *r)
{
	if (r->interrupted)
		return CLI_FAILED;
	return r->out.sums.failed || sweep_sums_unknown(&r->out.sums) ? CLI_PARTIAL : CLI_OK;
}

static int sweep(struct running *r, const struct till *till)
{
	struct round_totals totals;
	struct round_conf conf = { .loop = r->loop,
				   .target = &r->job.target,
				   .name = r->job.name,
				   .names = r->job.names,
				   .whom = job_whom(&r->job),
				   .window = (unsigned)r->job.opt.window,
				   .rate = (unsigned)r->job.opt.rate,
				   .till = till,
				   .seed = random_u64() };
	struct round_calls calls = { .list = on_list, .ended = on_ended, .ctx = r };
	int leave;

	sweep_out_begin(&r->out, &r->job);
	r->round = round_new(&conf, &calls);
	leave = add_lists(r);
	if (leave < 0) {
		begin_progress(r);
		round_start(r->round);
		loop_run(r->loop);
		end_progress(r);
	}
	totals = round_totals(r->round);
	totals.saved_sibling = job_saved_siblings(&r->job);
	if (leave < 0 && r->interrupted)
		cli_note(r->job.cli, "interrupted: lists that had not ended count for nothing");
	if (leave < 0)
		sweep_changes_show(&r->job);
	if (leave < 0)
		sweep_out_end(&r->out, &totals, SPAN_US(clock_mono().us - r->began.us));
	sweep_out_done(&r->out);
	round_free(r->round);
	return leave < 0 ? exit_code(r) : leave;
}

/* What needs the loop: reverse DNS first, since it brings names to ask about. */
static int look_and_sweep(struct running *r)
{
	struct sweep_till till = { 0 };
	int leave;

	if (r->job.opt.ptr && r->job.resolvers == 0)
		return cli_usage(r->job.cli, "--ptr: there is no resolver to ask; see --resolver");
	if (r->job.opt.ptr)
		r->ptrs = sweep_ptrs_look(&r->job, r->loop);
	leave = r->interrupted ? CLI_FAILED : job_choose(&r->job, false);
	if (leave < 0)
		leave = sweep_till_open(&r->job, &till);
	if (leave < 0)
		leave = sweep(r, till.use);
	sweep_till_close(&till);
	return sweep_ptrs_show(r->ptrs) && leave == CLI_OK ? CLI_PARTIAL : leave;
}

static int prepare_and_sweep(struct running *r, const struct option_list *operands)
{
	int leave = job_prepare(&r->job, operands);

	if (leave >= 0)
		return leave;
	r->loop = loop_new();
	loop_signal(r->loop, SIGINT, on_interrupt, r);
	loop_signal(r->loop, SIGTERM, on_interrupt, r);
	leave = look_and_sweep(r);
	loop_free(r->loop);
	return leave;
}

int sweep_run(struct cli *cli, int argc, char **argv)
{
	struct running r = { .job = { .cli = cli }, .began = clock_mono() };
	struct sweep_options *o = &r.job.opt;
	struct option_list operands;
	const struct option_row row[] = {
		{"list",      'l', OPTION_LIST,   &o->list,      "ZONE",
                 "ask this list; repeat it for more (default: all that may be asked)",                         0    },
		{ "server",   's', OPTION_LIST,   &o->server,    "ADDR[:PORT]",
                 "ask this name server instead of the lists' own; no budgets then",                            0    },
		{ "file",     'f', OPTION_LIST,   &o->file,      "ZONE=PATH",
                 "look the list up in a local copy (rbldnsd format; ZONE=TYPE:PATH)",                          0    },
		{ "name",     'n', OPTION_LIST,   &o->name,      "NAME",
                 "a host or domain name, for the lists of names",                                              0    },
		{ "rate",     'r', OPTION_NUMBER, &o->rate,      "N",           "at most N packets a second",
                 1000000											    },
		{ "window",   'w', OPTION_NUMBER, &o->window,    "N",
                 "questions outstanding per server (default 100)",                                             10000},
		{ "resolver", 0,   OPTION_TEXT,   &o->resolver,  "ADDR[:PORT]",
                 "find name servers with this resolver (default: /etc/resolv.conf)",                           0    },
		{ "from",     0,   OPTION_LIST,   &o->from,      "ADDR",
                 "ask from this address of the machine; budgets are counted for each",                         0    },
		{ "lists",    0,   OPTION_TEXT,   &o->lists_dir, "DIR",         "read the catalogue from DIR", 0    },
		{ "ptr",      0,   OPTION_FLAG,   &o->ptr,       NULL,
                 "look at the addresses' reverse DNS too, and ask lists of names about it",                    0    },
		{ "whose",    0,   OPTION_FLAG,   &o->whose,     NULL,
                 "name the customer who holds each listed address, as the hub knows it",                       0    },
		{ "progress", 'p', OPTION_FLAG,   &o->progress,  NULL,
                 "say how far it is, also without a terminal",                                                 0    },
	};
	const struct option_set set = { &cmd_sweep, row, LEN(row) };
	int leave;

	target_init(&r.job.target);
	leave = option_read(cli, &set, argc, argv, &operands);
	if (leave < 0)
		leave = prepare_and_sweep(&r, &operands);
	job_done(&r.job);
	return leave;
}
