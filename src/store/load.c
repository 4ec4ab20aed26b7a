/* Row by row, by statements that are made of the database's own names. */
#include "store/load.h"

#include "base/die.h"
#include "store/catalog.h"
#include "store/db.h"
#include "store/query_text.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX 16384

struct load {
	struct db *db;
	struct arena arena;
	struct catalog catalog;
	const struct catalog_table *table; /* the one at hand; NULL: it is not ours to fill */
	uint64_t *rows;                    /* of each table; UINT64_MAX: it has not come */
	struct db_query q;
	struct buf text;
};

/* Which schema it has, a database knows itself. */
static bool is_own(struct str table)
{
	return str_eq(table, STR("migration"));
}

/* Marks of the database: whether it was closed in order, and such. */
static bool is_mark(struct str table)
{
	return str_eq(table, STR("meta"));
}

int load_new(struct load **out, struct db *db, struct err *err)
{
	struct load *l = mem_new(1, sizeof(*l));

	l->db = db;
	buf_init(&l->text, TEXT_MAX);
	if (catalog_read(db, &l->arena, &l->catalog, err) < 0 ||
	    db->driver->exec(db, "DELETE FROM meta", err) < 0) {
		load_free(l);
		return -1;
	}
	l->rows = arena_new(&l->arena, l->catalog.tables, sizeof(*l->rows));
	for (size_t i = 0; i < l->catalog.tables; i++)
		l->rows[i] = UINT64_MAX;
	*out = l;
	return 0;
}

void load_free(struct load *l)
{
	if (!l)
		return;
	db_done(&l->q);
	buf_done(&l->text);
	arena_done(&l->arena);
	free(l);
}

static bool has_column(const struct catalog_table *t, struct str name)
{
	for (size_t i = 0; i < t->columns; i++)
		if (str_eq(t->column[i].name, name))
			return true;
	return false;
}

/* Same columns, in any order. */
static int compare(const struct catalog_table *t, const struct dump_reader *r, struct err *err)
{
	for (size_t i = 0; i < r->columns; i++)
		if (!has_column(t, r->column[i]))
			return err_set(err, ERR_INPUT,
				       "the dump has a column \"%.*s\" of table \"%s\", the "
				       "database has none",
				       STR_ARG(r->column[i]), r->table);
	if (r->columns != t->columns)
		return err_set(err, ERR_INPUT,
			       "the dump has %zu columns of table \"%s\", the database %zu",
			       r->columns, r->table, t->columns);
	return 0;
}

/* The names were found in the catalog: they are plain. */
static void put_insert(struct load *l, const struct dump_reader *r)
{
	buf_clear(&l->text);
	buf_fmt(&l->text, "INSERT INTO \"%s\" (", r->table);
	for (size_t i = 0; i < r->columns; i++)
		buf_fmt(&l->text, "%s\"%.*s\"", i ? ", " : "", STR_ARG(r->column[i]));
	buf_add(&l->text, STR(") VALUES ("));
	for (size_t i = 0; i < r->columns; i++)
		buf_fmt(&l->text, "%s$%zu", i ? ", " : "", i + 1);
	buf_add(&l->text, STR(")"));
	die_if(l->text.full);
}

static int begin_table(struct load *l, const struct dump_reader *r, struct err *err)
{
	const struct catalog_table *t = catalog_find(&l->catalog, str_of(r->table));

	l->table = NULL;
	if (!t)
		return err_set(err, ERR_INPUT, "the dump has a table \"%s\", the database has none",
			       r->table);
	if (l->rows[t - l->catalog.table] != UINT64_MAX)
		return err_set(err, ERR_INPUT, "the dump has table \"%s\" twice", r->table);
	l->rows[t - l->catalog.table] = 0;
	if (is_own(t->name))
		return 0;
	if (compare(t, r, err) < 0)
		return -1;
	l->table = t;
	put_insert(l, r);
	db_done(&l->q);
	db_ask_text(&l->q, l->db, buf_c(&l->text));
	return 0;
}

static int put_row(struct load *l, const struct dump_reader *r, struct err *err)
{
	if (!l->table)
		return 0;
	for (size_t i = 0; i < r->columns; i++)
		db_put(&l->q, &r->value[i]);
	if (db_queue(&l->q, err) < 0)
		return err_in(err, "row %llu of table \"%s\", or one before",
			      (unsigned long long)r->rows, r->table);
	return 0;
}

static int end_table(struct load *l, const struct dump_reader *r, struct err *err)
{
	const struct catalog_table *t = l->table;
	const struct driver *driver = l->db->driver;

	if (!t)
		return 0;
	l->rows[t - l->catalog.table] = r->rows;
	if (db_settle(l->db, err) < 0)
		return err_in(err, "table \"%s\"", r->table);
	db_done(&l->q);
	if (!driver->filled || t->keys != 1)
		return 0;
	for (size_t i = 0; i < t->columns; i++)
		if (t->column[i].key && driver->filled(l->db, t->name, t->column[i].name, err) < 0)
			return -1;
	return 0;
}

int load_take(struct load *l, const struct dump_reader *r, enum dump_fact fact, struct err *err)
{
	switch (fact) {
	case DUMP_IS_TABLE:
		return begin_table(l, r, err);
	case DUMP_IS_ROW:
		return put_row(l, r, err);
	case DUMP_IS_ROWS:
		return end_table(l, r, err);
	case DUMP_IS_MORE:
	case DUMP_IS_HEAD:
	case DUMP_IS_END:
		break;
	}
	return 0;
}

static int count(struct db *db, struct str table, uint64_t *out, struct err *err)
{
	struct db_query q AUTO(db_done);
	char text[CATALOG_NAME_MAX + 64];

	snprintf(text, sizeof(text), "SELECT count(*) FROM \"%.*s\"", STR_ARG(table));
	*out = 0;
	db_ask_text(&q, db, text);
	while (db_row(&q))
		*out = (uint64_t)db_get_int(&q);
	return db_end(&q, err);
}

int load_end(struct load *l, struct err *err)
{
	uint64_t n;

	for (size_t i = 0; i < l->catalog.tables; i++) {
		struct str name = l->catalog.table[i].name;

		if (l->rows[i] == UINT64_MAX)
			return err_set(err, ERR_INPUT, "the dump has no table \"%.*s\"",
				       STR_ARG(name));
		if (is_own(name))
			continue;
		if (count(l->db, name, &n, err) < 0)
			return -1;
		if (n != l->rows[i])
			return err_set(err, ERR_SYS,
				       "table \"%.*s\" has %llu rows, the dump has %llu",
				       STR_ARG(name), (unsigned long long)n,
				       (unsigned long long)l->rows[i]);
	}
	return 0;
}

int load_rows(struct db *db, uint64_t *out, struct err *err)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct catalog c;
	uint64_t n;

	*out = 0;
	if (catalog_read(db, &arena, &c, err) < 0)
		return -1;
	for (size_t i = 0; i < c.tables; i++) {
		if (is_own(c.table[i].name) || is_mark(c.table[i].name))
			continue;
		if (count(db, c.table[i].name, &n, err) < 0)
			return -1;
		*out += n;
	}
	return 0;
}
