/* PostgreSQL behind the driver's face: the only file that knows libpq. */
#include "store/postgres.h"

#include "base/die.h"
#include "store/db.h"
#include "store/driver.h"
#include "store/postgres_kind.h"
#include "store/postgres_value.h"
#include "store/query.h"
#include "sys/clock.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIGRATION_LOCK "7954892" /* of all nodes that share a database */
#define WORDS_MAX 96             /* of one connection; libpq knows some fifty */
#define NAME_MAX_OCTETS 16

struct statement {
	struct statement *next;
	char *text;
	char name[NAME_MAX_OCTETS];
	unsigned made_on; /* the connection that knows it */
	size_t values;
	Oid value[DB_VALUES_MAX];
	PGresult *got;
	int row;
};

struct postgres {
	PGconn *c; /* NULL: there is none */
	PQconninfoOption *known;
	char *address; /* where the first connection went: names cannot be resolved in a cage */
	char *conninfo, *password;
	bool read_only;
	bool in_tx;
	bool broken;       /* libpq does not always say so of a connection itself */
	bool stale;        /* a new connection is needed */
	unsigned number;   /* of this connection */
	struct span again; /* not tried before: an attempt that took long is not repeated at once */
	struct statement *first;
	unsigned statements;
};

/* What a connection is like unless the place says otherwise. */
static const char *const usual[][2] = {
	{"connect_timeout",            "5"      },
	{ "keepalives_idle",           "10"     },
	{ "keepalives_interval",       "5"      },
	{ "keepalives_count",          "3"      },
	{ "tcp_user_timeout",          "20000"  },
	{ "gssencmode",                "disable"},
	{ "fallback_application_name", "netizen"},
};

static const char set_up_text[] =
	"SET client_min_messages = warning; SET statement_timeout = '5min';"
	"SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '10min';"
	"SET jit = off;"
	"SELECT set_config('synchronous_commit', 'on', false)"
	" WHERE current_setting('synchronous_commit') = 'off';";

static const char *const own_set_up[] = {
	"SET default_transaction_isolation = serializable; SET default_transaction_read_only = off",
	"SET default_transaction_isolation = 'repeatable read';"
	"SET default_transaction_read_only = on",
};

static struct postgres *own(const struct db *db)
{
	return db->own;
}

static bool is_lost(const struct postgres *p)
{
	return !p->c || p->broken || PQstatus(p->c) == CONNECTION_BAD;
}

static bool is_fine(const PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Whether the call that gave this result lost the connection: a failure that is not the server's
 * has no severity, and what is worse than an ERROR is the server's last word. */
static bool has_lost(struct postgres *p, const PGresult *r)
{
	const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);

	p->broken |= !is_fine(r) && !(severity && str_eq(str_of(severity), STR("ERROR")));
	return is_lost(p);
}

/* What libpq says, as one sentence: its lines end, and go on behind a tab. */
static struct str sentence(const char *said, char *text, size_t room)
{
	struct str s = str_trim(str_of(said));
	size_t n = 0;

	for (size_t i = 0; i < s.n && n + 1 < room; i++) {
		if (s.p[i] == '\n')
			text[n++] = ';';
		else
			text[n++] = s.p[i] == '\t' ? ' ' : s.p[i];
	}
	return (struct str){ text, n };
}

static int away(const struct postgres *p, enum err_kind kind, const char *what, struct err *err)
{
	char text[ERR_TEXT_MAX];
	struct str said = sentence(p->c ? PQerrorMessage(p->c) : "", text, sizeof(text));

	return err_set(err, kind, "%s%s%.*s", what, said.n ? ": " : "", STR_ARG(said));
}

/* What the caller may do, said by the kind. */
static int failed(struct postgres *p, const PGresult *r, struct err *err)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *said = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	enum err_kind kind = postgres_kind(state);

	if (has_lost(p, r))
		return away(p, ERR_LATER, "the connection to PostgreSQL is lost", err);
	p->stale |= postgres_is_stale(state);
	if (kind == ERR_INPUT)
		return err_set(err, kind, "the database refuses this: %s", said ? said : state);
	return err_set(err, kind, "PostgreSQL: %s (%s)", said ? said : "", state);
}

/* Takes the result. */
static int done(struct postgres *p, PGresult *r, struct err *err)
{
	int result = is_fine(r) ? 0 : failed(p, r, err);

	PQclear(r);
	return result;
}

/* One number from a statement of our own. */
static int ask_int(struct postgres *p, const char *text, int64_t *out, struct err *err)
{
	PGresult *r = PQexec(p->c, text);

	if (is_fine(r) && PQntuples(r) == 1 && !PQgetisnull(r, 0, 0))
		*out = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
	return done(p, r, err);
}

static void say_nothing(void *ctx, const char *said)
{
	(void)ctx;
	(void)said;
}

/* --- connections ------------------------------------------------------------------------- */

struct words {
	const char *key[WORDS_MAX], *value[WORDS_MAX];
	size_t n;
};

/* Of two values of one word libpq takes the later. */
static void say(struct words *w, const char *key, const char *value)
{
	if (!value || !value[0])
		return;
	die_if(w->n + 1 >= WORDS_MAX);
	w->key[w->n] = key;
	w->value[w->n++] = value;
}

static void first_words(const struct postgres *p, struct words *w)
{
	for (size_t i = 0; i < LEN(usual); i++)
		say(w, usual[i][0], usual[i][1]);
	if (!p->read_only)
		say(w, "target_session_attrs", "read-write");
	say(w, "dbname", p->conninfo);
	say(w, "password", p->password);
	say(w, "client_encoding", "UTF8");
}

/* All that the first connection found out: users, service files and names are not looked up
 * again, which a cage would not allow. */
static void known_words(const struct postgres *p, struct words *w)
{
	for (const PQconninfoOption *o = p->known; o->keyword; o++)
		say(w, o->keyword, o->val);
	say(w, "hostaddr", p->address);
}

static const char *known(const struct postgres *p, const char *key)
{
	for (const PQconninfoOption *o = p->known; o && o->keyword; o++)
		if (str_eq(str_of(o->keyword), str_of(key)))
			return o->val ? o->val : "";
	return "";
}

static int refuse_server(struct postgres *p, struct err *err)
{
	int version = PQserverVersion(p->c);
	const char *encoding = PQparameterStatus(p->c, "server_encoding");

	if (version < POSTGRES_VERSION_MIN * 10000)
		return err_set(err, ERR_INPUT, "the server is PostgreSQL %d; %d or later is needed",
			       version / 10000, POSTGRES_VERSION_MIN);
	if (!encoding || !str_eq(str_of(encoding), STR("UTF8")))
		return err_set(err, ERR_INPUT,
			       "the database \"%s\" is in %s; one in UTF-8 is needed: createdb"
			       " --template=template0 --encoding=UTF8",
			       PQdb(p->c), encoding ? encoding : "an unknown encoding");
	return 0;
}

static int set_up(struct postgres *p, struct err *err)
{
	if (refuse_server(p, err) < 0 || done(p, PQexec(p->c, set_up_text), err) < 0)
		return -1;
	return done(p, PQexec(p->c, own_set_up[p->read_only]), err);
}

static void keep_what_is_known(struct postgres *p)
{
	const char *host;

	if (p->known)
		return;
	p->known = PQconninfo(p->c);
	die_if(!p->known);
	host = known(p, "host");
	/* one name was resolved; several stay several */
	if (host[0] && host[0] != '/' && host[0] != '@' && !strchr(host, ',') &&
	    !known(p, "hostaddr")[0])
		p->address = strdup(PQhostaddr(p->c));
}

static void hang_up(struct postgres *p)
{
	PQfinish(p->c);
	p->c = NULL;
}

static int dial(struct postgres *p, struct err *err)
{
	struct words w = { .n = 0 };

	hang_up(p);
	p->broken = p->stale = false;
	if (p->known)
		known_words(p, &w);
	else
		first_words(p, &w);
	p->c = PQconnectdbParams(w.key, w.value, !p->known);
	die_if(!p->c);
	PQsetNoticeProcessor(p->c, say_nothing, NULL);
	if (is_lost(p))
		return away(p, ERR_LATER, "PostgreSQL is away", err);
	if (set_up(p, err) < 0)
		return -1;
	keep_what_is_known(p);
	p->number++;
	return 0;
}

/* Makes the connection if there is none. An attempt that took long (the host is gone, packets
 * vanish) is not repeated for as long: others wait for us meanwhile. */
static int connect_now(struct postgres *p, struct err *err)
{
	struct span start = clock_mono(), end;

	if (start.us < p->again.us)
		return err_set(err, ERR_LATER, "PostgreSQL is away: it did not answer just now");
	if (dial(p, err) == 0)
		return 0;
	hang_up(p);
	end = clock_mono();
	p->again.us = end.us + (end.us - start.us);
	return -1;
}

/* A broken connection is found out when it is used, and made again where nothing is open. */
static int ready(struct postgres *p, struct err *err)
{
	if (p->in_tx)
		return is_lost(p) ? err_set(err, ERR_LATER,
					    "the connection to PostgreSQL was lost: nothing of the"
					    " transaction is kept")
				  : 0;
	if (!is_lost(p) && !p->stale && PQtransactionStatus(p->c) == PQTRANS_IDLE)
		return 0;
	return connect_now(p, err);
}

/* --- transactions ------------------------------------------------------------------------ */

static int exec(struct db *db, const char *text, struct err *err)
{
	struct postgres *p = own(db);

	return ready(p, err) < 0 ? -1 : done(p, PQexec(p->c, text), err);
}

/* That the server has hung up since the last call is learnt here, at no harm: once more. */
static int begin(struct db *db, struct err *err)
{
	struct postgres *p = own(db);
	int r = exec(db, "BEGIN", err);

	if (r < 0 && p->c && is_lost(p))
		r = exec(db, "BEGIN", err);
	p->in_tx = r == 0;
	return r;
}

/* Reads what came unasked, and so learns of an end before a commit is sent. */
static bool has_hung_up(struct postgres *p)
{
	for (int i = 0; i < 2; i++) {
		PGnotify *n;

		if (!PQconsumeInput(p->c))
			return true;
		while ((n = PQnotifies(p->c)))
			PQfreemem(n);
	}
	return is_lost(p);
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
		return away(p, ERR_LATER, "the connection to PostgreSQL is lost", err);
	r = PQexec(p->c, "COMMIT");
	if (has_lost(p, r))
		result = away(p, ERR_UNSURE,
			      "the connection to PostgreSQL was lost before it answered: this may"
			      " have been saved",
			      err);
	else if (is_fine(r) && !str_eq(str_of(PQcmdStatus(r)), STR("COMMIT")))
		result = err_set(err, ERR_LATER, "PostgreSQL undid the transaction before its end");
	else
		result = is_fine(r) ? 0 : failed(p, r, err);
	PQclear(r);
	p->in_tx = result < 0;
	return result;
}

static void rollback(struct db *db)
{
	struct postgres *p = own(db);

	if (p->c && !is_lost(p) && PQtransactionStatus(p->c) != PQTRANS_IDLE)
		PQclear(PQexec(p->c, "ROLLBACK"));
	p->in_tx = false;
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

	if (s->made_on == p->number)
		return 0;
	if (done(p, PQprepare(p->c, s->name, s->text, 0, NULL), err) < 0)
		return -1;
	r = PQdescribePrepared(p->c, s->name);
	result = is_fine(r) ? learn_types(s, r, err) : failed(p, r, err);
	PQclear(r);
	if (result == 0)
		s->made_on = p->number;
	return result;
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

static int start(struct db *db, void *stmt, const struct db_value *v, size_t n, struct err *err)
{
	struct postgres *p = own(db);
	struct statement *s = stmt;
	struct sent to;

	die_if(s->got);
	if (ready(p, err) < 0 || make(p, s, err) < 0)
		return -1;
	die_if(n != s->values);
	for (size_t i = 0; i < n; i++)
		if (put_value(&to, i, s, &v[i], err) < 0)
			return -1;
	s->got = PQexecPrepared(p->c, s->name, (int)n, to.p, to.n, to.binary, 1);
	s->row = -1;
	if (is_fine(s->got))
		return 0;
	failed(p, s->got, err);
	PQclear(s->got);
	s->got = NULL;
	return -1;
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

/* --- the whole database ------------------------------------------------------------------ */

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
			       PQuser(p->c), PQdb(p->c));
	if (ours == 0 && others > 0)
		return err_set(err, ERR_INPUT,
			       "the database \"%s\" holds the tables of another program",
			       PQdb(p->c));
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

/* Checksums are the server's own. */
static int check(struct db *db, struct buf *why, struct err *err)
{
	(void)why;
	return ready(own(db), err);
}

static int hold(struct db *db, struct err *err)
{
	return exec(db, "SELECT pg_advisory_lock(" MIGRATION_LOCK ")", err);
}

static void let_go(struct db *db)
{
	struct postgres *p = own(db);

	if (!is_lost(p))
		PQclear(PQexec(p->c, "SELECT pg_advisory_unlock(" MIGRATION_LOCK ")"));
}

static void close_all(struct db *db)
{
	struct postgres *p = own(db);

	while (p->first) {
		struct statement *s = p->first;

		p->first = s->next;
		PQclear(s->got);
		free(s->text);
		free(s);
	}
	hang_up(p);
	PQconninfoFree(p->known);
	free(p->address);
	free(p->conninfo);
	free(p->password);
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
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.exec = exec,
	.prepare = prepare,
	.start = start,
	.row = row,
	.column = column,
	.stop = stop,
	.blank = blank,
	.rest = rest,
	.check = check,
	.hold = hold,
	.let_go = let_go,
	.close = close_all,
};

int postgres_check_place(const struct postgres_place *place, struct err *err)
{
	char text[ERR_TEXT_MAX];
	struct buf c AUTO(buf_done);
	PQconninfoOption *o;
	char *said = NULL;
	struct str why;

	buf_init(&c, place->conninfo.n);
	buf_add(&c, place->conninfo);
	o = PQconninfoParse(buf_c(&c), &said);
	PQconninfoFree(o);
	if (o)
		return 0;
	why = sentence(said ? said : "it cannot be read", text, sizeof(text));
	PQfreemem(said);
	return err_set(err, ERR_INPUT, "%.*s", STR_ARG(why));
}

static char *copy(struct str s)
{
	char *p = mem_new(s.n + 1, 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

static int open_place(struct db **out, const struct postgres_place *place, bool read_only,
		      struct err *err)
{
	struct postgres *p;
	struct db *db;

	if (postgres_check_place(place, err) < 0)
		return -1;
	p = mem_new(1, sizeof(*p));
	p->conninfo = copy(place->conninfo);
	p->password = copy(place->password);
	p->read_only = read_only;
	db = db_new(&postgres, p, read_only);
	if (dial(p, err) < 0) {
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
	const char *host = known(p, "host");

	*out = (struct postgres_reach){ .local = host[0] == '/' || host[0] == '@' || !host[0] };
	if (known(p, "hostaddr")[0])
		out->local = false;
	for (size_t i = 0; i < LEN(file); i++)
		if (known(p, file[i])[0] == '/')
			out->file[out->files++] = known(p, file[i]);
}
