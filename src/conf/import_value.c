/* Texts of cells to fields: one small reader per field. */
#include "conf/import_value.h"

#include "base/near.h"
#include "base/utf8.h"

bool import_column(enum inv_kind kind, struct str name, enum import_field *out)
{
	for (int f = 0; f < FIELD_COUNT; f++) {
		const char *known = import_field_name(kind, (enum import_field)f);

		if (known && str_eq_nocase(str_of(known), name)) {
			*out = (enum import_field)f;
			return true;
		}
	}
	return false;
}

const char *import_column_near(enum inv_kind kind, struct str name)
{
	const char *word[INV_KINDS * FIELD_COUNT];
	const char *near;
	size_t n = 0;

	for (int f = 0; f < FIELD_COUNT; f++)
		if (import_field_name(kind, (enum import_field)f))
			word[n++] = import_field_name(kind, (enum import_field)f);
	near = near_word(name, word, n);
	for (int k = 0; !near && k < INV_KINDS; k++) {
		n = 0;
		for (int f = 0; f < FIELD_COUNT; f++)
			if (import_field_name((enum inv_kind)k, (enum import_field)f))
				word[n++] =
					import_field_name((enum inv_kind)k, (enum import_field)f);
		near = near_word(name, word, n);
	}
	return near;
}

static int plain(struct str text, size_t max, struct err *err)
{
	if (text.n > max)
		return err_set(err, ERR_INPUT, "%zu octets; at most %zu are taken", text.n, max);
	if (utf8_bad(text) < text.n)
		return err_set(err, ERR_INPUT, "not UTF-8");
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
			return err_set(err, ERR_INPUT, "control octet %u in it",
				       (unsigned char)text.p[i]);
	return 0;
}

static int keep(const struct import_to *to, struct str text, size_t max, struct str *out,
		struct err *err)
{
	if (plain(text, max, err) < 0)
		return -1;
	*out = arena_str(to->in->arena, text);
	return 0;
}

/* A note may have lines: they become blanks. */
static int keep_note(const struct import_to *to, struct str text, struct str *out, struct err *err)
{
	struct buf AUTO(buf_done) line;

	buf_init(&line, INV_NOTE_MAX + 1);
	for (size_t i = 0; i < text.n && !line.full; i++) {
		char c = text.p[i];

		buf_byte(&line, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
	}
	return keep(to, buf_str(&line), INV_NOTE_MAX, out, err);
}

static bool contact_ok(struct str s)
{
	size_t colon = str_find(s, ':');
	struct str mail = colon < s.n ? str_sub(s, colon + 1, s.n) : s;
	size_t at = str_find(mail, '@');
	struct str domain = str_sub(mail, at + 1, mail.n);

	return colon > 0 && at > 0 && at + 1 < mail.n && str_find(domain, '@') == domain.n &&
	       domain.p[0] != '.';
}

static int keep_contacts(const struct import_to *to, struct str text, struct str *out,
			 struct err *err)
{
	struct buf AUTO(buf_done) all;
	size_t at = 0;

	buf_init(&all, INV_CONTACTS_MAX + 1);
	while (at < text.n) {
		size_t from = at;
		struct str one;

		while (at < text.n && str_find(STR(" \t\r\n,;"), text.p[at]) == 6)
			at++;
		one = str_sub(text, from, at - from);
		at++;
		if (one.n == 0)
			continue;
		if (!contact_ok(one))
			return err_set(err, ERR_INPUT,
				       "\"%.*s\" is not a mail address such as a@b.example or "
				       "abuse:a@b.example",
				       (int)(one.n > 60 ? 60 : one.n), one.p);
		if (all.n)
			buf_byte(&all, ' ');
		buf_add(&all, one);
	}
	if (all.full)
		return err_set(err, ERR_INPUT, "contacts of more than %d octets", INV_CONTACTS_MAX);
	return keep(to, buf_str(&all), INV_CONTACTS_MAX, out, err);
}

static bool letters(struct str s, bool digits)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = (char)(s.p[i] | 32);

		if (!((c >= 'a' && c <= 'z') || (digits && s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	}
	return true;
}

static int keep_language(const struct import_to *to, struct str text, struct str *out,
			 struct err *err)
{
	struct str rest = text;
	struct str part;
	bool first = true;

	while (text.n && str_cut(&rest, '-', &part)) {
		if (part.n < (first ? 2u : 1u) || part.n > (first ? 3u : 8u) ||
		    !letters(part, !first))
			return err_set(err, ERR_INPUT,
				       "\"%.*s\" is not a language such as en or pt-BR",
				       (int)(text.n > 60 ? 60 : text.n), text.p);
		first = false;
	}
	return keep(to, text, 35, out, err);
}

static int read_use(struct str text, enum use *out, struct err *err)
{
	if (use_parse(text, out))
		return 0;
	return err_set(err, ERR_INPUT,
		       "\"%.*s\" is not a use: single, shared, gateway, nat, free or "
		       "infrastructure",
		       (int)(text.n > 60 ? 60 : text.n), text.p);
}

static int read_yes(struct str text, bool *out, struct err *err)
{
	static const char *const yes[] = { "yes", "true", "1" };
	static const char *const no[] = { "no", "false", "0", "" };

	for (size_t i = 0; i < LEN(no); i++) {
		*out = i < LEN(yes) && str_eq_nocase(text, str_of(yes[i]));
		if (*out || str_eq_nocase(text, str_of(no[i])))
			return 0;
	}
	return err_set(err, ERR_INPUT, "\"%.*s\" is neither yes nor no",
		       (int)(text.n > 60 ? 60 : text.n), text.p);
}

static int read_until(const struct zone *zone, struct str text, struct instant *out,
		      struct err *err)
{
	if (text.n == 0 || str_eq_nocase(text, STR("never"))) {
		*out = WHEN_NEVER;
		return 0;
	}
	return zone_parse(zone, text, out, err);
}

static int read_from(const struct zone *zone, struct str text, struct instant *out, struct err *err)
{
	*out = WHEN_EVER;
	if (text.n == 0 || str_eq_nocase(text, STR("always")))
		return 0;
	return zone_parse(zone, text, out, err);
}

static int set_machine(const struct import_to *to, enum import_field field, struct str text,
		       struct err *err)
{
	struct machine *m = &to->row->machine;

	if (field == FIELD_NOTE)
		return keep_note(to, text, &m->note, err);
	return keep(to, text, INV_NAME_MAX,
		    field == FIELD_MACHINE    ? &m->name
		    : field == FIELD_HOSTNAME ? &m->hostname
					      : &m->site,
		    err);
}

static int set_customer(const struct import_to *to, enum import_field field, struct str text,
			struct err *err)
{
	struct customer *c = &to->row->customer;

	if (field == FIELD_NOTE)
		return keep_note(to, text, &c->note, err);
	if (field == FIELD_CONTACTS)
		return keep_contacts(to, text, &c->contacts, err);
	if (field == FIELD_LANGUAGE)
		return keep_language(to, text, &c->language, err);
	return keep(to, text, INV_NAME_MAX,
		    field == FIELD_CUSTOMER ? &c->customer
		    : field == FIELD_NAME   ? &c->name
					    : &c->parent,
		    err);
}

static int set_prefix(const struct import_to *to, enum import_field field, struct str text,
		      struct err *err)
{
	struct prefix *p = &to->row->prefix;

	if (field == FIELD_RANGE)
		return range_parse(text, &p->range, err);
	if (field == FIELD_USE)
		return read_use(text, &p->use, err);
	if (field == FIELD_FLOATING)
		return read_yes(text, &p->floating, err);
	if (field == FIELD_MAIL)
		return read_yes(text, &p->mail, err);
	if (field == FIELD_MACHINE)
		return keep(to, text, INV_NAME_MAX, &p->machine, err);
	return keep_note(to, text, &p->note, err);
}

static int set_tenancy(const struct import_to *to, enum import_field field, struct str text,
		       struct err *err)
{
	struct tenancy *t = &to->row->tenancy;

	if (field == FIELD_RANGE)
		return range_parse(text, &t->range, err);
	if (field == FIELD_USE)
		return read_use(text, &t->use, err);
	if (field == FIELD_FLOATING)
		return read_yes(text, &t->floating, err);
	if (field == FIELD_PORTS)
		return ports_parse(text, &t->ports, err);
	if (field == FIELD_FROM)
		return read_from(to->zone, text, &t->from, err);
	if (field == FIELD_UNTIL)
		return read_until(to->zone, text, &t->until, err);
	return keep(to, text, INV_NAME_MAX, field == FIELD_MACHINE ? &t->machine : &t->customer,
		    err);
}

static int set_holding(const struct import_to *to, enum import_field field, struct str text,
		       struct err *err)
{
	struct holding *h = &to->row->holding;

	if (field == FIELD_KIND) {
		if (holding_kind_parse(text, &h->kind))
			return 0;
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is not a kind of holding: domain, mailbox, user or path",
			       (int)(text.n > 60 ? 60 : text.n), text.p ? text.p : "");
	}
	if (field == FIELD_FROM)
		return read_from(to->zone, text, &h->from, err);
	if (field == FIELD_UNTIL)
		return read_until(to->zone, text, &h->until, err);
	if (field == FIELD_NAME)
		return keep(to, text, INV_PATH_MAX, &h->name, err);
	return keep(to, text, INV_NAME_MAX, field == FIELD_MACHINE ? &h->machine : &h->customer,
		    err);
}

int import_value(const struct import_to *to, enum import_field field, struct str text,
		 struct err *err)
{
	static int (*const set[])(const struct import_to *, enum import_field, struct str,
				  struct err *) = { set_machine, set_customer, set_prefix,
						    set_tenancy, set_holding };
	const char *name = import_field_name(to->row->kind, field);

	text = str_trim(text);
	if (!name)
		return err_set(err, ERR_INPUT, "%s have no such field",
			       inv_kind_names(to->row->kind));
	if (set[to->row->kind](to, field, text, err) < 0)
		return err_in(err, "%s", name);
	if (field != FIELD_FROM || text.n)
		to->row->stated |= 1u << field;
	return 0;
}

void import_row_drop(struct import *in)
{
	in->rows--;
}
