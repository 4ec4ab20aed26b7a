/* Looking at the reverse DNS of what is swept. */
#include "cli/sweep_ptr.h"

#include "base/die.h"
#include "base/jout.h"
#include "cli/sweep_job.h"
#include "cli/table.h"
#include "sweep/ptr.h"
#include "sys/loop.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_OCTETS = 1 << 14 };

struct sweep_ptrs {
	struct sweep_job *job;
	struct loop *loop;
	struct target_walk walk4;
	size_t at6; /* range whose single IPv6 address comes next */
	struct table *table;
	size_t looked, amiss, unknown;
};

static bool next_address(void *ctx, struct ip *out)
{
	struct sweep_ptrs *p = ctx;
	const struct target *t = &p->job->target;
	struct range part;

	if (target_next(t, &p->walk4, out, &part))
		return true;
	while (p->at6 < t->n) {
		struct range r = t->range[p->at6++];

		if (r.lo.len == 16 && ip_eq(r.lo, r.hi)) {
			*out = r.lo;
			return true;
		}
	}
	return false;
}

static void json_line(const struct ptr_told *told)
{
	struct buf AUTO(buf_done) line;
	struct jout j;

	buf_init(&line, LINE_MAX_OCTETS);
	j = jout_to(&line);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("ptr"));
	jout_ip(&j, "address", told->ip);
	jout_str(&j, "verdict", str_of(ptr_verdict_name(told->verdict)));
	jout_str(&j, "name", told->name.n ? told->name : (struct str){ NULL, 0 });
	jout_str(&j, "why", str_of(told->why));
	jout_close(&j, '}');
	buf_byte(&line, '\n');
	cli_out(buf_str(&line));
}

static void on_told(void *ctx, const struct ptr_told *told)
{
	struct sweep_ptrs *p = ctx;
	char ip[IP_TEXT_MAX + 1];

	p->looked++;
	p->unknown += told->verdict == PTR_UNKNOWN;
	p->amiss += told->verdict != PTR_OK && told->verdict != PTR_UNKNOWN;
	if (told->name.n)
		job_add_name(p->job, told->name);
	if (p->job->cli->json)
		json_line(told);
	else if (told->verdict != PTR_OK)
		table_row(p->table, (struct str[]){ str_of(ip_text(told->ip, ip)),
						    str_of(ptr_verdict_name(told->verdict)),
						    told->name.n ? told->name : STR("-"),
						    told->why ? str_of(told->why) : STR("-") });
}

static void on_idle(void *ctx)
{
	struct sweep_ptrs *p = ctx;

	loop_stop(p->loop);
}

struct sweep_ptrs *sweep_ptrs_look(struct sweep_job *job, struct loop *loop)
{
	static const struct table_column column[] = {
		{"ADDRESS",      false, false, 0},
		{ "REVERSE DNS", false, false, 0},
		{ "NAME",        false, true,  0},
		{ "WHY",         false, true,  0},
	};
	struct sweep_ptrs *p = mem_new(1, sizeof(*p));
	struct ptr_calls calls = { next_address, on_told, on_idle, p };
	struct resolvers whom = job_whom(job);
	struct ptr *ptr;

	p->job = job;
	p->loop = loop;
	p->walk4 = target_walk(32, 0);
	p->table = table_new(column, LEN(column));
	ptr = ptr_new(loop, &whom, 0, &calls);
	loop_run(loop);
	ptr_free(ptr);
	return p;
}

static void show(struct sweep_ptrs *p)
{
	if (table_rows(p->table) == 0)
		return;
	printf("Reverse DNS of %zu addresses: mail servers will mind %zu", p->looked, p->amiss);
	if (p->unknown)
		printf(", of %zu the DNS did not say", p->unknown);
	printf(":\n");
	table_print(p->table);
	printf("\n");
}

size_t sweep_ptrs_show(struct sweep_ptrs *p)
{
	size_t unknown = p ? p->unknown : 0;

	if (!p)
		return 0;
	show(p);
	table_free(p->table);
	free(p);
	return unknown;
}
