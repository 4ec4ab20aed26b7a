/* Pages in the order of primary keys, each behind the last key of the one before. */
#include "store/dump.h"

#include "base/die.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/dump_format.h"
#include "store/query_text.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 500 /* some engines hand over a whole page at once */
#define TEXT_MAX 16384

enum stage { HEAD, TABLE, ROWS, OVER };

struct dump {
	struct db *db;
	struct db_tx tx;
	struct arena arena;
	struct catalog catalog;
	int64_t schema;
	enum stage stage;
	size_t table; /* the one at hand */
	uint64_t rows, all_rows;
	struct buf first, next; /* statements: the first page, and those behind a key */
	struct arena key_arena;
	struct db_value *key; /* the last row's; NULL: none yet */
};

static void put_names(struct buf *out, const struct catalog_table *t, bool keys)
{
	bool comma = false;

	for (size_t place = 1; place <= (keys ? t->keys : t->columns); place++) {
		for (size_t i = 0; i < t->columns; i++) {
			if (keys ? t->column[i].key != place : i != place - 1)
				continue;
			buf_fmt(out, "%s\"%.*s\"", comma ? ", " : "", STR_ARG(t->column[i].name));
			comma = true;
		}
	}
}

static void put_page(struct buf *out, const struct catalog_table *t, bool behind)
{
	buf_clear(out);
	buf_add(out, STR("SELECT "));
	put_names(out, t, false);
	buf_fmt(out, " FROM \"%.*s\"", STR_ARG(t->name));
	if (behind) {
		buf_add(out, STR(" WHERE ("));
		put_names(out, t, true);
		buf_add(out, STR(") > ("));
		for (size_t i = 1; i <= t->keys; i++)
			buf_fmt(out, "%s$%zu", i > 1 ? ", " : "", i);
		buf_add(out, STR(")"));
	}
	buf_add(out, STR(" ORDER BY "));
	put_names(out, t, true);
	buf_fmt(out, " LIMIT %d", PAGE_ROWS);
	die_if(out->full);
}

static int read_schema(struct dump *d, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, d->db, SQL_MIGRATION_LIST);
	while (db_row(&q))
		d->schema = db_get_int(&q);
	return db_end(&q, err);
}

int dump_new(struct dump **out, struct db *db, struct err *err)
{
	struct dump *d = mem_new(1, sizeof(*d));

	d->db = db;
	buf_init(&d->first, TEXT_MAX);
	buf_init(&d->next, TEXT_MAX);
	if (db_begin(&d->tx, db, err) < 0 || read_schema(d, err) < 0 ||
	    catalog_read(db, &d->arena, &d->catalog, err) < 0) {
		dump_free(d);
		return -1;
	}
	*out = d;
	return 0;
}

void dump_free(struct dump *d)
{
	if (!d)
		return;
	db_rollback(&d->tx);
	buf_done(&d->first);
	buf_done(&d->next);
	arena_done(&d->arena);
	arena_done(&d->key_arena);
	free(d);
}

static void put_head(struct dump *d, struct buf *out)
{
	size_t at;

	buf_add(out, STR(DUMP_MAGIC));
	at = out->n;
	dump_begin(out, DUMP_HEAD);
	wire_put_u32(out, (uint32_t)d->schema);
	wire_put_str(out, str_of(d->db->driver->name));
	dump_finish(out, at);
	d->stage = TABLE;
}

static void put_end(struct dump *d, struct buf *out)
{
	size_t at = out->n;

	dump_begin(out, DUMP_END);
	wire_put_u64(out, d->catalog.tables);
	wire_put_u64(out, d->all_rows);
	dump_finish(out, at);
	d->stage = OVER;
}

static void begin_table(struct dump *d, struct buf *out)
{
	const struct catalog_table *t = &d->catalog.table[d->table];
	size_t at = out->n;

	dump_begin(out, DUMP_TABLE);
	wire_put_str(out, t->name);
	wire_put_u16(out, (uint16_t)t->columns);
	for (size_t i = 0; i < t->columns; i++)
		wire_put_str(out, t->column[i].name);
	dump_finish(out, at);
	put_page(&d->first, t, false);
	put_page(&d->next, t, true);
	d->rows = 0;
	d->key = NULL;
	d->stage = ROWS;
}

static void end_table(struct dump *d, struct buf *out)
{
	size_t at = out->n;

	dump_begin(out, DUMP_ROWS);
	wire_put_u64(out, d->rows);
	dump_finish(out, at);
	d->table++;
	d->stage = TABLE;
}

/* The key of the row, as the next page wants it: in the order of the key, not of the columns. */
static void keep_key(struct dump *d, const struct catalog_table *t, const struct db_value *v)
{
	arena_clear(&d->key_arena);
	d->key = arena_new(&d->key_arena, t->keys, sizeof(*d->key));
	for (size_t i = 0; i < t->columns; i++) {
		struct db_value *k;

		if (t->column[i].key == 0)
			continue;
		k = &d->key[t->column[i].key - 1];
		*k = v[i];
		if (v[i].type != DB_INT)
			k->s = arena_str(&d->key_arena, v[i].s);
	}
}

static int put_row(struct dump *d, struct buf *out, struct db_query *q, bool last, struct err *err)
{
	const struct catalog_table *t = &d->catalog.table[d->table];
	struct db_value v[CATALOG_COLUMNS_MAX];
	size_t at = out->n;

	dump_begin(out, DUMP_ROW);
	for (size_t i = 0; i < t->columns; i++) {
		v[i] = db_get(q);
		dump_put_value(out, &v[i]);
	}
	if (out->full || out->n - at > DUMP_RECORD_MAX)
		return err_set(err, ERR_INPUT, "a row of table \"%.*s\" has more than %u octets",
			       STR_ARG(t->name), DUMP_RECORD_MAX);
	dump_finish(out, at);
	d->rows++;
	d->all_rows++;
	if (last || out->n >= DUMP_SLICE)
		keep_key(d, t, v);
	return 0;
}

static int put_rows(struct dump *d, struct buf *out, struct err *err)
{
	const struct catalog_table *t = &d->catalog.table[d->table];
	struct db_query q AUTO(db_done);
	size_t n = 0;

	db_ask_text(&q, d->db, buf_c(d->key ? &d->next : &d->first));
	for (size_t i = 0; d->key && i < t->keys; i++)
		db_put(&q, &d->key[i]);
	while (out->n < DUMP_SLICE && db_row(&q))
		if (put_row(d, out, &q, ++n == PAGE_ROWS, err) < 0)
			return -1;
	if (db_end(&q, err) < 0)
		return -1;
	if (n < PAGE_ROWS && out->n < DUMP_SLICE)
		end_table(d, out);
	return 0;
}

int dump_more(struct dump *d, struct buf *out, bool *over, struct err *err)
{
	while (d->stage != OVER && out->n < DUMP_SLICE) {
		if (d->stage == HEAD)
			put_head(d, out);
		else if (d->stage == ROWS && put_rows(d, out, err) < 0)
			return -1;
		else if (d->stage == TABLE && d->table < d->catalog.tables)
			begin_table(d, out);
		else if (d->stage == TABLE)
			put_end(d, out);
	}
	*over = d->stage == OVER;
	return 0;
}
