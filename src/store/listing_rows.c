/* Columns of listings, in the order in which sql.c names them. */
#include "store/listing_rows.h"

#include "store/range_value.h"

#include <stdlib.h>
#include <string.h>

/* What the database has is told by number: these must not be moved. sql.c and schema.c say 1 and 2
 * for what goes on, 2 and less for what lives, 4 for what was dropped. */
_Static_assert(LISTING_SEEN == 0 && LISTING_OPEN == 1 && LISTING_FADING == 2 &&
		       LISTING_ENDED == 3 && LISTING_DROPPED == 4 && LISTING_STATES == 5,
	       "states of listings are stored by number");
_Static_assert(LISTING_NOTHING == 0 && LISTING_APPEARED == 1 && LISTING_BEGAN == 2 &&
		       LISTING_RETURNED == 3 && LISTING_RECODED == 4 && LISTING_FADED == 5 &&
		       LISTING_LIVES == 6 && LISTING_ENDED_NOW == 7 && LISTING_VANISHED == 8,
	       "changes of listings are stored by number");
_Static_assert(LIST_NEUTRAL == 0 && LIST_BLOCK == 1 && LIST_POLICY == 2 && LIST_RANGE == 3 &&
		       LIST_WHITE == 4 && LIST_REFUSAL == 5,
	       "kinds of listings are stored by number");

static void get_codes(struct str raw, struct listing *l)
{
	const uint8_t *p = (const uint8_t *)raw.p;

	for (l->codes = 0; l->codes < HEARD_CODES_MAX && 4 * (l->codes + 1) <= raw.n; p += 4)
		l->code[l->codes++] =
			(uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

void listing_row_get(struct db_query *q, struct listing *l)
{
	memset(l, 0, sizeof(*l));
	l->id = db_get_int(q);
	l->zone = db_get_str(q);
	l->about.lo = db_get_ip(q);
	l->about.hi = db_get_ip(q);
	l->name = db_get_str(q);
	l->state = (enum listing_state)db_get_int(q);
	l->since.us = db_get_int(q);
	l->confirmed.us = db_get_int(q);
	l->last.us = db_get_int(q);
	l->clean.us = db_get_int(q);
	l->until.us = db_get_int(q);
	l->next.us = db_get_int(q);
	get_codes(db_get_str(q), l);
	l->meaning = db_get_str(q);
	l->reason = db_get_str(q);
	l->server = db_get_str(q);
	l->severity = (uint8_t)db_get_int(q);
	l->kind = (enum list_kind)db_get_int(q);
	l->policy = db_get_int(q) != 0;
	l->serial = (uint32_t)db_get_int(q);
	l->returns = (uint32_t)db_get_int(q);
	l->baseline = db_get_int(q) != 0;
	l->held = db_get_int(q) != 0;
}

/* Network order. */
static struct str put_codes(const struct listing *l, uint8_t *raw)
{
	for (unsigned i = 0; i < l->codes; i++)
		for (unsigned k = 0; k < 4; k++)
			raw[4 * i + k] = (uint8_t)(l->code[i] >> (24 - 8 * k));
	return (struct str){ (const char *)raw, 4 * l->codes };
}

void listing_row_put(struct db_query *q, const struct listing *l, uint8_t codes[LISTING_CODES_RAW])
{
	db_put_int(q, l->state);
	db_put_int(q, l->since.us);
	db_put_int(q, l->confirmed.us);
	db_put_int(q, l->last.us);
	db_put_int(q, l->clean.us);
	db_put_int(q, l->until.us);
	db_put_int(q, l->next.us);
	db_put_raw(q, put_codes(l, codes));
	db_put_raw(q, l->meaning);
	db_put_raw(q, l->reason);
	db_put_str(q, l->server);
	db_put_int(q, l->severity);
	db_put_int(q, l->kind);
	db_put_int(q, l->policy);
	db_put_int(q, l->serial);
	db_put_int(q, l->returns);
	db_put_int(q, l->baseline);
	db_put_int(q, l->held);
}

static struct str copy(struct arena *arena, struct str s)
{
	return s.n ? arena_str(arena, s) : STR("");
}

void listing_row_own(struct listing *l, struct arena *arena)
{
	l->zone = copy(arena, l->zone);
	l->name = copy(arena, l->name);
	l->meaning = copy(arena, l->meaning);
	l->reason = copy(arena, l->reason);
	l->server = copy(arena, l->server);
}

static void grow(struct listing_rows *rows)
{
	size_t room = rows->room ? 2 * rows->room : 16;
	struct listing *row = arena_new(rows->arena, room, sizeof(*row));

	if (rows->n)
		memcpy(row, rows->row, rows->n * sizeof(*row));
	rows->row = row;
	rows->room = room;
}

void listing_rows_keep(struct listing_rows *rows, const struct listing *l)
{
	if (rows->n == rows->room)
		grow(rows);
	rows->row[rows->n] = *l;
	listing_row_own(&rows->row[rows->n++], rows->arena);
}

int listing_rows_take(struct listing_rows *rows, struct db_query *q, struct err *err)
{
	struct listing l;

	while (db_row(q)) {
		listing_row_get(q, &l);
		listing_rows_keep(rows, &l);
	}
	return db_end(q, err);
}

static int by_id(const void *a, const void *b)
{
	const struct listing *x = a;
	const struct listing *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

void listing_rows_tidy(struct listing_rows *rows)
{
	size_t kept = 0;

	if (rows->n)
		qsort(rows->row, rows->n, sizeof(*rows->row), by_id);
	for (size_t i = 0; i < rows->n; i++)
		if (kept == 0 || rows->row[kept - 1].id != rows->row[i].id)
			rows->row[kept++] = rows->row[i];
	rows->n = kept;
}
