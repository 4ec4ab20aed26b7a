/* Serial gates, row by row; those of servers that were forgotten go. */
#include "store/serial_store.h"

#include "base/die.h"
#include "store/query.h"

#include <string.h>

static int load_walks(struct db *db, struct str zone, struct serial_walk out[AGENDA_WALKS],
		      struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_SERIAL_WALKS);
	db_put_str(&q, zone);
	while (db_row(&q)) {
		int64_t walk = db_get_int(&q);
		struct serial_walk w = { .space = (uint64_t)db_get_int(&q) };

		w.going = (uint64_t)db_get_int(&q);
		w.moved = db_get_int(&q) != 0;
		w.spared = (uint32_t)db_get_int(&q);
		w.saved = (uint64_t)db_get_int(&q);
		if (walk >= 0 && walk < AGENDA_WALKS)
			out[walk] = w;
	}
	return db_end(&q, err);
}

static struct serial_gate get_gate(struct db_query *q)
{
	struct serial_gate g = { .swept = db_get_int(q) != 0 };

	g.serial = (uint32_t)db_get_int(q);
	g.full.us = db_get_int(q);
	g.proving.us = db_get_int(q);
	g.distrusted.us = db_get_int(q);
	g.moves = (uint32_t)db_get_int(q);
	g.still = (uint32_t)db_get_int(q);
	g.contradictions = (uint32_t)db_get_int(q);
	return g;
}

static void take_server(struct db_query *q, struct serial_walk out[AGENDA_WALKS])
{
	int64_t walk = db_get_int(q);
	struct err err;
	struct serial_server s = { 0 };
	bool known = endpoint_parse(db_get_str(q), 53, &s.at, &err) == 0;
	struct serial_walk *w = walk >= 0 && walk < AGENDA_WALKS ? &out[walk] : NULL;

	s.gate = get_gate(q);
	s.first = (uint32_t)db_get_int(q);
	s.last = (uint32_t)db_get_int(q);
	s.seen.us = db_get_int(q);
	if (w && known && w->servers < SERIAL_SERVERS_MAX)
		w->server[w->servers++] = s;
}

static int load_servers(struct db *db, struct str zone, struct serial_walk out[AGENDA_WALKS],
			struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_SERIAL_GATES);
	db_put_str(&q, zone);
	while (db_row(&q))
		take_server(&q, out);
	return db_end(&q, err);
}

int serial_store_load(struct db *db, struct str zone, struct serial_walk out[AGENDA_WALKS],
		      struct err *err)
{
	memset(out, 0, AGENDA_WALKS * sizeof(*out));
	if (load_walks(db, zone, out, err) < 0)
		return -1;
	return load_servers(db, zone, out, err);
}

static int save_walk(struct db *db, struct str zone, unsigned walk, const struct serial_walk *w,
		     struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_SERIAL_WALK_SET);
	db_put_str(&q, zone);
	db_put_int(&q, walk);
	db_put_int(&q, (int64_t)w->space);
	db_put_int(&q, (int64_t)w->going);
	db_put_int(&q, w->moved);
	db_put_int(&q, w->spared);
	db_put_int(&q, (int64_t)w->saved);
	return db_run(&q, err);
}

static void put_gate(struct db_query *q, const struct serial_gate *g)
{
	db_put_int(q, g->swept);
	db_put_int(q, g->serial);
	db_put_int(q, g->full.us);
	db_put_int(q, g->proving.us);
	db_put_int(q, g->distrusted.us);
	db_put_int(q, g->moves);
	db_put_int(q, g->still);
	db_put_int(q, g->contradictions);
}

static int save_server(struct db *db, struct str zone, unsigned walk, const struct serial_server *s,
		       struct err *err)
{
	struct db_query q AUTO(db_done);
	char at[ENDPOINT_TEXT_MAX + 1];

	db_ask(&q, db, SQL_SERIAL_GATE_ADD);
	db_put_str(&q, zone);
	db_put_int(&q, walk);
	db_put_str(&q, str_of(endpoint_text(s->at, at)));
	put_gate(&q, &s->gate);
	db_put_int(&q, s->first);
	db_put_int(&q, s->last);
	db_put_int(&q, s->seen.us);
	return db_run(&q, err);
}

static int drop_servers(struct db *db, struct str zone, unsigned walk, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_SERIAL_GATE_DROP);
	db_put_str(&q, zone);
	db_put_int(&q, walk);
	return db_run(&q, err);
}

int serial_store_save(struct db *db, struct str zone, unsigned walk, const struct serial_walk *w,
		      struct err *err)
{
	die_if(!db_in_tx(db) || walk >= AGENDA_WALKS);
	if (save_walk(db, zone, walk, w, err) < 0 || drop_servers(db, zone, walk, err) < 0)
		return -1;
	for (size_t i = 0; i < w->servers; i++)
		if (save_server(db, zone, walk, &w->server[i], err) < 0)
			return -1;
	return 0;
}
