/* The tables. A thing that is named (machine, customer, prefix) has one row for ever and its
 * facts beside it, each with the time we believed it; so have tenancies and holdings. The
 * belief that goes on has known_until 9223372036854775807. */
#include "store/schema.h"

#include "base/attr.h"

#define NEVER "9223372036854775807"

/* The time we believed a row, the import that brought it and the one that ended it. */
#define BELIEF                                                                                     \
	"known_from {int} NOT NULL, known_until {int} NOT NULL CHECK (known_until >= known_from)," \
	"import {int} NOT NULL REFERENCES import (id), ended_by {int} REFERENCES import (id)"

#define INTERVAL                                                                                   \
	"valid_from {int} NOT NULL, valid_until {int} NOT NULL CHECK (valid_until > valid_from),"  \
	"from_gap {int} NOT NULL, until_gap {int} NOT NULL,"

static const char inventory[] =
	"CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL){end};"

	"CREATE TABLE import (id {id}, at {int} NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,"
	"source TEXT NOT NULL, digest {raw} NOT NULL, snapshot {int} NOT NULL, as_of {int},"
	"kinds {int} NOT NULL, changes {int} NOT NULL){end};"

	"CREATE TABLE machine (id {id}, name TEXT NOT NULL UNIQUE){end};"
	"CREATE TABLE machine_fact (id {id}, machine {int} NOT NULL REFERENCES machine (id),"
	"hostname TEXT NOT NULL, site TEXT NOT NULL, note TEXT NOT NULL," BELIEF "){end};"
	"CREATE INDEX machine_facts ON machine_fact (machine, id);"
	"CREATE UNIQUE INDEX machine_fact_now ON machine_fact (machine)"
	" WHERE known_until = " NEVER ";"

	"CREATE TABLE customer (id {id}, customer TEXT NOT NULL UNIQUE){end};"
	"CREATE TABLE customer_fact (id {id}, customer {int} NOT NULL REFERENCES customer (id),"
	"name TEXT NOT NULL, parent {int} REFERENCES customer (id), contacts TEXT NOT NULL,"
	"language TEXT NOT NULL, note TEXT NOT NULL," BELIEF "){end};"
	"CREATE INDEX customer_facts ON customer_fact (customer, id);"
	"CREATE UNIQUE INDEX customer_fact_now ON customer_fact (customer)"
	" WHERE known_until = " NEVER ";"

	"CREATE TABLE prefix (id {id}, bits {int} NOT NULL, lo {raw} NOT NULL, hi {raw} NOT NULL,"
	"UNIQUE (lo, hi)){end};"
	"CREATE INDEX prefix_place ON prefix (bits, lo);"
	"CREATE TABLE prefix_fact (id {id}, prefix {int} NOT NULL REFERENCES prefix (id),"
	"purpose {int} NOT NULL, floating {int} NOT NULL,"
	"machine {int} REFERENCES machine (id), note TEXT NOT NULL," BELIEF "){end};"
	"CREATE INDEX prefix_facts ON prefix_fact (prefix, id);"
	"CREATE UNIQUE INDEX prefix_fact_now ON prefix_fact (prefix)"
	" WHERE known_until = " NEVER ";"

	"CREATE TABLE tenancy (id {id}, bits {int} NOT NULL, lo {raw} NOT NULL, hi {raw} NOT NULL,"
	"port_lo {int} NOT NULL, port_hi {int} NOT NULL, purpose {int} NOT NULL,"
	"floating {int} NOT NULL, customer {int} REFERENCES customer (id),"
	"machine {int} REFERENCES machine (id)," INTERVAL BELIEF "){end};"
	"CREATE INDEX tenancy_place ON tenancy (bits, lo);"
	"CREATE INDEX tenancy_customer ON tenancy (customer);"

	"CREATE TABLE holding (id {id}, kind {int} NOT NULL, name TEXT NOT NULL,"
	"customer {int} NOT NULL REFERENCES customer (id),"
	"machine {int} REFERENCES machine (id)," INTERVAL BELIEF "){end};"
	"CREATE INDEX holding_name ON holding (name, kind);"
	"CREATE INDEX holding_customer ON holding (customer);";

static const char requests[] =
	"CREATE TABLE request (id {int} PRIMARY KEY, at {int} NOT NULL, answer TEXT NOT NULL){end};"
	"CREATE INDEX request_age ON request (at);";

static const char mail[] = "ALTER TABLE prefix_fact ADD COLUMN mail {int} NOT NULL DEFAULT 0;";

/* What the watch remembers. Numbers of enums are those of model/: see listing_rows.c and
 * watch_store.c. Words that lists say are raw, for they may be any octets. A listing of a name
 * has no bits, lo and hi. One listing of a list and a place goes on at a time. */
static const char watch[] =
	"CREATE TABLE listing (id {id}, zone TEXT NOT NULL, bits {int}, lo {raw}, hi {raw},"
	"name TEXT NOT NULL, state {int} NOT NULL, since {int} NOT NULL, confirmed {int} NOT NULL,"
	"last {int} NOT NULL, clean {int} NOT NULL, until {int} NOT NULL, next {int} NOT NULL,"
	"codes {raw} NOT NULL, meaning {raw} NOT NULL, reason {raw} NOT NULL,"
	"server TEXT NOT NULL, severity {int} NOT NULL, kind {int} NOT NULL,"
	"policy {int} NOT NULL, serial {int} NOT NULL, returns {int} NOT NULL,"
	"baseline {int} NOT NULL, held {int} NOT NULL, changed {int} NOT NULL,"
	"CHECK ((lo IS NULL) = (hi IS NULL) AND (lo IS NULL) = (bits IS NULL))){end};"
	"CREATE INDEX listing_place ON listing (zone, bits, lo);"
	"CREATE INDEX listing_around ON listing (bits, lo);"
	"CREATE INDEX listing_named ON listing (zone, name) WHERE lo IS NULL;"
	"CREATE UNIQUE INDEX listing_once ON listing (zone, lo, hi) WHERE state <= 2;"
	"CREATE UNIQUE INDEX listing_named_once ON listing (zone, name)"
	" WHERE lo IS NULL AND state <= 2;"
	"CREATE INDEX listing_due ON listing (zone, next) WHERE next < " NEVER ";"
	"CREATE INDEX listing_open ON listing (id, zone) WHERE state IN (1, 2) AND held = 0;"
	"CREATE INDEX listing_count ON listing (zone, state, held)"
	" WHERE state IN (1, 2) AND held = 0;"
	"CREATE INDEX listing_changed ON listing (changed);"

	"CREATE TABLE listing_change (id {id}, listing {int} NOT NULL REFERENCES listing (id),"
	"at {int} NOT NULL, change {int} NOT NULL){end};"
	"CREATE INDEX listing_changes ON listing_change (listing, id);"
	"CREATE INDEX listing_change_time ON listing_change (at);"

	"CREATE TABLE standing (zone TEXT PRIMARY KEY, health {int} NOT NULL, why {raw} NOT NULL,"
	"asked {int} NOT NULL, since {int} NOT NULL, last {int} NOT NULL,"
	"last_good {int} NOT NULL, proving {int} NOT NULL, retry {int} NOT NULL,"
	"failures {int} NOT NULL, baseline {int} NOT NULL, held {int} NOT NULL,"
	"held_since {int} NOT NULL, window_since {int} NOT NULL, named {int} NOT NULL,"
	"keep_s {int} NOT NULL, serial {int} NOT NULL){end};"

	"CREATE TABLE walk (zone TEXT NOT NULL, walk {int} NOT NULL, place {raw},"
	"begun {int} NOT NULL, due {int} NOT NULL, walks {int} NOT NULL,"
	"PRIMARY KEY (zone, walk)){end};"

	"CREATE TABLE budget (operator TEXT PRIMARY KEY, day {int} NOT NULL,"
	"month {int} NOT NULL, in_day {int} NOT NULL, in_month {int} NOT NULL,"
	"busy_until {int} NOT NULL){end};"

	"CREATE TABLE ptr (id {id}, ip {raw} NOT NULL, verdict {int} NOT NULL, name TEXT NOT NULL,"
	"since {int} NOT NULL, seen {int} NOT NULL CHECK (seen >= since)){end};"
	"CREATE INDEX ptr_address ON ptr (ip, id);";

/* What SOA serials have taught: of each walk of a list, and of each server in it. */
static const char serials[] =
	"CREATE TABLE serial_walk (zone TEXT NOT NULL, walk {int} NOT NULL, space {int} NOT NULL,"
	"going {int} NOT NULL, moved {int} NOT NULL, spared {int} NOT NULL, saved {int} NOT NULL,"
	"PRIMARY KEY (zone, walk)){end};"
	"CREATE TABLE serial_gate (zone TEXT NOT NULL, walk {int} NOT NULL, server TEXT NOT NULL,"
	"swept {int} NOT NULL, serial {int} NOT NULL, full_at {int} NOT NULL,"
	"proving {int} NOT NULL, distrusted {int} NOT NULL, moves {int} NOT NULL,"
	"still {int} NOT NULL, contradictions {int} NOT NULL, first {int} NOT NULL,"
	"last {int} NOT NULL, seen {int} NOT NULL, PRIMARY KEY (zone, walk, server)){end};";

/* Operators count the questions of each address for itself; what was counted before has none. What
 * health checks cost is not forgotten with the desk. */
static const char sources[] =
	"ALTER TABLE budget RENAME TO budget_before;"
	"CREATE TABLE budget (operator TEXT NOT NULL, source TEXT NOT NULL,"
	"day {int} NOT NULL, month {int} NOT NULL, in_day {int} NOT NULL, in_month {int} NOT NULL,"
	"busy_until {int} NOT NULL, PRIMARY KEY (operator, source)){end};"
	"INSERT INTO budget SELECT operator, '', day, month, in_day, in_month, busy_until"
	" FROM budget_before;"
	"DROP TABLE budget_before;"
	"ALTER TABLE standing ADD COLUMN check_cost {int} NOT NULL DEFAULT 0;";

static const struct migration migrations[] = {
	{1,  "inventory", inventory},
        { 2, "requests",  requests },
        { 3, "mail",      mail     },
	{ 4, "watch",     watch    },
        { 5, "serials",   serials  },
        { 6, "sources",   sources  },
};

const struct migration *schema_migrations(size_t *n)
{
	*n = LEN(migrations);
	return migrations;
}
