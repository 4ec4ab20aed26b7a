/* A ring of marks, with a list of them for each slot of a hash table. */
#include "flow/hop_store.h"

#include "base/arena.h"
#include "base/die.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1024 };

void hop_store_done(struct hop_store *s)
{
	free(s->mark);
	free(s->slot);
	*s = (struct hop_store){ 0 };
}

static uint32_t *slot_of(struct hop_store *s, uint64_t key)
{
	return &s->slot[(uint32_t)key & (s->room - 1)];
}

static void put_in(struct hop_store *s, uint32_t i)
{
	uint32_t *slot = slot_of(s, s->mark[i].key);

	s->mark[i].newer = 0;
	s->mark[i].older = *slot;
	if (*slot)
		s->mark[*slot - 1].newer = i + 1;
	*slot = i + 1;
}

static void grow(struct hop_store *s)
{
	s->room = s->room ? 2 * s->room : FIRST_ROOM;
	s->mark = mem_grow(s->mark, s->room, sizeof(*s->mark));
	free(s->slot);
	s->slot = mem_new(s->room, sizeof(*s->slot));
	for (uint32_t i = 0; i < s->marks; i++)
		put_in(s, i);
}

/* Takes the one off its list whose place is wanted. */
static void take_out(struct hop_store *s, uint32_t i)
{
	const struct hop_mark *m = &s->mark[i];

	if (m->older)
		s->mark[m->older - 1].newer = m->newer;
	if (m->newer)
		s->mark[m->newer - 1].older = m->older;
	else
		*slot_of(s, m->key) = m->older;
}

void hop_store_add(struct hop_store *s, const struct hop_mark *mark)
{
	uint32_t i = s->marks;

	if (s->marks == HOP_STORE_MAX) {
		i = s->at;
		s->at = (s->at + 1) % HOP_STORE_MAX;
		take_out(s, i);
	} else {
		if (s->marks == s->room)
			grow(s);
		s->marks++;
	}
	s->mark[i] = *mark;
	put_in(s, i);
}

uint32_t hop_store_find(struct hop_store *s, uint64_t key, struct hop_mark *out[HOP_STORE_SAME])
{
	uint32_t n = 0, seen = 0, i = s->room ? *slot_of(s, key) : 0;

	for (; i && seen < HOP_STORE_SAME; i = s->mark[i - 1].older, seen++)
		if (s->mark[i - 1].key == key)
			out[n++] = &s->mark[i - 1];
	return n;
}
