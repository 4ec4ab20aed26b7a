/* A list with 100,000 of our addresses on it: what a job, a save, a passport and a page cost.
 *
 *	listing_bench DIR [LISTINGS]
 *
 * Prints name=value lines. Ten lists of the same size share the tables; one in 50 listings is of
 * a network. All go on, which is the dearest case.
 */
#include "base/arena.h"
#include "base/die.h"
#include "base/rng.h"
#include "store/listing_store.h"
#include "store/store.h"
#include "sys/clock.h"

#include <stdio.h>
#include <stdlib.h>

#define LISTS 10
#define JOB_ADDRESSES 20000
#define SCATTERED 3000
#define TIMES 20

static const struct instant now = { INT64_C(1764000000000000) };

static void must(int code, const struct err *err)
{
	if (code < 0)
		die("%s", err->text);
}

static double since(struct span begin)
{
	return (double)(clock_mono().us - begin.us) / 1e6;
}

static struct ip ip_at(uint64_t n)
{
	return range_at(range_of_prefix(ip4(10, 0, 0, 0), 8), n);
}

/* Every tenth address; networks lie among them. */
static struct listing listing_of(const char *zone, size_t i)
{
	struct listing l = {
		.zone = str_of(zone),
		.about = i % 50 ? range_of_ip(ip_at(10 * i)) : range_of_prefix(ip_at(10 * i), 24),
		.state = LISTING_OPEN,
		.since = now,
		.confirmed = now,
		.last = now,
		.clean = WHEN_NEVER,
		.until = WHEN_NEVER,
		.next = {now.us + (int64_t)i},
		.code = { 0x7f000002,         0x7f000004 },
		.codes = 2,
		.meaning = STR("sends spam; an exploited machine"),
		.reason = STR("https://bl.example/query?ip=10.0.0.1 seen in a trap on 2026-11-24"),
		.server = STR("192.0.2.53"),
		.severity = 4,
		.kind = LIST_BLOCK,
		.serial = 2026112401,
	};

	return l;
}

static void save(struct db *db, const char *zone, size_t first, size_t n)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	for (size_t i = first; i < first + n; i++) {
		struct listing l = listing_of(zone, i);

		must(listing_store_save(db, &l, LISTING_BEGAN, now, &err), &err);
	}
	must(db_commit(&tx, &err), &err);
}

static size_t load(struct db *db, const struct listing_place *place)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct listings got;
	struct err err;

	must(listing_store_load(db, place, &arena, &got, &err), &err);
	return got.n;
}

static void jobs(struct db *db, size_t listings)
{
	struct range few[4], many[SCATTERED];
	struct rng rng = rng_of(1);
	struct span begin;
	size_t n = 0;

	for (size_t i = 0; i < LEN(few); i++) {
		uint64_t at = i * (10 * listings / LEN(few));

		few[i] = (struct range){ ip_at(at), ip_at(at + JOB_ADDRESSES / LEN(few) - 1) };
	}
	begin = clock_mono();
	for (unsigned i = 0; i < TIMES; i++)
		n = load(db, &(struct listing_place){ STR("0.bl.example"), few, LEN(few), NULL, 0,
						      now });
	printf("job_of_ranges_ms=%.2f\njob_of_ranges_found=%zu\n", 1e3 * since(begin) / TIMES, n);
	for (size_t i = 0; i < LEN(many); i++)
		many[i] = range_of_ip(ip_at(rng_below(&rng, 10 * listings)));
	begin = clock_mono();
	for (unsigned i = 0; i < TIMES; i++)
		n = load(db, &(struct listing_place){ STR("0.bl.example"), many, LEN(many), NULL, 0,
						      now });
	printf("job_of_single_addresses_ms=%.2f\njob_of_single_addresses_found=%zu\n",
	       1e3 * since(begin) / TIMES, n);
}

static void pages(struct db *db, size_t listings)
{
	struct listing_filter open = { .open = true, .since = WHEN_EVER, .most = 1000 };
	struct listing_filter one = { .since = WHEN_EVER, .most = 1000, .of_range = true };
	struct arena arena AUTO(arena_done) = { 0 };
	struct listing_count *count;
	struct span begin = clock_mono();
	struct listings got;
	struct err err;
	size_t n;

	must(listing_store_list(db, &open, &arena, &got, &err), &err);
	printf("page_of_1000_open_ms=%.2f\n", 1e3 * since(begin));
	die_if(got.n != 1000);
	begin = clock_mono();
	for (size_t i = 0; i < 1000; i++) {
		one.range = range_of_ip(ip_at(10 * (i * 997 % listings)));
		must(listing_store_list(db, &one, &arena, &got, &err), &err);
		arena_clear(&arena);
	}
	printf("passport_ms=%.3f\n", since(begin));
	begin = clock_mono();
	must(listing_store_count(db, &arena, &count, &n, &err), &err);
	printf("count_ms=%.1f\n", 1e3 * since(begin));
	die_if(n != LISTS);
}

static void save_more(struct db *db, size_t listings)
{
	struct span begin = clock_mono();
	struct arena arena AUTO(arena_done) = { 0 };
	struct db_tx tx AUTO(db_rollback) = { 0 };
	const struct listing_due ask = { STR("1.bl.example"), WHEN_NEVER, { 0 }, 1000 };
	struct listings due;
	struct err err;

	save(db, "0.bl.example", listings, 1000);
	printf("save_1000_new_ms=%.1f\n", 1e3 * since(begin));
	begin = clock_mono();
	must(listing_store_due(db, &ask, &arena, &due, &err), &err);
	printf("due_1000_ms=%.2f\n", 1e3 * since(begin));
	begin = clock_mono();
	must(db_begin(&tx, db, &err), &err);
	for (size_t i = 0; i < due.n; i++) {
		due.row[i].next.us += 3600;
		must(listing_store_save(db, &due.row[i], LISTING_NOTHING, now, &err), &err);
	}
	must(db_commit(&tx, &err), &err);
	printf("save_1000_known_ms=%.1f\n", 1e3 * since(begin));
}

int main(int argc, char **argv)
{
	uint64_t listings = 100000;
	struct store *store;
	struct span begin;
	struct err err;

	if (argc < 2 || (argc > 2 && !str_u64(str_of(argv[2]), 1000000, &listings)))
		die("usage: listing_bench DIR [LISTINGS]");
	setvbuf(stdout, NULL, _IOLBF, 0);
	must(store_open(&store, STORE_IN(str_of(argv[1])), clock_now(), &err), &err);
	begin = clock_mono();
	for (unsigned i = 0; i < LISTS; i++) {
		char zone[32];

		snprintf(zone, sizeof(zone), "%u.bl.example", i);
		save(store_db(store), zone, 0, listings);
		must(db_rest(store_db(store), &err), &err);
	}
	printf("listings=%llu\nfill_s=%.1f\n", (unsigned long long)listings * LISTS, since(begin));
	jobs(store_db(store), listings);
	pages(store_db(store), listings);
	save_more(store_db(store), listings);
	store_close(store);
	return 0;
}
