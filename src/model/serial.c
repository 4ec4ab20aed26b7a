/* The SOA-serial gate: proof first, belief then, and one lie ends it. */
#include "model/serial.h"

static bool passed(struct instant since, int64_t seconds, struct instant now)
{
	return instant_since(now, since).us >= SPAN_S(seconds).us;
}

bool serial_is_proven(const struct serial_gate *g, struct instant now)
{
	return g->proving.us && passed(g->proving, SERIAL_PROVE_S, now) &&
	       g->moves >= SERIAL_MOVES_MIN && g->still >= SERIAL_STILL_MIN;
}

bool serial_is_distrusted(const struct serial_gate *g, struct instant now)
{
	return g->distrusted.us && instant_cmp(now, g->distrusted) < 0;
}

enum serial_verdict serial_decide(const struct serial_gate *g, uint32_t serial, struct instant now)
{
	if (!g->swept)
		return SERIAL_FIRST;
	if (serial != g->serial) /* backwards is a move too */
		return SERIAL_MOVED;
	if (serial_is_distrusted(g, now))
		return SERIAL_DISTRUSTED;
	if (!serial_is_proven(g, now))
		return SERIAL_UNPROVEN;
	if (passed(g->full, SERIAL_FULL_S, now))
		return SERIAL_DAILY;
	return SERIAL_SPARED;
}

const char *serial_verdict_name(enum serial_verdict v)
{
	static const char *const name[] = {
		[SERIAL_SPARED] = "spared",         [SERIAL_MOVED] = "moved",
		[SERIAL_FIRST] = "first",           [SERIAL_UNPROVEN] = "unproven",
		[SERIAL_DISTRUSTED] = "distrusted", [SERIAL_DAILY] = "daily",
	};

	return name[v];
}

static void start_proving(struct serial_gate *g, struct instant when)
{
	g->proving = when;
	g->moves = 0;
	g->still = 0;
}

void serial_distrust(struct serial_gate *g, struct instant when)
{
	start_proving(g, (struct instant){ 0 });
	g->contradictions++;
	g->distrusted = instant_add(when, SPAN_S((int64_t)SERIAL_DISTRUST_S));
}

static bool weigh(struct serial_gate *g, const struct serial_sweep *s)
{
	bool stood = s->before == g->serial;

	if (stood && s->before == s->after && s->moved) {
		serial_distrust(g, s->begun);
		return false;
	}
	if (!g->proving.us && !serial_is_distrusted(g, s->begun)) {
		g->distrusted = (struct instant){ 0 };
		start_proving(g, s->begun);
	}
	if (s->before != s->after)
		return true; /* it moved meanwhile: says nothing either way */
	if (!stood && s->moved)
		g->moves++;
	else if (stood && s->full)
		g->still++;
	return true;
}

bool serial_learn(struct serial_gate *g, const struct serial_sweep *s)
{
	bool good = !g->swept || weigh(g, s);

	if (!g->swept)
		start_proving(g, s->begun);
	/* an audit of a moved zone has not seen everything: the move still waits for its sweep */
	if (!g->swept || s->full) {
		g->serial = s->before;
		g->full = s->begun;
		g->swept = true;
	}
	return good;
}
