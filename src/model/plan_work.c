/* The list of changes, and errors with their places. */
#include "model/plan_work.h"

#include "base/die.h"

#include <stdio.h>
#include <string.h>

void plan_add(struct plan_work *w, const struct import_change *change)
{
	w->out->count[change->kind][change->op]++;
	if (change->op == IMPORT_UNCHANGED)
		return;
	if (w->out->changes == w->room) {
		struct import_change *more;

		w->room = w->room ? 2 * w->room : 256;
		more = arena_new(w->arena, w->room, sizeof(*more));
		if (w->out->changes)
			memcpy(more, w->out->change, w->out->changes * sizeof(*more));
		w->out->change = more;
	}
	w->out->change[w->out->changes++] = *change;
}

void plan_wrong(struct plan_work *w, const struct import_row *row, enum import_field field,
		const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	import_wrong(&w->out->errors, w->arena, import_at(w->in, row, field), "%s", text);
}

bool plan_knows_machine(struct plan_work *w, const struct import_row *row, struct str machine)
{
	uint32_t number;

	if (machine.n == 0 || name_map_find(&w->machines, machine, &number))
		return true;
	plan_wrong(w, row, FIELD_MACHINE,
		   "machine \"%.*s\" is not known: import it before or in the same run",
		   STR_ARG(machine));
	return false;
}

bool plan_knows_customer(struct plan_work *w, const struct import_row *row, struct str customer,
			 enum import_field field)
{
	uint32_t number;

	if (customer.n == 0 || name_map_find(&w->customers, customer, &number))
		return true;
	plan_wrong(w, row, field, "%s \"%.*s\" is not known: import it before or in the same run",
		   field == FIELD_PARENT ? "parent" : "customer", STR_ARG(customer));
	return false;
}
