/* The answers of a list: each one to the check, the step or the listing that it belongs to. */
#include "sweep/lane.h"

#include "sweep/purse.h"

/* An answer that says nothing leaves its step unsaid: a later pass, or the end, sees to it. */
static void step_done(struct lane *l, const struct ask *q, const struct told *t, struct answer *a)
{
	size_t server = lane_server_of(l, t->server);

	if (a->verdict == ANSWER_CLEAN && server < l->servers &&
	    !gate_serves(&l->server[server].gate, q->ip)) { /* though others of the zone do */
		a->verdict = ANSWER_UNKNOWN;
		a->why = WHY_UNPROVEN;
	}
	if (a->why == WHY_TRANSPORT && (l->pass + 1 < LANE_PASSES || l->spent)) {
		l->n_missed++;
		return;
	}
	if (t->how == TOLD_SILENCE)
		l->out.lost++;
	lane_count(l, q, a, server);
}

void lane_reason(struct lane *l, struct round_hit *h, struct str text)
{
	if (text.n > ROUND_REASONS_MAX - l->reasons) {
		l->cut = true;
		return;
	}
	l->reasons += text.n;
	h->reason = arena_str(&l->bench->arena, text);
}

static void text_done(struct lane *l, struct round_hit *h, const struct told *t)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, DNS_REPLY_TEXTS_MAX * (DNS_REPLY_TEXT_MAX + 2));
	if (t->how != TOLD_REPLY || t->reply->texts == 0)
		return;
	for (size_t i = 0; i < t->reply->texts; i++) {
		if (i > 0)
			buf_add(&text, STR("; "));
		buf_add(&text, (struct str){ t->reply->text[i].b, t->reply->text[i].n });
	}
	lane_reason(l, h, buf_str(&text));
	h->reason_by = (uint8_t)lane_server_of(l, t->server);
}

static void second_done(struct lane *l, struct round_hit *h, const struct told *t,
			const struct reply_facts *f)
{
	h->confirmed = answer_judge(l->out.list, f).verdict == ANSWER_LISTED;
	h->confirmed_by = (uint8_t)lane_server_of(l, t->server);
}

void lane_done(struct lane *l, const struct ask *q, const struct told *t)
{
	static struct facts facts; /* large, and of no use after this call */
	uint64_t n = q->tag & LANE_TAG_NUMBER;
	struct answer a;

	l->pending--;
	l->starved |= t->how == TOLD_STARVED;
	purse_give(l->bench->purse, l->out.list, t->unsent);
	facts_of_told(&facts, t);
	switch ((enum lane_tag)(q->tag >> LANE_TAG_SHIFT)) {
	case LANE_TAG_GATE:
		l->server[n >> 16].absent |= t->how == TOLD_NOBODY;
		gate_told(&l->server[n >> 16].gate, n & 0xffff, &facts.reply);
		break;
	case LANE_TAG_STEP:
		a = answer_judge(l->out.list, &facts.reply);
		step_done(l, q, t, &a);
		break;
	case LANE_TAG_TEXT:
		text_done(l, &l->out.hit[n], t);
		break;
	case LANE_TAG_SECOND:
		second_done(l, &l->out.hit[n], t, &facts.reply);
		break;
	}
	if ((l->exhausted || l->spent || l->probed) && l->pending == 0)
		lane_wake(l);
}
