/* A question for everything about one address: read, load, decide, tell. */
#include "front/on_passport.h"

#include "front/passport_json.h"
#include "model/estate.h"
#include "model/fitness.h"
#include "msg/ask_passport.h"
#include "store/who_store.h"

#include <stdlib.h>

#define JSON_MAX (64u << 20)
#define LISTINGS_MAX 2000 /* the newest of them */

/* What was loaded of the inventory, and what of it is believed now. */
struct known {
	struct inventory inv;
	const struct tenancy **tenancy;
	struct holder_answer now;
};

static int by_time(const void *a, const void *b)
{
	const struct tenancy *x = a;
	const struct tenancy *y = b;
	int d = instant_cmp(x->from, y->from);

	if (d == 0)
		d = range_size_cmp(y->range, x->range);
	return d ? d : (x->id > y->id) - (x->id < y->id);
}

static int load_holders(struct page *page, struct ip ip, struct known *k, struct err *err)
{
	const struct who_ask who = { .kind = WHO_ADDRESS,
				     .ip = ip,
				     .port = HOLDER_PORT_ANY,
				     .at = page->now,
				     .known_at = WHEN_NEVER };
	struct inventory all;
	struct tenancy *t;
	size_t n = 0;

	if (who_store_load(page->db, &who, page->turn, &all, err) < 0)
		return -1;
	t = arena_new(page->turn, all.tenancies + 1, sizeof(*t));
	for (size_t i = 0; i < all.tenancies; i++)
		if (all.tenancy[i].known_until.us == WHEN_NEVER.us)
			t[n++] = all.tenancy[i];
	qsort(t, n, sizeof(*t), by_time);
	k->inv = all;
	k->inv.tenancy = t;
	k->inv.tenancies = n;
	k->tenancy = arena_new(page->turn, n + 1, sizeof(*k->tenancy));
	for (size_t i = 0; i < n; i++)
		k->tenancy[i] = &t[i];
	return 0;
}

static void decide_holder(const struct page *page, struct ip ip, struct known *k)
{
	const struct holder_ask ask = { ip,         HOLDER_PORT_ANY, page->now,
					WHEN_NEVER, SPAN_US(-1),     page->usual };

	holder_decide(k->tenancy, k->inv.tenancies,
		      holder_prefix(k->inv.prefix, k->inv.prefixes, ip), &ask, &k->now);
}

struct found {
	struct listing *listing;
	size_t n;
	bool cut; /* there were more */
};

/* The newest LISTINGS_MAX of those about the address, oldest first. */
static int load_listings(struct page *page, struct ip ip, struct found *out, struct err *err)
{
	struct listing_filter filter = {
		.since = WHEN_EVER, .of_range = true, .range = range_of_ip(ip), .most = LISTINGS_MAX
	};
	struct listing *all = arena_new(page->turn, 2 * LISTINGS_MAX, sizeof(*all));
	size_t kept = 0;
	size_t got;

	out->cut = false;
	do {
		struct listings l;

		if (listing_store_list(page->db, &filter, page->turn, &l, err) < 0)
			return -1;
		got = l.n;
		for (size_t i = 0; i < got; i++)
			all[kept++] = l.row[i];
		if (kept > LISTINGS_MAX) {
			out->cut = true;
			for (size_t i = 0; i < LISTINGS_MAX; i++)
				all[i] = all[kept - LISTINGS_MAX + i];
			kept = LISTINGS_MAX;
		}
		filter.after = kept ? all[kept - 1].id : 0;
	} while (got == LISTINGS_MAX);
	out->listing = all;
	out->n = kept;
	return 0;
}

/* How long a listing that counts no more has been one: it goes on until it was found clean. */
static struct instant end_of(const struct listing *l)
{
	return l->state == LISTING_DROPPED ? l->last : l->until;
}

/* What was there when its list was first asked may be of any time before: everyone who held the
 * address may be meant, and nobody surely. */
static void add_spells(const struct page *page, const struct known *k, struct ip ip,
		       struct passport_listing *l)
{
	const struct holder_stretch stretch = { ip,
						l->listing.baseline ? WHEN_EVER : l->listing.since,
						end_of(&l->listing), page->usual };

	l->spells = holder_during(k->tenancy, k->inv.tenancies, k->now.prefix, &stretch, l->spell);
	l->whose.known = !l->listing.baseline || l->spells == 1;
	for (size_t i = 0; i < l->spells && !l->whose.known; i++)
		l->spell[i].sure = "unsure";
	if (l->spell[0].tenancy)
		l->whose.customer = l->spell[0].tenancy->customer;
}

static int add_listing(struct page *page, const struct known *k, const struct ask_passport *ask,
		       struct passport_listing *l, struct err *err)
{
	struct listing_changes changes;

	add_spells(page, k, ask->ip, l);
	if (!ask->history)
		return 0;
	if (listing_store_history(page->db, l->listing.id, page->turn, &changes, err) < 0)
		return -1;
	l->change = changes.row;
	l->changes = changes.n;
	return 0;
}

static int by_since(const void *a, const void *b)
{
	const struct listing *x = a;
	const struct listing *y = b;
	int d = instant_cmp(y->since, x->since);

	return d ? d : (y->id > x->id) - (y->id < x->id);
}

static int add_listings(struct page *page, const struct known *k, const struct ask_passport *ask,
			struct passport *p, struct err *err)
{
	struct passport_listing *out;
	struct found found;

	if (load_listings(page, ask->ip, &found, err) < 0)
		return -1;
	p->listings = found.n;
	p->cut = found.cut;
	qsort(found.listing, found.n, sizeof(*found.listing), by_since);
	out = arena_new(page->turn, p->listings + 1, sizeof(*out));
	for (size_t i = 0; i < p->listings; i++) {
		out[i] = (struct passport_listing){ .listing = found.listing[i] };
		if (add_listing(page, k, ask, &out[i], err) < 0)
			return -1;
	}
	p->listing = out;
	return 0;
}

static int add_watch(struct page *page, struct passport *p, struct err *err)
{
	struct standing *s;
	struct ptr_rows ptr;

	if (standing_store_load(page->db, page->turn, &s, &p->standings, err) < 0 ||
	    ptr_store_list(page->db, p->ip, page->turn, &ptr, err) < 0)
		return -1;
	p->standing = s;
	p->ptr = ptr.row;
	p->ptrs = ptr.n;
	return 0;
}

static int add_mail(struct page *page, const struct known *k, struct passport *p, struct err *err)
{
	enum estate_class class;
	struct estate estate;

	if (estate_build(page->turn, &k->inv, page->now, &estate, err) < 0)
		return -1;
	p->mail = estate_class_of(&estate, p->ip, &class) && class == ESTATE_MAIL;
	return 0;
}

static void judge(struct page *page, const struct known *k, struct passport *p)
{
	const struct tenancy *holder = k->now.n ? k->now.share[0].tenancy : NULL;
	struct listing *l = arena_new(page->turn, p->listings + 1, sizeof(*l));
	struct fitness_whose *whose = arena_new(page->turn, p->listings + 1, sizeof(*whose));
	struct fitness_facts f = { .now = page->now,
				   .listing = l,
				   .whose = whose,
				   .listings = p->listings,
				   .kind = k->now.kind,
				   .use = k->now.use,
				   .holder = holder ? holder->customer : STR("") };
	struct buf AUTO(buf_done) text;

	buf_init(&text, FITNESS_TEXT_MAX);
	for (size_t i = 0; i < p->listings; i++) {
		l[i] = p->listing[i].listing;
		whose[i] = p->listing[i].whose;
	}
	for (size_t i = 0; i < p->standings; i++)
		f.unknown += passport_unknown(&p->standing[i]) != NULL;
	p->fit = fitness_judge(&f, &text);
	p->judgement = arena_str(page->turn, buf_str(&text));
}

int on_passport(struct page *page, const struct frame *in, struct err *err)
{
	struct buf AUTO(buf_done) json;
	char text[IP_TEXT_MAX + 1];
	struct ask_passport ask;
	struct known k = { 0 };
	struct passport p;

	buf_init(&json, JSON_MAX);
	if (msg_get_passport(in, &ask, err) < 0)
		return -1;
	p = (struct passport){
		.ip = ask.ip, .at = page->now, .inv = &k.inv, .now = &k.now, .history = ask.history
	};
	if (load_holders(page, ask.ip, &k, err) < 0)
		return -1;
	decide_holder(page, ask.ip, &k);
	if (k.now.kind == HOLDER_NOT_OURS)
		return err_set(err, ERR_GONE, "%s is in none of our prefixes, and nobody held it",
			       ip_text(ask.ip, text));
	if (add_listings(page, &k, &ask, &p, err) < 0 || add_watch(page, &p, err) < 0 ||
	    add_mail(page, &k, &p, err) < 0)
		return -1;
	judge(page, &k, &p);
	json_passport(&json, &p);
	if (json.full)
		return err_set(err, ERR_INPUT, "more about %s than fits in %u octets",
			       ip_text(ask.ip, text), JSON_MAX);
	page->json = arena_str(page->turn, buf_str(&json));
	return 0;
}
