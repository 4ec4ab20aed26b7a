/* One connection to a PostgreSQL that is made again when it broke; only the driver sees this.
 *
 * What was asked is judged here: what an answer means for the caller, and for the connection.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/when.h"
#include "store/postgres.h"

#include <stdbool.h>

/* What libpq calls PGconn, PGresult and PQconninfoOption. */
struct pg_conn;
struct pg_result;
struct _PQconninfoOption;

struct pglink {
	struct pg_conn *c; /* NULL: there is none */
	struct _PQconninfoOption *known;
	char *address; /* where the first connection went: names cannot be resolved in a cage */
	char *conninfo, *password;
	bool read_only;
	bool in_tx;        /* said by the driver: a connection is not replaced meanwhile */
	bool broken;       /* libpq does not always say so of a connection itself */
	bool stale;        /* a new connection is needed */
	unsigned number;   /* of this connection */
	struct span again; /* not tried before: an attempt that took long is not repeated at once */
};

void pglink_init(struct pglink *l, const struct postgres_place *place, bool read_only);
void pglink_release(struct pglink *l);

/* Makes a new connection and sets it up. ERR_INPUT: the server will not do. ERR_LATER. */
NODISCARD int pglink_dial(struct pglink *l, struct err *err);

/* A broken connection is found out when it is used, and made again where nothing is open.
 * ERR_LATER: there is none, or it broke inside the transaction. */
NODISCARD int pglink_ready(struct pglink *l, struct err *err);

bool pglink_is_lost(const struct pglink *l);
bool pglink_is_fine(const struct pg_result *r);

/* Whether the call that gave this result lost the connection. */
bool pglink_has_lost(struct pglink *l, const struct pg_result *r);

/* Sets what a result that is not fine says; returns -1. */
int pglink_failed(struct pglink *l, const struct pg_result *r, struct err *err);

/* The same with libpq's own words behind `what`. */
int pglink_away(const struct pglink *l, enum err_kind kind, const char *what, struct err *err);

/* Takes the result: 0 if it is fine. */
NODISCARD int pglink_done(struct pglink *l, struct pg_result *r, struct err *err);

/* A word of the connection, "" if it has none. */
const char *pglink_known(const struct pglink *l, const char *key);
