/* Listings and the rest, made and dumped. */
#include "unit.h"

#include "base/die.h"
#include "provider.h"
#include "watched.h"

#include <stdio.h>

struct listing watched_listing(const char *zone, const char *place, int day)
{
	struct listing l = {
		.zone = str_of(zone),
		.state = LISTING_OPEN,
		.since = provider_time(day),
		.confirmed = provider_time(day),
		.last = provider_time(day + 1),
		.clean = WHEN_NEVER,
		.until = WHEN_NEVER,
		.next = provider_time(day + 2),
		.code = {0x7f000002, 0xffffffff,           3 },
		.codes = 3,
		.meaning = STR("spam seen; \"quoted\""),
		.reason = (struct str){ "see\0 \xff\xfe K\xc3\xb6ln",         13},
		.server = STR("192.0.2.53"),
		.severity = 5,
		.kind = LIST_RANGE,
		.policy = true,
		.serial = UINT32_MAX,
		.returns = 2,
		.baseline = true,
	};
	struct range about;
	struct err err;

	if (range_parse(str_of(place), &about, &err) < 0)
		l.name = str_of(place);
	else
		l.about = about;
	return l;
}

void watched_save(struct db *db, struct listing *l, enum listing_change change, int day)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct err err;

	if (db_begin(&tx, db, &err) < 0 ||
	    listing_store_save(db, l, change, provider_time(day), &err) < 0 ||
	    db_commit(&tx, &err) < 0)
		fail_msg("%s", err.text);
}

/* --- a bit of everything ----------------------------------------------------------------- */

static int save_rest(struct db *db, int day, struct err *err)
{
	struct standing s = standing_new(STR("a.example"));
	struct agenda_walk walk = { ip4(192, 0, 2, 7), provider_time(day), WHEN_EVER, 3 };
	struct budget_wish wish = {
		STR("operator"), {0,  1000,  20000 },
                 10, false, provider_time(day), { { 0 }, { 0 }}
	};
	struct ptr_row ptr = {
		.ip = ip4(192, 0, 2, 25),
		.verdict = day % 2 ? PTR_GENERIC : PTR_MISSING,
		.name = day % 2 ? STR("pool.example") : STR(""),
		.since = provider_time(day),
		.seen = provider_time(day),
	};
	const struct budget_back back = {
		wish.operator, 3, wish.now, {{ 0 }, { 0 }}
	};
	struct budget_grant grant;

	s.why = (struct str){ "no \xff answer", 11 };
	s.last = provider_time(day);
	return standing_store_save(db, &s, err) < 0 ||
			       walk_store_save(db, s.zone, ESTATE_REST, &walk, err) < 0 ||
			       budget_store_take(db, &wish, &grant, err) < 0 ||
			       budget_store_return(db, &back, err) < 0 ||
			       ptr_store_note(db, &ptr, err) < 0
		       ? -1
		       : 0;
}

static int save_listings(struct db *db, int day, struct err *err)
{
	static const char *const place[] = { "192.0.2.1", "192.0.2.0/24", "2001:db8:0:1::/64",
					     "mail.shop.example" };
	struct arena arena AUTO(arena_done) = { 0 };
	const struct range range[] = { provider_range("192.0.2.0/24"),
				       provider_range("2001:db8::/32") };
	const struct str name = STR("mail.shop.example");
	const struct listing_place all = { .zone = STR("a.example"),
					   .part = range,
					   .parts = LEN(range),
					   .name = &name,
					   .names = 1,
					   .now = provider_time(day) };
	struct listings have;

	if (listing_store_load(db, &all, &arena, &have, err) < 0)
		return -1;
	for (size_t i = 0; i < LEN(place); i++) {
		struct listing new = watched_listing("a.example", place[i], day);
		struct listing *l = have.n ? &have.row[i] : &new;

		l->last = provider_time(day);
		if (listing_store_save(db, l, have.n ? LISTING_RECODED : LISTING_BEGAN,
				       provider_time(day), err) < 0)
			return -1;
	}
	return 0;
}

enum err_kind watched_turn(struct db *db, int day, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };

	if (db_begin(&tx, db, err) < 0 || save_listings(db, day, err) < 0 ||
	    save_rest(db, day, err) < 0 || db_commit(&tx, err) < 0)
		return err->kind;
	return ERR_NONE;
}

/* --- everything as text ------------------------------------------------------------------ */

static void must(int result, const struct err *err)
{
	if (result < 0)
		fail_msg("%s", err->text);
}

static void dump_octets(struct buf *out, struct str s)
{
	buf_add(out, STR(" ["));
	for (size_t i = 0; i < s.n; i++)
		buf_fmt(out, s.p[i] >= ' ' && s.p[i] < 0x7f ? "%c" : "\\%02x",
			(unsigned char)s.p[i]);
	buf_add(out, STR("]"));
}

static void dump_listing(struct db *db, const struct listing *l, struct buf *out)
{
	struct arena arena AUTO(arena_done) = { 0 };
	const int64_t number[] = { l->state,    l->since.us, l->confirmed.us, l->last.us,
				   l->clean.us, l->until.us, l->next.us,      l->severity,
				   l->kind,     l->policy,   l->serial,       l->returns,
				   l->held,     l->baseline, l->codes };
	char r[RANGE_TEXT_MAX + 1];
	struct listing_changes news;
	struct err err;

	buf_fmt(out, "listing %lld %.*s %s", (long long)l->id, STR_ARG(l->zone),
		l->about.lo.len ? range_text(l->about, r) : "-");
	for (size_t i = 0; i < LEN(number); i++)
		buf_fmt(out, " %lld", (long long)number[i]);
	for (unsigned i = 0; i < l->codes; i++)
		buf_fmt(out, " %x", l->code[i]);
	dump_octets(out, l->name);
	dump_octets(out, l->meaning);
	dump_octets(out, l->reason);
	dump_octets(out, l->server);
	must(listing_store_history(db, l->id, &arena, &news, &err), &err);
	for (size_t i = 0; i < news.n; i++)
		buf_fmt(out, "\n  %s %lld", listing_change_name(news.row[i].change),
			(long long)news.row[i].at.us);
	buf_byte(out, '\n');
}

static void dump_standings(struct db *db, struct arena *arena, struct buf *out)
{
	struct standing *s;
	struct err err;
	size_t n;

	must(standing_store_load(db, arena, &s, &n, &err), &err);
	for (size_t i = 0; i < n; i++) {
		struct agenda_walk walk[AGENDA_WALKS];
		char ip[IP_TEXT_MAX + 1];

		buf_fmt(out, "standing %.*s %s %lld", STR_ARG(s[i].zone),
			heard_health_name(s[i].health), (long long)s[i].last.us);
		dump_octets(out, s[i].why);
		must(walk_store_load(db, s[i].zone, walk, &err), &err);
		for (unsigned w = 0; w < AGENDA_WALKS; w++)
			buf_fmt(out, "\n  walk %u %s %lld %lld %u", w,
				walk[w].cursor.len ? ip_text(walk[w].cursor, ip) : "-",
				(long long)walk[w].begun.us, (long long)walk[w].due.us,
				walk[w].walks);
		buf_byte(out, '\n');
	}
}

static void dump_budgets(struct db *db, struct arena *arena, struct buf *out)
{
	struct budget_row *b;
	struct err err;
	size_t n;

	must(budget_store_list(db, arena, &b, &n, &err), &err);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "budget %.*s %lld %lld %u %u %lld\n", STR_ARG(b[i].operator),
			(long long)b[i].spent.day, (long long)b[i].spent.month, b[i].spent.in_day,
			b[i].spent.in_month, (long long)b[i].spent.busy_until.us);
}

void watched_dump(struct db *db, struct buf *out)
{
	const struct listing_filter all = { .since = WHEN_EVER, .most = LISTING_PAGE_MAX };
	struct arena arena AUTO(arena_done) = { 0 };
	struct listings l;
	struct ptr_rows ptr;
	struct err err;

	must(listing_store_list(db, &all, &arena, &l, &err), &err);
	for (size_t i = 0; i < l.n; i++)
		dump_listing(db, &l.row[i], out);
	dump_standings(db, &arena, out);
	dump_budgets(db, &arena, out);
	must(ptr_store_list(db, ip4(192, 0, 2, 25), &arena, &ptr, &err), &err);
	for (size_t i = 0; i < ptr.n; i++)
		buf_fmt(out, "ptr %s [%.*s] %lld %lld\n", ptr_verdict_name(ptr.row[i].verdict),
			STR_ARG(ptr.row[i].name), (long long)ptr.row[i].since.us,
			(long long)ptr.row[i].seen.us);
	die_if(out->full);
}
