/* How a sweep shows what it found, as JSON lines or as text for a person. */
#pragma once

#include "base/when.h"
#include "cli/sweep_job.h"

struct table;

struct sweep_sums {
	uint64_t asked, listed, clean, lost;
	uint64_t unknown[ROUND_WHY_COUNT];
	uint64_t left_out4, left_out6; /* checks not made: the list holds no such addresses */
	size_t lists, failed;          /* a list of which nothing, or not all, counts */
};

struct sweep_out {
	struct sweep_job *job;
	struct sweep_sums sums;
	struct table *hits, *white, *broken, *left_out;
	const struct round_list **kept; /* ended lists, shown at the end: the hub is asked then */
	size_t n_kept;
	size_t asked; /* of the hub */
	bool mute;    /* the hub does not answer: said once */
};

void sweep_out_begin(struct sweep_out *o, struct sweep_job *job);

/* One list has ended: the round's callback, ctx is the sweep_out. */
void sweep_out_list(void *ctx, const struct round_list *l);

/* Before the round is freed, whose lists it may still look at. */
void sweep_out_end(struct sweep_out *o, const struct round_totals *totals, struct span took);

void sweep_out_done(struct sweep_out *o);

uint64_t sweep_sums_unknown(const struct sweep_sums *s);
