/* Building the rows of imports for tests of plans. */
#pragma once

#include "model/import_plan.h"

#include "unit.h"

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
