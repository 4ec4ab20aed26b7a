/* Running one statement: values in, rows out, the first failure kept. */
#include "store/query.h"

#include "base/die.h"

void db_ask(struct db_query *q, struct db *db, enum sql sql)
{
	q->db = db;
	q->stmt = NULL;
	q->values = 0;
	q->column = 0;
	q->started = false;
	q->dropped = false;
	q->err.kind = ERR_NONE;
	if (db->failed) {
		err_set(&q->err, ERR_LATER,
			"an earlier statement of this transaction failed: nothing of it is kept");
		return;
	}
	if (!db->stmt[sql] && db->driver->prepare(db, sql_text(sql), &db->stmt[sql], &q->err) < 0) {
		db->stmt[sql] = NULL;
		db->failed = db->open;
		return;
	}
	q->stmt = db->stmt[sql];
}

static void put(struct db_query *q, struct db_value v)
{
	die_if(q->values >= DB_VALUES_MAX);
	q->value[q->values++] = v;
}

void db_put_int(struct db_query *q, int64_t i)
{
	put(q, (struct db_value){ .type = DB_INT, .i = i });
}

void db_put_str(struct db_query *q, struct str s)
{
	put(q, (struct db_value){ .type = DB_TEXT, .s = s });
}

void db_put_raw(struct db_query *q, struct str s)
{
	put(q, (struct db_value){ .type = DB_RAW, .s = s });
}

void db_put_null(struct db_query *q)
{
	put(q, (struct db_value){ .type = DB_NULL });
}

static void fail(struct db_query *q)
{
	q->db->failed = q->db->open;
	if (q->started)
		q->db->driver->stop(q->db, q->stmt);
	q->started = false;
}

bool db_row(struct db_query *q)
{
	bool more = false;

	if (q->err.kind != ERR_NONE)
		return false;
	if (!q->started) {
		if (q->db->driver->start(q->db, q->stmt, q->value, q->values, &q->err) < 0) {
			fail(q);
			return false;
		}
		q->started = true;
	}
	if (q->db->driver->row(q->db, q->stmt, &more, &q->err) < 0) {
		fail(q);
		return false;
	}
	q->column = 0;
	return more;
}

static struct db_value get(struct db_query *q)
{
	struct db_value v = { 0 };

	die_if(!q->started);
	q->db->driver->column(q->db, q->stmt, q->column++, &v);
	return v;
}

int64_t db_get_int(struct db_query *q)
{
	return get(q).i;
}

struct str db_get_str(struct db_query *q)
{
	return get(q).s;
}

struct str db_get_copy(struct db_query *q, struct arena *arena)
{
	struct str s = get(q).s;

	return s.n ? arena_str(arena, s) : STR("");
}

int db_run(struct db_query *q, struct err *err)
{
	while (db_row(q))
		;
	return db_end(q, err);
}

int db_end(struct db_query *q, struct err *err)
{
	if (q->started)
		q->db->driver->stop(q->db, q->stmt);
	q->started = false;
	q->values = 0;
	if (q->err.kind == ERR_NONE)
		return 0;
	return err_set(err, q->err.kind, "%s", q->err.text);
}

void db_done(struct db_query *q)
{
	if (q->started)
		q->db->driver->stop(q->db, q->stmt);
	if (q->dropped)
		q->db->driver->drop(q->db, q->stmt);
	q->started = false;
	q->dropped = false;
}
