/* All servers' serials together: who shifted, whether the content did, who is believed. */
#include "model/serial_walk.h"

#include <string.h>

static struct serial_server *server_of(struct serial_walk *w, struct endpoint at)
{
	for (size_t i = 0; i < w->servers; i++)
		if (endpoint_eq(w->server[i].at, at))
			return &w->server[i];
	return NULL;
}

/* A place for one more: at the end, or that of the one not seen for longest. */
static struct serial_server *add(struct serial_walk *w, struct endpoint at)
{
	struct serial_server *s = &w->server[0];

	if (w->servers < SERIAL_SERVERS_MAX) {
		s = &w->server[w->servers++];
	} else {
		for (size_t i = 1; i < w->servers; i++)
			if (instant_cmp(w->server[i].seen, s->seen) < 0)
				s = &w->server[i];
	}
	*s = (struct serial_server){ .at = at };
	return s;
}

static void begin(struct serial_walk *w, const struct serial_job *job)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->servers; i++) {
		if (instant_since(job->at, w->server[i].seen).us > SERIAL_FORGET.us)
			continue;
		w->server[kept] = w->server[i];
		w->server[kept].first = w->server[kept].last = 0;
		kept++;
	}
	w->servers = kept;
	w->going = job->space;
}

void serial_walk_hear(struct serial_walk *w, const struct serial_job *job)
{
	if (job->begins)
		begin(w, job);
	else if (w->going != job->space)
		w->going = 0;
	for (size_t i = 0; i < job->words; i++) {
		const struct serial_word *word = &job->word[i];
		struct serial_server *s = server_of(w, word->at);

		if (!word->before || !word->after)
			continue;
		if (!s && job->begins)
			s = add(w, word->at);
		if (!s || (!job->begins && !s->first))
			continue; /* part of the walk was without it */
		if (job->begins)
			s->first = word->before;
		s->last = word->after;
		s->seen = job->at;
	}
}

static bool shifted(const struct serial_server *s)
{
	return s->first && s->gate.swept && (s->first != s->gate.serial || s->first != s->last);
}

/* Nothing is learned, but the next walk is compared with this one. */
static void rebase(struct serial_gate *g, uint32_t serial, struct instant begun)
{
	g->serial = serial;
	g->full = begun;
}

static bool learn(struct serial_walk *w, struct serial_server *s, struct instant begun, bool whole,
		  bool any_shifted)
{
	const struct serial_sweep sweep = { begun, s->first, s->last, whole, w->moved };
	bool same_space = w->going && w->going == w->space;
	bool follows = w->moved && any_shifted && !shifted(s); /* the others'; its turn comes */

	if (s->gate.swept && (!same_space || follows)) {
		if (whole)
			rebase(&s->gate, s->first, begun);
		return true;
	}
	return serial_learn(&s->gate, &sweep);
}

bool serial_walk_end(struct serial_walk *w, struct instant begun, bool whole)
{
	bool any_shifted = false;
	bool good = true;

	for (size_t i = 0; i < w->servers; i++)
		any_shifted |= shifted(&w->server[i]);
	for (size_t i = 0; i < w->servers; i++)
		if (w->server[i].first)
			good &= learn(w, &w->server[i], begun, whole, any_shifted);
	if (whole)
		w->space = w->going;
	w->moved = false;
	return good;
}

void serial_walk_distrust(struct serial_walk *w, struct instant when)
{
	for (size_t i = 0; i < w->servers; i++)
		serial_distrust(&w->server[i].gate, when);
}

size_t serial_walk_spares(const struct serial_walk *w, uint64_t space, struct instant now,
			  struct serial_word out[SERIAL_SERVERS_MAX])
{
	size_t n = 0;

	if (!space || space != w->space || w->moved)
		return 0;
	for (size_t i = 0; i < w->servers; i++) {
		const struct serial_server *s = &w->server[i];

		if (serial_decide(&s->gate, s->gate.serial, now) == SERIAL_SPARED)
			out[n++] = (struct serial_word){ s->at, s->gate.serial, 0 };
	}
	return n;
}

static bool has(const struct serial_word *spare, size_t n, const struct serial_word *word)
{
	for (size_t i = 0; i < n; i++)
		if (endpoint_eq(spare[i].at, word->at) && spare[i].before == word->before)
			return true;
	return false;
}

bool serial_words_spare(const struct serial_word *spare, size_t n, const struct serial_word *word,
			size_t words)
{
	for (size_t i = 0; i < words; i++)
		if (!has(spare, n, &word[i]))
			return false;
	return words > 0;
}

enum serial_trust serial_walk_trust(const struct serial_walk *w, struct instant now)
{
	enum serial_trust best = SERIAL_UNKNOWN;

	for (size_t i = 0; i < w->servers; i++) {
		const struct serial_gate *g = &w->server[i].gate;

		if (serial_is_distrusted(g, now))
			return SERIAL_LIED;
		if (serial_is_proven(g, now))
			best = SERIAL_BELIEVED;
		else if (best == SERIAL_UNKNOWN && g->swept)
			best = SERIAL_PROVING;
	}
	return best;
}

const char *serial_trust_name(enum serial_trust t)
{
	static const char *const name[] = {
		[SERIAL_UNKNOWN] = "unknown",
		[SERIAL_PROVING] = "proving",
		[SERIAL_BELIEVED] = "believed",
		[SERIAL_LIED] = "lied",
	};

	return name[t];
}
