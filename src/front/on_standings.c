/* A question for the lists' standings: load, tell. */
#include "front/on_standings.h"

#include "base/jout.h"
#include "msg/role_msg.h"
#include "store/listing_store.h"
#include "store/serial_store.h"
#include "store/watch_store.h"

#define JSON_MAX (16u << 20)
#define DAY_US INT64_C(86400000000)

static void text(struct jout *j, const char *key, struct str s)
{
	jout_str(j, key, s.n ? s : (struct str){ 0 });
}

static uint64_t open_of(const struct listing_count *count, size_t n, struct str zone)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(count[i].zone, zone))
			return count[i].open;
	return 0;
}

/* What is missing until it is proven, in seconds. */
static int64_t proven_in(const struct standing *s, struct instant now)
{
	struct span good = instant_since(now, s->proving);

	return good.us >= STANDING_PROVE.us ? 0 : (STANDING_PROVE.us - good.us) / 1000000;
}

/* Of all its walks: the worst that is known of its serials, and what they have spared. */
static void tell_serials(struct jout *j, const struct serial_walk walk[AGENDA_WALKS],
			 struct instant now)
{
	enum serial_trust trust = SERIAL_UNKNOWN;
	uint64_t spared = 0;
	uint64_t saved = 0;

	for (int i = 0; i < AGENDA_WALKS; i++) {
		enum serial_trust t = serial_walk_trust(&walk[i], now);

		trust = t > trust ? t : trust;
		spared += walk[i].spared;
		saved += walk[i].saved;
	}
	jout_str(j, "serial_trust", str_of(serial_trust_name(trust)));
	jout_int(j, "walks_spared", (int64_t)spared);
	jout_int(j, "questions_spared", (int64_t)saved);
}

static void tell_standing(struct jout *j, const struct standing *s, struct instant now,
			  uint64_t open)
{
	bool proven = standing_is_proven(s, now);

	jout_str(j, "list", s->zone);
	text(j, "health", s->asked ? str_of(heard_health_name(s->health)) : STR(""));
	text(j, "why", s->why);
	jout_when(j, "since", s->asked ? s->since : WHEN_EVER);
	jout_when(j, "last", s->asked ? s->last : WHEN_EVER);
	jout_when(j, "last_good", s->last_good);
	jout_int(j, "failures", s->failures);
	jout_when(j, "retry", s->failures ? s->retry : WHEN_EVER);
	jout_bool(j, "proven", proven);
	if (proven || s->proving.us == WHEN_NEVER.us)
		jout_null(j, "proven_in");
	else
		jout_int(j, "proven_in", proven_in(s, now));
	jout_when(j, "baseline", s->baseline);
	jout_bool(j, "held", s->held);
	jout_when(j, "held_since", s->held ? s->held_since : WHEN_EVER);
	jout_int(j, "named", s->named);
	jout_int(j, "open", (int64_t)open);
}

static int tell_list(struct page *page, struct jout *j, const struct standing *s, uint64_t open,
		     struct err *err)
{
	struct serial_walk walk[AGENDA_WALKS];

	if (serial_store_load(page->db, s->zone, walk, err) < 0)
		return -1;
	jout_open(j, NULL, '{');
	tell_standing(j, s, page->now, open);
	tell_serials(j, walk, page->now);
	jout_close(j, '}');
	return 0;
}

static bool is_ours(const struct source *from, struct ip source)
{
	struct ip ip[SOURCE_ADDRESSES_MAX];
	size_t n = source_counted(from, ip);

	for (size_t i = 0; i < n; i++)
		if (ip[i].len == source.len && (source.len == 0 || ip_eq(ip[i], source)))
			return true;
	return false;
}

static void tell_budget(struct jout *j, const struct budget_row *b, const struct page *page)
{
	bool today = b->spent.day == page->now.us / DAY_US;
	char ip[IP_TEXT_MAX + 1];

	jout_open(j, NULL, '{');
	jout_str(j, "operator", b->operator);
	text(j, "source", str_of(b->source.len ? ip_text(b->source, ip) : ""));
	jout_bool(j, "ours", is_ours(page->from, b->source));
	jout_int(j, "today", today ? b->spent.in_day : 0);
	jout_close(j, '}');
}

int on_standings(struct page *page, const struct frame *in, struct err *err)
{
	struct buf AUTO(buf_done) json;
	struct listing_count *count;
	struct standing *s;
	struct budget_row *b;
	size_t n, counts, budgets;
	struct jout j;

	buf_init(&json, JSON_MAX);
	if (msg_get_bare(in, err) < 0 ||
	    standing_store_load(page->db, page->turn, &s, &n, err) < 0 ||
	    listing_store_count(page->db, page->turn, &count, &counts, err) < 0 ||
	    budget_store_list(page->db, page->turn, &b, &budgets, err) < 0)
		return -1;
	j = jout_to(&json);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("standings"));
	jout_open(&j, "lists", '[');
	for (size_t i = 0; i < n; i++)
		if (tell_list(page, &j, &s[i], open_of(count, counts, s[i].zone), err) < 0)
			return -1;
	jout_close(&j, ']');
	jout_open(&j, "budgets", '[');
	for (size_t i = 0; i < budgets; i++)
		tell_budget(&j, &b[i], page);
	jout_close(&j, ']');
	jout_close(&j, '}');
	page->json = arena_str(page->turn, buf_str(&json));
	return 0;
}
