/* A list whose answers come out of a local copy instead of the wire. */
#include "sweep/copy.h"
#include "sweep/copy_info.h"
#include "sweep/lane.h"

#include <stdio.h>

static void keep_reason(struct lane *l, const struct copy *copy, const struct copy_found *found)
{
	struct buf AUTO(buf_done) text;
	struct round_hit *h = &l->out.hit[l->out.hits - 1];

	buf_init(&text, (COPY_TEXT_MAX + 2) * COPY_FOUND_MAX);
	for (unsigned i = 0; i < found->n; i++) {
		if (text.n > 0 && found->r[i].has_text)
			buf_add(&text, STR("; "));
		copy_reason(copy, found, i, &text);
	}
	if (text.n > 0)
		lane_reason(l, h, buf_str(&text));
	h->confirmed =
		true; /* it is the operator's own data: nobody could have forged it on the way */
}

/* False at the end of the walk. */
static bool look_up(struct lane *l, const struct copy *copy, struct ask *q,
		    struct copy_found *found)
{
	struct range part;

	found->n = 0;
	q->tag = l->step;
	if (l->step == l->steps)
		return false;
	if (l->out.list->subject == LIST_NAMES)
		copy_name(copy, 0, l->bench->conf->name[l->step], found);
	else if (target_next(l->target, &l->walk, &q->ip, &part))
		copy_ip(copy, 0, q->ip, found);
	l->step++;
	return true;
}

/* A list that has been emptied, or a file that was cut off: nothing is clean by it. */
static void end_empty(struct lane *l)
{
	l->out.health = ROUND_BROKEN;
	snprintf(l->out.why, sizeof(l->out.why), "the copy holds no entry at all");
	l->out.unknown[ROUND_WHY_BROKEN] = l->steps;
	l->rest_why = ROUND_WHY_BROKEN;
	lane_end(l);
}

/* What the copy holds no data of, it does not clear: a file of IPv4 networks says nothing about
 * IPv6. */
static void not_cleared(struct lane *l, const struct copy *copy, struct ip ip, struct answer *a)
{
	if (a->verdict != ANSWER_CLEAN || copy_speaks_of(copy, ip))
		return;
	a->verdict = ANSWER_UNKNOWN;
	a->why = WHY_UNPROVEN;
	snprintf(l->out.why, sizeof(l->out.why), "the copy holds no %s: it says nothing of them",
		 ip.len == 0   ? "names"
		 : ip.len == 4 ? "IPv4 addresses"
			       : "IPv6 addresses");
}

void lane_look_up(struct lane *l, const struct copy *copy, size_t most)
{
	static struct facts facts; /* large, and of no use after this call */
	struct copy_found found;
	struct ask q = { 0 };

	l->out.local = true;
	if (copy_info(copy).entries == 0) {
		end_empty(l);
		return;
	}
	if (!l->said.word)
		said_init(&l->said, l->steps);
	for (; most > 0 && look_up(l, copy, &q, &found); most--) {
		struct answer a;
		size_t before = l->out.hits;

		facts_of_copy(&facts, l->out.list, &found);
		a = answer_judge(l->out.list, &facts.reply);
		not_cleared(l, copy, q.ip, &a);
		lane_count(l, &q, &a, l->servers);
		if (l->out.hits > before)
			keep_reason(l, copy, &found);
	}
	if (l->step < l->steps)
		return;
	lane_judge(l);
	l->out.serial_before = l->out.serial_after = copy_info(copy).serial;
	for (size_t i = 0; i < l->out.hits; i++)
		l->out.hit[i].serial = l->out.serial_after;
	if (l->out.unknown[WHY_UNPROVEN] > 0 && l->out.health == ROUND_OK)
		l->out.health = l->out.clean + l->out.listed > 0 ? ROUND_PARTIAL : ROUND_BROKEN;
	lane_end(l);
}
