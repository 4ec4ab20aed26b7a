/* A question how everything stands: load, decide, tell. */
#include "front/on_overview.h"

#include "base/jout.h"
#include "front/scene.h"
#include "model/advise.h"
#include "msg/role_msg.h"
#include "store/listing_store.h"
#include "store/watch_store.h"

#define JSON_MAX (16u << 20)

enum { PTR_MAX = 1000, UNFIT_MAX = 100, REASON_OCTETS = 1000 };

struct overview {
	const struct scene *scene;
	struct standing *standing;
	size_t standings, looked; /* lists, and those whose first look at the mail is over */
	size_t seen;              /* listings that are not confirmed yet */
	struct ptr_rows ptr;
	struct advise_free free;
};

/* Whether the addresses that send mail were asked once, or all where none do. */
static int has_looked(struct page *page, const struct overview *o, struct str zone, bool *out,
		      struct err *err)
{
	const struct estate *e = &o->scene->estate;
	struct agenda_walk walk[AGENDA_WALKS];
	bool any = false;

	if (walk_store_load(page->db, zone, walk, err) < 0)
		return -1;
	for (unsigned i = 0; i < AGENDA_WALKS; i++)
		any = any || walk[i].walks > 0;
	*out = e->runs[ESTATE_MAIL] ? walk[ESTATE_MAIL].walks > 0 || walk[AGENDA_NAMES].walks > 0
				    : any;
	return 0;
}

static int load_watch(struct page *page, struct overview *o, struct err *err)
{
	if (standing_store_load(page->db, page->turn, &o->standing, &o->standings, err) < 0 ||
	    ptr_store_list(page->db, (struct ip){ 0 }, page->turn, &o->ptr, err) < 0)
		return -1;
	for (size_t i = 0; i < o->standings; i++) {
		bool looked;

		if (has_looked(page, o, o->standing[i].zone, &looked, err) < 0)
			return -1;
		o->looked += looked;
	}
	return 0;
}

/* Listings are pages; what is over for long is told by advise itself. */
static int lay_listings(struct page *page, struct overview *o, struct err *err)
{
	struct listing_filter filter = { .since = WHEN_EVER, .most = LISTING_PAGE_MAX };
	struct listings got;

	advise_find(page->turn, &o->scene->inv, o->scene->index, page->now, &o->free);
	do {
		if (listing_store_list(page->db, &filter, page->turn, &got, err) < 0)
			return -1;
		for (size_t i = 0; i < got.n; i++) {
			advise_listing(&o->free, &got.row[i], ADVISE_MAIL, page->now);
			o->seen += got.row[i].state == LISTING_SEEN && !got.row[i].held;
			filter.after = got.row[i].id;
		}
	} while (got.n == filter.most);
	advise_rank(&o->free);
	return 0;
}

static void tell_inventory(struct jout *j, const struct overview *o)
{
	const struct inventory *inv = &o->scene->inv;
	const struct estate *e = &o->scene->estate;

	jout_open(j, "inventory", '{');
	jout_int(j, "machines", (int64_t)inv->machines);
	jout_int(j, "customers", (int64_t)inv->customers);
	jout_int(j, "prefixes", (int64_t)inv->prefixes);
	jout_int(j, "tenancies", (int64_t)inv->tenancies);
	jout_int(j, "holdings", (int64_t)inv->holdings);
	jout_close(j, '}');
	jout_open(j, "estate", '{');
	for (unsigned c = 0; c < ESTATE_CLASSES; c++)
		jout_int(j, estate_class_name((enum estate_class)c),
			 (int64_t)estate_steps(e, (enum estate_class)c,
					       (struct estate_step){ 32, 64 }));
	jout_int(j, "names", (int64_t)e->names);
	jout_int(j, "v6_left_out", (int64_t)e->v6_left_out);
	jout_close(j, '}');
}

static void tell_watch(struct jout *j, const struct overview *o)
{
	size_t good = 0, held = 0;

	for (size_t i = 0; i < o->standings; i++) {
		good += o->standing[i].asked && heard_is_good(o->standing[i].health);
		held += o->standing[i].held;
	}
	jout_open(j, "watch", '{');
	jout_int(j, "lists", (int64_t)o->standings);
	jout_int(j, "good", (int64_t)good);
	jout_int(j, "held", (int64_t)held);
	jout_int(j, "looked", (int64_t)o->looked);
	jout_int(j, "seen", (int64_t)o->seen);
	jout_close(j, '}');
}

static void tell_ptr(struct jout *j, const struct overview *o)
{
	jout_open(j, "ptr", '[');
	for (size_t i = 0; i < o->ptr.n && i < PTR_MAX; i++) {
		jout_open(j, NULL, '{');
		jout_ip(j, "address", o->ptr.row[i].ip);
		jout_str(j, "verdict", str_of(ptr_verdict_name(o->ptr.row[i].verdict)));
		jout_str(j, "name", o->ptr.row[i].name.n ? o->ptr.row[i].name : (struct str){ 0 });
		jout_when(j, "since", o->ptr.row[i].since);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static bool is_unfit(const struct advise_address *a)
{
	return a->hurts > 0 || a->others > 0;
}

/* The worst stand last. */
static void tell_free(struct jout *j, const struct overview *o)
{
	struct buf AUTO(buf_done) reason;
	size_t unfit = 0;

	buf_init(&reason, REASON_OCTETS);
	for (size_t i = 0; i < o->free.n; i++)
		unfit += is_unfit(&o->free.address[i]);
	jout_open(j, "free", '{');
	jout_int(j, "addresses", (int64_t)o->free.n);
	jout_int(j, "unfit", (int64_t)unfit);
	jout_open(j, "worst", '[');
	for (size_t i = 0; i < unfit && i < UNFIT_MAX; i++) {
		const struct advise_address *a = &o->free.address[o->free.n - 1 - i];

		buf_clear(&reason);
		advise_say(a, ADVISE_NOW, &reason);
		jout_open(j, NULL, '{');
		jout_ip(j, "address", a->ip);
		jout_str(j, "why", buf_str(&reason));
		jout_close(j, '}');
	}
	jout_close(j, ']');
	jout_close(j, '}');
}

int on_overview(struct page *page, const struct frame *in, struct err *err)
{
	struct buf AUTO(buf_done) json;
	struct overview o = { 0 };
	struct jout j;

	buf_init(&json, JSON_MAX);
	if (msg_get_bare(in, err) < 0 || scene_get(page, &o.scene, err) < 0 ||
	    load_watch(page, &o, err) < 0 || lay_listings(page, &o, err) < 0)
		return -1;

	j = jout_to(&json);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("overview"));
	jout_when(&j, "at", page->now);
	tell_inventory(&j, &o);
	tell_watch(&j, &o);
	tell_ptr(&j, &o);
	tell_free(&j, &o);
	jout_close(&j, '}');
	page->json = arena_str(page->turn, buf_str(&json));
	return 0;
}
