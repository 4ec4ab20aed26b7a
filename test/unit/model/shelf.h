/* A store for tests of plans: applies them, forgets nothing. */
#pragma once

#include "model/import_plan.h"

#include "unit.h"

/* A small store: grows, never forgets. */
struct shelf {
	struct arena mem;
	struct machine machine[8];
	struct customer customer[16];
	struct prefix prefix[8];
	struct tenancy tenancy[512];
	struct holding holding[512];
	size_t machines, customers, prefixes, tenancies, holdings;
};

/* What is believed now, in `out`; views into the shelf and `mem`. */
UNUSED static struct inventory shelf_now(const struct shelf *s, struct arena *mem)
{
	struct tenancy *t = arena_new(mem, LEN(s->tenancy), sizeof(*t));
	struct holding *h = arena_new(mem, LEN(s->holding), sizeof(*h));
	struct inventory inv = { .machine = s->machine,
				 .customer = s->customer,
				 .prefix = s->prefix,
				 .tenancy = t,
				 .holding = h,
				 .machines = s->machines,
				 .customers = s->customers,
				 .prefixes = s->prefixes };

	for (size_t i = 0; i < s->tenancies; i++)
		if (s->tenancy[i].known_until.us == INT64_MAX)
			t[inv.tenancies++] = s->tenancy[i];
	for (size_t i = 0; i < s->holdings; i++)
		if (s->holding[i].known_until.us == INT64_MAX)
			h[inv.holdings++] = s->holding[i];
	return inv;
}

UNUSED static void shelf_put_tenancy(struct shelf *s, const struct import_change *c,
				     struct instant now)
{
	struct tenancy t = *c->after.tenancy;

	if (c->before.tenancy) {
		assert_true(c->before.tenancy->id > 0);
		assert_int_equal(s->tenancy[c->before.tenancy->id - 1].known_until.us, INT64_MAX);
		s->tenancy[c->before.tenancy->id - 1].known_until = now;
	}
	assert_int_equal(t.known_from.us, now.us);
	assert_int_equal(t.known_until.us, INT64_MAX);
	assert_true(s->tenancies < LEN(s->tenancy));
	t.id = (int64_t)s->tenancies + 1;
	t.customer = arena_str(&s->mem, t.customer);
	t.machine = arena_str(&s->mem, t.machine);
	s->tenancy[s->tenancies++] = t;
}

UNUSED static void shelf_put_holding(struct shelf *s, const struct import_change *c,
				     struct instant now)
{
	struct holding h = *c->after.holding;

	if (c->before.holding)
		s->holding[c->before.holding->id - 1].known_until = now;
	assert_true(s->holdings < LEN(s->holding));
	h.id = (int64_t)s->holdings + 1;
	h.name = arena_str(&s->mem, h.name);
	h.customer = arena_str(&s->mem, h.customer);
	h.machine = arena_str(&s->mem, h.machine);
	s->holding[s->holdings++] = h;
}

UNUSED static void shelf_apply(struct shelf *s, const struct import_plan *plan, struct instant now)
{
	for (size_t i = 0; i < plan->changes; i++) {
		const struct import_change *c = &plan->change[i];

		if (c->kind == INV_TENANCY)
			shelf_put_tenancy(s, c, now);
		else if (c->kind == INV_HOLDING)
			shelf_put_holding(s, c, now);
		else if (c->kind == INV_CUSTOMER && c->op == IMPORT_ADD)
			s->customer[s->customers++] = *c->after.customer;
		else if (c->kind == INV_MACHINE && c->op == IMPORT_ADD)
			s->machine[s->machines++] = *c->after.machine;
	}
}

/* Machines m1 and m2; customers a to e. */
UNUSED static struct shelf *shelf_new(void)
{
	static const char *const customer[] = { "a", "b", "c", "d", "e" };
	struct shelf *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	for (; s->customers < LEN(customer); s->customers++)
		s->customer[s->customers].customer = str_of(customer[s->customers]);
	s->machine[s->machines++].name = STR("m1");
	s->machine[s->machines++].name = STR("m2");
	return s;
}

UNUSED static void shelf_free(struct shelf *s)
{
	arena_done(&s->mem);
	free(s);
}
