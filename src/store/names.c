/* A cache of names and ids between rows and the two small tables that give them. */
#include "store/names.h"

#include "base/die.h"
#include "store/query.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 10000 /* some engines hand over a whole page at once */

static const struct {
	enum sql add, id, name, all;
} statement[NAMES_KINDS] = {
	[NAMES_MACHINE] = {SQL_MACHINE_ADD,   SQL_MACHINE_ID,  SQL_MACHINE_NAME,  SQL_MACHINE_NAMES},
	[NAMES_CUSTOMER] = { SQL_CUSTOMER_ADD, SQL_CUSTOMER_ID, SQL_CUSTOMER_NAME,
                           SQL_CUSTOMER_NAMES						      },
};

void names_init(struct names *names, struct db *db, struct arena *arena)
{
	*names = (struct names){ .db = db, .arena = arena };
}

void names_done(struct names *names)
{
	for (size_t i = 0; i < LEN(names->table); i++) {
		free(names->table[i].name);
		free(names->table[i].by_text);
		free(names->table[i].by_id);
	}
}

static size_t hash_text(struct str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)s.p[i]) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 32);
}

static size_t hash_id(int64_t id)
{
	uint64_t h = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(h >> 32);
}

static uint32_t *place_text(const struct names_table *t, struct str text)
{
	size_t at = hash_text(text) & (t->room - 1);

	while (t->by_text[at] && !str_eq(t->name[t->by_text[at] - 1].text, text))
		at = (at + 1) & (t->room - 1);
	return &t->by_text[at];
}

static uint32_t *place_id(const struct names_table *t, int64_t id)
{
	size_t at = hash_id(id) & (t->room - 1);

	while (t->by_id[at] && t->name[t->by_id[at] - 1].id != id)
		at = (at + 1) & (t->room - 1);
	return &t->by_id[at];
}

/* Half of the places stay free. */
static void grow(struct names_table *t)
{
	t->room = t->room ? 2 * t->room : 64;
	t->name = mem_grow(t->name, t->room / 2, sizeof(*t->name));
	free(t->by_text);
	free(t->by_id);
	t->by_text = mem_new(t->room, sizeof(*t->by_text));
	t->by_id = mem_new(t->room, sizeof(*t->by_id));
	for (uint32_t i = 0; i < t->n; i++) {
		*place_text(t, t->name[i].text) = i + 1;
		*place_id(t, t->name[i].id) = i + 1;
	}
}

static const struct name *note(struct names *names, enum names_kind kind, int64_t id,
			       struct str text)
{
	struct names_table *t = &names->table[kind];
	struct name *name;

	if (2 * t->n >= t->room)
		grow(t);
	name = &t->name[t->n++];
	name->id = id;
	name->text = arena_str(names->arena, text);
	*place_text(t, name->text) = (uint32_t)t->n;
	*place_id(t, id) = (uint32_t)t->n;
	return name;
}

struct str names_text(struct names *names, enum names_kind kind, int64_t id)
{
	struct names_table *t = &names->table[kind];
	struct db_query q AUTO(db_done) = { 0 };
	const struct name *name = NULL;

	if (id == 0 || names->err.kind != ERR_NONE)
		return STR("");
	if (t->room && *place_id(t, id))
		return t->name[*place_id(t, id) - 1].text;
	db_ask(&q, names->db, statement[kind].name);
	db_put_int(&q, id);
	while (db_row(&q))
		name = note(names, kind, id, db_get_str(&q));
	if (db_end(&q, &names->err) < 0)
		return STR("");
	if (name)
		return name->text;
	err_set(&names->err, ERR_SYS, "a row names a %s that is not there: %lld",
		kind == NAMES_MACHINE ? "machine" : "customer", (long long)id);
	return STR("");
}

static int64_t ask(struct names *names, enum names_kind kind, enum sql sql, struct str text)
{
	struct db_query q AUTO(db_done);
	int64_t id = 0;

	db_ask(&q, names->db, sql);
	db_put_str(&q, text);
	while (db_row(&q))
		id = note(names, kind, db_get_int(&q), text)->id;
	return db_end(&q, &names->err) < 0 ? 0 : id;
}

int64_t names_id(struct names *names, enum names_kind kind, struct str text)
{
	struct names_table *t = &names->table[kind];

	if (text.n == 0 || names->err.kind != ERR_NONE)
		return 0;
	if (t->room && *place_text(t, text))
		return t->name[*place_text(t, text) - 1].id;
	return ask(names, kind, statement[kind].id, text);
}

int64_t names_make(struct names *names, enum names_kind kind, struct str text)
{
	int64_t id = names_id(names, kind, text);

	if (id || text.n == 0 || names->err.kind != ERR_NONE)
		return id;
	return ask(names, kind, statement[kind].add, text);
}

static size_t read_page(struct names *names, enum names_kind kind)
{
	struct names_table *t = &names->table[kind];
	struct db_query q AUTO(db_done);
	size_t rows = 0;

	db_ask(&q, names->db, statement[kind].all);
	db_put_int(&q, t->read);
	db_put_int(&q, PAGE_ROWS);
	while (db_row(&q)) {
		rows++;
		t->read = db_get_int(&q);
		if (!t->room || !*place_id(t, t->read))
			note(names, kind, t->read, db_get_str(&q));
	}
	return db_end(&q, &names->err) < 0 ? 0 : rows;
}

void names_read(struct names *names, enum names_kind kind)
{
	while (names->err.kind == ERR_NONE && read_page(names, kind) == PAGE_ROWS)
		;
}

void names_want(struct names *names, enum names_kind kind, struct str text)
{
	const struct names_table *t = &names->table[kind];
	struct db_query q AUTO(db_done) = { 0 };

	if (text.n == 0 || names->err.kind != ERR_NONE || (t->room && *place_text(t, text)))
		return;
	db_ask(&q, names->db, statement[kind].add);
	db_put_str(&q, text);
	(void)!db_queue(&q, &names->err);
}

int names_end(struct names *names, struct err *err)
{
	if (names->err.kind == ERR_NONE)
		return 0;
	return err_set(err, names->err.kind, "%s", names->err.text);
}
