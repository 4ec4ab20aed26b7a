/* A question for free addresses: read, load, decide, tell. */
#include "front/on_advise.h"

#include "base/jout.h"
#include "front/scene.h"
#include "msg/ask_advise.h"
#include "store/listing_store.h"

#define JSON_MAX (256u << 20)
#define REASON_MAX 1000

/* All listings there ever were, laid over the free addresses. */
static int lay_listings(struct page *page, enum advise_for purpose, struct advise_free *f,
			struct err *err)
{
	struct listing_filter filter = { .since = WHEN_EVER, .most = LISTING_PAGE_MAX };
	struct listings l;

	do {
		if (listing_store_list(page->db, &filter, page->turn, &l, err) < 0)
			return -1;
		for (size_t i = 0; i < l.n; i++) {
			advise_listing(f, &l.row[i], purpose, page->now);
			filter.after = l.row[i].id;
		}
	} while (l.n == filter.most);
	return 0;
}

static void tell_address(struct jout *j, const struct scene *scene, const struct advise_address *a)
{
	const struct customer *c = a->last ? scene_customer(scene, a->last->customer) : NULL;
	struct buf AUTO(buf_done) reason;

	buf_init(&reason, REASON_MAX);
	jout_open(j, NULL, '{');
	jout_str(j, "type", STR("address"));
	jout_ip(j, "address", a->ip);
	jout_int(j, "hurts", a->hurts);
	jout_int(j, "others", a->others);
	jout_int(j, "before", a->before);
	jout_real(j, "taint", a->taint);
	jout_when(j, "last_listed", a->latest ? a->latest->until : WHEN_EVER);
	jout_when(j, "free_since", a->last ? a->last->until : WHEN_EVER);
	jout_str(j, "last_customer",
		 a->last && a->last->customer.n ? a->last->customer : (struct str){ 0 });
	jout_str(j, "last_customer_name", c && c->name.n ? c->name : (struct str){ 0 });
	jout_open(j, "reasons", '[');
	for (unsigned i = 0; i < ADVISE_REASONS; i++) {
		buf_clear(&reason);
		advise_say(a, (enum advise_reason)i, &reason);
		jout_str(j, NULL, buf_str(&reason));
	}
	jout_close(j, ']');
	jout_close(j, '}');
}

static void tell(struct buf *json, const struct scene *scene, const struct ask_advise *ask,
		 const struct advise_free *f)
{
	struct jout j = jout_to(json);

	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("advise"));
	jout_str(&j, "for", str_of(advise_for_name(ask->purpose)));
	jout_int(&j, "looked", (int64_t)f->looked);
	jout_int(&j, "free", (int64_t)f->n);
	jout_bool(&j, "cut", f->cut);
	jout_open(&j, "addresses", '[');
	for (size_t i = 0; i < f->n && i < ask->most; i++)
		tell_address(&j, scene, &f->address[i]);
	jout_close(&j, ']');
	jout_close(&j, '}');
}

int on_advise(struct page *page, const struct frame *in, struct err *err)
{
	const struct scene *scene;
	struct buf AUTO(buf_done) json;
	struct advise_free found;
	struct ask_advise ask;

	buf_init(&json, JSON_MAX);
	if (msg_get_advise(in, &ask, err) < 0 || scene_get(page, &scene, err) < 0)
		return -1;
	advise_find(page->turn, &scene->inv, scene->index, page->now, &found);
	if (lay_listings(page, ask.purpose, &found, err) < 0)
		return -1;
	advise_rank(&found);
	tell(&json, scene, &ask, &found);
	page->json = arena_str(page->turn, buf_str(&json));
	if (found.n == 0)
		return err_set(err, ERR_GONE, "none of %llu IPv4 addresses in our prefixes is free",
			       (unsigned long long)found.looked);
	return 0;
}
