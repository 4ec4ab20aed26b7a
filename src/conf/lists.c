/* Loading the catalogue: all files first, in order, then what refers to something else. */
#include "conf/lists.h"

#include "conf/ini.h"
#include "conf/lists_build.h"
#include "conf/share.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/folder.h"

#include <string.h>

enum { ZONE_NAME_MAX = 253, OPERATORS_MAX = 500, PARENTS_MAX = 6 };

struct lists_reader {
	struct arena *mem;
	struct arena build; /* gone after loading */
	struct zone_build *zone;
	size_t n_zones;
	struct operator_build *op;
	size_t n_ops;
	struct catalogue_build catalogue;
	struct str file; /* now being read, in the arena */
	bool shipped;
	const struct conf_table *table; /* of the section now being read */
	void *into;
};

static const struct conf_table *const tables[] = { &lists_zone_table, &lists_operator_table,
						   &lists_catalogue_table };

/* Lower case without a final dot. */
static struct str zone_name(struct arena *mem, struct str name)
{
	struct str out;
	char *p;

	if (name.n && name.p[name.n - 1] == '.')
		name.n--;
	out = arena_str(mem, name);
	p = (char *)out.p;
	for (size_t i = 0; i < out.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] - 'A' + 'a');
	return out;
}

/* Labels of 1 to 63 letters, digits, - and _. */
static bool is_zone_name(struct str name)
{
	struct str label;

	if (name.n == 0 || name.n > ZONE_NAME_MAX)
		return false;
	while (str_cut(&name, '.', &label)) {
		if (label.n == 0 || label.n > 63)
			return false;
		for (size_t i = 0; i < label.n; i++) {
			char c = label.p[i];

			if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
			      c == '_'))
				return false;
		}
	}
	return true;
}

static struct zone_build *zone_of(const struct lists_reader *r, struct str name)
{
	for (size_t i = 0; i < r->n_zones; i++)
		if (str_eq(r->zone[i].list.zone, name))
			return &r->zone[i];
	return NULL;
}

static int begin_zone(struct lists_reader *r, const struct ini_event *ev, struct err *err)
{
	struct str name = zone_name(r->mem, ev->name);
	struct zone_build *z = zone_of(r, name);

	r->into = z;
	if (z && r->shipped)
		return err_set(err, ERR_INPUT, "zone \"%.*s\" was already described at %.*s:%u",
			       STR_ARG(name), STR_ARG(z->file), z->line);
	if (z)
		return 0;
	if (!is_zone_name(name))
		return err_set(err, ERR_INPUT, "this is no zone name"); /* a key may stand in it */
	if (r->n_zones == LISTS_MAX)
		return err_set(err, ERR_INPUT, "more than %d zones", LISTS_MAX);
	z = &r->zone[r->n_zones++];
	conf_defaults(&lists_zone_table, z, r->mem);
	z->list.zone = name;
	z->file = r->file;
	z->line = ev->line;
	z->shipped = r->shipped;
	r->into = z;
	return 0;
}

static struct operator_build *operator_of(const struct lists_reader *r, struct str name)
{
	for (size_t i = 0; i < r->n_ops; i++)
		if (str_eq(r->op[i].name, name))
			return &r->op[i];
	return NULL;
}

static int begin_operator(struct lists_reader *r, const struct ini_event *ev, struct err *err)
{
	struct operator_build *op = operator_of(r, ev->name);

	if (!op) {
		if (r->n_ops == OPERATORS_MAX)
			return err_set(err, ERR_INPUT, "more than %d operators", OPERATORS_MAX);
		op = &r->op[r->n_ops++];
		conf_defaults(&lists_operator_table, op, r->mem);
		op->name = arena_str(r->mem, ev->name);
		op->title = op->name;
	}
	r->into = op;
	return 0;
}

static int begin_section(struct lists_reader *r, const struct ini_event *ev, struct err *err)
{
	r->table = conf_table_of(tables, LEN(tables), ev->kind, ev->name, err);
	if (!r->table)
		return -1;
	if (r->table == &lists_zone_table)
		return begin_zone(r, ev, err);
	if (r->table == &lists_operator_table)
		return begin_operator(r, ev, err);
	r->into = &r->catalogue;
	return 0;
}

static int on_line(void *ctx, struct ini_event *ev, struct err *err)
{
	struct lists_reader *r = ctx;
	const struct conf_source from = { r->mem, r->file };
	const struct conf_item *item;

	if (!ev->key.p)
		return begin_section(r, ev, err);
	item = conf_item_of(r->table, ev->key, err);
	if (!item) {
		ev->blame = ev->key_at;
		return -1;
	}
	return conf_set(item, r->into, &from, ev->value, err);
}

static int read_folder(struct lists_reader *r, struct str folder, struct err *err)
{
	struct buf AUTO(buf_done) text;
	struct folder_list names;

	buf_init(&text, LISTS_FILE_MAX);
	if (folder_names(folder, STR(".conf"), &r->build, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		r->file = arena_fmt(r->mem, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names.name[i]));
		buf_clear(&text);
		if (file_load(r->file, &text, err) < 0 ||
		    ini_read(buf_str(&text), r->file, on_line, r, err) < 0)
			return -1;
	}
	return 0;
}

static int at_zone(const struct zone_build *z, struct err *err)
{
	return err_in(err, "%.*s:%u: zone \"%.*s\"", STR_ARG(z->file), z->line,
		      STR_ARG(z->list.zone));
}

static int join_operator(struct lists_reader *r, struct zone_build *z, struct err *err)
{
	const struct operator_build *op = operator_of(r, z->list.operator);

	if (z->list.operator.n && !op)
		return err_set(err, ERR_INPUT, "there is no [operator \"%.*s\"]",
			       STR_ARG(z->list.operator));
	if (!op) {
		z->list.operator= z->list.title = z->list.zone;
		z->list.budget = list_house_budget;
		return 0;
	}
	z->list.operator= op->name;
	z->list.title = op->title;
	z->list.budget = op->budget;
	return 0;
}

static int join_parts(struct lists_reader *r, struct zone_build *z, struct err *err)
{
	struct zone_build *at = z;

	for (int i = 0; i < PARENTS_MAX; i++) {
		struct str above = zone_name(r->mem, at->list.part_of);

		if (above.n == 0)
			return 0;
		at->list.part_of = above;
		at = zone_of(r, above);
		if (!at)
			return err_set(err, ERR_INPUT, "part-of: there is no zone \"%.*s\"",
				       STR_ARG(above));
	}
	return err_set(err, ERR_INPUT, "part-of goes round in a circle");
}

static bool is_below(struct str name, struct str zone)
{
	return name.n > zone.n + 1 && name.p[name.n - zone.n - 1] == '.' &&
	       str_eq_nocase(str_sub(name, name.n - zone.n, zone.n), zone);
}

const struct list *lists_keyed_above(const struct list_set *set, struct str zone)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->list[i].terms == LIST_BY_KEY && is_below(zone, set->list[i].zone))
			return &set->list[i];
	return NULL;
}

/* A key that stands in a zone's name would be shown wherever the zone is. */
static int no_keys_in_names(const struct lists_reader *r, const struct list_set *set,
			    struct err *err)
{
	for (size_t i = 0; i < r->n_zones; i++) {
		const struct zone_build *z = &r->zone[i];
		const struct list *l =
			z->shipped ? NULL : lists_keyed_above(set, set->list[i].zone);

		if (l)
			return err_set(err, ERR_INPUT,
				       "%.*s:%u: write [zone \"%.*s\"], and its key as key = @FILE",
				       STR_ARG(z->file), z->line, STR_ARG(l->zone));
	}
	return 0;
}

static int finish(struct lists_reader *r, struct list_set *out, struct err *err)
{
	out->list = arena_new(r->mem, r->n_zones ? r->n_zones : 1, sizeof(*out->list));
	for (size_t i = 0; i < r->n_zones; i++) {
		struct zone_build *z = &r->zone[i];

		z->list.apex = zone_name(r->mem, z->list.apex);
		if (lists_zone_finish(z, r->mem, err) < 0 || join_operator(r, z, err) < 0 ||
		    join_parts(r, z, err) < 0)
			return at_zone(z, err);
		out->list[i] = z->list;
	}
	out->n = r->n_zones;
	out->version = r->catalogue.version;
	return no_keys_in_names(r, out, err);
}

static int find_shipped(struct arena *mem, struct str *out, struct err *err)
{
	if (share_folder(mem, "lists", out))
		return 0;
	return err_set(err, ERR_GONE,
		       "the catalogue of lists is not installed in %s/lists; name its folder with "
		       "--lists DIR or NETIZEN_SHARE",
		       NETIZEN_DATADIR);
}

static int read_override(struct lists_reader *r, struct str folder, struct err *err)
{
	if (folder.n == 0)
		folder = STR("/etc/netizen/lists.d");
	r->shipped = false;
	return folder_exists(folder) ? read_folder(r, folder, err) : 0;
}

static int read_all(struct lists_reader *r, struct list_set *out, const struct lists_places *where,
		    struct err *err)
{
	out->from = arena_str(r->mem, where->shipped);
	if (out->from.n == 0 && find_shipped(r->mem, &out->from, err) < 0)
		return -1;
	if (read_folder(r, out->from, err) < 0)
		return err_in(err, "catalogue of lists");
	if (r->n_zones == 0)
		return err_set(err, ERR_INPUT, "catalogue of lists: no zone in %.*s/*.conf",
			       STR_ARG(out->from));
	if (read_override(r, where->override, err) < 0)
		return -1;
	return finish(r, out, err);
}

int lists_load(struct list_set *out, const struct lists_places *where, struct err *err)
{
	struct lists_reader r = { .mem = &out->mem, .shipped = true };
	int got;

	*out = (struct list_set){ 0 };
	r.zone = arena_new(&r.build, LISTS_MAX, sizeof(*r.zone));
	r.op = arena_new(&r.build, OPERATORS_MAX, sizeof(*r.op));
	got = read_all(&r, out, where, err);
	arena_done(&r.build);
	if (got < 0)
		lists_done(out);
	return got;
}

void lists_done(struct list_set *set)
{
	arena_done(&set->mem);
	*set = (struct list_set){ 0 };
}

/* KEY.zone: one label before the zone of a list that takes a key. */
static bool is_keyed(const struct list *l, struct str zone, struct str *label)
{
	if (l->terms != LIST_BY_KEY || !is_below(zone, l->zone))
		return false;
	*label = str_sub(zone, 0, zone.n - l->zone.n - 1);
	return str_find(*label, '.') == label->n;
}

const struct list *lists_find(const struct list_set *set, struct str zone, struct str *key)
{
	struct str label;

	if (zone.n && zone.p[zone.n - 1] == '.')
		zone.n--;
	if (key)
		*key = (struct str){ NULL, 0 };
	for (size_t i = 0; i < set->n; i++)
		if (str_eq_nocase(set->list[i].zone, zone))
			return &set->list[i];
	for (size_t i = 0; i < set->n; i++) {
		const struct list *l = &set->list[i];

		if (list_is_dead(l) && l->dead_below && is_below(zone, l->zone))
			return l;
		if (is_keyed(l, zone, &label)) {
			if (key)
				*key = label;
			return l;
		}
	}
	return NULL;
}

/* The longest zone of the catalogue, or the one above a list with a key, that the text ends in. */
static struct str known_end(const struct list_set *set, struct str text)
{
	struct str best = STR("");

	for (size_t i = 0; i < set->n; i++) {
		struct str zone = set->list[i].zone;

		for (int above = 0; above < 2; above++) {
			if (is_below(text, zone) && zone.n > best.n)
				best = zone;
			if (set->list[i].terms != LIST_BY_KEY)
				break;
			zone = str_sub(zone, str_find(zone, '.') + 1, zone.n);
		}
	}
	return best;
}

static struct str last_labels(struct str text, int n)
{
	size_t at = text.n;

	while (at > 0 && (text.p[at - 1] != '.' || --n > 0))
		at--;
	return str_sub(text, at, text.n);
}

void lists_shown(const struct list_set *set, struct str zone, struct buf *out)
{
	struct str end;

	if (zone.n && zone.p[zone.n - 1] == '.')
		zone.n--;
	for (size_t i = 0; i < set->n; i++)
		if (str_eq_nocase(set->list[i].zone, zone)) {
			buf_add(out, zone);
			return;
		}
	end = known_end(set, zone);
	if (end.n) {
		buf_fmt(out, "KEY.%.*s", STR_ARG(end));
		return;
	}
	end = last_labels(zone, 2);
	buf_fmt(out, "%s%.*s", end.n < zone.n ? "..." : "", STR_ARG(end));
}

void lists_manual(struct buf *out)
{
	for (size_t i = 0; i < LEN(tables); i++)
		conf_manual(tables[i], out);
}
