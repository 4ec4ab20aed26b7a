/* Rows against what is believed, by name; rows that say the same twice count once. */
#include "model/plan_names.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

/* Numbers in the maps: below `have`'s count its index, from there the index of a merged row. */
struct merged {
	const struct import_row **row;
	union inv_of *after;
	bool *done;
	size_t n;
};

static void take_str(const struct import_row *row, enum import_field field, struct str from,
		     struct str *to)
{
	if (import_stated(row, field))
		*to = from;
}

static void merge_machine(const struct import_row *row, struct machine *m)
{
	m->name = row->machine.name;
	take_str(row, FIELD_HOSTNAME, row->machine.hostname, &m->hostname);
	take_str(row, FIELD_SITE, row->machine.site, &m->site);
	take_str(row, FIELD_NOTE, row->machine.note, &m->note);
}

static bool same_machine(const struct machine *a, const struct machine *b)
{
	return str_eq(a->hostname, b->hostname) && str_eq(a->site, b->site) &&
	       str_eq(a->note, b->note);
}

static void merge_customer(const struct import_row *row, struct customer *c)
{
	c->customer = row->customer.customer;
	take_str(row, FIELD_NAME, row->customer.name, &c->name);
	take_str(row, FIELD_PARENT, row->customer.parent, &c->parent);
	take_str(row, FIELD_CONTACTS, row->customer.contacts, &c->contacts);
	take_str(row, FIELD_LANGUAGE, row->customer.language, &c->language);
	take_str(row, FIELD_NOTE, row->customer.note, &c->note);
}

static bool same_customer(const struct customer *a, const struct customer *b)
{
	return str_eq(a->name, b->name) && str_eq(a->parent, b->parent) &&
	       str_eq(a->contacts, b->contacts) && str_eq(a->language, b->language) &&
	       str_eq(a->note, b->note);
}

static void merge_prefix(const struct import_row *row, struct prefix *p)
{
	p->range = row->prefix.range;
	if (import_stated(row, FIELD_USE))
		p->use = row->prefix.use;
	if (import_stated(row, FIELD_FLOATING))
		p->floating = row->prefix.floating;
	if (import_stated(row, FIELD_MAIL))
		p->mail = row->prefix.mail;
	take_str(row, FIELD_MACHINE, row->prefix.machine, &p->machine);
	take_str(row, FIELD_NOTE, row->prefix.note, &p->note);
}

static bool same_prefix(const struct prefix *a, const struct prefix *b)
{
	return a->use == b->use && a->floating == b->floating && a->mail == b->mail &&
	       str_eq(a->machine, b->machine) && str_eq(a->note, b->note);
}

static struct str prefix_name(struct arena *arena, const struct prefix *p)
{
	char text[RANGE_TEXT_MAX + 1];

	return arena_str(arena, str_of(range_text(p->range, text)));
}

static struct str row_name(struct plan_work *w, const struct import_row *row)
{
	if (row->kind == INV_MACHINE)
		return row->machine.name;
	if (row->kind == INV_CUSTOMER)
		return row->customer.customer;
	return prefix_name(w->arena, &row->prefix);
}

static enum import_field name_field(enum inv_kind kind)
{
	return kind == INV_MACHINE    ? FIELD_MACHINE
	       : kind == INV_CUSTOMER ? FIELD_CUSTOMER
				      : FIELD_RANGE;
}

static bool same(enum inv_kind kind, union inv_of a, union inv_of b)
{
	if (kind == INV_MACHINE)
		return same_machine(a.machine, b.machine);
	if (kind == INV_CUSTOMER)
		return same_customer(a.customer, b.customer);
	return same_prefix(a.prefix, b.prefix);
}

/* What the row makes of `before`, which may be nothing. */
static union inv_of merge(struct plan_work *w, const struct import_row *row, union inv_of before)
{
	if (row->kind == INV_MACHINE) {
		struct machine *m = arena_new(w->arena, 1, sizeof(*m));

		if (before.machine)
			*m = *before.machine;
		merge_machine(row, m);
		return (union inv_of){ .machine = m };
	}
	if (row->kind == INV_CUSTOMER) {
		struct customer *c = arena_new(w->arena, 1, sizeof(*c));

		if (before.customer)
			*c = *before.customer;
		merge_customer(row, c);
		return (union inv_of){ .customer = c };
	}
	struct prefix *p = arena_new(w->arena, 1, sizeof(*p));

	if (before.prefix)
		*p = *before.prefix;
	merge_prefix(row, p);
	return (union inv_of){ .prefix = p };
}

static union inv_of believed(const struct inventory *have, enum inv_kind kind, size_t i)
{
	if (kind == INV_MACHINE)
		return (union inv_of){ .machine = &have->machine[i] };
	if (kind == INV_CUSTOMER)
		return (union inv_of){ .customer = &have->customer[i] };
	return (union inv_of){ .prefix = &have->prefix[i] };
}

static size_t count(const struct inventory *have, enum inv_kind kind)
{
	return kind == INV_MACHINE    ? have->machines
	       : kind == INV_CUSTOMER ? have->customers
				      : have->prefixes;
}

static struct str believed_name(struct plan_work *w, enum inv_kind kind, size_t i)
{
	if (kind == INV_MACHINE)
		return w->have->machine[i].name;
	if (kind == INV_CUSTOMER)
		return w->have->customer[i].customer;
	return prefix_name(w->arena, &w->have->prefix[i]);
}

static struct name_map *map_of(struct plan_work *w, enum inv_kind kind)
{
	return kind == INV_MACHINE    ? &w->machines
	       : kind == INV_CUSTOMER ? &w->customers
				      : &w->prefixes;
}

/* A second row of the same name must say nothing else than the first. */
static void merge_again(struct plan_work *w, const struct import_row *row,
			const struct import_row *first, union inv_of after)
{
	if (same(row->kind, merge(w, row, after), after))
		return;
	plan_wrong(w, row, name_field(row->kind),
		   "%s \"%.*s\" stands there twice, and differs from %.*s:%u",
		   inv_kind_name(row->kind), STR_ARG(row_name(w, row)),
		   STR_ARG(w->in->file[first->file]), first->line);
}

/* For every row its number: an index into `m`, which gets what it becomes. */
static void merge_rows(struct plan_work *w, enum inv_kind kind, struct merged *m)
{
	struct name_map *map = map_of(w, kind);
	size_t have = count(w->have, kind);
	uint32_t *first = mem_new(have + 1, sizeof(*first)); /* index into m + 1, of what we have */

	for (size_t i = 0; i < have; i++)
		(void)name_map_add(map, believed_name(w, kind, i), &(uint32_t){ (uint32_t)i });
	for (size_t i = 0; i < w->in->rows; i++) {
		const struct import_row *row = &w->in->row[i];
		uint32_t number = (uint32_t)(have + m->n);
		union inv_of before = { NULL };
		bool new;

		if (row->kind != kind)
			continue;
		new = name_map_add(map, row_name(w, row), &number);
		if (!new &&number >= have) {
			merge_again(w, row, m->row[number - have], m->after[number - have]);
			continue;
		}
		if (!new &&first[number]) {
			merge_again(w, row, m->row[first[number] - 1], m->after[first[number] - 1]);
			continue;
		}
		if (!new) {
			before = believed(w->have, kind, number);
			first[number] = (uint32_t)m->n + 1;
		}
		m->row[m->n] = row;
		m->after[m->n++] = merge(w, row, before);
	}
	free(first);
}

static void emit(struct plan_work *w, const struct merged *m, size_t i)
{
	const struct import_row *row = m->row[i];
	uint32_t number = 0;
	struct import_change c = {
		.op = IMPORT_ADD, .kind = row->kind, .row = row, .after = m->after[i]
	};

	(void)name_map_find(map_of(w, row->kind), row_name(w, row), &number);
	if (number < count(w->have, row->kind)) {
		c.before = believed(w->have, row->kind, number);
		c.op = same(row->kind, c.before, c.after) ? IMPORT_UNCHANGED : IMPORT_CORRECT;
	}
	plan_add(w, &c);
}

static struct merged merged_of(struct plan_work *w, enum inv_kind kind)
{
	struct merged m = { 0 };
	size_t rows = 0;

	for (size_t i = 0; i < w->in->rows; i++)
		rows += w->in->row[i].kind == kind;
	m.row = mem_new(rows + 1, sizeof(*m.row));
	m.after = mem_new(rows + 1, sizeof(*m.after));
	m.done = mem_new(rows + 1, sizeof(*m.done));
	merge_rows(w, kind, &m);
	return m;
}

static void merged_done(struct merged *m)
{
	free(m->row);
	free(m->after);
	free(m->done);
}

void plan_machines(struct plan_work *w)
{
	struct merged m = merged_of(w, INV_MACHINE);

	for (size_t i = 0; i < m.n; i++)
		emit(w, &m, i);
	merged_done(&m);
}

void plan_prefixes(struct plan_work *w)
{
	struct merged m = merged_of(w, INV_PREFIX);

	for (size_t i = 0; i < m.n; i++)
		if (plan_knows_machine(w, m.row[i], m.after[i].prefix->machine))
			emit(w, &m, i);
	merged_done(&m);
}

/* What a customer will be after this import, by number; NULL if there is no such number. */
static const struct customer *customer_after(const struct plan_work *w, const struct merged *m,
					     const uint32_t *of_have, uint32_t number)
{
	if (number >= w->have->customers)
		return m->after[number - w->have->customers].customer;
	if (of_have[number])
		return m->after[of_have[number] - 1].customer;
	return &w->have->customer[number];
}

/* Parents first; a circle is an error at the row that closes it. */
static void emit_customer(struct plan_work *w, struct merged *m, const uint32_t *of_have, size_t i)
{
	const struct customer *c = m->after[i].customer;
	size_t depth = 0;
	uint32_t number;

	if (m->done[i])
		return;
	m->done[i] = true;
	if (!plan_knows_customer(w, m->row[i], c->parent, FIELD_PARENT))
		return;
	for (const struct customer *up = c; up->parent.n; depth++) {
		if (!name_map_find(&w->customers, up->parent, &number))
			break; /* said at its own row */
		up = customer_after(w, m, of_have, number);
		if (up == c || depth == PLAN_PARENTS_MAX) {
			plan_wrong(w, m->row[i], FIELD_PARENT,
				   up == c ? "customer \"%.*s\" is above themselves"
					   : "customer \"%.*s\" has too many above them",
				   STR_ARG(c->customer));
			return;
		}
	}
	if (c->parent.n && name_map_find(&w->customers, c->parent, &number)) {
		if (number >= w->have->customers)
			emit_customer(w, m, of_have, number - w->have->customers);
		else if (of_have[number])
			emit_customer(w, m, of_have, of_have[number] - 1);
	}
	emit(w, m, i);
}

void plan_customers(struct plan_work *w)
{
	struct merged m = merged_of(w, INV_CUSTOMER);
	uint32_t *of_have = mem_new(w->have->customers + 1, sizeof(*of_have));
	uint32_t number;

	for (size_t i = 0; i < m.n; i++)
		if (name_map_find(&w->customers, m.after[i].customer->customer, &number) &&
		    number < w->have->customers)
			of_have[number] = (uint32_t)i + 1;
	for (size_t i = 0; i < m.n; i++)
		emit_customer(w, &m, of_have, i);
	free(of_have);
	merged_done(&m);
}
