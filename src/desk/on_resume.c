/* A held list is resumed: what it said meanwhile counts from now on. */
#include "desk/on_resume.h"

#include "base/jout.h"
#include "desk/watching.h"
#include "msg/ask_resume.h"
#include "store/listing_store.h"
#include "store/watch_store.h"
#include "sys/log.h"

#define JSON_MAX 4096

struct released {
	struct str zone;
	uint32_t uid;
	size_t n;
};

static int load(struct bench *bench, struct str zone, struct standing *out, struct err *err)
{
	struct standing *all;
	size_t n;

	if (standing_store_load(bench->db, bench->turn, &all, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(all[i].zone, zone)) {
			*out = all[i];
			return 0;
		}
	return err_set(err, ERR_GONE, "%.*s was never asked", STR_ARG(zone));
}

static void log_released(void *ctx, const void *what)
{
	const struct released *r = what;
	struct log_line l;

	log_begin(&l, LOG_INFO, "list");
	log_str(&l, "zone", r->zone);
	log_c(&l, "change", "resumed");
	log_int(&l, "uid", r->uid);
	log_int(&l, "listings", (int64_t)r->n);
	log_end(&l);
	if (ctx)
		watching_list_moved(ctx, r->zone);
}

static void tell(struct bench *bench, const struct released *r)
{
	struct released *own = arena_new(bench->turn, 1, sizeof(*own));
	struct buf AUTO(buf_done) text;
	struct jout j;

	buf_init(&text, JSON_MAX);
	j = jout_to(&text);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("resume"));
	jout_str(&j, "list", r->zone);
	jout_int(&j, "listings", (int64_t)r->n);
	jout_close(&j, '}');
	bench->json = arena_str(bench->turn, buf_str(&text));
	*own = *r;
	bench_tell(bench, log_released, bench->watching, own);
}

int on_resume(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct ask_resume ask;
	struct standing standing;
	struct released r = { 0 };

	(void)payload;
	if (msg_get_resume(in, bench->turn, &ask, err) < 0 ||
	    load(bench, ask.zone, &standing, err) < 0)
		return -1;

	if (!standing.held)
		return err_set(err, ERR_GONE, "%.*s is not held", STR_ARG(standing.zone));
	standing_resume(&standing, bench->now);

	r.zone = standing.zone;
	r.uid = ask.uid;
	if (standing_store_save(bench->db, &standing, err) < 0 ||
	    listing_store_release(bench->db, standing.zone, bench->now, &r.n, err) < 0)
		return -1;

	tell(bench, &r);
	return 0;
}
