/* What each kind of row must have; the first thing missing or wrong is noted. */
#include "conf/import_check.h"

void import_row_begin(struct import_row *row)
{
	if (row->kind == INV_TENANCY) {
		row->tenancy.ports = PORTS_ALL;
		row->tenancy.from = WHEN_EVER;
		row->tenancy.until = WHEN_NEVER;
	} else if (row->kind == INV_HOLDING) {
		row->holding.from = WHEN_EVER;
		row->holding.until = WHEN_NEVER;
	}
}

static bool wrong(struct import *in, const struct import_row *row, enum import_field field,
		  const char *why)
{
	const char *name = import_field_name(row->kind, field);

	import_wrong(&in->errors, in->arena, import_at(in, row, field), "%s: %s", name ? name : "",
		     why);
	return false;
}

static bool name_there(struct import *in, const struct import_row *row, enum import_field field,
		       struct str name)
{
	return name.n || wrong(in, row, field, "is missing");
}

static bool in_order(struct import *in, const struct import_row *row, struct instant from,
		     struct instant until)
{
	if (instant_cmp(from, until) < 0)
		return true;
	return wrong(in, row, FIELD_UNTIL, "is not later than from");
}

static bool check_customer(struct import *in, const struct import_row *row)
{
	const struct customer *c = &row->customer;

	if (!name_there(in, row, FIELD_CUSTOMER, c->customer))
		return false;
	if (str_eq(c->customer, c->parent))
		return wrong(in, row, FIELD_PARENT, "nobody is their own parent");
	return true;
}

static bool check_tenancy(struct import *in, const struct import_row *row)
{
	const struct tenancy *t = &row->tenancy;

	if (!import_stated(row, FIELD_RANGE))
		return wrong(in, row, FIELD_RANGE, "is missing");
	if (t->customer.n == 0 && (t->use == USE_UNSTATED || t->use == USE_SINGLE))
		return wrong(
			in, row, FIELD_CUSTOMER,
			"is missing: only addresses whose use is shared, gateway, nat, free or "
			"infrastructure have none");
	if (t->customer.n && t->use == USE_FREE)
		return wrong(in, row, FIELD_USE, "what is free has no customer");
	return in_order(in, row, t->from, t->until);
}

static bool check_holding(struct import *in, struct import_row *row)
{
	struct holding *h = &row->holding;
	struct buf AUTO(buf_done) name;
	struct err err;

	buf_init(&name, INV_PATH_MAX + 1);
	if (!import_stated(row, FIELD_KIND))
		return wrong(in, row, FIELD_KIND, "is missing");
	if (!name_there(in, row, FIELD_NAME, h->name) ||
	    !name_there(in, row, FIELD_CUSTOMER, h->customer))
		return false;
	if (holding_name(h->kind, h->name, &name, &err) < 0)
		return wrong(in, row, FIELD_NAME, err.text);
	if (!str_eq(h->name, buf_str(&name)))
		h->name = arena_str(in->arena, buf_str(&name));
	if (h->kind == HOLDING_USER && h->machine.n == 0)
		return wrong(in, row, FIELD_MACHINE, "is missing: a user is one on a machine");
	return in_order(in, row, h->from, h->until);
}

bool import_row_check(struct import *in, struct import_row *row)
{
	switch (row->kind) {
	case INV_MACHINE:
		return name_there(in, row, FIELD_MACHINE, row->machine.name);
	case INV_CUSTOMER:
		return check_customer(in, row);
	case INV_PREFIX:
		return import_stated(row, FIELD_RANGE) || wrong(in, row, FIELD_RANGE, "is missing");
	case INV_TENANCY:
		return check_tenancy(in, row);
	case INV_HOLDING:
		return check_holding(in, row);
	case INV_KINDS:
		break;
	}
	return false;
}
