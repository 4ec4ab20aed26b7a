/* Lists as values: their units, their codes, their names without and with the key. */
#include "model/list.h"

#include <string.h>

const struct list_budget list_house_budget = { .per_s = 20, .per_day = 100000 };

static void unknown_points(struct arena *mem, struct list *l)
{
	static const uint8_t mapped[16] = { [10] = 0xff, 0xff, 127, 0, 0, 0 };

	l->listed = arena_new(mem, 2, sizeof(*l->listed));
	l->clean = arena_new(mem, 2, sizeof(*l->clean));
	l->n_listed = l->n_clean = 2;
	l->any_point = true;
	l->listed[0].ip = ip4(127, 0, 0, 2);
	l->clean[0].ip = ip4(127, 0, 0, 1);
	l->listed[1].ip.len = l->clean[1].ip.len = 16;
	memcpy(l->listed[1].ip.b, mapped, 16);
	memcpy(l->clean[1].ip.b, mapped, 16);
	l->listed[1].ip.b[15] = 2;
	l->clean[1].ip.b[15] = 1;
}

/* Written in one way only: budgets, answers and lists named twice are told apart by it. */
static struct str plain_name(struct arena *mem, struct str zone)
{
	char *p;

	if (zone.n > 1 && zone.p[zone.n - 1] == '.')
		zone.n--;
	p = arena_new(mem, zone.n + 1, 1);
	for (size_t i = 0; i < zone.n; i++)
		p[i] = (char)(zone.p[i] >= 'A' && zone.p[i] <= 'Z' ? zone.p[i] | 0x20 : zone.p[i]);
	return (struct str){ p, zone.n };
}

void list_unknown_zone(struct arena *mem, struct str zone, struct list *out)
{
	struct str name = plain_name(mem, zone);
	struct list_code *code = arena_new(mem, 1, sizeof(*code));

	*code = (struct list_code){ .lo = 0x7f000002,
				    .hi = 0x7f0000ff,
				    .kind = LIST_BLOCK,
				    .severity = 1,
				    .meaning = STR("listed") };
	*out = (struct list){ .zone = name,
			      .apex = name,
			      .operator= name,
			      .title = name,
			      .budget = list_house_budget,
			      .v4 = true,
			      .v6 = true,
			      .codes = code,
			      .n_codes = 1,
			      .kind = LIST_BLOCK,
			      .severity = 1,
			      .terms_text = STR("not in the catalogue"),
			      .evidence = LIST_MEMORY };
	unknown_points(mem, out);
}

struct str list_name_shown(const struct list *l)
{
	return l->zone;
}

void list_zone_asked(const struct list *l, struct buf *out)
{
	if (l->key.n) {
		buf_add(out, l->key);
		buf_byte(out, '.');
	}
	buf_add(out, l->zone);
}

void list_redact(const struct list *l, struct str text, struct buf *out)
{
	while (text.n) {
		if (l->key.n && text.n >= l->key.n &&
		    str_eq_nocase(str_sub(text, 0, l->key.n), l->key)) {
			buf_add(out, STR("KEY"));
			text = str_sub(text, l->key.n, text.n);
			continue;
		}
		buf_byte(out, text.p[0]);
		text = str_sub(text, 1, text.n);
	}
}

void list_removal(const struct list *l, struct ip ip, struct buf *out)
{
	const struct str mark = STR("{ip}");
	struct str rest = l->removal;

	while (rest.n) {
		if (str_starts(rest, mark)) {
			ip_fmt(out, ip);
			rest = str_sub(rest, mark.n, rest.n);
			continue;
		}
		buf_byte(out, rest.p[0]);
		rest = str_sub(rest, 1, rest.n);
	}
}

struct range list_unit_of(const struct list *l, struct ip ip)
{
	if (ip.len == 16)
		return range_of_prefix(ip, 64);
	return l->unit == LIST_EACH ? range_of_ip(ip) : range_of_prefix(ip, 24);
}

bool list_takes(const struct list *l, struct ip ip)
{
	return l->subject == LIST_ADDRESSES && (ip.len == 4 ? l->v4 : ip.len == 16 && l->v6);
}

const struct list_code *list_code_of(const struct list *l, uint32_t code)
{
	const struct list_code *best = NULL;

	for (size_t i = 0; i < l->n_codes; i++) {
		const struct list_code *c = &l->codes[i];

		if (code >= c->lo && code <= c->hi &&
		    (!best || c->hi - c->lo < best->hi - best->lo))
			best = c;
	}
	return best;
}

bool list_owns(const struct list *l, struct str owner)
{
	struct str apex = l->apex;
	struct str tail;

	if (owner.n && owner.p[owner.n - 1] == '.')
		owner.n--;
	if (apex.n == 0 || owner.n < apex.n)
		return false;
	tail = str_sub(owner, owner.n - apex.n, apex.n);
	return str_eq_nocase(tail, apex) &&
	       (owner.n == apex.n || owner.p[owner.n - apex.n - 1] == '.');
}

bool list_is_dead(const struct list *l)
{
	return l->dead_why.n != 0;
}

const char *list_kind_name(enum list_kind k)
{
	switch (k) {
	case LIST_NEUTRAL:
		return "neutral";
	case LIST_BLOCK:
		return "block";
	case LIST_POLICY:
		return "policy";
	case LIST_RANGE:
		return "range";
	case LIST_WHITE:
		return "white";
	case LIST_REFUSAL:
		return "refusal";
	}
	return "unknown";
}
