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

static const struct migration migrations[] = {
	{1,  "inventory", inventory},
	{ 2, "requests",  requests },
	{ 3, "mail",      mail     },
};

const struct migration *schema_migrations(size_t *n)
{
	*n = LEN(migrations);
	return migrations;
}
