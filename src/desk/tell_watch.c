/* Lines of the log about listings and lists. */
#include "desk/tell_watch.h"

#include "desk/watching.h"
#include "sys/log.h"

struct listing_news {
	int64_t id;
	struct str zone, about;
	enum listing_change change;
	enum listing_state state;
	bool held, baseline;
};

struct standing_news {
	struct str zone, why;
	enum standing_change change;
	enum heard_health health;
};

static void log_listing(void *ctx, const void *what)
{
	const struct listing_news *n = what;
	struct log_line l;

	(void)ctx;
	log_begin(&l, LOG_INFO, "listing");
	log_int(&l, "listing", n->id);
	log_c(&l, "change", listing_change_name(n->change));
	log_str(&l, "about", n->about);
	log_str(&l, "zone", n->zone);
	log_c(&l, "state", listing_state_name(n->state));
	if (n->baseline)
		log_c(&l, "baseline", "yes");
	if (n->held)
		log_c(&l, "held", "yes");
	log_end(&l);
}

static void log_serial(void *ctx, const void *what)
{
	const struct str *zone = what;
	struct log_line l;

	(void)ctx;
	log_begin(&l, LOG_WARN, "serial-not-believed");
	log_str(&l, "zone", *zone);
	log_c(&l, "why", "its content changed and its SOA serial did not");
	log_end(&l);
}

void tell_serial_lied(struct bench *bench, struct str zone)
{
	struct str *copy = arena_new(bench->turn, 1, sizeof(*copy));

	*copy = arena_str(bench->turn, zone);
	bench_tell(bench, log_serial, NULL, copy);
}

void tell_listing(struct bench *bench, const struct listing *l, enum listing_change change)
{
	struct listing_news *n;
	char text[RANGE_TEXT_MAX + 1];

	if (change == LISTING_NOTHING)
		return;
	n = arena_new(bench->turn, 1, sizeof(*n));
	*n = (struct listing_news){
		.id = l->id,
		.zone = arena_str(bench->turn, l->zone),
		.about = arena_str(bench->turn,
				   l->about.lo.len ? str_of(range_text(l->about, text)) : l->name),
		.change = change,
		.state = l->state,
		.held = l->held,
		.baseline = l->baseline
	};
	bench_tell(bench, log_listing, NULL, n);
}

static void log_standing(void *ctx, const void *what)
{
	const struct standing_news *n = what;
	struct log_line l;

	(void)ctx;
	log_begin(&l, n->change == STANDING_RECOVERED ? LOG_INFO : LOG_WARN, "list");
	log_str(&l, "zone", n->zone);
	log_c(&l, "change", standing_change_name(n->change));
	log_c(&l, "health", heard_health_name(n->health));
	if (n->why.n)
		log_str(&l, "why", n->why);
	log_end(&l);
}

void tell_standing(struct bench *bench, const struct standing *s, enum standing_change change)
{
	struct standing_news *n;

	if (change == STANDING_SAME)
		return;
	n = arena_new(bench->turn, 1, sizeof(*n));
	*n = (struct standing_news){ arena_str(bench->turn, s->zone),
				     arena_str(bench->turn, s->why), change, s->health };
	bench_tell(bench, log_standing, NULL, n);
}

static void estate_moved(void *ctx, const void *what)
{
	(void)what;
	watching_estate_moved(ctx);
}

void tell_estate(struct bench *bench)
{
	if (bench->watching)
		bench_tell(bench, estate_moved, bench->watching, NULL);
}

static void go_on(void *ctx, const void *what)
{
	watching_heard(ctx, what);
}

void tell_watching(struct bench *bench, const struct watching_heard *heard)
{
	struct watching_heard *own = arena_new(bench->turn, 1, sizeof(*own));

	*own = *heard;
	own->zone = arena_str(bench->turn, heard->zone);
	bench_tell(bench, go_on, bench->watching, own);
}
