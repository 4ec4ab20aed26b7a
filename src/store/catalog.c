/* The engine's word about its tables, put in order. */
#include "store/catalog.h"

#include "store/db.h"
#include "store/query_text.h"

#include <stdbool.h>
#include <string.h>

struct link {
	size_t from, to; /* places in the catalog */
};

#define LINKS_MAX (8 * CATALOG_TABLES_MAX)

static bool is_plain(struct str s)
{
	if (s.n == 0 || s.n > CATALOG_NAME_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && (s.p[i] < '0' || s.p[i] > '9') &&
		    s.p[i] != '_')
			return false;
	return true;
}

static int refuse(struct err *err, struct str table, const char *what)
{
	return err_set(err, ERR_SYS, "table \"%.*s\" of the database %s", STR_ARG(table), what);
}

const struct catalog_table *catalog_find(const struct catalog *c, struct str name)
{
	for (size_t i = 0; i < c->tables; i++)
		if (str_eq(c->table[i].name, name))
			return &c->table[i];
	return NULL;
}

static int add_column(struct catalog *c, struct arena *arena, struct db_query *q, struct err *err)
{
	struct str table = db_get_str(q);
	struct catalog_table *t = c->tables ? &c->table[c->tables - 1] : NULL;
	struct catalog_column column;

	if (!t || !str_eq(t->name, table)) {
		if (c->tables == CATALOG_TABLES_MAX)
			return refuse(err, table, "is one too many");
		t = &c->table[c->tables++];
		t->name = arena_str(arena, table);
		t->column = arena_new(arena, CATALOG_COLUMNS_MAX, sizeof(*t->column));
	}
	column.name = db_get_copy(q, arena);
	column.key = (unsigned)db_get_int(q);
	if (t->columns == CATALOG_COLUMNS_MAX)
		return refuse(err, table, "has too many columns");
	if (!is_plain(table) || !is_plain(column.name))
		return refuse(err, table, "has a strange name, or a column that has");
	t->column[t->columns++] = column;
	t->keys += column.key > 0;
	return 0;
}

static int read_columns(struct catalog *c, struct db *db, struct arena *arena, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask_text(&q, db, db->driver->columns);
	while (db_row(&q))
		if (add_column(c, arena, &q, err) < 0)
			return -1;
	if (db_end(&q, err) < 0)
		return -1;
	for (size_t i = 0; i < c->tables; i++)
		if (c->table[i].keys == 0)
			return refuse(err, c->table[i].name, "has no primary key");
	return 0;
}

/* A table that refers to itself is in no way before itself: its rows are in the order of keys. */
static int read_links(const struct catalog *c, struct db *db, struct link *link, size_t *n,
		      struct err *err)
{
	struct db_query q AUTO(db_done);

	*n = 0;
	db_ask_text(&q, db, db->driver->links);
	while (db_row(&q)) {
		const struct catalog_table *from = catalog_find(c, db_get_str(&q));
		const struct catalog_table *to = catalog_find(c, db_get_str(&q));

		if (!from || !to || from == to)
			continue;
		if (*n == LINKS_MAX)
			return refuse(err, from->name, "refers to too much");
		link[(*n)++] = (struct link){ (size_t)(from - c->table), (size_t)(to - c->table) };
	}
	return db_end(&q, err);
}

static bool is_next(size_t at, const bool *placed, const struct link *link, size_t links)
{
	if (placed[at])
		return false;
	for (size_t i = 0; i < links; i++)
		if (link[i].from == at && !placed[link[i].to])
			return false;
	return true;
}

static int put_in_order(struct catalog *c, struct arena *arena, const struct link *link,
			size_t links, struct err *err)
{
	struct catalog_table *order = arena_new(arena, c->tables, sizeof(*order));
	bool *placed = arena_new(arena, c->tables, sizeof(*placed));
	size_t n = 0;

	while (n < c->tables) {
		size_t at = 0;

		while (at < c->tables && !is_next(at, placed, link, links))
			at++;
		if (at == c->tables)
			return err_set(err, ERR_SYS,
				       "tables of the database refer to each other in a circle");
		placed[at] = true;
		order[n++] = c->table[at];
	}
	c->table = order;
	return 0;
}

int catalog_read(struct db *db, struct arena *arena, struct catalog *out, struct err *err)
{
	struct link *link = arena_new(arena, LINKS_MAX, sizeof(*link));
	size_t links;

	*out = (struct catalog){ arena_new(arena, CATALOG_TABLES_MAX, sizeof(*out->table)), 0 };
	if (read_columns(out, db, arena, err) < 0 || read_links(out, db, link, &links, err) < 0)
		return -1;
	return put_in_order(out, arena, link, links, err);
}
