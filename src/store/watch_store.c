/* Standings, walks, budgets and reverse names: a row each, read and written whole. */
#include "store/watch_store.h"

#include "base/die.h"
#include "store/range_value.h"

#include <string.h>

/* What the database has is told by number: these must not be moved. */
_Static_assert(HEARD_OK == 0 && HEARD_PARTIAL == 1 && HEARD_BROKEN == 2 && HEARD_REFUSED == 3 &&
		       HEARD_SILENT == 4 && HEARD_LOST == 5 && HEARD_SPENT == 6,
	       "healths of lists are stored by number");
_Static_assert(ESTATE_MAIL == 0 && ESTATE_CHANGED == 1 && ESTATE_REST == 2 && AGENDA_NAMES == 3,
	       "walks are stored by number");
_Static_assert(PTR_OK == 0 && PTR_MISSING == 1 && PTR_UNCONFIRMED == 2 && PTR_GENERIC == 3 &&
		       PTR_UNKNOWN == 4,
	       "verdicts on reverse names are stored by number");

/* Rows of one size, gathered in the arena. */
struct rows {
	struct arena *arena;
	void *p;
	size_t size, n, room;
};

static void *slot(struct rows *rows)
{
	if (rows->n == rows->room) {
		size_t room = rows->room ? 2 * rows->room : 16;
		void *p = arena_new(rows->arena, room, rows->size);

		if (rows->n)
			memcpy(p, rows->p, rows->n * rows->size);
		rows->p = p;
		rows->room = room;
	}
	return (char *)rows->p + rows->n++ * rows->size;
}

/* --- standings --------------------------------------------------------------------------- */

static void get_standing(struct db_query *q, struct arena *arena, struct standing *s)
{
	s->zone = db_get_copy(q, arena);
	s->health = (enum heard_health)db_get_int(q);
	s->why = db_get_copy(q, arena);
	s->asked = db_get_int(q) != 0;
	s->since.us = db_get_int(q);
	s->last.us = db_get_int(q);
	s->last_good.us = db_get_int(q);
	s->proving.us = db_get_int(q);
	s->retry.us = db_get_int(q);
	s->failures = (uint32_t)db_get_int(q);
	s->baseline.us = db_get_int(q);
	s->held = db_get_int(q) != 0;
	s->held_since.us = db_get_int(q);
	s->window.us = db_get_int(q);
	s->named = (uint32_t)db_get_int(q);
	s->keep_s = (uint32_t)db_get_int(q);
	s->serial = (uint32_t)db_get_int(q);
	s->check_cost = (uint32_t)db_get_int(q);
}

int standing_store_load(struct db *db, struct arena *arena, struct standing **out, size_t *n,
			struct err *err)
{
	struct rows rows = { .arena = arena, .size = sizeof(**out) };
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_STANDING_LIST);
	while (db_row(&q))
		get_standing(&q, arena, slot(&rows));
	*out = rows.p;
	*n = rows.n;
	return db_end(&q, err);
}

int standing_store_save(struct db *db, const struct standing *s, struct err *err)
{
	struct db_query q AUTO(db_done);

	die_if(!db_in_tx(db));
	db_ask(&q, db, SQL_STANDING_SET);
	db_put_str(&q, s->zone);
	db_put_int(&q, s->health);
	db_put_raw(&q, s->why);
	db_put_int(&q, s->asked);
	db_put_int(&q, s->since.us);
	db_put_int(&q, s->last.us);
	db_put_int(&q, s->last_good.us);
	db_put_int(&q, s->proving.us);
	db_put_int(&q, s->retry.us);
	db_put_int(&q, s->failures);
	db_put_int(&q, s->baseline.us);
	db_put_int(&q, s->held);
	db_put_int(&q, s->held_since.us);
	db_put_int(&q, s->window.us);
	db_put_int(&q, s->named);
	db_put_int(&q, s->keep_s);
	db_put_int(&q, s->serial);
	db_put_int(&q, s->check_cost);
	return db_run(&q, err);
}

/* --- walks ------------------------------------------------------------------------------- */

int walk_store_load(struct db *db, struct str zone, struct agenda_walk out[AGENDA_WALKS],
		    struct err *err)
{
	struct db_query q AUTO(db_done);

	for (size_t i = 0; i < AGENDA_WALKS; i++)
		out[i] = (struct agenda_walk){ .begun = WHEN_NEVER, .due = WHEN_EVER };
	db_ask(&q, db, SQL_WALK_LIST);
	db_put_str(&q, zone);
	while (db_row(&q)) {
		int64_t walk = db_get_int(&q);
		struct agenda_walk w = { .cursor = db_get_ip(&q) };

		w.begun.us = db_get_int(&q);
		w.due.us = db_get_int(&q);
		w.walks = (uint32_t)db_get_int(&q);
		if (walk >= 0 && walk < AGENDA_WALKS)
			out[walk] = w;
	}
	return db_end(&q, err);
}

int walk_store_save(struct db *db, struct str zone, unsigned walk, const struct agenda_walk *w,
		    struct err *err)
{
	struct db_query q AUTO(db_done);
	uint8_t place[16];

	die_if(!db_in_tx(db) || walk >= AGENDA_WALKS);
	db_ask(&q, db, SQL_WALK_SET);
	db_put_str(&q, zone);
	db_put_int(&q, walk);
	if (w->cursor.len) {
		ip_raw(w->cursor, place);
		db_put_raw(&q, (struct str){ (const char *)place, sizeof(place) });
	} else {
		db_put_null(&q);
	}
	db_put_int(&q, w->begun.us);
	db_put_int(&q, w->due.us);
	db_put_int(&q, w->walks);
	return db_run(&q, err);
}

/* --- budgets ----------------------------------------------------------------------------- */

/* Empty: as the kernel chooses. `text` has room for IP_TEXT_MAX + 1 and outlives the question. */
static void put_source(struct db_query *q, struct ip source, char *text)
{
	text[0] = '\0';
	db_put_str(q, str_of(source.len ? ip_text(source, text) : text));
}

static struct ip get_source(struct db_query *q)
{
	struct ip ip;

	return ip_parse(db_get_str(q), &ip, NULL) == 0 ? ip : (struct ip){ 0 };
}

static void get_budget(struct db_query *q, struct arena *arena, struct budget_row *b)
{
	b->operator= db_get_copy(q, arena);
	b->source = get_source(q);
	b->spent.day = db_get_int(q);
	b->spent.month = db_get_int(q);
	b->spent.in_day = (uint32_t)db_get_int(q);
	b->spent.in_month = (uint32_t)db_get_int(q);
	b->spent.busy_until.us = db_get_int(q);
}

/* What was spent of the row's operator and source; all zeros, and false, of one that never asked.
 */
static int find_budget(struct db *db, struct budget_row *of, bool *found, struct err *err)
{
	struct arena scratch AUTO(arena_done) = { 0 };
	struct db_query q AUTO(db_done);
	struct budget_row row = { 0 };
	char text[IP_TEXT_MAX + 1];

	*found = false;
	db_ask(&q, db, SQL_BUDGET_FIND);
	db_put_str(&q, of->operator);
	put_source(&q, of->source, text);
	while (db_row(&q)) {
		get_budget(&q, &scratch, &row);
		*found = true;
	}
	of->spent = row.spent;
	return db_end(&q, err);
}

/* The address may be the one that the kernel chose until it was named. */
static int load_budget(struct db *db, struct budget_row *of, struct err *err)
{
	bool found;

	if (find_budget(db, of, &found, err) < 0)
		return -1;
	if (found || of->source.len == 0)
		return 0;
	of->source = (struct ip){ 0 };
	return find_budget(db, of, &found, err);
}

static int save_budget(struct db *db, struct str operator, struct ip source,
		       const struct budget_spent *spent, struct err *err)
{
	struct db_query q AUTO(db_done);
	char text[IP_TEXT_MAX + 1];

	db_ask(&q, db, SQL_BUDGET_SET);
	db_put_str(&q, operator);
	put_source(&q, source, text);
	db_put_int(&q, spent->day);
	db_put_int(&q, spent->month);
	db_put_int(&q, spent->in_day);
	db_put_int(&q, spent->in_month);
	db_put_int(&q, spent->busy_until.us);
	return db_run(&q, err);
}

static int save_budgets(struct db *db, struct str operator, const struct source * from,
			const struct budget_all *all, struct err *err)
{
	struct ip source[SOURCE_ADDRESSES_MAX];
	size_t n = source_counted(from, source);

	die_if(n != all->n);
	for (size_t i = 0; i < n; i++)
		if (save_budget(db, operator, source[i], &all->spent[i], err) < 0)
			return -1;
	return 0;
}

int budget_store_spent(struct db *db, struct str operator, const struct source * from,
		       struct budget_all *out, struct err *err)
{
	struct ip source[SOURCE_ADDRESSES_MAX];

	out->n = source_counted(from, source);
	for (size_t i = 0; i < out->n; i++) {
		struct budget_row row = { .operator= operator, .source = source[i] };

		if (load_budget(db, &row, err) < 0)
			return -1;
		out->spent[i] = row.spent;
	}
	return 0;
}

int budget_store_take(struct db *db, const struct budget_wish *wish, struct budget_grant *out,
		      struct err *err)
{
	const struct budget_want want = { &wish->limit, wish->n, wish->manual, true, wish->now };
	struct budget_all all;

	die_if(!db_in_tx(db));
	if (budget_store_spent(db, wish->operator, & wish->from, &all, err) < 0)
		return -1;
	*out = budget_take_each(all.spent, all.n, &want);
	return out->n ? save_budgets(db, wish->operator, & wish->from, &all, err) : 0;
}

int budget_store_return(struct db *db, const struct budget_back *back, struct err *err)
{
	struct budget_all all;

	die_if(!db_in_tx(db));
	if (budget_store_spent(db, back->operator, & back->from, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++)
		budget_return(&all.spent[i], back->n, back->when);
	return save_budgets(db, back->operator, & back->from, &all, err);
}

int budget_store_list(struct db *db, struct arena *arena, struct budget_row **out, size_t *n,
		      struct err *err)
{
	struct rows rows = { .arena = arena, .size = sizeof(**out) };
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_BUDGET_LIST);
	while (db_row(&q))
		get_budget(&q, arena, slot(&rows));
	*out = rows.p;
	*n = rows.n;
	return db_end(&q, err);
}

/* --- reverse names ----------------------------------------------------------------------- */

/* The row that is so now, if it says the same; 0: another, or none. */
static int find_same(struct db *db, const struct ptr_row *row, struct str ip, int64_t *id,
		     struct err *err)
{
	struct db_query q AUTO(db_done);

	*id = 0;
	db_ask(&q, db, SQL_PTR_LAST);
	db_put_raw(&q, ip);
	while (db_row(&q)) {
		int64_t last = db_get_int(&q);
		bool same = db_get_int(&q) == (int64_t)row->verdict;

		*id = str_eq(db_get_str(&q), row->name) && same ? last : 0;
	}
	return db_end(&q, err);
}

static int see(struct db *db, int64_t id, struct instant seen, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_PTR_SEEN);
	db_put_int(&q, seen.us);
	db_put_int(&q, id);
	return db_run(&q, err);
}

static int add_ptr(struct db *db, const struct ptr_row *row, struct str ip, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_PTR_ADD);
	db_put_raw(&q, ip);
	db_put_int(&q, row->verdict);
	db_put_str(&q, row->name);
	db_put_int(&q, row->since.us);
	db_put_int(&q, row->seen.us > row->since.us ? row->seen.us : row->since.us);
	return db_run(&q, err);
}

int ptr_store_note(struct db *db, const struct ptr_row *row, struct err *err)
{
	uint8_t raw[16];
	struct str ip = { (const char *)raw, sizeof(raw) };
	int64_t id;

	die_if(!db_in_tx(db));
	if (row->verdict == PTR_UNKNOWN)
		return 0;
	ip_raw(row->ip, raw);
	if (find_same(db, row, ip, &id, err) < 0)
		return -1;
	return id ? see(db, id, row->seen, err) : add_ptr(db, row, ip, err);
}

static void get_ptr(struct db_query *q, struct arena *arena, struct ptr_row *row)
{
	row->ip = db_get_ip(q);
	row->verdict = (enum ptr_verdict)db_get_int(q);
	row->name = db_get_copy(q, arena);
	row->since.us = db_get_int(q);
	row->seen.us = db_get_int(q);
}

int ptr_store_list(struct db *db, struct ip ip, struct arena *arena, struct ptr_rows *out,
		   struct err *err)
{
	struct rows rows = { .arena = arena, .size = sizeof(*out->row) };
	struct db_query q AUTO(db_done);
	uint8_t raw[16];

	db_ask(&q, db, ip.len ? SQL_PTR_OF : SQL_PTR_WRONG);
	if (ip.len) {
		ip_raw(ip, raw);
		db_put_raw(&q, (struct str){ (const char *)raw, sizeof(raw) });
	}
	while (db_row(&q))
		get_ptr(&q, arena, slot(&rows));
	*out = (struct ptr_rows){ rows.p, rows.n };
	return db_end(&q, err);
}
