/* Counting by name: open addressing, rows in the order they were first named. */
#include "flow/tally.h"

#include "base/die.h"
#include "model/name_map.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024, FIRST_ROWS = 256 };

void tally_init(struct tally *t, uint32_t max, uint64_t seed)
{
	*t = (struct tally){ .max = max, .slots = FIRST_SLOTS, .seed = seed };
	die_if(max < 2 || max > TALLY_ROWS_MAX);
	t->slot = mem_new(t->slots, sizeof(*t->slot));
}

void tally_done(struct tally *t)
{
	free(t->row);
	free(t->slot);
	arena_done(&t->names);
	*t = (struct tally){ 0 };
}

/* The slot of the row, or the free one where it belongs. */
static uint32_t *slot_of(const struct tally *t, struct str name, uint8_t kind, uint64_t hash)
{
	uint32_t at = (uint32_t)hash & (t->slots - 1);

	for (; t->slot[at]; at = (at + 1) & (t->slots - 1)) {
		const struct tally_row *row = &t->row[t->slot[at] - 1];

		if (row->hash == hash && row->kind == kind && str_eq(row->name, name))
			break;
	}
	return &t->slot[at];
}

static void widen(struct tally *t)
{
	free(t->slot);
	t->slots *= 2;
	t->slot = mem_new(t->slots, sizeof(*t->slot));
	for (uint32_t i = 0; i < t->rows; i++)
		*slot_of(t, t->row[i].name, t->row[i].kind, t->row[i].hash) = i + 1;
}

static uint32_t add_row(struct tally *t, struct str name, uint8_t kind, uint64_t hash)
{
	if (t->rows == t->room) {
		t->room = t->room ? t->room * 2 : FIRST_ROWS;
		t->row = mem_grow(t->row, t->room, sizeof(*t->row));
	}
	t->row[t->rows] = (struct tally_row){ .name = arena_str(&t->names, name),
					      .kind = kind,
					      .hash = hash };
	return t->rows++;
}

/* The row for all that find no room; the last one, made when it is first needed. */
static uint32_t others(struct tally *t)
{
	t->turned_away++;
	if (t->rows < t->max)
		(void)add_row(t, STR("(others)"), 0, 0);
	return t->max - 1;
}

uint32_t tally_of(struct tally *t, struct str name, uint8_t kind)
{
	uint64_t hash;
	uint32_t *slot;

	name = str_sub(name, 0, TALLY_NAME_MAX);
	hash = name_hash(name, t->seed + kind);
	slot = slot_of(t, name, kind, hash);
	if (*slot)
		return *slot - 1;
	if (t->rows >= t->max - 1)
		return others(t);
	*slot = add_row(t, name, kind, hash) + 1;
	if (t->rows * 2 > t->slots)
		widen(t);
	return t->rows - 1;
}

void tally_add(struct tally *t, uint32_t row, const struct tally_counts *n)
{
	if (row == TALLY_NONE)
		return;
	t->row[row].n.messages += n->messages;
	t->row[row].n.sent += n->sent;
	t->row[row].n.deferred += n->deferred;
	t->row[row].n.bounced += n->bounced;
	t->row[row].n.delay_ms += n->delay_ms;
}

void tally_take(struct tally *t, uint32_t row, const struct tally_counts *n)
{
	if (row == TALLY_NONE)
		return;
	t->row[row].n.messages -= n->messages;
	t->row[row].n.sent -= n->sent;
	t->row[row].n.deferred -= n->deferred;
	t->row[row].n.bounced -= n->bounced;
	t->row[row].n.delay_ms -= n->delay_ms;
}

void tally_longest(struct tally *t, uint32_t row, uint64_t delay_ms)
{
	if (row != TALLY_NONE && t->row[row].delay_max_ms < delay_ms)
		t->row[row].delay_max_ms = delay_ms;
}

static int by_messages(const void *a, const void *b, void *rows)
{
	const struct tally_row *x = (struct tally_row *)rows + *(const uint32_t *)a;
	const struct tally_row *y = (struct tally_row *)rows + *(const uint32_t *)b;
	uint64_t fates_x = x->n.sent + x->n.deferred + x->n.bounced;
	uint64_t fates_y = y->n.sent + y->n.deferred + y->n.bounced;

	if (x->n.messages != y->n.messages)
		return x->n.messages < y->n.messages ? 1 : -1;
	if (fates_x != fates_y)
		return fates_x < fates_y ? 1 : -1;
	if (!str_eq(x->name, y->name))
		return str_cmp(x->name, y->name);
	return (x->kind > y->kind) - (x->kind < y->kind);
}

uint32_t *tally_order(const struct tally *t, struct arena *arena, uint32_t *n)
{
	uint32_t *order = arena_new(arena, t->rows, sizeof(*order));

	*n = 0;
	for (uint32_t i = 0; i < t->rows; i++) {
		const struct tally_counts *c = &t->row[i].n;

		if (c->messages + c->sent + c->deferred + c->bounced)
			order[(*n)++] = i;
	}
	if (*n)
		qsort_r(order, *n, sizeof(*order), by_messages, t->row);
	return order;
}
