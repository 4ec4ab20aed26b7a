/* Plans and their errors as members of a JSON object. */
#include "desk/plan_json.h"

#include "msg/inventory_json.h"

static const char *const op_name[IMPORT_OPS] = { "add", "correct", "end", "unchanged" };
static const char *const op_done[IMPORT_OPS] = { "added", "corrected", "ended", "unchanged" };

void json_counts(struct jout *j, const struct import_plan *plan)
{
	jout_open(j, "counts", '{');
	for (unsigned k = 0; k < INV_KINDS; k++) {
		jout_open(j, inv_kind_names((enum inv_kind)k), '{');
		for (unsigned op = 0; op < IMPORT_OPS; op++)
			jout_int(j, op_done[op], (int64_t)plan->count[k][op]);
		jout_close(j, '}');
	}
	jout_close(j, '}');
}

static void row(struct jout *j, const char *key, enum inv_kind kind, const union inv_of *r)
{
	if (!r->machine) {
		jout_null(j, key);
		return;
	}
	switch (kind) {
	case INV_MACHINE:
		json_machine(j, key, r->machine);
		break;
	case INV_CUSTOMER:
		json_customer(j, key, r->customer);
		break;
	case INV_PREFIX:
		json_prefix(j, key, r->prefix);
		break;
	case INV_TENANCY:
		json_tenancy(j, key, r->tenancy);
		break;
	case INV_HOLDING:
		json_holding(j, key, r->holding);
		break;
	case INV_KINDS:
		break;
	}
}

static void change(struct jout *j, const struct import_change *c, const struct import *in)
{
	jout_open(j, NULL, '{');
	jout_str(j, "op", str_of(op_name[c->op]));
	jout_str(j, "kind", str_of(inv_kind_name(c->kind)));
	if (in && c->row) {
		struct import_at at = import_at(in, c->row, FIELD_COUNT);

		jout_str(j, "file", at.file);
		jout_int(j, "line", at.line);
	}
	row(j, "before", c->kind, &c->before);
	row(j, "after", c->kind, &c->after);
	jout_close(j, '}');
}

void json_changes(struct jout *j, const struct import_plan *plan, const struct import *in)
{
	size_t told = 0;
	size_t more = 0;

	jout_open(j, "changes", '[');
	for (size_t i = 0; i < plan->changes; i++) {
		if (plan->change[i].op == IMPORT_UNCHANGED)
			continue;
		if (told++ < PLAN_CHANGES_MAX)
			change(j, &plan->change[i], in);
		else
			more++;
	}
	jout_close(j, ']');
	jout_int(j, "more_changes", (int64_t)more);
}

void json_errors(struct jout *j, const struct import_errors *errors)
{
	jout_open(j, "errors", '[');
	for (size_t i = 0; i < errors->n; i++) {
		const struct import_error *e = &errors->error[i];

		jout_open(j, NULL, '{');
		jout_str(j, "file", e->at.file);
		jout_int(j, "line", e->at.line);
		jout_int(j, "column", e->at.col);
		jout_str(j, "reason", e->text);
		jout_close(j, '}');
	}
	jout_close(j, ']');
	jout_int(j, "more_errors", (int64_t)errors->more);
}
