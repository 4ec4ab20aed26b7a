/* Reading a mapping file. */
#include "conf/mapping.h"

#include "base/near.h"
#include "conf/import_value.h"
#include "conf/ini.h"
#include "conf/share.h"
#include "sys/file.h"
#include "sys/folder.h"

#include <string.h>

struct reader {
	struct arena *arena;
	struct mapping *out;
	struct mapping_row *row; /* the section at hand; NULL: [mapping] */
};

static int too_many(struct err *err, const char *what, int most)
{
	return err_set(err, ERR_INPUT, "more than %d %s", most, what);
}

static int begin_row(struct reader *r, const struct ini_event *ev, struct err *err)
{
	struct mapping *m = r->out;
	const char *names[INV_KINDS];
	const char *near;

	if (m->rows == MAPPING_ROWS_MAX)
		return too_many(err, "[row] sections", MAPPING_ROWS_MAX);
	r->row = &m->row[m->rows];
	for (int k = 0; k < INV_KINDS; k++) {
		names[k] = inv_kind_names((enum inv_kind)k);
		if (!str_eq(ev->name, str_of(names[k])))
			continue;
		*r->row = (struct mapping_row){ .kind = (enum inv_kind)k };
		r->row->value = arena_new(r->arena, FIELD_COUNT, sizeof(*r->row->value));
		r->row->rule = arena_new(r->arena, MAPPING_RULES_MAX, sizeof(*r->row->rule));
		r->row->change = arena_new(r->arena, MAPPING_RULES_MAX, sizeof(*r->row->change));
		m->rows++;
		return 0;
	}
	near = near_word(ev->name, names, INV_KINDS);
	return err_set(err, ERR_INPUT,
		       "[row \"%.*s\"]: rows are machines, customers, prefixes, tenancies or "
		       "holdings%s%s%s",
		       STR_ARG(ev->name), near ? "; did you mean \"" : "", near ? near : "",
		       near ? "\"?" : "");
}

static int begin_section(struct reader *r, const struct ini_event *ev, struct err *err)
{
	if (str_eq(ev->kind, STR("row")))
		return begin_row(r, ev, err);
	if (!str_eq(ev->kind, STR("mapping")))
		return err_set(err, ERR_INPUT,
			       "[%.*s]: a mapping has [mapping \"name\"] and [row \"kind\"]",
			       STR_ARG(ev->kind));
	if (r->out->name.p)
		return err_set(err, ERR_INPUT, "[mapping] stands there twice");
	r->row = NULL;
	r->out->name = arena_str(r->arena, ev->name);
	return 0;
}

static int set_mapping(struct reader *r, const struct ini_event *ev, struct err *err)
{
	if (str_eq(ev->key, STR("about"))) {
		r->out->about = arena_str(r->arena, ev->value);
		return 0;
	}
	if (!str_eq(ev->key, STR("empty")))
		return err_set(err, ERR_INPUT, "a mapping has no setting \"%.*s\": about and empty",
			       STR_ARG(ev->key));
	if (r->out->empties == MAPPING_RULES_MAX)
		return too_many(err, "words for empty", MAPPING_RULES_MAX);
	r->out->empty[r->out->empties++] = arena_str(r->arena, ev->value);
	return 0;
}

static int read_filter(struct str *text, struct mapping_piece *piece, struct err *err)
{
	struct str names = { NULL, 0 };
	struct str filter = *text;

	(void)str_cut(&filter, ':', &names);
	*text = names;
	if (!filter.p)
		return 0;
	if (str_eq(filter, STR("host")))
		piece->filter = MAPPING_HOST;
	else if (str_eq(filter, STR("date")))
		piece->filter = MAPPING_DATE;
	else
		return err_set(err, ERR_INPUT, "\":%.*s\" is not a filter: \":host\" or \":date\"",
			       STR_ARG(filter));
	return 0;
}

/* What stands in braces. */
static int read_column(struct reader *r, struct str text, struct mapping_piece *piece,
		       struct err *err)
{
	struct str name;

	if (read_filter(&text, piece, err) < 0)
		return -1;
	while (str_cut(&text, '|', &name)) {
		name = str_trim(name);
		if (str_ends(name, STR("?"))) {
			piece->optional = true;
			name.n--;
		}
		if (name.n == 0)
			return err_set(err, ERR_INPUT, "a column's name was expected in {}");
		if (piece->columns == MAPPING_NAMES_MAX)
			return too_many(err, "names in {}", MAPPING_NAMES_MAX);
		piece->column[piece->columns++] = arena_str(r->arena, name);
	}
	piece->each = piece->columns == 1 && str_eq(piece->column[0], STR("each"));
	if (piece->each && r->row->each.n == 0)
		return err_set(err, ERR_INPUT, "{each} wants \"each = COLUMN\" before it");
	return piece->columns ? 0 : err_set(err, ERR_INPUT, "a column's name was expected in {}");
}

static int read_pieces(struct reader *r, struct str text, struct mapping_value *v, struct err *err)
{
	v->piece = arena_new(r->arena, MAPPING_PIECES_MAX, sizeof(*v->piece));
	while (text.n) {
		size_t brace = str_find(text, '{');
		size_t end = str_find(text, '}');

		if (v->n == MAPPING_PIECES_MAX)
			return too_many(err, "pieces in a value", MAPPING_PIECES_MAX);
		if (brace > 0) {
			v->piece[v->n++].text = arena_str(r->arena, str_sub(text, 0, brace));
			text = str_sub(text, brace, text.n);
			continue;
		}
		if (end == text.n)
			return err_set(err, ERR_INPUT, "\"{\" without \"}\"");
		if (read_column(r, str_sub(text, 1, end - 1), &v->piece[v->n++], err) < 0)
			return -1;
		text = str_sub(text, end + 1, text.n);
	}
	return 0;
}

static int set_value(struct reader *r, const struct ini_event *ev, struct err *err)
{
	enum import_field field = FIELD_COUNT;
	const char *near;

	if (!import_column(r->row->kind, ev->key, &field)) {
		near = import_column_near(r->row->kind, ev->key);
		return err_set(
			err, ERR_INPUT,
			"%s have no field \"%.*s\", and it is none of needs, only, skip, each "
			"and change%s%s%s",
			inv_kind_names(r->row->kind), STR_ARG(ev->key),
			near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	}
	for (size_t i = 0; i < r->row->values; i++)
		if (r->row->value[i].field == field)
			return err_set(err, ERR_INPUT, "\"%.*s\" stands there twice",
				       STR_ARG(ev->key));
	r->row->value[r->row->values].field = field;
	return read_pieces(r, ev->value, &r->row->value[r->row->values++], err);
}

/* "Column: word, word"; of `needs` the column alone. */
static int set_rule(struct reader *r, const struct ini_event *ev, struct err *err)
{
	struct mapping_rule rule = { .sort = ev->key.p[0] };
	struct str rest = ev->value;
	struct str head = { NULL, 0 };
	struct str word;

	if (r->row->rules == MAPPING_RULES_MAX)
		return too_many(err, "rules", MAPPING_RULES_MAX);
	if (rule.sort == 'n') {
		head = rest;
		rest = (struct str){ NULL, 0 };
	} else if (!str_cut(&rest, ':', &head) || !rest.p) {
		return err_set(err, ERR_INPUT, "\"COLUMN: word, word\" was expected");
	}
	rule.column = arena_str(r->arena, str_trim(head));
	if (rule.column.n == 0)
		return err_set(err, ERR_INPUT, "a column's name was expected");
	rule.word = arena_new(r->arena, MAPPING_RULES_MAX, sizeof(*rule.word));
	while (str_cut(&rest, ',', &word)) {
		if (rule.n == MAPPING_RULES_MAX)
			return too_many(err, "words", MAPPING_RULES_MAX);
		rule.word[rule.n++] = arena_str(r->arena, str_trim(word));
	}
	r->row->rule[r->row->rules++] = rule;
	return 0;
}

/* "field: from > to" */
static int set_change(struct reader *r, const struct ini_event *ev, struct err *err)
{
	struct mapping_change *c = &r->row->change[r->row->changes];
	struct str rest = ev->value;
	struct str head = { NULL, 0 };
	struct str from = { NULL, 0 };

	if (r->row->changes == MAPPING_RULES_MAX)
		return too_many(err, "changes", MAPPING_RULES_MAX);
	if (!str_cut(&rest, ':', &head) || !str_cut(&rest, '>', &from) || !rest.p)
		return err_set(err, ERR_INPUT, "\"field: from > to\" was expected");
	if (!import_column(r->row->kind, str_trim(head), &c->field))
		return err_set(err, ERR_INPUT, "%s have no field \"%.*s\"",
			       inv_kind_names(r->row->kind), STR_ARG(str_trim(head)));
	c->from = arena_str(r->arena, str_trim(from));
	c->to = arena_str(r->arena, str_trim(rest));
	r->row->changes++;
	return 0;
}

static int tell(void *ctx, struct ini_event *ev, struct err *err)
{
	struct reader *r = ctx;

	if (!ev->key.p)
		return begin_section(r, ev, err);
	if (!r->row)
		return set_mapping(r, ev, err);
	if (str_eq(ev->key, STR("needs")) || str_eq(ev->key, STR("only")) ||
	    str_eq(ev->key, STR("skip")))
		return set_rule(r, ev, err);
	if (str_eq(ev->key, STR("change")))
		return set_change(r, ev, err);
	if (!str_eq(ev->key, STR("each")))
		return set_value(r, ev, err);
	r->row->each = arena_str(r->arena, ev->value);
	return 0;
}

int mapping_read(struct arena *arena, struct str text, struct str file, struct mapping *out,
		 struct err *err)
{
	struct reader r = { .arena = arena, .out = out };

	memset(out, 0, sizeof(*out));
	out->empty = arena_new(arena, MAPPING_RULES_MAX, sizeof(*out->empty));
	out->row = arena_new(arena, MAPPING_ROWS_MAX, sizeof(*out->row));
	if (ini_read(text, file, tell, &r, err) < 0)
		return -1;
	if (out->rows == 0)
		return err_set(err, ERR_INPUT, "%.*s: no [row \"...\"] in it", STR_ARG(file));
	return 0;
}

static int not_found(struct arena *arena, struct str name, struct str folder, struct err *err)
{
	struct buf AUTO(buf_done) known;
	struct folder_list list = { 0 };
	struct err none;

	buf_init(&known, ERR_TEXT_MAX);
	if (folder_names(folder, STR(".conf"), arena, &list, &none) == 0)
		for (size_t i = 0; i < list.n; i++)
			buf_fmt(&known, "%s%.*s", i ? ", " : "", (int)list.name[i].n - 5,
				list.name[i].p);
	return err_set(err, ERR_INPUT,
		       "there is no mapping \"%.*s\"; there are: %.*s; or give the path of a file",
		       STR_ARG(name), STR_ARG(buf_str(&known)));
}

int mapping_load(struct arena *arena, struct str name, struct mapping *out, struct err *err)
{
	struct buf AUTO(buf_done) text;
	struct str folder = STR("");
	struct str path = name;

	buf_init(&text, MAPPING_FILE_MAX);
	if (str_find(name, '/') == name.n && !str_ends(name, STR(".conf"))) {
		if (!share_folder(arena, "mappings", &folder))
			return err_set(err, ERR_GONE,
				       "our mappings are not installed in %s/mappings",
				       NETIZEN_DATADIR);
		path = arena_fmt(arena, "%.*s/%.*s.conf", STR_ARG(folder), STR_ARG(name));
	}
	if (file_load(path, &text, err) < 0)
		return folder.n && err->kind == ERR_GONE ? not_found(arena, name, folder, err) : -1;
	return mapping_read(arena, buf_str(&text), path, out, err);
}
