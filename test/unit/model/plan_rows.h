/* Building inventories and imports for tests of plans, and applying a plan as a store does. */
#pragma once

#include "base/buf.h"
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

UNUSED static struct instant at(const char *text)
{
	struct instant t;

	if (strcmp(text, "never") == 0)
		return WHEN_NEVER;
	if (strcmp(text, "always") == 0)
		return WHEN_EVER;
	if (instant_parse(str_of(text), &t, NULL) < 0)
		fail_msg("%s is no time", text);
	return t;
}

UNUSED static struct instant day(int n)
{
	return (struct instant){ INT64_C(1767225600000000) + n * INT64_C(86400000000) };
}

/* NULL: not stated. */
UNUSED static struct import_row *row_tenancy(struct import *in, const char *range,
					     const char *customer, const char *from,
					     const char *until)
{
	struct import_row *row = import_row(in, INV_TENANCY, 0, (uint32_t)in->rows + 2);

	assert_int_equal(range_parse(str_of(range), &row->tenancy.range, NULL), 0);
	row->tenancy.customer = str_of(customer);
	row->tenancy.ports = PORTS_ALL;
	row->tenancy.from = from ? at(from) : WHEN_EVER;
	row->tenancy.until = until ? at(until) : WHEN_NEVER;
	row->stated = 1u << FIELD_RANGE | 1u << FIELD_CUSTOMER | (from ? 1u << FIELD_FROM : 0) |
		      (until ? 1u << FIELD_UNTIL : 0);
	return row;
}

UNUSED static struct import_row *row_holding(struct import *in, const char *name,
					     const char *customer, const char *machine,
					     const char *from)
{
	struct import_row *row = import_row(in, INV_HOLDING, 0, (uint32_t)in->rows + 2);

	row->holding.kind = HOLDING_DOMAIN;
	row->holding.name = str_of(name);
	row->holding.customer = str_of(customer);
	row->holding.machine = str_of(machine);
	row->holding.from = from ? at(from) : WHEN_EVER;
	row->holding.until = WHEN_NEVER;
	row->stated = 1u << FIELD_KIND | 1u << FIELD_NAME | 1u << FIELD_CUSTOMER |
		      (machine ? 1u << FIELD_MACHINE : 0) | (from ? 1u << FIELD_FROM : 0);
	return row;
}

UNUSED static struct import_row *row_customer(struct import *in, const char *id, const char *parent)
{
	struct import_row *row = import_row(in, INV_CUSTOMER, 0, (uint32_t)in->rows + 2);

	row->customer.customer = str_of(id);
	row->customer.parent = str_of(parent);
	row->stated = 1u << FIELD_CUSTOMER | (parent ? 1u << FIELD_PARENT : 0);
	return row;
}

UNUSED static struct import_row *row_machine(struct import *in, const char *name, const char *site)
{
	struct import_row *row = import_row(in, INV_MACHINE, 0, (uint32_t)in->rows + 2);

	row->machine.name = str_of(name);
	row->machine.site = str_of(site);
	row->stated = 1u << FIELD_MACHINE | (site ? 1u << FIELD_SITE : 0);
	return row;
}

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
