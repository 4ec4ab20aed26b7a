/* Opening the hub's database safely, and closing it. */
#include "store/store.h"

#include "base/buf.h"
#include "base/die.h"
#include "store/migrate.h"
#include "store/postgres.h"
#include "store/query.h"
#include "store/sqlite.h"
#include "sys/disk.h"
#include "sys/lock.h"

#include <stdlib.h>

#define PATH_OCTETS 4096
#define WHY_MAX 400

_Static_assert(POSTGRES_FILES_MAX <= STORE_REACH_MAX, "room for all of them");

struct store {
	struct db *db;
	struct lock lock;
	bool server;
	bool checked;
	bool ready; /* may be said to have stopped cleanly */
};

static int path_of(struct buf *out, struct str dir, const char *name, struct err *err)
{
	buf_init(out, PATH_OCTETS);
	buf_fmt(out, "%.*s/%s", STR_ARG(dir), name);
	if (out->full)
		return err_set(err, ERR_INPUT, "the state directory's path is too long");
	return 0;
}

/* "open" while a writer is at work, "closed" after it has left in order. */
static int mark(struct db *db, const char *state, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_META_SET);
	db_put_str(&q, STR("state"));
	db_put_str(&q, str_of(state));
	return db_run(&q, err);
}

static int was_clean(struct db *db, bool *clean, struct err *err)
{
	struct db_query q AUTO(db_done);

	*clean = true;
	db_ask(&q, db, SQL_META_GET);
	db_put_str(&q, STR("state"));
	while (db_row(&q))
		*clean = str_eq(db_get_str(&q), STR("closed"));
	return db_end(&q, err);
}

static int check(struct store *s, struct str path, struct err *err)
{
	struct buf why AUTO(buf_done);

	buf_init(&why, WHY_MAX);
	if (s->db->driver->check(s->db, &why, err) < 0)
		return -1;
	if (why.n)
		return err_set(err, ERR_SYS, "%.*s is damaged: %.*s: put a backup in its place",
			       STR_ARG(path), STR_ARG(buf_str(&why)));
	s->checked = true;
	return 0;
}

static int take_lock(struct store *s, struct str dir, struct err *err)
{
	struct buf lock AUTO(buf_done) = { 0 };

	if (path_of(&lock, dir, STORE_LOCK, err) < 0)
		return -1;
	return lock_take(&s->lock, buf_str(&lock), err);
}

static int open_file(struct store *s, struct str dir, struct instant now, struct err *err)
{
	struct buf path AUTO(buf_done) = { 0 };
	const struct migration *m;
	bool clean;
	size_t n;

	if (path_of(&path, dir, STORE_FILE, err) < 0 || disk_is_local(dir, err) < 0 ||
	    take_lock(s, dir, err) < 0 || sqlite_open_writer(&s->db, buf_str(&path), err) < 0)
		return -1;
	m = schema_migrations(&n);
	if (migrate_up(s->db, m, n, now, err) < 0)
		return err_in(err, "%.*s", STR_ARG(buf_str(&path)));
	if (was_clean(s->db, &clean, err) < 0 || (!clean && check(s, buf_str(&path), err) < 0) ||
	    mark(s->db, "open", err) < 0)
		return -1;
	s->ready = true;
	return 0;
}

static bool is_server(const struct store_place *place)
{
	return place->postgresql.n > 0;
}

static struct postgres_place server_of(const struct store_place *place)
{
	return (struct postgres_place){ place->postgresql, place->password };
}

/* Several nodes share it, each with a state directory of its own; it recovers by itself. */
static int open_server(struct store *s, const struct store_place *place, struct instant now,
		       struct err *err)
{
	const struct postgres_place server = server_of(place);
	const struct migration *m;
	size_t n;

	if (take_lock(s, place->dir, err) < 0 || postgres_open_writer(&s->db, &server, err) < 0)
		return -1;
	s->server = true;
	m = schema_migrations(&n);
	return migrate_up(s->db, m, n, now, err);
}

static struct store *store_new(void)
{
	struct store *s = mem_new(1, sizeof(*s));

	s->lock = LOCK_NONE;
	return s;
}

int store_check_place(const struct store_place *place, struct err *err)
{
	const struct postgres_place server = server_of(place);

	return is_server(place) ? postgres_check_place(&server, err) : 0;
}

int store_open(struct store **out, const struct store_place *place, struct instant now,
	       struct err *err)
{
	struct store *s = store_new();
	int r = is_server(place) ? open_server(s, place, now, err)
				 : open_file(s, place->dir, now, err);

	if (r < 0) {
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

static int open_to_read(struct store *s, const struct store_place *place, struct err *err)
{
	const struct postgres_place server = server_of(place);
	struct buf path AUTO(buf_done) = { 0 };

	s->server = is_server(place);
	if (s->server)
		return postgres_open_reader(&s->db, &server, err);
	if (path_of(&path, place->dir, STORE_FILE, err) < 0)
		return -1;
	return sqlite_open_reader(&s->db, buf_str(&path), err);
}

int store_open_reader(struct store **out, const struct store_place *place, struct err *err)
{
	struct store *s = store_new();
	const struct migration *m;
	size_t n;

	m = schema_migrations(&n);
	if (open_to_read(s, place, err) < 0 || migrate_check(s->db, m, n, err) < 0) {
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

void store_reach(const struct store *store, struct store_reach *out)
{
	struct postgres_reach server;

	*out = (struct store_reach){ 0 };
	if (!store->server)
		return;
	postgres_reach(store->db, &server);
	out->local = server.local;
	out->tcp = !server.local;
	for (size_t i = 0; i < server.files; i++)
		out->file[out->files++] = server.file[i];
}

struct db *store_db(struct store *store)
{
	return store->db;
}

bool store_was_checked(const struct store *store)
{
	return store->checked;
}

/* A mark that cannot be written costs a check at the next start, nothing more. */
void store_close(struct store *s)
{
	if (!s)
		return;
	if (s->ready && !db_in_tx(s->db))
		(void)!mark(s->db, "closed", NULL);
	db_close(s->db);
	lock_drop(&s->lock);
	free(s);
}
