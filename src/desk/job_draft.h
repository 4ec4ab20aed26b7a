/* A job drawn up: what single listings and a stretch of a walk come to, as ranges and names. */
#pragma once

#include "model/agenda.h"
#include "model/listing.h"
#include "msg/job_msg.h"

/* The width of the list's steps. */
struct estate_step job_step(const struct list *l);

/* How many steps each of the list's walks has. */
void job_steps(const struct list *l, const struct estate *e, uint64_t out[AGENDA_WALKS]);

/* How far its walks have come. */
void job_steps_done(struct agenda_list *l, const struct estate *e);

/* What is due of a list. */
struct job_wish {
	const struct agenda_list *list;
	const struct estate *estate;
	const struct agenda_pick *pick;
	const struct listing *due; /* its single listings, which go along */
	size_t n;
};

/* All but grant, granted and seed are set; lives in `arena`. */
void job_draft(struct arena *arena, const struct job_wish *wish, struct job *out);

/* Reverse names of the next addresses that send mail, behind `cursor`, which moves; len 0 once all
 * were taken. Of IPv6 those that are named alone: nobody can look up a whole /64. */
void job_draft_ptr(struct arena *arena, const struct estate *estate, struct ip *cursor,
		   struct job *out);
