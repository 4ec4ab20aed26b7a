/* The lists that are asked as a table; those that are not, by reason. */
#include "cli/init_plan.h"

#include "cli/sweep_job.h"
#include "cli/table.h"

#include <stdio.h>

static void show_asked(const struct sweep_job *job)
{
	static const struct table_column column[] = {
		{"LIST",       false, false, 0},
                { "OPERATOR",  false, true,  0},
		{ "QUESTIONS", true,  false, 0},
                { "ROUND",     true,  false, 0},
		{ "SEVERITY",  true,  false, 0},
	};
	struct table *t = table_new(column, LEN(column));

	for (size_t i = 0; i < job->choices; i++) {
		const struct choice *c = &job->choice[i];
		char questions[24], takes[WHEN_TEXT_MAX + 1] = "no time", severity[8];

		if (!select_asked(c))
			continue;
		snprintf(questions, sizeof(questions), "%llu",
			 c->why == SELECT_ASKED ? (unsigned long long)c->questions : 0);
		if (c->why == SELECT_ASKED)
			span_text(c->takes, takes);
		snprintf(severity, sizeof(severity), "%u", c->list->severity);
		table_row(t, (struct str[]){ list_name_shown(c->list),
					     c->list->title.n ? c->list->title : c->list->operator,
					     str_of(questions), str_of(takes), str_of(severity) });
	}
	table_print(t);
	table_free(t);
}

/* The zones that are not asked for one reason, and what would change that. */
static void show_reason(const struct sweep_job *job, enum select_why why, const char *sentence)
{
	enum { NAMED = 4 };
	size_t n = 0;

	for (size_t i = 0; i < job->choices; i++)
		n += job->choice[i].why == why;
	if (n == 0)
		return;
	printf("%4zu %s:", n, sentence);
	n = 0;
	for (size_t i = 0; i < job->choices; i++)
		if (job->choice[i].why == why && n++ < NAMED)
			printf("%s %.*s", n > 1 ? "," : "",
			       STR_ARG(list_name_shown(job->choice[i].list)));
	printf("%s\n", n > NAMED ? " ..." : "");
}

static void show(const struct sweep_job *job)
{
	printf("\nWhom it will ask, about %llu IPv4 addresses and %llu IPv6 networks at most:\n",
	       (unsigned long long)target_count4(&job->target),
	       (unsigned long long)target_count6(&job->target));
	show_asked(job);
	printf("\nNot asked:\n");
	show_reason(job, SELECT_KEY, "need a key");
	show_reason(job, SELECT_TERMS,
		    "ask for terms that nobody has said are met (accepted = yes)");
	show_reason(job, SELECT_UNPROVEN, "are asked after a day of good health checks");
	show_reason(job, SELECT_SIBLING, "are contained in one that is asked");
	show_reason(job, SELECT_OFF, "are switched off");
	show_reason(job, SELECT_DEAD, "are dead or dangerous");
	printf("netizen lists tells of each.\n");
}

int init_plan(struct cli *cli, struct option_list *prefixes)
{
	struct sweep_job job = { .cli = cli };
	int leave;

	target_init(&job.target);
	leave = job_prepare(&job, prefixes);
	if (leave < 0)
		leave = job_choose(&job, true);
	if (leave < 0) {
		show(&job);
		leave = CLI_OK;
	}
	job_done(&job);
	return leave;
}
