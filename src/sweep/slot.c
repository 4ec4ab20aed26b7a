/* Slots: lists by index, and chained buckets over socket and id.
 *
 * Most rounds need few of those they may have: what was never used is never touched, and costs no
 * memory. */
#include "sweep/slot.h"

#include "base/die.h"

#include <stdlib.h>

void slots_init(struct slots *s, uint32_t cap)
{
	*s = (struct slots){ .cap = cap, .bits = 4 };
	while (UINT32_C(1) << s->bits < cap)
		s->bits++;
	s->bits++; /* half empty at worst */
	s->slot = mem_new(cap, sizeof(*s->slot));
	s->bucket = mem_new(UINT32_C(1) << s->bits, sizeof(*s->bucket));
	s->first_free = SLOT_NONE;
}

void slots_done(struct slots *s)
{
	for (uint32_t i = 0; i < s->fresh; i++)
		free(s->slot[i].name);
	free(s->slot);
	free(s->bucket);
	*s = (struct slots){ 0 };
}

uint32_t slots_take(struct slots *s)
{
	uint32_t i = s->first_free;
	struct dns_name *name;

	if (s->used == s->cap)
		return SLOT_NONE;
	if (i == SLOT_NONE)
		i = s->fresh++;
	else
		s->first_free = s->slot[i].next;
	name = s->slot[i].name;
	s->used++;
	s->slot[i] = (struct slot){ .name = name, .pin = -1, .last = -1, .said = -1 };
	return i;
}

void slots_give(struct slots *s, uint32_t i)
{
	slots_unbind(s, i);
	slots_drop(s, i);
	s->slot[i].next = s->first_free;
	s->first_free = i;
	s->used--;
}

void slots_push(struct slots *s, struct slot_list *list, uint32_t i)
{
	struct slot *slot = &s->slot[i];

	slots_drop(s, i);
	slot->on = list;
	slot->next = SLOT_NONE;
	slot->prev = list->last;
	if (list->last == SLOT_NONE)
		list->first = i;
	else
		s->slot[list->last].next = i;
	list->last = i;
	list->n++;
}

void slots_drop(struct slots *s, uint32_t i)
{
	struct slot *slot = &s->slot[i];
	struct slot_list *list = slot->on;

	if (!list)
		return;
	if (slot->prev == SLOT_NONE)
		list->first = slot->next;
	else
		s->slot[slot->prev].next = slot->next;
	if (slot->next == SLOT_NONE)
		list->last = slot->prev;
	else
		s->slot[slot->next].prev = slot->prev;
	list->n--;
	slot->on = NULL;
}

static uint32_t *bucket_of(const struct slots *s, uint32_t sock, uint16_t id)
{
	uint32_t key = (sock << 16 | id) * UINT32_C(2654435761);

	return &s->bucket[key >> (32 - s->bits)];
}

uint32_t slots_find(const struct slots *s, uint32_t sock, uint16_t id)
{
	uint32_t i = *bucket_of(s, sock, id) - 1;

	while (i != SLOT_NONE && (s->slot[i].id != id || s->slot[i].sock != sock))
		i = s->slot[i].chain;
	return i;
}

bool slots_bind(struct slots *s, uint32_t i, uint32_t sock, uint16_t id)
{
	uint32_t *at;

	if (slots_find(s, sock, id) != SLOT_NONE)
		return false;
	at = bucket_of(s, sock, id);
	s->slot[i].sock = sock;
	s->slot[i].id = id;
	s->slot[i].bound = true;
	s->slot[i].chain = *at - 1;
	*at = i + 1;
	return true;
}

void slots_unbind(struct slots *s, uint32_t i)
{
	uint32_t *at;

	if (!s->slot[i].bound)
		return;
	at = bucket_of(s, s->slot[i].sock, s->slot[i].id);
	if (*at == i + 1) {
		*at = s->slot[i].chain + 1;
	} else {
		at = &s->slot[*at - 1].chain;
		while (*at != i)
			at = &s->slot[*at].chain;
		*at = s->slot[i].chain;
	}
	s->slot[i].bound = false;
}
