/* What the store's tests put in and what they read back. */
#include "unit.h"

#include "provider.h"

struct range provider_range(const char *text)
{
	struct range r;
	struct err err;

	if (range_parse(str_of(text), &r, &err) < 0)
		fail_msg("%s", err.text);
	return r;
}

struct instant provider_time(int day)
{
	return (struct instant){ (INT64_C(1767225600) + (day - 1) * INT64_C(86400)) * 1000000 };
}

static struct import_change *next(struct plan *p, enum inv_kind kind, enum import_op op)
{
	struct import_change *c = &p->change[p->plan.changes++];

	assert_true(p->plan.changes <= PROVIDER_CHANGES);
	p->plan.change = p->change;
	p->plan.count[kind][op]++;
	*c = (struct import_change){ .kind = kind, .op = op };
	return c;
}

void plan_add(struct plan *p, enum inv_kind kind, const void *row)
{
	next(p, kind, IMPORT_ADD)->after.machine = row;
}

void plan_correct(struct plan *p, enum inv_kind kind, const void *before, const void *after)
{
	struct import_change *c = next(p, kind, IMPORT_CORRECT);

	c->before.machine = before;
	c->after.machine = after;
}

void plan_end(struct plan *p, enum inv_kind kind, const void *before)
{
	next(p, kind, IMPORT_END)->before.machine = before;
}

static struct tenancy tenancy(const char *range, const char *customer, const char *machine,
			      int from, int until)
{
	return (struct tenancy){
		.range = provider_range(range),
		.ports = PORTS_ALL,
		.use = USE_SINGLE,
		.customer = str_of(customer),
		.machine = str_of(machine),
		.from = from ? provider_time(from) : WHEN_EVER,
		.until = until ? provider_time(until) : WHEN_NEVER,
	};
}

static void first_tenancies(struct plan *p)
{
	static struct tenancy t[7];

	t[0] = tenancy("192.0.2.0/24", "c1", "", 0, 0);
	t[0].from_gap = GAP_UNKNOWN;
	t[1] = tenancy("192.0.2.8/29", "c2", "web1", 2, 5);
	t[1].until_gap = SPAN_S(86400);
	t[2] = tenancy("192.0.2.8/29", "c3", "web1", 5, 0);
	t[3] = tenancy("192.0.2.9", "c1", "mail1", 3, 0);
	t[3].floating = true;
	t[4] = tenancy("198.51.100.1", "c2", "", 3, 0);
	t[4].ports = (struct ports){ 1024, 2047 };
	t[4].use = USE_NAT;
	t[5] = tenancy("2001:db8:0:1::/64", "c3", "web1", 4, 0);
	t[6] = tenancy("203.0.113.250-203.0.114.3", "", "", 4, 0);
	t[6].use = USE_SHARED;
	for (size_t i = 0; i < LEN(t); i++)
		plan_add(p, INV_TENANCY, &t[i]);
}

static void first_holdings(struct plan *p)
{
	static struct holding h[4];

	h[0] = (struct holding){ .kind = HOLDING_DOMAIN,
				 .name = STR("shop.example"),
				 .customer = STR("c2"),
				 .machine = STR("web1") };
	h[1] = (struct holding){ .kind = HOLDING_MAILBOX,
				 .name = STR("shop.example"),
				 .customer = STR("c3"),
				 .machine = STR("mail1") };
	h[2] = (struct holding){ .kind = HOLDING_USER,
				 .name = STR("www7"),
				 .customer = STR("c2"),
				 .machine = STR("web1") };
	h[3] = (struct holding){ .kind = HOLDING_PATH,
				 .name = STR("/srv/shop"),
				 .customer = STR("c2"),
				 .machine = STR("web1") };
	for (size_t i = 0; i < LEN(h); i++) {
		h[i].from = provider_time(2);
		h[i].until = i == 1 ? provider_time(20) : WHEN_NEVER;
		h[i].from_gap = SPAN_S(60 * i);
		plan_add(p, INV_HOLDING, &h[i]);
	}
}

void provider_first(struct plan *p)
{
	static const struct machine m[] = {
		{.name = STR_INIT("web1"),
                 .hostname = STR_INIT("web1.host.example"),
                 .site = STR_INIT("Köln") },
		{ .name = STR_INIT("mail1"),                       .note = STR_INIT("two\nlines, \"quoted\" 'so'")            },
	};
	/* c1 comes before its reseller */
	static const struct customer c[] = {
		{.customer = STR_INIT("c1"),                            .name = STR_INIT("First"), .parent = STR_INIT("c3") },
		{ .customer = STR_INIT("c2"),
                 .contacts = STR_INIT("a@b.example abuse:c@d.example")                        },
		{										  .customer = STR_INIT("c3"),
                 .name = STR_INIT("Reseller"),
                 .language = STR_INIT("de"),
                 .note = STR_INIT("pays late") },
	};
	static struct prefix x[3];

	memset(p, 0, sizeof(*p));
	for (size_t i = 0; i < LEN(m); i++)
		plan_add(p, INV_MACHINE, &m[i]);
	for (size_t i = 0; i < LEN(c); i++)
		plan_add(p, INV_CUSTOMER, &c[i]);
	x[0] = (struct prefix){ .range = provider_range("192.0.2.0/24"), .use = USE_SINGLE };
	x[1] = (struct prefix){ .range = provider_range("2001:db8::/32"),
				.floating = true,
				.mail = true,
				.machine = STR("web1"),
				.note = STR("v6") };
	x[2] = (struct prefix){ .range = provider_range("192.0.2.128/25"), .use = USE_INFRA };
	for (size_t i = 0; i < LEN(x); i++)
		plan_add(p, INV_PREFIX, &x[i]);
	first_tenancies(p);
	first_holdings(p);
}

static int apply(struct db *db, const struct plan *p, int day, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct import_note note = {
		.at = provider_time(day),
		.who = STR("root"),
		.why = STR("import"),
		.source = STR("first.csv"),
		.digest = (struct str){"\0\1\377", 3},
	};

	if (db_begin(&tx, db, err) < 0 || import_store_apply(db, &p->plan, &note, err) < 0)
		return -1;
	return db_commit(&tx, err);
}

enum err_kind provider_apply(struct db *db, const struct plan *p, int day, struct err *err)
{
	err->kind = ERR_NONE;
	err->text[0] = 0;
	return apply(db, p, day, err) < 0 ? err->kind : ERR_NONE;
}

struct inventory provider_load(struct db *db, enum inventory_span span, struct arena *arena)
{
	struct inventory inv;
	struct err err;

	if (inventory_store_load(db, span, arena, &inv, &err) < 0)
		fail_msg("%s", err.text);
	return inv;
}

static void dump_interval(struct buf *out, const struct instant t[4], struct span from_gap,
			  struct span until_gap)
{
	char text[WHEN_TEXT_MAX + 1];

	for (size_t i = 0; i < 4; i++)
		buf_fmt(out, " %s", instant_text(t[i], text));
	buf_fmt(out, " gaps %lld %lld\n", (long long)from_gap.us, (long long)until_gap.us);
}

static void dump_things(const struct inventory *inv, struct buf *out)
{
	char r[RANGE_TEXT_MAX + 1];

	for (size_t i = 0; i < inv->machines; i++)
		buf_fmt(out, "machine %lld [%.*s] [%.*s] [%.*s] [%.*s]\n",
			(long long)inv->machine[i].id, STR_ARG(inv->machine[i].name),
			STR_ARG(inv->machine[i].hostname), STR_ARG(inv->machine[i].site),
			STR_ARG(inv->machine[i].note));
	for (size_t i = 0; i < inv->customers; i++) {
		const struct customer *c = &inv->customer[i];

		buf_fmt(out, "customer %lld [%.*s] [%.*s] [%.*s] [%.*s] [%.*s] [%.*s]\n",
			(long long)c->id, STR_ARG(c->customer), STR_ARG(c->name),
			STR_ARG(c->parent), STR_ARG(c->contacts), STR_ARG(c->language),
			STR_ARG(c->note));
	}
	for (size_t i = 0; i < inv->prefixes; i++) {
		const struct prefix *p = &inv->prefix[i];

		buf_fmt(out, "prefix %lld %s %s%s%s [%.*s] [%.*s]\n", (long long)p->id,
			range_text(p->range, r), use_name(p->use), p->floating ? " floating" : "",
			p->mail ? " mail" : "", STR_ARG(p->machine), STR_ARG(p->note));
	}
}

static void dump_held(const struct inventory *inv, struct buf *out)
{
	char r[RANGE_TEXT_MAX + 1];

	for (size_t i = 0; i < inv->tenancies; i++) {
		const struct tenancy *t = &inv->tenancy[i];
		const struct instant time[] = { t->from, t->until, t->known_from, t->known_until };

		buf_fmt(out, "tenancy %lld %s %u-%u %s%s [%.*s] [%.*s]", (long long)t->id,
			range_text(t->range, r), t->ports.lo, t->ports.hi, use_name(t->use),
			t->floating ? " floating" : "", STR_ARG(t->customer), STR_ARG(t->machine));
		dump_interval(out, time, t->from_gap, t->until_gap);
	}
	for (size_t i = 0; i < inv->holdings; i++) {
		const struct holding *h = &inv->holding[i];
		const struct instant time[] = { h->from, h->until, h->known_from, h->known_until };

		buf_fmt(out, "holding %lld %s [%.*s] [%.*s] [%.*s]", (long long)h->id,
			holding_kind_name(h->kind), STR_ARG(h->name), STR_ARG(h->customer),
			STR_ARG(h->machine));
		dump_interval(out, time, h->from_gap, h->until_gap);
	}
}

void provider_dump(struct db *db, struct buf *out)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct import_note note[50];
	size_t n = LEN(note);
	struct inventory inv;
	struct err err;

	for (enum inventory_span span = INVENTORY_NOW; span <= INVENTORY_EVER; span++) {
		inv = provider_load(db, span, &arena);
		buf_fmt(out, "%s\n", span == INVENTORY_NOW ? "now" : "ever");
		dump_things(&inv, out);
		dump_held(&inv, out);
	}
	assert_int_equal(import_store_list(db, &arena, note, &n, &err), 0);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "import %lld %lld [%.*s] [%.*s] [%.*s] %zu octets %zu changes\n",
			(long long)note[i].id, (long long)note[i].at.us, STR_ARG(note[i].who),
			STR_ARG(note[i].why), STR_ARG(note[i].source), note[i].digest.n,
			note[i].changes);
	assert_false(out->full);
}

const struct tenancy *provider_tenancy(const struct inventory *inv, const char *range, int day)
{
	struct range r = provider_range(range);

	for (size_t i = 0; i < inv->tenancies; i++)
		if (ip_eq(inv->tenancy[i].range.lo, r.lo) &&
		    ip_eq(inv->tenancy[i].range.hi, r.hi) &&
		    inv->tenancy[i].from.us == provider_time(day).us)
			return &inv->tenancy[i];
	fail_msg("no tenancy of %s from day %d", range, day);
	return NULL;
}
