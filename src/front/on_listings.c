/* A question for listings: read, load, tell. A page at a time: "after" leads to the next. */
#include "front/on_listings.h"

#include "front/listing_json.h"
#include "front/scene.h"
#include "msg/ask_listings.h"
#include "store/listing_store.h"

#define JSON_MAX (256u << 20)

static void tell_holder(struct jout *j, const struct scene *scene, struct range about,
			struct instant at)
{
	const struct scene_holder h = scene_whose(scene, about, at);

	jout_str(j, "holder", str_of(h.state));
	jout_str(j, "sure", str_of(h.sure));
	jout_str(j, "customer", h.customer.n ? h.customer : (struct str){ 0 });
	jout_str(j, "customer_name", h.name.n ? h.name : (struct str){ 0 });
	jout_str(j, "machine", h.machine.n ? h.machine : (struct str){ 0 });
	jout_int(j, "customers", (int64_t)h.customers);
}

static void tell_listing(struct jout *j, const struct scene *scene, const struct listing *l,
			 struct instant at)
{
	json_listing(j, l, scene_mail(scene, l->about));
	tell_holder(j, scene, l->about, at);
}

static void tell_end(struct jout *j, int64_t after, bool more)
{
	jout_close(j, ']');
	jout_int(j, "after", after);
	jout_bool(j, "more", more);
	jout_close(j, '}');
}

static int tell_list(struct page *page, const struct ask_listings *ask, struct jout *j,
		     struct err *err)
{
	const struct listing_filter filter = { ask->open,  ask->since, ask->zone, ask->of_range,
					       ask->range, ask->after, ask->most };
	const struct scene *scene = NULL;
	int64_t after = ask->after;
	struct listings l;

	if (listing_store_list(page->db, &filter, page->turn, &l, err) < 0 ||
	    (l.n > 0 && scene_get(page, &scene, err) < 0))
		return -1;
	jout_open(j, "listings", '[');
	for (size_t i = 0; i < l.n; i++) {
		jout_open(j, NULL, '{');
		jout_str(j, "type", STR("listing"));
		tell_listing(j, scene, &l.row[i], page->now);
		jout_close(j, '}');
		after = l.row[i].id;
	}
	tell_end(j, after, l.n == ask->most);
	return 0;
}

static bool is_wanted(const struct ask_listings *ask, const struct listing *l)
{
	if (ask->zone.n && !str_eq(ask->zone, l->zone))
		return false;
	return !ask->of_range || (l->about.lo.len && range_overlaps(l->about, ask->range));
}

static int tell_news(struct page *page, const struct ask_listings *ask, struct jout *j,
		     struct err *err)
{
	const struct scene *scene = NULL;
	int64_t after = ask->after;
	const struct listing_news_page wish = { after, ask->since, ask->most };
	struct listing_changes news;

	if (listing_store_news(page->db, &wish, page->turn, &news, err) < 0 ||
	    (news.n > 0 && scene_get(page, &scene, err) < 0))
		return -1;
	jout_open(j, "changes", '[');
	for (size_t i = 0; i < news.n; i++) {
		after = news.row[i].id;
		if (!is_wanted(ask, &news.row[i].listing))
			continue;
		jout_open(j, NULL, '{');
		jout_str(j, "type", STR("change"));
		jout_when(j, "at", news.row[i].at);
		jout_str(j, "change", str_of(listing_change_name(news.row[i].change)));
		tell_listing(j, scene, &news.row[i].listing, news.row[i].at);
		jout_close(j, '}');
	}
	tell_end(j, after, news.n == ask->most);
	return 0;
}

int on_listings(struct page *page, const struct frame *in, struct err *err)
{
	struct buf AUTO(buf_done) json;
	struct ask_listings ask;
	struct jout j;
	int r;

	buf_init(&json, JSON_MAX);
	if (msg_get_listings(in, page->turn, &ask, err) < 0)
		return -1;
	j = jout_to(&json);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("listings"));
	r = ask.news ? tell_news(page, &ask, &j, err) : tell_list(page, &ask, &j, err);
	if (r == 0 && json.full)
		return err_set(err, ERR_INPUT, "more listings than fit in %u octets", JSON_MAX);
	if (r == 0)
		page->json = arena_str(page->turn, buf_str(&json));
	return r;
}
