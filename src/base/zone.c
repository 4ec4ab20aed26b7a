/* The changes of a TZif file, and for the time after them the rule of its footer. */
#include "base/zone.h"

#include "base/zone_rule.h"

enum { US = 1000000, HEADER = 44, TYPES_MAX = 256, OFFSET_MAX = 26 * 3600 };

struct zone {
	struct str name;
	int64_t *at; /* ascending, seconds */
	uint8_t *type;
	size_t n;
	int offset[TYPES_MAX];
	size_t types;
	struct zone_rule rule;
	bool has_rule;
};

struct counts {
	uint32_t isut, isstd, leap, time, type, letter;
};

bool zone_name_ok(struct str name)
{
	char before = '/';

	if (name.n == 0 || name.n > ZONE_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c == '/' ? before == '/'
			     : !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				 (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-'))
			return false;
		before = c;
	}
	return before != '/';
}

/* Big-endian, `width` octets, signed. Sticky by way of *in running empty. */
static int64_t take(struct str *in, unsigned width)
{
	uint64_t v = 0;

	if (in->n < width) {
		*in = (struct str){ NULL, 0 };
		return 0;
	}
	for (unsigned i = 0; i < width; i++)
		v = v << 8 | (unsigned char)in->p[i];
	*in = str_sub(*in, width, in->n);
	return width == 4 ? (int32_t)(uint32_t)v : (int64_t)v;
}

static bool take_header(struct str *in, char *version, struct counts *c)
{
	if (in->n < HEADER || !str_starts(*in, STR("TZif")))
		return false;
	*version = in->p[4];
	*in = str_sub(*in, 20, in->n);
	c->isut = (uint32_t)take(in, 4);
	c->isstd = (uint32_t)take(in, 4);
	c->leap = (uint32_t)take(in, 4);
	c->time = (uint32_t)take(in, 4);
	c->type = (uint32_t)take(in, 4);
	c->letter = (uint32_t)take(in, 4);
	return c->isut <= TYPES_MAX && c->isstd <= TYPES_MAX && c->leap <= ZONE_CHANGES_MAX &&
	       c->time <= ZONE_CHANGES_MAX && c->type >= 1 && c->type <= TYPES_MAX &&
	       c->letter <= ZONE_FILE_MAX;
}

static size_t data_size(const struct counts *c, unsigned width)
{
	return (size_t)c->time * (width + 1) + (size_t)c->type * 6 + c->letter +
	       (size_t)c->leap * (width + 4) + c->isstd + c->isut;
}

static bool take_data(struct arena *arena, struct str in, const struct counts *c, unsigned width,
		      struct zone *z)
{
	z->at = arena_new(arena, c->time + 1, sizeof(*z->at));
	z->type = arena_new(arena, c->time + 1, sizeof(*z->type));
	z->n = c->time;
	z->types = c->type;
	for (size_t i = 0; i < z->n; i++) {
		z->at[i] = take(&in, width);
		if (i && z->at[i] <= z->at[i - 1])
			return false;
	}
	for (size_t i = 0; i < z->n; i++) {
		z->type[i] = (uint8_t)in.p[i];
		if (z->type[i] >= z->types)
			return false;
	}
	in = str_sub(in, z->n, in.n);
	for (size_t i = 0; i < z->types; i++) {
		z->offset[i] = (int)take(&in, 4);
		in = str_sub(in, 2, in.n);
		if (z->offset[i] < -OFFSET_MAX || z->offset[i] > OFFSET_MAX)
			return false;
	}
	return true;
}

static bool take_footer(struct str in, struct zone *z)
{
	struct str rule;

	if (!str_starts(in, STR("\n")))
		return false;
	in = str_sub(in, 1, in.n);
	if (str_find(in, '\n') == in.n)
		return false;
	(void)str_cut(&in, '\n', &rule);
	z->has_rule = rule.n > 0;
	return rule.n == 0 || zone_rule_parse(rule, &z->rule);
}

int zone_read(struct arena *arena, struct str name, struct str octets, struct zone **out,
	      struct err *err)
{
	struct zone *z = arena_new(arena, 1, sizeof(*z));
	struct str in = octets;
	struct counts c = { 0 };
	unsigned width = 4;
	char version = 0;

	z->name = arena_str(arena, name);
	if (octets.n > ZONE_FILE_MAX || !take_header(&in, &version, &c) ||
	    in.n < data_size(&c, width))
		goto bad;
	if (version >= '2') {
		in = str_sub(in, data_size(&c, width), in.n);
		width = 8;
		if (!take_header(&in, &version, &c) || in.n < data_size(&c, width))
			goto bad;
	}
	if (c.leap)
		return err_set(err, ERR_INPUT, "time zone \"%.*s\" counts leap seconds",
			       STR_ARG(name));
	if (!take_data(arena, in, &c, width, z))
		goto bad;
	if (width == 8 && !take_footer(str_sub(in, data_size(&c, width), in.n), z))
		goto bad;
	*out = z;
	return 0;
bad:
	return err_set(err, ERR_INPUT, "time zone \"%.*s\" is not a TZif file", STR_ARG(name));
}

struct str zone_name(const struct zone *zone)
{
	return zone->name;
}

static int offset_at(const struct zone *z, int64_t t)
{
	size_t lo = 0;
	size_t hi = z->n;

	if (z->has_rule && (z->n == 0 || t >= z->at[z->n - 1]))
		return zone_rule_offset(&z->rule, t);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (z->at[mid] <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? z->offset[z->type[lo - 1]] : z->offset[0];
}

int zone_offset(const struct zone *zone, struct instant t)
{
	return offset_at(zone, t.us / US - (t.us % US < 0));
}

static void try_offset(const struct zone *z, const struct civil *c, int offset,
		       struct instant out[2], unsigned *n)
{
	int64_t t = civil_seconds(c) - offset;
	struct instant i = { t * US + c->micro };

	if (offset_at(z, t) != offset || *n == 2 || (*n && out[0].us == i.us))
		return;
	if (*n && out[0].us > i.us) {
		out[1] = out[0];
		out[0] = i;
	} else {
		out[*n] = i;
	}
	++*n;
}

unsigned zone_instants(const struct zone *zone, const struct civil *civil, struct instant out[2])
{
	unsigned n = 0;

	for (size_t i = 0; i < zone->types; i++)
		try_offset(zone, civil, zone->offset[i], out, &n);
	if (zone->has_rule) {
		try_offset(zone, civil, zone->rule.offset, out, &n);
		try_offset(zone, civil, zone->rule.summer, out, &n);
	}
	return n;
}

int zone_parse(const struct zone *zone, struct str text, struct instant *out, struct err *err)
{
	struct instant both[2];
	struct civil c;
	unsigned n;

	if (civil_parse(text, &c, err) < 0)
		return -1;
	if (c.has_offset || !zone)
		return instant_parse(text, out, err);
	n = zone_instants(zone, &c, both);
	if (n == 0)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" never was in %.*s: clocks were put forward over it",
			       STR_ARG(text), STR_ARG(zone->name));
	if (n == 2)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" was twice in %.*s: write it with an offset such as +01:00",
			       STR_ARG(text), STR_ARG(zone->name));
	*out = both[0];
	return 0;
}
