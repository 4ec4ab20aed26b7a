/* The dictionary: one pool of octets, ends, and an open hash of numbers. */
#include "sweep/copy_dict.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

void copy_dict_done(struct copy_dict *d)
{
	free(d->pool);
	free(d->end);
	free(d->slot);
	*d = (struct copy_dict){ 0 };
}

struct str copy_dict_at(const struct copy_dict *d, uint32_t id)
{
	uint32_t from = id ? d->end[id - 1] : 0;

	return (struct str){ d->pool + from, d->end[id] - from };
}

/* FNV-1a, eight octets at a time, with a last stir. */
static uint64_t hash_of(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u ^ s.n;

	while (s.n > 0) {
		uint64_t v = 0;
		size_t n = s.n < sizeof(v) ? s.n : sizeof(v);

		memcpy(&v, s.p, n);
		h = (h ^ v) * 0x9e3779b97f4a7c15u;
		h ^= h >> 32;
		s = str_sub(s, n, s.n);
	}
	return h;
}

/* The slot where `s` stands or would stand. */
static uint32_t place(const struct copy_dict *d, struct str s)
{
	uint32_t at = (uint32_t)hash_of(s) & (d->slots - 1);

	while (d->slot[at] && !str_eq(copy_dict_at(d, d->slot[at] - 1), s))
		at = (at + 1) & (d->slots - 1);
	return at;
}

static void more_slots(struct copy_dict *d)
{
	free(d->slot);
	d->slots = d->slots ? d->slots * 2 : 64;
	d->slot = mem_new(d->slots, sizeof(*d->slot));
	for (uint32_t i = 0; i < d->n; i++)
		d->slot[place(d, copy_dict_at(d, i))] = i + 1;
}

static void grow(struct copy_dict *d, size_t n)
{
	if (d->n == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 64;
		d->end = mem_grow(d->end, d->cap, sizeof(*d->end));
	}
	if (d->room - d->used < n) {
		uint64_t room = (uint64_t)d->room * 2 + n + 256;

		d->room = (uint32_t)(room < COPY_DICT_OCTETS_MAX ? room : COPY_DICT_OCTETS_MAX);
		d->pool = mem_grow(d->pool, d->room, 1);
	}
}

bool copy_dict_add(struct copy_dict *d, struct str s, uint32_t *id)
{
	uint32_t at;

	if (d->n * 2 >= d->slots)
		more_slots(d);
	at = place(d, s);
	if (d->slot[at]) {
		*id = d->slot[at] - 1;
		return true;
	}
	if (s.n > COPY_DICT_OCTETS_MAX - d->used || d->n == UINT32_MAX / 4)
		return false;
	grow(d, s.n);
	if (s.n)
		memcpy(d->pool + d->used, s.p, s.n);
	d->used += (uint32_t)s.n;
	d->end[d->n] = d->used;
	*id = d->n++;
	d->slot[at] = d->n;
	return true;
}

bool copy_dict_find(const struct copy_dict *d, struct str s, uint32_t *id)
{
	uint32_t at;

	if (d->slots == 0)
		return false;
	at = place(d, s);
	*id = d->slot[at] - 1;
	return d->slot[at] != 0;
}

void copy_dict_seal(struct copy_dict *d, bool find)
{
	if (!find) {
		free(d->slot);
		d->slot = NULL;
		d->slots = 0;
	}
	d->cap = d->n;
	d->room = d->used;
	if (d->n) {
		d->end = mem_grow(d->end, d->cap, sizeof(*d->end));
		d->pool = mem_grow(d->pool, d->room ? d->room : 1, 1);
	}
}

size_t copy_dict_octets(const struct copy_dict *d)
{
	return d->room + (size_t)d->cap * sizeof(*d->end) + (size_t)d->slots * sizeof(*d->slot);
}
