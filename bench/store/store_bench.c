/* A million tenancies into the store and out again, beside a bare batch insert (of a PostgreSQL: a
 * bare COPY) of the same run.
 *
 *	store_bench DIR [TENANCIES [WORDS]]
 *
 * WORDS name a PostgreSQL to use instead of a file. Prints name=value lines. The bare insert has
 * the same rows, columns and indexes, one prepared statement and one transaction with the same
 * durability: what the engine itself takes.
 */
#include "bare_copy.h"

#include "base/arena.h"
#include "base/die.h"
#include "base/rng.h"
#include "store/around.h"
#include "store/import_store.h"
#include "store/inventory_store.h"
#include "store/store.h"
#include "store/who_store.h"
#include "sys/clock.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define CUSTOMERS_EACH 10 /* tenancies per customer */
#define MACHINES 1000
#define NAME_ROOM 16
#define LOOKUPS 20000

struct data {
	size_t tenancies, customers;
	struct tenancy *tenancy;
	struct customer *customer;
	struct machine *machine;
	char (*name)[NAME_ROOM];
};

static void must(int code, const struct err *err)
{
	if (code < 0)
		die("%s", err->text);
}

static struct str name(struct data *d, size_t at, char kind, size_t n)
{
	snprintf(d->name[at], NAME_ROOM, "%c%06zu", kind, n);
	return str_of(d->name[at]);
}

/* Ranges of the sizes that providers give out, one after the other; customers at random. */
static void make(struct data *d, size_t tenancies)
{
	struct rng rng = rng_of(1);
	uint32_t at = 10u << 24;

	d->tenancies = tenancies;
	d->customers = tenancies / CUSTOMERS_EACH + 1;
	d->tenancy = mem_new(tenancies, sizeof(*d->tenancy));
	d->customer = mem_new(d->customers, sizeof(*d->customer));
	d->machine = mem_new(MACHINES, sizeof(*d->machine));
	d->name = mem_new(d->customers + MACHINES, NAME_ROOM);
	for (size_t i = 0; i < d->customers; i++)
		d->customer[i] = (struct customer){ .customer = name(d, i, 'c', i),
						    .name = d->customer[i].customer };
	for (size_t i = 0; i < MACHINES; i++)
		d->machine[i].name = name(d, d->customers + i, 'm', i);
	for (size_t i = 0; i < tenancies; i++) {
		struct tenancy *t = &d->tenancy[i];
		unsigned bits = rng_below(&rng, 10) ? 32 : 29;
		if (bits == 29)
			at = (at + 7) & ~7u;
		t->range = range_of_prefix(ip4(at >> 24, at >> 16 & 255, at >> 8 & 255, at & 255),
					   bits);
		t->ports = PORTS_ALL;
		t->use = USE_SINGLE;
		t->customer = d->customer[rng_below(&rng, d->customers)].customer;
		t->machine = d->machine[i % MACHINES].name;
		t->from.us = (int64_t)i;
		t->until = WHEN_NEVER;
		at += bits == 32 ? 1 : 8;
	}
}

static void plan(const struct data *d, struct import_plan *p)
{
	size_t n = 0;

	*p = (struct import_plan){ 0 };
	p->change = mem_new(d->tenancies + d->customers + MACHINES, sizeof(*p->change));
	for (size_t i = 0; i < MACHINES; i++)
		p->change[n++] = (struct import_change){ .kind = INV_MACHINE,
							 .after.machine = &d->machine[i] };
	for (size_t i = 0; i < d->customers; i++)
		p->change[n++] = (struct import_change){ .kind = INV_CUSTOMER,
							 .after.customer = &d->customer[i] };
	for (size_t i = 0; i < d->tenancies; i++)
		p->change[n++] = (struct import_change){ .kind = INV_TENANCY,
							 .after.tenancy = &d->tenancy[i] };
	p->changes = n;
}

static double cpu(void)
{
	struct clock_cpu c = clock_cpu();

	return (double)(c.user.us + c.sys.us) / 1e6;
}

static double since(struct span begin)
{
	return (double)(clock_mono().us - begin.us) / 1e6;
}

static void ok(sqlite3 *db, int code)
{
	if (code != SQLITE_OK && code != SQLITE_DONE)
		die("bare insert: %s", sqlite3_errmsg(db));
}

static void bind_raw(sqlite3_stmt *stmt, int at, struct ip ip)
{
	uint8_t raw[16];

	ip_raw(ip, raw);
	sqlite3_bind_blob(stmt, at, raw, sizeof(raw), SQLITE_TRANSIENT);
}

static double bare(const struct data *d, const char *dir)
{
	char path[4096];
	sqlite3_stmt *stmt;
	struct span begin;
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/bare.db", dir);
	ok(NULL, sqlite3_open(path, &db));
	begin = clock_mono();
	ok(db,
	   sqlite3_exec(db,
			"PRAGMA journal_mode = wal; PRAGMA synchronous = full;"
			"PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -131072;"
			"CREATE TABLE t (id INTEGER PRIMARY KEY, bits INTEGER, lo BLOB, hi BLOB,"
			"pl INTEGER, ph INTEGER, u INTEGER, f INTEGER, c INTEGER, m INTEGER,"
			"vf INTEGER, vu INTEGER, fg INTEGER, ug INTEGER, kf INTEGER, ku INTEGER,"
			"i INTEGER, e INTEGER) STRICT;"
			"CREATE INDEX tp ON t (bits, lo); CREATE INDEX tc ON t (c);"
			"BEGIN IMMEDIATE",
			NULL, NULL, NULL));
	ok(db, sqlite3_prepare_v2(db,
				  "INSERT INTO t (bits, lo, hi, pl, ph, u, f, c, m, vf, vu, fg, ug,"
				  " kf, ku, i) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
				  -1, &stmt, NULL));
	for (size_t i = 0; i < d->tenancies; i++) {
		const struct tenancy *t = &d->tenancy[i];
		const int64_t value[] = { 0,          65535,       1, 0, 0, (int64_t)(i % MACHINES),
					  t->from.us, t->until.us, 0, 0, 1, INT64_MAX,
					  1 };

		sqlite3_bind_int64(stmt, 1, around_bits(t->range));
		bind_raw(stmt, 2, t->range.lo);
		bind_raw(stmt, 3, t->range.hi);
		for (int k = 0; k < (int)LEN(value); k++)
			sqlite3_bind_int64(stmt, k + 4, value[k]);
		/* the customer is the one that the store's row has */
		sqlite3_bind_int64(stmt, 8, strtol(t->customer.p + 1, NULL, 10));
		if (sqlite3_step(stmt) != SQLITE_DONE)
			die("bare insert: %s", sqlite3_errmsg(db));
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	ok(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	sqlite3_close(db);
	return since(begin);
}

static double apply(struct store *store, const struct import_plan *p)
{
	struct import_note note = { .at = clock_now(), .who = STR("bench"), .why = STR("import") };
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct span begin = clock_mono();
	struct err err;

	must(db_begin(&tx, store_db(store), &err), &err);
	must(import_store_apply(store_db(store), p, &note, &err), &err);
	must(db_commit(&tx, &err), &err);
	must(db_rest(store_db(store), &err), &err);
	return since(begin);
}

static void look(struct store *store, const struct data *d)
{
	struct arena all AUTO(arena_done) = { 0 }, turn AUTO(arena_done) = { 0 };
	struct span begin = clock_mono();
	struct rng rng = rng_of(2);
	struct inventory inv;
	struct err err;

	must(inventory_store_load(store_db(store), INVENTORY_NOW, &all, &inv, &err), &err);
	die_if(inv.tenancies != d->tenancies || inv.customers != d->customers);
	printf("load_s=%.2f\n", since(begin));
	printf("load_octets_per_tenancy=%zu\n", all.used / d->tenancies);
	begin = clock_mono();
	for (size_t i = 0; i < LOOKUPS; i++) {
		const struct tenancy *t = &d->tenancy[rng_below(&rng, d->tenancies)];
		struct who_ask ask = { .kind = WHO_ADDRESS, .ip = t->range.lo };

		must(who_store_load(store_db(store), &ask, &turn, &inv, &err), &err);
		die_if(inv.tenancies != 1 || inv.tenancy[0].from.us != t->from.us);
		arena_clear(&turn);
	}
	printf("who_per_s=%.0f\n", LOOKUPS / since(begin));
}

int main(int argc, char **argv)
{
	static struct data d;
	uint64_t tenancies = 1000000;
	struct store_place place = { 0 };
	struct store *store;
	struct import_plan p;
	double bare_s, store_s, bare_cpu, store_cpu;
	struct err err;

	if (argc < 2 || (argc > 2 && !str_u64(str_of(argv[2]), 5000000, &tenancies)))
		die("usage: store_bench DIR [TENANCIES [WORDS]]");
	setvbuf(stdout, NULL, _IOLBF, 0);
	make(&d, tenancies);
	plan(&d, &p);
	bare_cpu = cpu();
	bare_s = argc > 3 ? bare_copy(argv[3], &(struct bare_rows){ d.tenancy, d.tenancies,
								    d.customers, MACHINES })
			  : bare(&d, argv[1]);
	bare_cpu = cpu() - bare_cpu;
	place.dir = str_of(argv[1]);
	place.postgresql = str_of(argc > 3 ? argv[3] : "");
	must(store_open(&store, &place, clock_now(), &err), &err);
	store_cpu = cpu();
	store_s = apply(store, &p);
	store_cpu = cpu() - store_cpu;
	printf("tenancies=%zu\n", d.tenancies);
	printf("bare_insert_s=%.2f\n", bare_s);
	printf("store_apply_s=%.2f\n", store_s);
	printf("store_rows_per_s=%.0f\n", (double)p.changes / store_s);
	printf("times_bare=%.2f\n", store_s / bare_s);
	printf("bare_cpu_s=%.2f\nstore_cpu_s=%.2f\n", bare_cpu, store_cpu);
	printf("times_bare_cpu=%.2f\n", store_cpu / bare_cpu);
	look(store, &d);
	store_close(store);
	return 0;
}
