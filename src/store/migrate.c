/* Migrations: numbered, forward only, checksummed, each whole or not at all. */
#include "store/migrate.h"

#include "base/buf.h"
#include "base/die.h"
#include "store/db.h"
#include "store/query.h"

#define TEXT_MAX 262144 /* octets of one step */

static const char table[] = "CREATE TABLE migration (number {int} PRIMARY KEY, name TEXT NOT NULL,"
			    "checksum {int} NOT NULL, at {int} NOT NULL){end};";

/* FNV-1a: against a step changed by mistake, not against an attacker. */
int64_t migrate_checksum(const struct migration *m)
{
	uint64_t sum = UINT64_C(14695981039346656037);

	for (const char *p = m->text; *p; p++)
		sum = (sum ^ (uint8_t)*p) * UINT64_C(1099511628211);
	return (int64_t)sum;
}

static enum driver_word word_of(struct str s)
{
	static const struct str word[WORD_COUNT] = {
		[WORD_ID] = STR_INIT("id"),
		[WORD_INT] = STR_INIT("int"),
		[WORD_RAW] = STR_INIT("raw"),
		[WORD_END] = STR_INIT("end"),
	};

	for (size_t i = 0; i < LEN(word); i++)
		if (str_eq(word[i], s))
			return (enum driver_word)i;
	return WORD_COUNT;
}

static int exec_template(struct db *db, const char *text, struct err *err)
{
	struct str rest = str_of(text), part;
	struct buf sql AUTO(buf_done);

	buf_init(&sql, TEXT_MAX);
	while (str_cut(&rest, '{', &part)) {
		struct str word;
		enum driver_word w;

		buf_add(&sql, part);
		if (!rest.p)
			break;
		die_if(!str_cut(&rest, '}', &word));
		w = word_of(word);
		die_if(w == WORD_COUNT);
		buf_add(&sql, str_of(db->driver->word[w]));
	}
	die_if(sql.full);
	return db->driver->exec(db, buf_c(&sql), err);
}

/* How far the database is: the number of the last step done. */
static int level(struct db *db, const struct migration *m, size_t n, int64_t *out, struct err *err)
{
	struct db_query q AUTO(db_done);
	int64_t last = 0;

	db_ask(&q, db, SQL_MIGRATION_LIST);
	while (db_row(&q)) {
		int64_t number = db_get_int(&q);
		struct str name = db_get_str(&q);
		int64_t sum = db_get_int(&q);

		last = number;
		if (number > (int64_t)n)
			continue;
		if (number < 1 || sum != migrate_checksum(&m[number - 1]))
			return err_set(
				err, ERR_SYS,
				"step %lld (%.*s) of the database's schema is not the one that"
				" this program knows",
				(long long)number, STR_ARG(name));
	}
	if (db_end(&q, err) < 0)
		return -1;
	if (last > (int64_t)n)
		return err_set(
			err, ERR_INPUT,
			"the database has schema %lld and was written by a newer netizen; this"
			" one knows schemas up to %zu: install the newer one again",
			(long long)last, n);
	*out = last;
	return 0;
}

static int step(struct db *db, const struct migration *m, struct instant now, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct db_query q AUTO(db_done) = { 0 };

	if (db_begin(&tx, db, err) < 0)
		return -1;
	if (m->number == 1 && exec_template(db, table, err) < 0)
		return -1;
	if (exec_template(db, m->text, err) < 0)
		return -1;
	db_ask(&q, db, SQL_MIGRATION_ADD);
	db_put_int(&q, m->number);
	db_put_str(&q, str_of(m->name));
	db_put_int(&q, migrate_checksum(m));
	db_put_int(&q, now.us);
	if (db_run(&q, err) < 0)
		return -1;
	return db_commit(&tx, err);
}

static int all_steps(struct db *db, const struct migration *m, size_t n, struct instant now,
		     struct err *err)
{
	int64_t done = 0;
	bool blank;

	if (db->driver->blank(db, &blank, err) < 0 || (!blank && level(db, m, n, &done, err) < 0))
		return -1;
	for (size_t i = (size_t)done; i < n; i++)
		if (step(db, &m[i], now, err) < 0)
			return err_in(err, "schema step %lld (%s)", (long long)m[i].number,
				      m[i].name);
	return 0;
}

int migrate_up(struct db *db, const struct migration *m, size_t n, struct instant now,
	       struct err *err)
{
	int r;

	if (db->driver->hold && db->driver->hold(db, err) < 0)
		return -1;
	r = all_steps(db, m, n, now, err);
	if (db->driver->let_go)
		db->driver->let_go(db);
	return r;
}

int migrate_check(struct db *db, const struct migration *m, size_t n, struct err *err)
{
	int64_t done;
	bool blank;

	if (db->driver->blank(db, &blank, err) < 0)
		return -1;
	if (blank)
		return err_set(err, ERR_LATER, "the database is still empty");
	if (level(db, m, n, &done, err) < 0)
		return -1;
	if (done < (int64_t)n)
		return err_set(
			err, ERR_LATER,
			"the database has schema %lld, this program reads %zu: its writer has"
			" to bring it up to date first",
			(long long)done, n);
	return 0;
}
