/* Connections: made from the words of a place, set up alike, judged by what they answer. */
#include "store/pglink.h"

#include "base/die.h"
#include "store/postgres_kind.h"
#include "sys/clock.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 96 /* of one connection; libpq knows some fifty */

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

bool pglink_is_lost(const struct pglink *l)
{
	return !l->c || l->broken || PQstatus(l->c) == CONNECTION_BAD;
}

bool pglink_is_fine(const PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Whether the call that gave this result lost the connection: a failure that is not the server's
 * has no severity, and what is worse than an ERROR is the server's last word. */
bool pglink_has_lost(struct pglink *l, const PGresult *r)
{
	const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);

	l->broken |= !pglink_is_fine(r) && !(severity && str_eq(str_of(severity), STR("ERROR")));
	return pglink_is_lost(l);
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

int pglink_away(const struct pglink *l, enum err_kind kind, const char *what, struct err *err)
{
	char text[ERR_TEXT_MAX];
	struct str said = sentence(l->c ? PQerrorMessage(l->c) : "", text, sizeof(text));

	return err_set(err, kind, "%s%s%.*s", what, said.n ? ": " : "", STR_ARG(said));
}

/* What the caller may do, said by the kind. */
int pglink_failed(struct pglink *l, const PGresult *r, struct err *err)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *said = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	enum err_kind kind = postgres_kind(state);

	if (pglink_has_lost(l, r))
		return pglink_away(l, ERR_LATER, "the connection to PostgreSQL is lost", err);
	l->stale |= postgres_is_stale(state);
	if (kind == ERR_INPUT)
		return err_set(err, kind, "the database refuses this: %s", said ? said : state);
	return err_set(err, kind, "PostgreSQL: %s (%s)", said ? said : "", state);
}

/* Takes the result. */
int pglink_done(struct pglink *l, PGresult *r, struct err *err)
{
	int result = pglink_is_fine(r) ? 0 : pglink_failed(l, r, err);

	PQclear(r);
	return result;
}

static void say_nothing(void *ctx, const char *said)
{
	(void)ctx;
	(void)said;
}

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

static void first_words(const struct pglink *l, struct words *w)
{
	for (size_t i = 0; i < LEN(usual); i++)
		say(w, usual[i][0], usual[i][1]);
	if (!l->read_only)
		say(w, "target_session_attrs", "read-write");
	say(w, "dbname", l->conninfo);
	say(w, "password", l->password);
	say(w, "client_encoding", "UTF8");
}

/* All that the first connection found out: users, service files and names are not looked up
 * again, which a cage would not allow. */
static void known_words(const struct pglink *l, struct words *w)
{
	for (const PQconninfoOption *o = l->known; o->keyword; o++)
		say(w, o->keyword, o->val);
	say(w, "hostaddr", l->address);
}

const char *pglink_known(const struct pglink *l, const char *key)
{
	for (const PQconninfoOption *o = l->known; o && o->keyword; o++)
		if (str_eq(str_of(o->keyword), str_of(key)))
			return o->val ? o->val : "";
	return "";
}

static int refuse_server(struct pglink *l, struct err *err)
{
	int version = PQserverVersion(l->c);
	const char *encoding = PQparameterStatus(l->c, "server_encoding");

	if (version < POSTGRES_VERSION_MIN * 10000)
		return err_set(err, ERR_INPUT, "the server is PostgreSQL %d; %d or later is needed",
			       version / 10000, POSTGRES_VERSION_MIN);
	if (!encoding || !str_eq(str_of(encoding), STR("UTF8")))
		return err_set(err, ERR_INPUT,
			       "the database \"%s\" is in %s; one in UTF-8 is needed: createdb"
			       " --template=template0 --encoding=UTF8",
			       PQdb(l->c), encoding ? encoding : "an unknown encoding");
	return 0;
}

static int set_up(struct pglink *l, struct err *err)
{
	if (refuse_server(l, err) < 0 || pglink_done(l, PQexec(l->c, set_up_text), err) < 0)
		return -1;
	return pglink_done(l, PQexec(l->c, own_set_up[l->read_only]), err);
}

static void keep_what_is_known(struct pglink *l)
{
	const char *host;

	if (l->known)
		return;
	l->known = PQconninfo(l->c);
	die_if(!l->known);
	host = pglink_known(l, "host");
	/* one name was resolved; several stay several */
	if (host[0] && host[0] != '/' && host[0] != '@' && !strchr(host, ',') &&
	    !pglink_known(l, "hostaddr")[0])
		l->address = strdup(PQhostaddr(l->c));
}

static void hang_up(struct pglink *l)
{
	PQfinish(l->c);
	l->c = NULL;
}

int pglink_dial(struct pglink *l, struct err *err)
{
	struct words w = { .n = 0 };

	hang_up(l);
	l->broken = l->stale = false;
	if (l->known)
		known_words(l, &w);
	else
		first_words(l, &w);
	l->c = PQconnectdbParams(w.key, w.value, !l->known);
	die_if(!l->c);
	PQsetNoticeProcessor(l->c, say_nothing, NULL);
	if (pglink_is_lost(l))
		return pglink_away(l, ERR_LATER, "PostgreSQL is away", err);
	if (set_up(l, err) < 0)
		return -1;
	keep_what_is_known(l);
	l->number++;
	return 0;
}

/* Makes the connection if there is none. An attempt that took long (the host is gone, packets
 * vanish) is not repeated for as long: others wait for us meanwhile. */
static int connect_now(struct pglink *l, struct err *err)
{
	struct span start = clock_mono(), end;

	if (start.us < l->again.us)
		return err_set(err, ERR_LATER, "PostgreSQL is away: it did not answer just now");
	if (pglink_dial(l, err) == 0)
		return 0;
	hang_up(l);
	end = clock_mono();
	l->again.us = end.us + (end.us - start.us);
	return -1;
}

/* A broken connection is found out when it is used, and made again where nothing is open. */
int pglink_ready(struct pglink *l, struct err *err)
{
	if (l->in_tx)
		return pglink_is_lost(l)
			       ? err_set(err, ERR_LATER,
					 "the connection to PostgreSQL was lost: nothing of the"
					 " transaction is kept")
			       : 0;
	if (!pglink_is_lost(l) && !l->stale && PQtransactionStatus(l->c) == PQTRANS_IDLE)
		return 0;
	return connect_now(l, err);
}

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

void pglink_init(struct pglink *l, const struct postgres_place *place, bool read_only)
{
	*l = (struct pglink){ .read_only = read_only };
	l->conninfo = copy(place->conninfo);
	l->password = copy(place->password);
}

void pglink_release(struct pglink *l)
{
	hang_up(l);
	PQconninfoFree(l->known);
	free(l->address);
	free(l->conninfo);
	free(l->password);
}
