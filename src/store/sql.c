/* The statements, in the dialect that SQLite and PostgreSQL share.
 *
 * Times are microseconds, 9223372036854775807 for "goes on". Addresses are 16 raw octets.
 * `bits` is the length of the smallest block that covers a range: ranges around an address
 * are found block length by block length, for few lengths exist (see around.h).
 */
#include "store/sql.h"

#define NEVER "9223372036854775807"

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

/* The different values of bits, each found by one step in the index: with a second lower bound
 * on them all would be read. */
#define BITS(table) BITS_FROM(table, " WHERE ")
#define BITS_OF(table, is) BITS_FROM(table " WHERE " is, " AND ")
#define BITS_FROM(rows, and)                                                                       \
	"WITH RECURSIVE b (v) AS (SELECT min(bits) FROM " rows                                     \
	" UNION ALL SELECT (SELECT min(bits) FROM " rows and                                       \
		"bits > v) FROM b"                                                                 \
		" WHERE v IS NOT NULL) SELECT v FROM b WHERE v IS NOT NULL"

#define LISTING                                                                                    \
	"l.id, l.zone, l.lo, l.hi, l.name, l.state, l.since, l.confirmed, l.last, l.clean,"        \
	" l.until, l.next, l.codes, l.meaning, l.reason, l.server, l.severity, l.kind, l.policy,"  \
	" l.serial, l.returns, l.baseline, l.held"

/* Not dropped, and going on or not ended long ago. */
#define LISTING_ALIVE(since) " AND l.state <> 4 AND l.until >= " since

/* As the index of those has it. */
#define LISTING_GOES_ON "l.state IN (1, 2) AND l.held = 0"

#define LISTING_FILTER                                                                             \
	"l.id > $1 AND ($2 = '' OR l.zone = $2) AND l.state >= $3 AND l.state <= $4"               \
	" AND l.held <= $5 AND l.changed >= $6"
#define LISTING_PAGED " ORDER BY l.id LIMIT $7"

#define STANDING                                                                                   \
	"zone, health, why, asked, since, last, last_good, proving, retry, failures, baseline,"    \
	" held, held_since, window_since, named, keep_s, serial,"                                  \
	" check_cost"

#define BUDGET "operator, source, day, month, in_day, in_month, busy_until"

#define PTR "p.ip, p.verdict, p.name, p.since, p.seen"

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
	[SQL_IMPORT_LATEST] = "SELECT at FROM import ORDER BY id DESC LIMIT 1",
	[SQL_IMPORT_LAST] = "SELECT as_of FROM import WHERE snapshot = 1 AND (kinds & $1) <> 0"
			    " ORDER BY as_of DESC LIMIT 1",

	[SQL_MACHINE_ADD] = "INSERT INTO machine (name) VALUES ($1)"
			    " ON CONFLICT (name) DO NOTHING RETURNING id",
	[SQL_MACHINE_ID] = "SELECT id FROM machine WHERE name = $1",
	[SQL_MACHINE_NAME] = "SELECT name FROM machine WHERE id = $1",
	[SQL_MACHINE_NAMES] = "SELECT id, name FROM machine WHERE id > $1 ORDER BY id LIMIT $2",
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
	[SQL_CUSTOMER_NAMES] =
		"SELECT id, customer FROM customer WHERE id > $1 ORDER BY id LIMIT $2",
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
	/* the sum keeps the newest from being counted while none is old */
	[SQL_REQUEST_FORGET] = "DELETE FROM request WHERE at < $1 AND at + 0 <"
			       " (SELECT at FROM request ORDER BY at DESC LIMIT 1 OFFSET $2)",

	[SQL_LISTING_ADD] =
		"INSERT INTO listing (zone, bits, lo, hi, name, state, since, confirmed, last,"
		" clean, until, next, codes, meaning, reason, server, severity, kind, policy,"
		" serial, returns, baseline, held, changed) VALUES ($1, $2, $3, $4, $5, $6, $7,"
		" $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,"
		" $24) RETURNING id",
	[SQL_LISTING_SET] =
		"UPDATE listing SET state = $1, since = $2, confirmed = $3, last = $4, clean = $5,"
		" until = $6, next = $7, codes = $8, meaning = $9, reason = $10, server = $11,"
		" severity = $12, kind = $13, policy = $14, serial = $15, returns = $16,"
		" baseline = $17, held = $18, changed = CASE WHEN changed < $19 THEN $19"
		" ELSE changed END WHERE id = $20 RETURNING id",
	[SQL_LISTING_BITS] = BITS_OF("listing", "zone = $1"),
	[SQL_LISTING_IN] = "SELECT " LISTING " FROM listing l WHERE l.zone = $1 AND l.bits = $2"
			   " AND l.lo >= $3 AND l.lo <= $4 AND l.hi >= $5" LISTING_ALIVE("$6"),
	[SQL_LISTING_NAMED] = "SELECT " LISTING " FROM listing l WHERE l.zone = $1 AND l.name = $2"
			      " AND l.lo IS NULL" LISTING_ALIVE("$3"),
	[SQL_LISTING_DUE] = "SELECT " LISTING " FROM listing l WHERE l.zone = $1 AND l.next <= $2"
			    " AND (l.next <= $3 OR l.state = 1) AND l.next < " NEVER
			    " ORDER BY l.next, l.id LIMIT $4",
	[SQL_LISTING_NEXT] = "SELECT next FROM listing WHERE zone = $1 AND next < " NEVER
			     " ORDER BY next LIMIT 1",
	[SQL_LISTING_RELEASE] = "UPDATE listing SET held = 0, changed = CASE WHEN state IN (1, 2)"
				" AND changed < $1 THEN $1 ELSE changed END"
				" WHERE zone = $2 AND held = 1 RETURNING id, state",
	[SQL_LISTING_PAGE] =
		"SELECT " LISTING " FROM listing l WHERE " LISTING_FILTER LISTING_PAGED,
	[SQL_LISTING_PAGE_OPEN] = "SELECT " LISTING " FROM listing l WHERE " LISTING_FILTER
				  " AND " LISTING_GOES_ON LISTING_PAGED,
	[SQL_LISTING_ALL_BITS] = BITS("listing"),
	[SQL_LISTING_PAGE_AROUND] =
		"SELECT " LISTING " FROM listing l WHERE " LISTING_FILTER
		" AND l.bits = $8 AND l.lo >= $9 AND l.lo <= $10 AND l.hi >= $11" LISTING_PAGED,
	[SQL_LISTING_COUNT] =
		"SELECT l.zone, count(*) FROM listing l WHERE " LISTING_GOES_ON " GROUP BY l.zone",
	[SQL_LISTING_CHANGE_ADD] =
		"INSERT INTO listing_change (listing, at, change) VALUES ($1, $2, $3)",
	[SQL_LISTING_NEWS] = "SELECT c.id, c.at, c.change, " LISTING
			     " FROM listing_change c JOIN listing l ON l.id = c.listing"
			     " WHERE c.id > $1 AND c.at >= $2 ORDER BY c.id LIMIT $3",
	[SQL_LISTING_HISTORY] = "SELECT c.id, c.at, c.change, " LISTING
				" FROM listing_change c JOIN listing l ON l.id = c.listing"
				" WHERE c.listing = $1 ORDER BY c.id",

	[SQL_STANDING_LIST] = "SELECT " STANDING " FROM standing",
	[SQL_STANDING_SET] =
		"INSERT INTO standing (" STANDING ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
		" $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (zone) DO UPDATE SET"
		" health = excluded.health, why = excluded.why, asked = excluded.asked,"
		" since = excluded.since, last = excluded.last, last_good = excluded.last_good,"
		" proving = excluded.proving, retry = excluded.retry,"
		" failures = excluded.failures, baseline = excluded.baseline,"
		" held = excluded.held, held_since = excluded.held_since,"
		" window_since = excluded.window_since, named = excluded.named,"
		" keep_s = excluded.keep_s, serial = excluded.serial,"
		" check_cost = excluded.check_cost",
	[SQL_WALK_LIST] = "SELECT walk, place, begun, due, walks FROM walk WHERE zone = $1",
	[SQL_WALK_SET] = "INSERT INTO walk (zone, walk, place, begun, due, walks)"
			 " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (zone, walk) DO UPDATE SET"
			 " place = excluded.place, begun = excluded.begun, due = excluded.due,"
			 " walks = excluded.walks",
	[SQL_SERIAL_WALKS] = "SELECT walk, space, going, moved, spared, saved FROM serial_walk"
			     " WHERE zone = $1",
	[SQL_SERIAL_GATES] = "SELECT walk, server, swept, serial, full_at, proving, distrusted,"
			     " moves, still, contradictions, first, last, seen FROM serial_gate"
			     " WHERE zone = $1 ORDER BY walk, seen DESC, server",
	[SQL_SERIAL_WALK_SET] =
		"INSERT INTO serial_walk (zone, walk, space, going, moved, spared, saved)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (zone, walk) DO UPDATE SET"
		" space = excluded.space, going = excluded.going, moved = excluded.moved,"
		" spared = excluded.spared, saved = excluded.saved",
	[SQL_SERIAL_GATE_ADD] =
		"INSERT INTO serial_gate (zone, walk, server, swept, serial, full_at, proving,"
		" distrusted, moves, still, contradictions, first, last, seen)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
	[SQL_SERIAL_GATE_DROP] = "DELETE FROM serial_gate WHERE zone = $1 AND walk = $2",
	[SQL_BUDGET_FIND] = "SELECT " BUDGET " FROM budget WHERE operator = $1"
			    " AND source = $2",
	[SQL_BUDGET_SET] = "INSERT INTO budget (" BUDGET ") VALUES ($1, $2, $3, $4, $5, $6, $7)"
			   " ON CONFLICT (operator, source) DO UPDATE SET day = excluded.day,"
			   " month = excluded.month, in_day = excluded.in_day,"
			   " in_month = excluded.in_month, busy_until = excluded.busy_until",
	[SQL_BUDGET_LIST] = "SELECT " BUDGET " FROM budget",
	[SQL_PTR_LAST] = "SELECT id, verdict, name FROM ptr WHERE ip = $1"
			 " ORDER BY id DESC LIMIT 1",
	[SQL_PTR_ADD] = "INSERT INTO ptr (ip, verdict, name, since, seen)"
			" VALUES ($1, $2, $3, $4, $5)",
	[SQL_PTR_SEEN] = "UPDATE ptr SET seen = $1 WHERE id = $2 AND seen < $1",
	[SQL_PTR_OF] = "SELECT " PTR " FROM ptr p WHERE p.ip = $1 ORDER BY p.id DESC",
	[SQL_PTR_WRONG] = "SELECT " PTR " FROM ptr p WHERE p.verdict <> 0 AND p.id ="
			  " (SELECT max(o.id) FROM ptr o WHERE o.ip = p.ip) ORDER BY p.id DESC",
};

const char *sql_text(enum sql sql)
{
	return text[sql];
}
