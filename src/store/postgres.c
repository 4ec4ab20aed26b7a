/* PostgreSQL behind the driver's face. */
#include "store/postgres.h"

#include "base/die.h"
#include "store/db.h"
#include "store/driver.h"
#include "store/pgcopy.h"
#include "store/pglink.h"
#include "store/postgres_catalog.h"
#include "store/postgres_value.h"
#include "store/query.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIGRATION_LOCK "7954892" /* of all nodes that share a database */
#define NAME_MAX_OCTETS 16
#define QUEUE_MAX 256 /* answers that wait; they have to fit into the socket */
#define ALIKE_MAX 256 /* runs of one statement, one after the other; more are copied */

struct statement {
	struct statement *next;
	char *text;
	char *copy; /* the COPY that does the same; NULL: there is none */
	char name[NAME_MAX_OCTETS];
	unsigned made_on; /* the connection that knows it */
	size_t values;
	Oid value[DB_VALUES_MAX];
	PGresult *got;
	int row;
};

struct postgres {
	struct pglink link;
	struct statement *first;
	unsigned statements;
	unsigned queued; /* sent, their answers not read; not while a copy is open */
	struct pgcopy copy;
	const struct statement *last; /* queued */
	unsigned alike;               /* how often, nothing else between */
};

static struct postgres *own(const struct db *db)
{
	return db->own;
}

/* Reads the answers to all that was queued; the first failure counts, the rest are its echo. */
static int read_queue(struct postgres *p, struct err *err)
{
	int result = 0;
	bool end = false, was_none = false;

	while (!end) {
		PGresult *r = PQgetResult(p->link.c);
		ExecStatusType status = PQresultStatus(r);

		end = r ? status == PGRES_PIPELINE_SYNC : was_none;
		was_none = !r;
		if (r && !end && result == 0 && status != PGRES_PIPELINE_ABORTED &&
		    !pglink_is_fine(r))
			result = pglink_failed(&p->link, r, err);
		PQclear(r);
	}
	return result;
}

static int settle_all(struct postgres *p, struct err *err)
{
	int result;

	if (p->copy.of)
		return pgcopy_end(&p->copy, &p->link, err);
	if (p->queued == 0)
		return 0;
	p->queued = 0;
	p->link.broken |= !PQpipelineSync(p->link.c);
	result = read_queue(p, err);
	p->link.broken |= !PQexitPipelineMode(p->link.c);
	if (result == 0 && pglink_is_lost(&p->link))
		return pglink_away(&p->link, ERR_LATER, "the connection to PostgreSQL is lost",
				   err);
	return result;
}

/* For a call that waits for its answer. */
static int ready(struct postgres *p, struct err *err)
{
	p->alike = 0;
	return pglink_ready(&p->link, err) < 0 ? -1 : settle_all(p, err);
}

/* One number from a statement of our own. */
static int ask_int(struct postgres *p, const char *text, int64_t *out, struct err *err)
{
	PGresult *r = PQexec(p->link.c, text);

	if (pglink_is_fine(r) && PQntuples(r) == 1 && !PQgetisnull(r, 0, 0))
		*out = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
	return pglink_done(&p->link, r, err);
}

/* --- transactions ------------------------------------------------------------------------ */

static int exec(struct db *db, const char *text, struct err *err)
{
	struct postgres *p = own(db);

	return ready(p, err) < 0 ? -1 : pglink_done(&p->link, PQexec(p->link.c, text), err);
}

/* That the server has hung up since the last call is learnt here, at no harm: once more. */
static int begin(struct db *db, struct err *err)
{
	struct postgres *p = own(db);
	int r = exec(db, "BEGIN", err);

	if (r < 0 && p->link.c && pglink_is_lost(&p->link))
		r = exec(db, "BEGIN", err);
	p->link.in_tx = r == 0;
	return r;
}

/* Reads what came unasked, and so learns of an end before a commit is sent. */
static bool has_hung_up(struct postgres *p)
{
	for (int i = 0; i < 2; i++) {
		PGnotify *n;

		if (!PQconsumeInput(p->link.c))
			return true;
		while ((n = PQnotifies(p->link.c)))
			PQfreemem(n);
	}
	return pglink_is_lost(&p->link);
}

/* Sent but not answered, nobody knows; whatever the server says beforehand, it says before it
 * has committed. */
static int commit(struct db *db, struct err *err)
{
	struct postgres *p = own(db);
	PGresult *r;
	int result;

	if (ready(p, err) < 0)
		return -1;
	if (has_hung_up(p))
		return pglink_away(&p->link, ERR_LATER, "the connection to PostgreSQL is lost",
				   err);
	r = PQexec(p->link.c, "COMMIT");
	if (pglink_has_lost(&p->link, r))
		result = pglink_away(
			&p->link, ERR_UNSURE,
			"the connection to PostgreSQL was lost before it answered: this may"
			" have been saved",
			err);
	else if (pglink_is_fine(r) && !str_eq(str_of(PQcmdStatus(r)), STR("COMMIT")))
		result = err_set(err, ERR_LATER, "PostgreSQL undid the transaction before its end");
	else
		result = pglink_is_fine(r) ? 0 : pglink_failed(&p->link, r, err);
	PQclear(r);
	p->link.in_tx = result < 0;
	return result;
}

static void rollback(struct db *db)
{
	struct postgres *p = own(db);

	pgcopy_undo(&p->copy, &p->link);
	(void)!settle_all(p, NULL);
	if (p->link.c && !pglink_is_lost(&p->link) &&
	    PQtransactionStatus(p->link.c) != PQTRANS_IDLE)
		PQclear(PQexec(p->link.c, "ROLLBACK"));
	p->link.in_tx = false;
}

/* --- statements -------------------------------------------------------------------------- */

static int refuse_type(const struct statement *s, const char *what, int at, struct err *err)
{
	return err_set(err, ERR_SYS, "%s %d of \"%.60s\" has a type that the store does not know",
		       what, at + 1, s->text);
}

static int learn_types(struct statement *s, const PGresult *r, struct err *err)
{
	int values = PQnparams(r);

	die_if(values > DB_VALUES_MAX);
	s->values = (size_t)values;
	for (int i = 0; i < values; i++) {
		s->value[i] = PQparamtype(r, i);
		if (!postgres_knows(s->value[i]))
			return refuse_type(s, "value", i, err);
	}
	for (int i = 0; i < PQnfields(r); i++)
		if (!postgres_knows(PQftype(r, i)))
			return refuse_type(s, "column", i, err);
	return 0;
}

/* A new connection knows no statements. */
static int make(struct postgres *p, struct statement *s, struct err *err)
{
	PGresult *r;
	int result;

	if (s->made_on == p->link.number)
		return 0;
	if (pglink_done(&p->link, PQprepare(p->link.c, s->name, s->text, 0, NULL), err) < 0)
		return -1;
	r = PQdescribePrepared(p->link.c, s->name);
	result = pglink_is_fine(r) ? learn_types(s, r, err) : pglink_failed(&p->link, r, err);
	PQclear(r);
	if (result == 0)
		s->made_on = p->link.number;
	return result;
}

static char *copy_of(const char *text)
{
	struct buf b AUTO(buf_done);
	char *made;

	buf_init(&b, PGCOPY_TEXT_MAX);
	if (!pgcopy_text(str_of(text), &b))
		return NULL;
	made = strdup(buf_c(&b));
	die_if(!made);
	return made;
}

static int prepare(struct db *db, const char *text, void **stmt, struct err *err)
{
	struct postgres *p = own(db);
	struct statement *s;

	if (ready(p, err) < 0)
		return -1;
	s = mem_new(1, sizeof(*s));
	s->text = strdup(text);
	die_if(!s->text);
	s->copy = copy_of(text);
	snprintf(s->name, sizeof(s->name), "s%u", ++p->statements);
	s->next = p->first;
	p->first = s;
	*stmt = s;
	return make(p, s, err);
}

struct sent {
	const char *p[DB_VALUES_MAX];
	int n[DB_VALUES_MAX], binary[DB_VALUES_MAX];
	uint8_t number[DB_VALUES_MAX][POSTGRES_INT_MAX];
};

static int put_value(struct sent *to, size_t at, const struct statement *s,
		     const struct db_value *v, struct err *err)
{
	to->binary[at] = 1;
	if (v->type == DB_INT) {
		to->p[at] = (const char *)to->number[at];
		to->n[at] = (int)postgres_put_int(s->value[at], v->i, to->number[at]);
		return to->n[at] ? 0
				 : err_set(err, ERR_INPUT,
					   "the database refuses this: %lld does not fit",
					   (long long)v->i);
	}
	if (v->s.n > INT32_MAX)
		return err_set(err, ERR_INPUT, "the database refuses this: %zu octets", v->s.n);
	to->p[at] = v->type == DB_NULL ? NULL : v->s.p ? v->s.p : "";
	to->n[at] = (int)v->s.n;
	return 0;
}

static int put_values(struct sent *to, const struct statement *s, const struct db_value *v,
		      size_t n, struct err *err)
{
	die_if(n != s->values);
	for (size_t i = 0; i < n; i++)
		if (put_value(to, i, s, &v[i], err) < 0)
			return -1;
	return 0;
}

static int start(struct db *db, void *stmt, const struct db_value *v, size_t n, struct err *err)
{
	struct postgres *p = own(db);
	struct statement *s = stmt;
	struct sent to;

	die_if(s->got);
	if (ready(p, err) < 0 || make(p, s, err) < 0 || put_values(&to, s, v, n, err) < 0)
		return -1;
	s->got = PQexecPrepared(p->link.c, s->name, (int)n, to.p, to.n, to.binary, 1);
	s->row = -1;
	if (pglink_is_fine(s->got))
		return 0;
	pglink_failed(&p->link, s->got, err);
	PQclear(s->got);
	s->got = NULL;
	return -1;
}

static int queue_one(struct postgres *p, const struct statement *s, const struct sent *to,
		     struct err *err)
{
	PGconn *c = p->link.c;

	if (p->copy.of && settle_all(p, err) < 0)
		return -1;
	if ((p->queued == 0 && !PQenterPipelineMode(c)) ||
	    !PQsendQueryPrepared(c, s->name, (int)s->values, to->p, to->n, to->binary, 1)) {
		p->link.broken = true;
		return pglink_away(&p->link, ERR_LATER, "the connection to PostgreSQL is lost",
				   err);
	}
	return ++p->queued < QUEUE_MAX ? 0 : settle_all(p, err);
}

/* A large part of a statement's cost is its beginning: that of a copy is paid once. */
static int copy_one(struct postgres *p, const struct statement *s, const struct sent *to,
		    struct err *err)
{
	const struct pgcopy_row row = { to->p, to->n, s->values };

	if (p->copy.of != s) {
		if (settle_all(p, err) < 0 || pgcopy_begin(&p->copy, &p->link, s->copy, err) < 0)
			return -1;
		p->copy.of = s;
	}
	if (pgcopy_add(&p->copy, &p->link, &row, err) < 0)
		return -1;
	return p->copy.rows < PGCOPY_ROWS_MAX ? 0 : settle_all(p, err);
}

static int queue(struct db *db, void *stmt, const struct db_value *v, size_t n, struct err *err)
{
	struct postgres *p = own(db);
	struct statement *s = stmt;
	struct sent to;

	if (pglink_ready(&p->link, err) < 0)
		return -1;
	if (s->made_on != p->link.number && (settle_all(p, err) < 0 || make(p, s, err) < 0))
		return -1;
	if (put_values(&to, s, v, n, err) < 0)
		return -1;
	p->alike = p->last == s ? p->alike + 1 : 0;
	p->last = s;
	if (s->copy && p->alike > ALIKE_MAX)
		return copy_one(p, s, &to, err);
	return queue_one(p, s, &to, err);
}

static int settle(struct db *db, struct err *err)
{
	return settle_all(own(db), err);
}

static int row(struct db *db, void *stmt, bool *more, struct err *err)
{
	struct statement *s = stmt;

	(void)db;
	(void)err;
	*more = ++s->row < PQntuples(s->got);
	return 0;
}

static void column(struct db *db, void *stmt, unsigned at, struct db_value *out)
{
	struct statement *s = stmt;
	int field = (int)at;

	(void)db;
	die_if(field >= PQnfields(s->got));
	out->type = DB_NULL;
	if (!PQgetisnull(s->got, s->row, field))
		*out = postgres_get(PQftype(s->got, field),
				    (struct str){ PQgetvalue(s->got, s->row, field),
						  (size_t)PQgetlength(s->got, s->row, field) });
}

static void stop(struct db *db, void *stmt)
{
	struct statement *s = stmt;

	(void)db;
	PQclear(s->got);
	s->got = NULL;
}

static void statement_free(struct statement *s)
{
	free(s->text);
	free(s->copy);
	free(s);
}

static void drop(struct db *db, void *stmt)
{
	struct postgres *p = own(db);
	struct statement *s = stmt, **at = &p->first;
	char text[NAME_MAX_OCTETS + 16];

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	snprintf(text, sizeof(text), "DEALLOCATE %s", s->name);
	/* where it cannot be said now, the server forgets with the connection */
	if (s->made_on == p->link.number && !pglink_is_lost(&p->link) && p->queued == 0 &&
	    !p->copy.of)
		PQclear(PQexec(p->link.c, text));
	if (p->copy.of == s)
		p->copy.of = p; /* nobody's any more; its end is told later */
	if (p->last == s)
		p->last = NULL;
	statement_free(s);
}

static int blank(struct db *db, bool *out, struct err *err)
{
	struct postgres *p = own(db);
	int64_t here = 0, ours = 0, others = 0;

	if (ready(p, err) < 0 || ask_int(p, "SELECT count(current_schema())", &here, err) < 0 ||
	    ask_int(p, "SELECT count(to_regclass('migration'))", &ours, err) < 0 ||
	    ask_int(p,
		    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		    " WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm')",
		    &others, err) < 0)
		return -1;
	if (here == 0)
		return err_set(err, ERR_INPUT, "\"%s\" may use no schema of the database \"%s\"",
			       PQuser(p->link.c), PQdb(p->link.c));
	if (ours == 0 && others > 0)
		return err_set(err, ERR_INPUT,
			       "the database \"%s\" holds the tables of another program",
			       PQdb(p->link.c));
	*out = ours == 0;
	return 0;
}

/* The server writes its log to its tables by itself. */
static int rest(struct db *db, struct err *err)
{
	(void)db;
	(void)err;
	return 0;
}

static int check(struct db *db, struct buf *why, struct err *err)
{
	(void)why; /* checksums are the server's own */
	return ready(own(db), err);
}

static int hold(struct db *db, struct err *err)
{
	return exec(db, "SELECT pg_advisory_lock(" MIGRATION_LOCK ")", err);
}

static void let_go(struct db *db)
{
	struct postgres *p = own(db);

	if (!pglink_is_lost(&p->link))
		PQclear(PQexec(p->link.c, "SELECT pg_advisory_unlock(" MIGRATION_LOCK ")"));
}

static void close_all(struct db *db)
{
	struct postgres *p = own(db);

	while (p->first) {
		struct statement *s = p->first;

		p->first = s->next;
		PQclear(s->got);
		statement_free(s);
	}
	pgcopy_release(&p->copy);
	pglink_release(&p->link);
	free(p);
}

static const struct driver postgres = {
	.name = "postgresql",
	.word = {
		[WORD_ID] = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
		[WORD_INT] = "BIGINT",
		[WORD_RAW] = "BYTEA",
		[WORD_END] = "",
	},
	.columns = postgres_columns,
	.links = postgres_links,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.exec = exec,
	.prepare = prepare,
	.start = start,
	.row = row,
	.column = column,
	.stop = stop,
	.queue = queue,
	.settle = settle,
	.drop = drop,
	.filled = postgres_filled,
	.blank = blank,
	.rest = rest,
	.check = check,
	.hold = hold,
	.let_go = let_go,
	.close = close_all,
};

static int open_place(struct db **out, const struct postgres_place *place, bool read_only,
		      struct err *err)
{
	struct postgres *p;
	struct db *db;

	if (postgres_check_place(place, err) < 0)
		return -1;
	p = mem_new(1, sizeof(*p));
	pglink_init(&p->link, place, read_only);
	db = db_new(&postgres, p, read_only);
	if (pglink_dial(&p->link, err) < 0) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

int postgres_open_writer(struct db **out, const struct postgres_place *place, struct err *err)
{
	return open_place(out, place, false, err);
}

int postgres_open_reader(struct db **out, const struct postgres_place *place, struct err *err)
{
	return open_place(out, place, true, err);
}

void postgres_reach(const struct db *db, struct postgres_reach *out)
{
	static const char *const file[POSTGRES_FILES_MAX] = { "sslrootcert", "sslcert", "sslkey",
							      "sslcrl", "passfile" };
	const struct postgres *p = own(db);
	const char *host = pglink_known(&p->link, "host");

	*out = (struct postgres_reach){ .local = host[0] == '/' || host[0] == '@' || !host[0] };
	if (pglink_known(&p->link, "hostaddr")[0])
		out->local = false;
	for (size_t i = 0; i < LEN(file); i++)
		if (pglink_known(&p->link, file[i])[0] == '/')
			out->file[out->files++] = pglink_known(&p->link, file[i]);
}
