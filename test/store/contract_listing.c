/* What every engine must do alike with listings. */
#include "unit.h"

#include "base/rng.h"
#include "contract.h"
#include "contract_listing.h"
#include "provider.h"
#include "watched.h"

static void must(int result, const struct err *err)
{
	if (result < 0)
		fail_msg("%s", err->text);
}

void listings_come_back(void **state)
{
	static const char *const place[] = { "192.0.2.1", "192.0.2.0/24", "2001:db8::/64",
					     "0.0.0.0-255.255.255.255", "shop.example" };
	const struct listing_filter all = { .since = WHEN_EVER, .most = 100 };
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct listings got;
	struct err err;

	(void)state;
	for (size_t i = 0; i < LEN(place); i++) {
		struct listing l = watched_listing("a.example", place[i], 3);

		l.codes = i == 0 ? HEARD_CODES_MAX : i == 1 ? 0 : l.codes;
		for (unsigned c = 3; c < l.codes; c++)
			l.code[c] = c << 28;
		watched_save(db, &l, LISTING_BEGAN, 3);
		assert_int_equal(l.id, i + 1);
	}
	must(listing_store_list(db, &all, &arena, &got, &err), &err);
	assert_int_equal(got.n, LEN(place));
	for (size_t i = 0; i < got.n; i++) {
		struct listing want = watched_listing("a.example", place[i], 3);

		assert_int_equal(got.row[i].about.lo.len, want.about.lo.len);
		assert_true(want.about.lo.len == 0 || (ip_eq(got.row[i].about.lo, want.about.lo) &&
						       ip_eq(got.row[i].about.hi, want.about.hi)));
		assert_true(str_eq(got.row[i].name, want.name));
		assert_true(str_eq(got.row[i].reason, want.reason));
		assert_true(str_eq(got.row[i].meaning, want.meaning));
		assert_str(got.row[i].server, "192.0.2.53");
		assert_int_equal(got.row[i].state, LISTING_OPEN);
		assert_int_equal(got.row[i].since.us, want.since.us);
		assert_int_equal(got.row[i].until.us, WHEN_NEVER.us);
		assert_int_equal(got.row[i].next.us, want.next.us);
		assert_int_equal(got.row[i].serial, UINT32_MAX);
		assert_int_equal(got.row[i].kind, LIST_RANGE);
		assert_true(got.row[i].policy && got.row[i].baseline && !got.row[i].held);
	}
	assert_int_equal(got.row[0].codes, HEARD_CODES_MAX);
	assert_int_equal(got.row[0].code[1], 0xffffffff);
	assert_int_equal(got.row[0].code[15], 0xf0000000);
	assert_int_equal(got.row[1].codes, 0);
	db_close(db);
}

/* --- finding ----------------------------------------------------------------------------- */

#define MADE 300

/* Addresses, networks and ranges around a few places, of two lists. */
static struct range some_range(struct rng *rng)
{
	struct ip base = rng_below(rng, 4) ? ip4(10, 0, (unsigned)rng_below(rng, 3), 0)
					   : provider_range("2001:db8::").lo;
	struct ip hi;

	base.b[base.len - 1] = (uint8_t)rng_below(rng, 256);
	hi = base;
	if (rng_below(rng, 3) == 0)
		hi.b[hi.len - 1] = (uint8_t)(base.b[base.len - 1] +
					     rng_below(rng, 256u - base.b[base.len - 1]));
	return rng_below(rng, 10) ? (struct range){ base, hi }
				  : range_of_prefix(base, base.len == 4 ? 22 : 64);
}

static void make_some(struct db *db, struct rng *rng, struct listing *l)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	for (size_t i = 0; i < MADE; i++) {
		unsigned days = (unsigned)rng_below(rng, 20);

		l[i] = watched_listing(i % 4 ? "a.example" : "b.example", "x", 1);
		l[i].name = STR("");
		l[i].about = some_range(rng);
		l[i].state = rng_below(rng, 2) ? LISTING_ENDED : LISTING_DROPPED;
		l[i].until = provider_time(1 + (int)days);
		l[i].held = rng_below(rng, 6) == 0;
		must(listing_store_save(db, &l[i], LISTING_ENDED_NOW, l[i].until, &err), &err);
	}
	/* what goes on does so once at one place */
	for (size_t i = 0; i < MADE; i++) {
		bool alone = true;

		for (size_t k = 0; k < i && alone; k++)
			alone = l[k].state > LISTING_FADING || !str_eq(l[k].zone, l[i].zone) ||
				!ip_eq(l[k].about.lo, l[i].about.lo) ||
				!ip_eq(l[k].about.hi, l[i].about.hi);
		if (!alone || rng_below(rng, 3) == 0)
			continue;
		l[i].state = (enum listing_state)rng_below(rng, 3);
		l[i].until = WHEN_NEVER;
		must(listing_store_save(db, &l[i], LISTING_NOTHING, provider_time(30), &err), &err);
	}
	must(db_commit(&tx, &err), &err);
}

static bool is_wanted(const struct listing *l, const struct range *part, size_t parts)
{
	if (!str_eq(l->zone, STR("a.example")) || l->state == LISTING_DROPPED ||
	    l->until.us < provider_time(8).us)
		return false;
	for (size_t i = 0; i < parts; i++)
		if (range_overlaps(part[i], l->about))
			return true;
	return false;
}

static void compare_job(struct db *db, const struct listing *l, const struct range *part,
			size_t parts)
{
	const struct listing_place place = { .zone = STR("a.example"),
					     .part = part,
					     .parts = parts,
					     .now = { provider_time(8).us + LISTING_REMEMBER.us } };
	struct arena arena AUTO(arena_done) = { 0 };
	struct listings got;
	struct err err;
	size_t k = 0;

	must(listing_store_load(db, &place, &arena, &got, &err), &err);
	for (size_t i = 0; i < MADE; i++) {
		if (!is_wanted(&l[i], part, parts))
			continue;
		assert_true(k < got.n);
		assert_int_equal(got.row[k++].id, l[i].id);
	}
	assert_int_equal(k, got.n);
}

/* Against looking at all of them; the listings have ascending ids. */
void a_job_gets_what_it_overlaps(void **state)
{
	static struct listing l[MADE];
	struct rng rng = rng_of(11);
	struct db *db = contract_made();

	(void)state;
	make_some(db, &rng, l);
	for (unsigned i = 0; i < 200; i++) {
		struct range part[12];
		size_t parts = rng_below(&rng, LEN(part) + 1);

		for (size_t k = 0; k < parts; k++)
			part[k] = some_range(&rng);
		compare_job(db, l, part, parts);
	}
	compare_job(db, l,
		    (struct range[]){ provider_range("2000::/3"), provider_range("0.0.0.0/0") }, 2);
	db_close(db);
}

void what_is_over_is_not_loaded(void **state)
{
	const struct str names[] = { STR("b.example"), STR("c.example") };
	const struct range part = provider_range("192.0.2.0/24");
	struct listing_place place = { STR("a.example"), &part, 1, names, 2, provider_time(20) };
	const struct instant now = provider_time(20);
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct listings got;
	struct err err;

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct listing address = watched_listing("a.example", "192.0.2.1", 1);
		struct listing name = watched_listing("a.example", "b.example", 1);

		/* 0: dropped, 1: long ago, 2: just not too long ago, 3: goes on */
		address.state = i == 0 ? LISTING_DROPPED : i == 3 ? LISTING_OPEN : LISTING_ENDED;
		address.until = i == 3 ? WHEN_NEVER : provider_time(20);
		if (i == 1 || i == 2)
			address.until.us = now.us - LISTING_REMEMBER.us - (i == 1);
		name.state = address.state;
		name.until = address.until;
		watched_save(db, &address, LISTING_BEGAN, 1);
		watched_save(db, &name, LISTING_BEGAN, 1);
	}
	must(listing_store_load(db, &place, &arena, &got, &err), &err);
	assert_int_equal(got.n, 4);
	for (size_t i = 0; i < got.n; i++)
		assert_int_equal(got.row[i].id, 5 + i);
	place.zone = STR("other.example");
	must(listing_store_load(db, &place, &arena, &got, &err), &err);
	assert_int_equal(got.n, 0);
	db_close(db);
}

void what_is_due_comes_in_order(void **state)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct instant next;
	struct listings got;
	struct err err;
	size_t most = 2;

	(void)state;
	must(listing_store_next(db, STR("a.example"), &next, &err), &err);
	assert_int_equal(next.us, WHEN_NEVER.us);
	for (int i = 1; i <= 5; i++) {
		char place[] = { (char)('a' + i), '.', 'e', 0 };
		struct listing l = watched_listing(i == 5 ? "b.example" : "a.example", place, 1);

		l.next = i == 4 ? WHEN_NEVER : provider_time(10 - i);
		watched_save(db, &l, LISTING_NOTHING, 1);
	}
	must(listing_store_next(db, STR("a.example"), &next, &err), &err);
	assert_int_equal(next.us, provider_time(7).us);
	must(listing_store_due(
		     db, &(struct listing_due){ STR("a.example"), provider_time(9), { 0 }, most },
		     &arena, &got, &err),
	     &err);
	assert_int_equal(got.n, 2);
	assert_int_equal(got.row[0].id, 3);
	assert_int_equal(got.row[1].id, 2);
	most = 10;
	must(listing_store_due(
		     db, &(struct listing_due){ STR("a.example"), provider_time(8), { 0 }, most },
		     &arena, &got, &err),
	     &err);
	assert_int_equal(got.n, 2);
	most = 10;
	must(listing_store_due(db,
			       &(struct listing_due){ STR("a.example"), WHEN_NEVER, { 0 }, most },
			       &arena, &got, &err),
	     &err);
	assert_int_equal(got.n, 3);
	db_close(db);
}

/* --- pages ------------------------------------------------------------------------------- */

static bool passes(const struct listing *l, const struct listing_filter *f)
{
	if (f->open && (l->held || l->state < LISTING_OPEN || l->state > LISTING_FADING))
		return false;
	if (f->zone.n && !str_eq(f->zone, l->zone))
		return false;
	return !f->of_range || range_overlaps(f->range, l->about);
}

static void walk_pages(struct db *db, const struct listing *l, struct listing_filter f)
{
	size_t n, at = 0;

	do {
		struct arena arena AUTO(arena_done) = { 0 };
		struct listings got;
		struct err err;

		must(listing_store_list(db, &f, &arena, &got, &err), &err);
		n = got.n;
		assert_true(n <= f.most);
		for (size_t i = 0; i < n; i++) {
			while (at < MADE && !passes(&l[at], &f))
				at++;
			assert_true(at < MADE);
			assert_int_equal(got.row[i].id, l[at++].id);
		}
		if (n)
			f.after = got.row[n - 1].id;
	} while (n == f.most);
	while (at < MADE)
		assert_false(passes(&l[at++], &f));
}

void pages_hold_what_was_asked_for(void **state)
{
	static struct listing l[MADE];
	struct rng rng = rng_of(12);
	struct db *db = contract_made();

	(void)state;
	make_some(db, &rng, l);
	for (unsigned i = 0; i < 60; i++) {
		struct listing_filter f = { .open = rng_below(&rng, 2),
					    .since = WHEN_EVER,
					    .of_range = i % 3 != 0,
					    .most = 1 + rng_below(&rng, 80) };

		if (rng_below(&rng, 2))
			f.zone = STR("b.example");
		f.range = some_range(&rng);
		walk_pages(db, l, f);
	}
	db_close(db);
}

/* --- changes ----------------------------------------------------------------------------- */

static size_t listed_since(struct db *db, int day)
{
	const struct listing_filter f = { .since = provider_time(day), .most = 100 };
	struct arena arena AUTO(arena_done) = { 0 };
	struct listings got;
	struct err err;

	must(listing_store_list(db, &f, &arena, &got, &err), &err);
	return got.n;
}

void changes_are_told_in_order(void **state)
{
	struct listing a = watched_listing("a.example", "192.0.2.1", 1);
	struct listing b = watched_listing("a.example", "mail.example", 1);
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct listing_changes news;
	struct err err;
	size_t most = 100;

	(void)state;
	watched_save(db, &a, LISTING_APPEARED, 1);
	watched_save(db, &b, LISTING_BEGAN, 2);
	watched_save(db, &a, LISTING_BEGAN, 3);
	a.state = LISTING_FADING;
	watched_save(db, &a, LISTING_FADED, 4);
	watched_save(db, &b, LISTING_NOTHING, 9);
	watched_save(db, &b, LISTING_RECODED, 3); /* the clock was set back */
	must(listing_store_news(db, &(struct listing_news_page){ 0, WHEN_EVER, most }, &arena,
				&news, &err),
	     &err);
	assert_int_equal(news.n, 5);
	assert_int_equal(news.row[0].change, LISTING_APPEARED);
	assert_int_equal(news.row[0].at.us, provider_time(1).us);
	assert_int_equal(news.row[0].listing.state, LISTING_FADING);
	assert_int_equal(news.row[4].change, LISTING_RECODED);
	assert_str(news.row[4].listing.name, "mail.example");
	most = 2;
	must(listing_store_news(
		     db, &(struct listing_news_page){ news.row[1].id, provider_time(3), most },
		     &arena, &news, &err),
	     &err);
	assert_int_equal(news.n, 2);
	assert_int_equal(news.row[0].change, LISTING_BEGAN);
	assert_int_equal(news.row[1].change, LISTING_FADED);
	most = 100;
	must(listing_store_news(db, &(struct listing_news_page){ 0, provider_time(4), most },
				&arena, &news, &err),
	     &err);
	assert_int_equal(news.n, 1);
	most = 100;
	must(listing_store_news(db, &(struct listing_news_page){ 0, provider_time(5), most },
				&arena, &news, &err),
	     &err);
	assert_int_equal(news.n, 0);
	must(listing_store_history(db, a.id, &arena, &news, &err), &err);
	assert_int_equal(news.n, 3);
	assert_int_equal(news.row[2].change, LISTING_FADED);
	assert_int_equal(listed_since(db, 2), 2);
	assert_int_equal(listed_since(db, 4), 1);
	assert_int_equal(listed_since(db, 5), 0);
	db_close(db);
}

void a_held_list_is_released(void **state)
{
	static const enum listing_state as[] = { LISTING_SEEN, LISTING_OPEN, LISTING_FADING,
						 LISTING_ENDED };
	static const struct {
		int64_t id;
		enum listing_change change;
	} told[] = {
		{2,  LISTING_BEGAN},
                { 3, LISTING_BEGAN},
                { 3, LISTING_FADED}
	};
	struct arena arena AUTO(arena_done) = { 0 };
	struct db *db = contract_made();
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct listing_changes news;
	struct listing_count *count;
	struct err err;
	size_t n;

	(void)state;
	for (size_t i = 0; i < 2 * LEN(as); i++) {
		char place[] = { (char)('a' + i), '.', 'e', 0 };
		struct listing l =
			watched_listing(i < LEN(as) ? "a.example" : "b.example", place, 1);

		l.state = as[i % LEN(as)];
		l.held = true;
		watched_save(db, &l, LISTING_NOTHING, 1);
	}
	must(listing_store_count(db, &arena, &count, &n, &err), &err);
	assert_int_equal(n, 0);
	must(db_begin(&tx, db, &err), &err);
	must(listing_store_release(db, STR("a.example"), provider_time(5), &n, &err), &err);
	assert_int_equal(n, 4);
	must(listing_store_release(db, STR("a.example"), provider_time(6), &n, &err), &err);
	assert_int_equal(n, 0);
	must(db_commit(&tx, &err), &err);
	must(listing_store_count(db, &arena, &count, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_str(count[0].zone, "a.example");
	assert_int_equal(count[0].open, 2);
	must(listing_store_news(db, &(struct listing_news_page){ 0, WHEN_EVER, 10 }, &arena, &news,
				&err),
	     &err);
	assert_int_equal(news.n, LEN(told));
	for (size_t i = 0; i < news.n; i++) {
		assert_int_equal(news.row[i].change, told[i].change);
		assert_int_equal(news.row[i].listing.id, told[i].id);
		assert_int_equal(news.row[i].at.us, provider_time(5).us);
	}
	assert_int_equal(listed_since(db, 5), 2);
	db_close(db);
}

static enum err_kind save_kind(struct db *db, struct listing *l)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	must(db_begin(&tx, db, &err), &err);
	return listing_store_save(db, l, LISTING_BEGAN, provider_time(2), &err) < 0 ||
			       db_commit(&tx, &err) < 0
		       ? err.kind
		       : ERR_NONE;
}

void a_place_has_one_listing_at_a_time(void **state)
{
	static const char *const place[] = { "192.0.2.1", "mail.example" };
	struct db *db = contract_made();

	(void)state;
	for (size_t i = 0; i < LEN(place); i++) {
		struct listing a = watched_listing("a.example", place[i], 1);
		struct listing b = a, other = watched_listing("b.example", place[i], 1);
		struct listing gone = a;

		assert_int_equal(save_kind(db, &a), ERR_NONE);
		assert_int_equal(save_kind(db, &other), ERR_NONE);
		assert_int_equal(save_kind(db, &b), ERR_INPUT);
		assert_int_equal(b.id, 0);
		a.state = LISTING_ENDED;
		a.until = provider_time(3);
		assert_int_equal(save_kind(db, &a), ERR_NONE);
		assert_int_equal(save_kind(db, &b), ERR_NONE);
		gone.id = 4711;
		assert_int_equal(save_kind(db, &gone), ERR_GONE);
	}
	db_close(db);
}
