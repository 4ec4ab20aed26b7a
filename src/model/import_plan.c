/* The plan of an import: names first, then what lasts; with any error there is none. */
#include "model/import_plan.h"

#include "model/plan_names.h"
#include "model/plan_stays.h"

#include <string.h>

static int check_times(const struct import *in, const struct import_how *how, struct err *err)
{
	char a[WHEN_TEXT_MAX + 1];
	char b[WHEN_TEXT_MAX + 1];

	if (instant_cmp(how->as_of, how->now) > 0)
		return err_set(err, ERR_INPUT, "%s is still to come; now is %s",
			       instant_text(how->as_of, a), instant_text(how->now, b));
	for (int k = INV_TENANCY; how->snapshot && k < INV_KINDS; k++)
		if (in->kinds >> k & 1 && instant_cmp(how->as_of, how->last[k]) <= 0)
			return err_set(err, ERR_INPUT,
				       "a snapshot of %s is not later than the last one, of %s",
				       instant_text(how->as_of, a), instant_text(how->last[k], b));
	return 0;
}

static int conclude(struct import_plan *out, struct err *err)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, ERR_TEXT_MAX);
	if (out->errors.n == 0)
		return 0;
	out->changes = 0;
	import_error_fmt(&text, &out->errors.error[0]);
	return err_set(err, ERR_INPUT, "%.*s", STR_ARG(buf_str(&text)));
}

int import_plan(const struct inventory *have, const struct import *in, const struct import_how *how,
		struct import_plan *out, struct err *err)
{
	struct plan_work w = { .arena = in->arena, .have = have, .in = in, .how = how, .out = out };

	memset(out, 0, sizeof(*out));
	if (check_times(in, how, err) < 0)
		return -1;
	plan_machines(&w);
	plan_customers(&w);
	plan_prefixes(&w);
	plan_stays(&w, INV_TENANCY);
	plan_stays(&w, INV_HOLDING);
	name_map_done(&w.machines);
	name_map_done(&w.customers);
	name_map_done(&w.prefixes);
	return conclude(out, err);
}
