/* Listings and their changes: saving, finding by place, by time and by the page. */
#include "store/listing_store.h"

#include "base/die.h"
#include "store/around.h"
#include "store/listing_rows.h"
#include "store/range_value.h"
#include "store/runs.h"

#include <string.h>

#define GAP_READ                                                                                   \
	256 /* addresses between two parts of a job: reading them is quicker than asking           \
	     */

static bool is_name(const struct listing *l)
{
	return l->about.lo.len == 0;
}

static int still(struct db *db, struct db_tx *tx, struct err *err)
{
	return db_in_tx(db) ? 0 : db_begin(tx, db, err);
}

static int64_t page_rows(size_t most)
{
	return (int64_t)(most < LISTING_PAGE_MAX ? most : LISTING_PAGE_MAX);
}

/* --- saving ------------------------------------------------------------------------------ */

static int note(struct db *db, int64_t listing, enum listing_change change, struct instant at,
		struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_LISTING_CHANGE_ADD);
	db_put_int(&q, listing);
	db_put_int(&q, at.us);
	db_put_int(&q, change);
	return db_run(&q, err);
}

static int add(struct db *db, struct listing *l, struct instant at, struct err *err)
{
	uint8_t codes[LISTING_CODES_RAW];
	struct range_value ends = range_value(l->about);
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_LISTING_ADD);
	db_put_str(&q, l->zone);
	if (is_name(l)) {
		db_put_null(&q);
		db_put_null(&q);
		db_put_null(&q);
	} else {
		db_put_int(&q, around_bits(l->about));
		db_put_ends(&q, &ends);
	}
	db_put_str(&q, l->name);
	listing_row_put(&q, l, codes);
	db_put_int(&q, at.us);
	while (db_row(&q))
		l->id = db_get_int(&q);
	return db_end(&q, err);
}

static int set(struct db *db, const struct listing *l, struct instant changed, struct err *err)
{
	uint8_t codes[LISTING_CODES_RAW];
	struct db_query q AUTO(db_done);
	bool found = false;

	db_ask(&q, db, SQL_LISTING_SET);
	listing_row_put(&q, l, codes);
	db_put_int(&q, changed.us);
	db_put_int(&q, l->id);
	while (db_row(&q))
		found = true;
	if (db_end(&q, err) < 0)
		return -1;
	return found ? 0 : err_set(err, ERR_GONE, "there is no listing %lld", (long long)l->id);
}

int listing_store_save(struct db *db, struct listing *l, enum listing_change change,
		       struct instant at, struct err *err)
{
	bool is_news = change != LISTING_NOTHING;
	int64_t id = l->id;

	die_if(!db_in_tx(db) || l->codes > HEARD_CODES_MAX);
	if ((id ? set(db, l, is_news ? at : WHEN_EVER, err) : add(db, l, at, err)) < 0 ||
	    (is_news && note(db, l->id, change, at, err) < 0)) {
		l->id = id;
		return -1;
	}
	return 0;
}

/* One that was found clean once is told of as any such listing. */
static int note_released(struct db *db, const struct listing *l, struct instant at, struct err *err)
{
	if (!listing_counts(l))
		return 0;
	if (note(db, l->id, LISTING_BEGAN, at, err) < 0)
		return -1;
	return l->state == LISTING_FADING ? note(db, l->id, LISTING_FADED, at, err) : 0;
}

int listing_store_release(struct db *db, struct str zone, struct instant at, size_t *n,
			  struct err *err)
{
	struct arena scratch AUTO(arena_done) = { 0 };
	struct listing_rows rows = { .arena = &scratch };
	struct db_query q AUTO(db_done);

	die_if(!db_in_tx(db));
	db_ask(&q, db, SQL_LISTING_RELEASE);
	db_put_int(&q, at.us);
	db_put_str(&q, zone);
	while (db_row(&q)) {
		struct listing l = { .id = db_get_int(&q) };

		l.state = (enum listing_state)db_get_int(&q);
		listing_rows_keep(&rows, &l);
	}
	if (db_end(&q, err) < 0)
		return -1;
	listing_rows_tidy(&rows);
	for (size_t i = 0; i < rows.n; i++)
		if (note_released(db, &rows.row[i], at, err) < 0)
			return -1;
	*n = rows.n;
	return 0;
}

/* --- by place ---------------------------------------------------------------------------- */

struct lengths {
	unsigned bits[129];
	size_t n;
};

static int get_lengths(struct db_query *q, struct lengths *out, struct err *err)
{
	out->n = 0;
	while (db_row(q) && out->n < LEN(out->bits)) {
		int64_t bits = db_get_int(q);

		out->bits[out->n++] = bits > 128 ? 128 : (unsigned)bits;
	}
	return db_end(q, err);
}

static void put_around(struct db_query *q, unsigned bits, const struct around *a)
{
	db_put_int(q, bits);
	db_put_raw(q, (struct str){ (const char *)a->first, AROUND_RAW });
	db_put_raw(q, (struct str){ (const char *)a->last, AROUND_RAW });
	db_put_raw(q, (struct str){ (const char *)a->least, AROUND_RAW });
}

/* One load at work. */
struct load {
	struct db *db;
	struct str zone;
	struct instant since; /* what ended before is left */
	struct range *run;    /* of the job, tidy */
	size_t runs;
	struct listing_rows rows;
};

/* What overlaps the stretch, but not what lies in its gaps. */
static int take_stretch(struct load *load, struct db_query *q, struct range stretch, unsigned bits,
			struct err *err)
{
	struct listing l;
	struct around a;

	around_bounds(stretch, bits, &a);
	db_put_str(q, load->zone);
	put_around(q, bits, &a);
	db_put_int(q, load->since.us);
	while (db_row(q)) {
		listing_row_get(q, &l);
		if (runs_meet(load->run, load->runs, l.about))
			listing_rows_keep(&load->rows, &l);
	}
	return db_end(q, err);
}

static int load_ranges(struct load *load, struct range *stretch, struct err *err)
{
	size_t stretches = runs_bridge(load->run, load->runs, GAP_READ, stretch);
	struct db_query bits AUTO(db_done), q AUTO(db_done) = { 0 };
	struct lengths length;

	db_ask(&bits, load->db, SQL_LISTING_BITS);
	db_put_str(&bits, load->zone);
	if (get_lengths(&bits, &length, err) < 0)
		return -1;
	db_ask(&q, load->db, SQL_LISTING_IN);
	for (size_t i = 0; i < stretches; i++)
		for (size_t k = 0; k < length.n; k++)
			if (take_stretch(load, &q, stretch[i], length.bits[k], err) < 0)
				return -1;
	return 0;
}

static int load_names(struct load *load, const struct str *name, size_t names, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, load->db, SQL_LISTING_NAMED);
	for (size_t i = 0; i < names; i++) {
		db_put_str(&q, load->zone);
		db_put_str(&q, name[i]);
		db_put_int(&q, load->since.us);
		if (listing_rows_take(&load->rows, &q, err) < 0)
			return -1;
	}
	return db_end(&q, err);
}

int listing_store_load(struct db *db, const struct listing_place *place, struct arena *arena,
		       struct listings *out, struct err *err)
{
	struct arena scratch AUTO(arena_done) = { 0 };
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct range *stretch = arena_new(&scratch, place->parts, sizeof(*stretch));
	struct load load = {
		.db = db,
		.zone = place->zone,
		.since = instant_add(place->now, SPAN_US(-LISTING_REMEMBER.us)),
		.run = arena_new(&scratch, place->parts, sizeof(*load.run)),
		.rows = { .arena = arena },
	};

	for (size_t i = 0; i < place->parts; i++)
		load.run[i] = place->part[i];
	load.runs = runs_tidy(load.run, place->parts);
	if (still(db, &tx, err) < 0 || load_ranges(&load, stretch, err) < 0 ||
	    load_names(&load, place->name, place->names, err) < 0)
		return -1;
	listing_rows_tidy(&load.rows);
	*out = (struct listings){ load.rows.row, load.rows.n };
	return 0;
}

/* --- by time ----------------------------------------------------------------------------- */

int listing_store_due(struct db *db, const struct listing_due *due, struct arena *arena,
		      struct listings *out, struct err *err)
{
	struct listing_rows rows = { .arena = arena };
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_LISTING_DUE);
	db_put_str(&q, due->zone);
	db_put_int(&q, instant_add(due->now, due->soon).us);
	db_put_int(&q, due->now.us);
	db_put_int(&q, page_rows(due->most));
	if (listing_rows_take(&rows, &q, err) < 0)
		return -1;
	*out = (struct listings){ rows.row, rows.n };
	return 0;
}

int listing_store_next(struct db *db, struct str zone, struct instant *out, struct err *err)
{
	struct db_query q AUTO(db_done);

	*out = WHEN_NEVER;
	db_ask(&q, db, SQL_LISTING_NEXT);
	db_put_str(&q, zone);
	while (db_row(&q))
		out->us = db_get_int(&q);
	return db_end(&q, err);
}

/* --- by the page ------------------------------------------------------------------------- */

/* The values that every page statement has first. */
static void put_filter(struct db_query *q, const struct listing_filter *f)
{
	db_put_int(q, f->after);
	db_put_str(q, f->zone);
	db_put_int(q, f->open ? LISTING_OPEN : LISTING_SEEN);
	db_put_int(q, f->open ? LISTING_FADING : LISTING_DROPPED);
	db_put_int(q, !f->open);
	db_put_int(q, f->since.us);
	db_put_int(q, page_rows(f->most));
}

static int list_all(struct db *db, const struct listing_filter *f, struct listing_rows *rows,
		    struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, f->open ? SQL_LISTING_PAGE_OPEN : SQL_LISTING_PAGE);
	put_filter(&q, f);
	return listing_rows_take(rows, &q, err);
}

/* A page of each block length holds the page of all. */
static int list_around(struct db *db, const struct listing_filter *f, struct listing_rows *rows,
		       struct err *err)
{
	struct db_query bits AUTO(db_done), q AUTO(db_done) = { 0 };
	struct lengths length;

	db_ask(&bits, db, SQL_LISTING_ALL_BITS);
	if (get_lengths(&bits, &length, err) < 0)
		return -1;
	db_ask(&q, db, SQL_LISTING_PAGE_AROUND);
	for (size_t i = 0; i < length.n; i++) {
		struct around a;

		around_bounds(f->range, length.bits[i], &a);
		put_filter(&q, f);
		put_around(&q, length.bits[i], &a);
		if (listing_rows_take(rows, &q, err) < 0)
			return -1;
	}
	listing_rows_tidy(rows);
	if (rows->n > (size_t)page_rows(f->most))
		rows->n = (size_t)page_rows(f->most);
	return db_end(&q, err);
}

int listing_store_list(struct db *db, const struct listing_filter *f, struct arena *arena,
		       struct listings *out, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct listing_rows rows = { .arena = arena };

	if (still(db, &tx, err) < 0 ||
	    (f->of_range ? list_around(db, f, &rows, err) : list_all(db, f, &rows, err)) < 0)
		return -1;
	*out = (struct listings){ rows.row, rows.n };
	return 0;
}

/* --- changes ----------------------------------------------------------------------------- */

struct news_rows {
	struct listing_news *row;
	size_t n, room;
};

static struct listing_news *slot(struct news_rows *news, struct arena *arena)
{
	if (news->n == news->room) {
		size_t room = news->room ? 2 * news->room : 16;
		struct listing_news *row = arena_new(arena, room, sizeof(*row));

		if (news->n)
			memcpy(row, news->row, news->n * sizeof(*row));
		news->row = row;
		news->room = room;
	}
	return &news->row[news->n++];
}

static int take_news(struct db_query *q, struct arena *arena, struct listing_changes *out,
		     struct err *err)
{
	struct news_rows news = { 0 };

	while (db_row(q)) {
		struct listing_news *one = slot(&news, arena);

		one->id = db_get_int(q);
		one->at.us = db_get_int(q);
		one->change = (enum listing_change)db_get_int(q);
		listing_row_get(q, &one->listing);
		listing_row_own(&one->listing, arena);
	}
	*out = (struct listing_changes){ news.row, news.n };
	return db_end(q, err);
}

int listing_store_news(struct db *db, const struct listing_news_page *page, struct arena *arena,
		       struct listing_changes *out, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_LISTING_NEWS);
	db_put_int(&q, page->after);
	db_put_int(&q, page->since.us);
	db_put_int(&q, page_rows(page->most));
	return take_news(&q, arena, out, err);
}

int listing_store_history(struct db *db, int64_t listing, struct arena *arena,
			  struct listing_changes *out, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask(&q, db, SQL_LISTING_HISTORY);
	db_put_int(&q, listing);
	return take_news(&q, arena, out, err);
}

int listing_store_count(struct db *db, struct arena *arena, struct listing_count **out, size_t *n,
			struct err *err)
{
	struct listing_count *row = NULL;
	struct db_query q AUTO(db_done);
	size_t room = 0;

	*n = 0;
	db_ask(&q, db, SQL_LISTING_COUNT);
	while (db_row(&q)) {
		if (*n == room) {
			struct listing_count *more = arena_new(arena, room += 64, sizeof(*more));

			if (*n)
				memcpy(more, row, *n * sizeof(*row));
			row = more;
		}
		row[*n].zone = db_get_copy(&q, arena);
		row[(*n)++].open = (uint64_t)db_get_int(&q);
	}
	*out = row;
	return db_end(&q, err);
}
