/* The statements, in the dialect that SQLite and PostgreSQL share.
 *
 * Times are microseconds, 9223372036854775807 for "goes on". Addresses are 16 raw octets.
 * `bits` is the length of the smallest block that covers a range: ranges around an address
 * are found block length by block length, for few lengths exist (see around.h).
 */
#include "store/sql.h"

#define MACHINE "m.id, m.name, f.hostname, f.site, f.note"
#define MACHINES                                                                                   \
	" FROM machine m JOIN machine_fact f ON f.machine = m.id"                                  \
	" AND f.id = (SELECT max(g.id) FROM machine_fact g WHERE g.machine = m.id)"

#define CUSTOMER "c.id, c.customer, f.name, f.parent, f.contacts, f.language, f.note"
#define CUSTOMERS                                                                                  \
	" FROM customer c JOIN customer_fact f ON f.customer = c.id"                               \
	" AND f.id = (SELECT max(g.id) FROM customer_fact g WHERE g.customer = c.id)"

#define PREFIX "p.id, p.lo, p.hi, f.purpose, f.floating, f.mail, f.machine, f.note"
#define PREFIXES                                                                                   \
	" FROM prefix p JOIN prefix_fact f ON f.prefix = p.id"                                     \
	" AND f.id = (SELECT max(g.id) FROM prefix_fact g WHERE g.prefix = p.id)"

#define TENANCY                                                                                    \
	"id, lo, hi, port_lo, port_hi, purpose, floating, customer, machine, valid_from,"          \
	" valid_until, from_gap, until_gap, known_from, known_until"

#define HOLDING                                                                                    \
	"id, kind, name, customer, machine, valid_from, valid_until, from_gap, until_gap,"         \
	" known_from, known_until"

#define IMPORT "id, at, who, why, source, digest, snapshot, as_of, kinds, changes"

/* The different values of bits, each found by one step in the index. */
#define BITS(table)                                                                                \
	"WITH RECURSIVE b (v) AS (SELECT min(bits) FROM " table                                    \
	" UNION ALL SELECT (SELECT min(bits) FROM " table " WHERE bits > v) FROM b"                \
	" WHERE v IS NOT NULL) SELECT v FROM b WHERE v IS NOT NULL"

static const char *const text[SQL_COUNT] = {
	[SQL_META_GET] = "SELECT value FROM meta WHERE name = $1",
	[SQL_META_SET] = "INSERT INTO meta (name, value) VALUES ($1, $2)"
			 " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	[SQL_MIGRATION_LIST] = "SELECT number, name, checksum FROM migration ORDER BY number",
	[SQL_MIGRATION_ADD] = "INSERT INTO migration (number, name, checksum, at)"
			      " VALUES ($1, $2, $3, $4)",

	[SQL_IMPORT_ADD] = "INSERT INTO import (at, who, why, source, digest, snapshot, as_of,"
			   " kinds, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
			   " RETURNING id",
	[SQL_IMPORT_LIST] = "SELECT " IMPORT " FROM import ORDER BY id DESC LIMIT $1",
	[SQL_IMPORT_FIND] = "SELECT " IMPORT " FROM import WHERE id = $1",
	[SQL_IMPORT_LAST] = "SELECT as_of FROM import WHERE snapshot = 1 AND (kinds & $1) <> 0"
			    " ORDER BY as_of DESC LIMIT 1",

	[SQL_MACHINE_ADD] = "INSERT INTO machine (name) VALUES ($1)"
			    " ON CONFLICT (name) DO NOTHING RETURNING id",
	[SQL_MACHINE_ID] = "SELECT id FROM machine WHERE name = $1",
	[SQL_MACHINE_NAME] = "SELECT name FROM machine WHERE id = $1",
	[SQL_MACHINE_FACT_ADD] = "INSERT INTO machine_fact (machine, hostname, site, note,"
				 " known_from, known_until, import)"
				 " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	[SQL_MACHINE_FACT_END] = "UPDATE machine_fact SET known_until = $1, ended_by = $2"
				 " WHERE machine = $3 AND known_until = $4 RETURNING id",
	[SQL_MACHINE_FIND] = "SELECT " MACHINE MACHINES " WHERE m.id = $1 AND f.known_until >= $2",
	[SQL_MACHINE_PAGE] = "SELECT " MACHINE MACHINES " WHERE m.id > $1 AND f.known_until >= $2"
			     " ORDER BY m.id LIMIT $3",
	[SQL_MACHINE_COUNT] = "SELECT count(*)" MACHINES " WHERE f.known_until >= $1",

	[SQL_CUSTOMER_ADD] = "INSERT INTO customer (customer) VALUES ($1)"
			     " ON CONFLICT (customer) DO NOTHING RETURNING id",
	[SQL_CUSTOMER_ID] = "SELECT id FROM customer WHERE customer = $1",
	[SQL_CUSTOMER_NAME] = "SELECT customer FROM customer WHERE id = $1",
	[SQL_CUSTOMER_FACT_ADD] = "INSERT INTO customer_fact (customer, name, parent, contacts,"
				  " language, note, known_from, known_until, import)"
				  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	[SQL_CUSTOMER_FACT_END] = "UPDATE customer_fact SET known_until = $1, ended_by = $2"
				  " WHERE customer = $3 AND known_until = $4 RETURNING id",
	[SQL_CUSTOMER_FIND] =
		"SELECT " CUSTOMER CUSTOMERS " WHERE c.id = $1 AND f.known_until >= $2",
	[SQL_CUSTOMER_PAGE] = "SELECT " CUSTOMER CUSTOMERS
			      " WHERE c.id > $1 AND f.known_until >= $2 ORDER BY c.id LIMIT $3",
	[SQL_CUSTOMER_COUNT] = "SELECT count(*)" CUSTOMERS " WHERE f.known_until >= $1",

	[SQL_PREFIX_ADD] = "INSERT INTO prefix (bits, lo, hi) VALUES ($1, $2, $3)"
			   " ON CONFLICT (lo, hi) DO NOTHING RETURNING id",
	[SQL_PREFIX_ID] = "SELECT id FROM prefix WHERE lo = $1 AND hi = $2",
	[SQL_PREFIX_FACT_ADD] = "INSERT INTO prefix_fact (prefix, purpose, floating, mail, machine,"
				" note, known_from, known_until, import)"
				" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	[SQL_PREFIX_FACT_END] = "UPDATE prefix_fact SET known_until = $1, ended_by = $2"
				" WHERE prefix = $3 AND known_until = $4 RETURNING id",
	[SQL_PREFIX_PAGE] = "SELECT " PREFIX PREFIXES " WHERE p.id > $1 AND f.known_until >= $2"
			    " ORDER BY p.id LIMIT $3",
	[SQL_PREFIX_COUNT] = "SELECT count(*)" PREFIXES " WHERE f.known_until >= $1",
	[SQL_PREFIX_BITS] = BITS("prefix"),
	[SQL_PREFIX_AROUND] = "SELECT " PREFIX PREFIXES " WHERE p.bits = $1 AND p.lo >= $2"
			      " AND p.lo <= $3 AND p.hi >= $4 AND f.known_until >= $5",

	[SQL_TENANCY_ADD] =
		"INSERT INTO tenancy (bits, lo, hi, port_lo, port_hi, purpose, floating,"
		" customer, machine, valid_from, valid_until, from_gap, until_gap,"
		" known_from, known_until, import) VALUES ($1, $2, $3, $4, $5, $6, $7,"
		" $8, $9, $10, $11, $12, $13, $14, $15, $16)",
	[SQL_TENANCY_END] = "UPDATE tenancy SET known_until = $1, ended_by = $2"
			    " WHERE id = $3 AND known_until = $4 RETURNING id",
	[SQL_TENANCY_PAGE] = "SELECT " TENANCY " FROM tenancy WHERE id > $1 AND known_until >= $2"
			     " ORDER BY id LIMIT $3",
	[SQL_TENANCY_COUNT] = "SELECT count(*) FROM tenancy WHERE known_until >= $1",
	[SQL_TENANCY_BITS] = BITS("tenancy"),
	[SQL_TENANCY_AROUND] = "SELECT " TENANCY " FROM tenancy WHERE bits = $1 AND lo >= $2"
			       " AND lo <= $3 AND hi >= $4 AND known_until >= $5",

	[SQL_HOLDING_ADD] = "INSERT INTO holding (kind, name, customer, machine, valid_from,"
			    " valid_until, from_gap, until_gap, known_from, known_until, import)"
			    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	[SQL_HOLDING_END] = "UPDATE holding SET known_until = $1, ended_by = $2"
			    " WHERE id = $3 AND known_until = $4 RETURNING id",
	[SQL_HOLDING_PAGE] = "SELECT " HOLDING " FROM holding WHERE id > $1 AND known_until >= $2"
			     " ORDER BY id LIMIT $3",
	[SQL_HOLDING_COUNT] = "SELECT count(*) FROM holding WHERE known_until >= $1",
	[SQL_HOLDING_NAMED] = "SELECT " HOLDING " FROM holding WHERE name = $1 AND kind = $2"
			      " ORDER BY id",

	[SQL_REQUEST_FIND] = "SELECT answer FROM request WHERE id = $1",
	[SQL_REQUEST_ADD] = "INSERT INTO request (id, at, answer) VALUES ($1, $2, $3)",
	[SQL_REQUEST_FORGET] = "DELETE FROM request WHERE at < $1",
};

const char *sql_text(enum sql sql)
{
	return text[sql];
}
