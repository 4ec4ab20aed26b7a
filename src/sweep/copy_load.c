/* Loading: each fact of a line goes to the data set that it belongs to. */
#include "sweep/copy_load.h"

#include "base/die.h"

#include <string.h>

static struct copy_value value_of(const struct rbl_value *v)
{
	struct copy_value out = { .has_a = true, .has_text = true, .text = v->text };

	memcpy(out.a, v->a, sizeof(out.a));
	return out;
}

static int add_value(struct copy_load *l, const struct copy_value *value, uint32_t *answer,
		     struct err *err)
{
	if (!copy_values_add(&l->copy->values, value, answer))
		return err_set(err, ERR_INPUT, "too many different answers");
	return 0;
}

static void begin_set(struct copy_load *l, enum rbl_type type)
{
	struct copy_set *s = arena_new(&l->copy->arena, 1, sizeof(*s));

	l->copy->set[l->copy->sets++] = s;
	*s = l->common;
	s->type = type;
	switch (type) {
	case RBL_IP4SET:
	case RBL_IP4TRIE:
	case RBL_IP4TSET:
		s->four = copy_runs_new(false);
		break;
	case RBL_IP6TRIE:
	case RBL_IP6TSET:
		s->six = copy_runs_new(true);
		break;
	case RBL_DNSET:
	case RBL_GENERIC:
		s->has_names = true;
		break;
	case RBL_UNKNOWN:
	case RBL_COMBINED:
		die("no data set is of type %s", rbl_type_name(type));
	}
	l->set = s;
}

void copy_load_begin(struct copy_load *l, struct copy *c, enum rbl_type type)
{
	*l = (struct copy_load){ .copy = c };
	rbl_reader_init(&l->reader, type);
	c->info.type = type;
	c->info.expires = WHEN_NEVER;
	c->info.stamp = WHEN_EVER;
	c->zone[0].name = STR("");
	c->zones = 1;
	if (type == RBL_COMBINED)
		return;
	begin_set(l, type);
	c->zone[0].set = arena_new(&c->arena, 1, sizeof(*c->zone[0].set));
	c->zone[0].n = 1;
}

int copy_zone_find(const struct copy *c, struct str name)
{
	for (unsigned i = 0; i < c->zones; i++)
		if (str_eq(c->zone[i].name, name))
			return (int)i;
	return -1;
}

/* Hangs the newest data set below the subzone `text`. */
static int hang(struct copy_load *l, struct str text, struct err *err)
{
	struct copy *c = l->copy;
	char to[RBL_NAME_MAX];
	struct str name = STR("");
	struct copy_zone *z;
	int i;

	if (!str_eq(text, STR("@")) && !rbl_name(text, to, &name))
		return err_set(err, ERR_INPUT, "line %llu: \"%.*s\" is no name of a subzone",
			       (unsigned long long)l->line, STR_ARG(str_sub(text, 0, 60)));
	i = copy_zone_find(c, name);
	if (i < 0 && c->zones > COPY_SUBZONES_MAX)
		return err_set(err, ERR_INPUT, "line %llu: more than %d subzones",
			       (unsigned long long)l->line, COPY_SUBZONES_MAX);
	if (i < 0) {
		i = (int)c->zones++;
		c->zone[i].name = arena_str(&c->arena, name);
	}
	z = &c->zone[i];
	if (!z->set)
		z->set = arena_new(&c->arena, COPY_SETS_MAX, sizeof(*z->set));
	if (z->n == 0 || z->set[z->n - 1] != c->sets - 1)
		z->set[z->n++] = (uint16_t)(c->sets - 1);
	return 0;
}

static int on_dataset(struct copy_load *l, struct err *err)
{
	struct rbl_special *special = &l->fact.special;

	if (l->copy->sets == COPY_SETS_MAX)
		return err_set(err, ERR_INPUT, "line %llu: more than %d data sets",
			       (unsigned long long)l->line, COPY_SETS_MAX);
	begin_set(l, l->reader.type);
	for (unsigned i = 0; i < special->dataset.n; i++)
		if (hang(l, special->dataset.subzone[i], err) < 0)
			return -1;
	return 0;
}

static void on_soa(struct copy_load *l, const struct rbl_soa *soa)
{
	struct copy_info *info = &l->copy->info;

	if (info->has_soa) /* the first one holds */
		return;
	info->has_soa = true;
	info->serial = soa->serial;
	info->soa_origin = arena_str(&l->copy->arena, soa->origin);
}

/* A variable is what its first line says. */
static void on_var(struct copy_load *l, struct str *var, struct str text)
{
	if (!var->p)
		*var = arena_str(&l->copy->arena, text);
}

static int on_special(struct copy_load *l, struct err *err)
{
	struct rbl_special *special = &l->fact.special;
	struct copy_set *s = l->set ? l->set : &l->common;
	struct copy_info *info = &l->copy->info;

	switch (special->kind) {
	case RBL_SOA:
		on_soa(l, &special->soa);
		return 0;
	case RBL_TTL:
		s->ttl = special->ttl;
		return 0;
	case RBL_TIMESTAMP:
		if (instant_cmp(special->stamp.made, info->stamp) > 0)
			info->stamp = special->stamp.made;
		if (instant_cmp(special->stamp.expires, info->expires) < 0)
			info->expires = special->stamp.expires;
		return 0;
	case RBL_VAR:
		on_var(l, &s->vars.var[special->var.digit], special->var.text);
		return 0;
	case RBL_BASE:
		on_var(l, &s->vars.base, special->base);
		return 0;
	case RBL_DATASET:
		return on_dataset(l, err);
	case RBL_NS:
	case RBL_MAXRANGE4:
	case RBL_ENT:
		return 0;
	}
	return 0;
}

static bool is_trivial(const struct copy_set *s)
{
	return s->type == RBL_IP4TSET || s->type == RBL_IP6TSET;
}

/* What the entry answers; in trivial sets `one` takes its place. */
static int entry_answer(struct copy_load *l, uint32_t *answer, struct err *err)
{
	struct rbl_value first = rbl_value_first();
	struct copy_value v = value_of(&l->fact.value);

	*answer = COPY_ANSWER_EXCLUDED;
	if (l->fact.exclude)
		return 0;
	if (is_trivial(l->set))
		v = value_of(&first);
	return add_value(l, &v, answer, err);
}

static struct ip_key key4(uint32_t a)
{
	return ip_key(ip4(a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255));
}

/* An ip4set is four tables, of octets, and a range stands in them by its largest aligned parts:
 * what has more octets in common decides. */
static void add_set4(struct copy_runs *runs, uint32_t lo, uint32_t hi, uint32_t answer)
{
	uint64_t at = lo;

	while (at <= hi) {
		unsigned shift = 24;
		uint64_t size;
		struct copy_entry e;

		while (shift > 0 &&
		       ((at & ((1u << shift) - 1)) || at + (UINT64_C(1) << shift) - 1 > hi))
			shift -= 8;
		size = UINT64_C(1) << shift;
		/* as many of these as stand before the next larger one or the end */
		uint64_t until = shift == 24 ? UINT64_C(1) << 32
					     : (at | ((UINT64_C(1) << (shift + 8)) - 1)) + 1;
		uint64_t last =
			at +
			((until < (uint64_t)hi + 1 ? until : (uint64_t)hi + 1) - at) / size * size -
			1;

		e = (struct copy_entry){ key4((uint32_t)at), key4((uint32_t)last), answer,
					 32 - shift };
		copy_runs_add(runs, &e);
		at = last + 1;
	}
}

static unsigned bits_of(struct rbl_range4 r)
{
	uint32_t size = r.hi - r.lo;

	return size == UINT32_MAX ? 0 : 32 - (unsigned)__builtin_popcount(size);
}

static int on_range4(struct copy_load *l, struct err *err)
{
	struct rbl_range4 r = l->fact.range4;
	struct copy_entry e = { key4(r.lo), key4(r.hi), 0, bits_of(r) };

	if (entry_answer(l, &e.answer, err) < 0)
		return -1;
	l->set->lists4 |= !l->fact.exclude;
	if (l->set->type == RBL_IP4SET)
		add_set4(l->set->four, r.lo, r.hi, e.answer);
	else
		copy_runs_add(l->set->four, &e);
	return 0;
}

static int on_prefix6(struct copy_load *l, struct err *err)
{
	struct rbl_prefix6 p = l->fact.prefix6;
	struct copy_entry e = { p.lo, p.lo, 0, p.bits };

	if (entry_answer(l, &e.answer, err) < 0)
		return -1;
	l->set->lists6 |= !l->fact.exclude;
	if (p.bits < 64) {
		e.hi.hi |= UINT64_MAX >> p.bits;
		e.hi.lo = UINT64_MAX;
	} else if (p.bits < 128) {
		e.hi.lo |= UINT64_MAX >> (p.bits - 64);
	}
	copy_runs_add(l->set->six, &e);
	return 0;
}

/* Addresses as names: up to four octets or 32 nibbles, the narrowest first. */
static void note_name(struct copy_set *s, struct str name)
{
	bool octets = true;
	bool nibbles = true;
	struct str label;
	unsigned n = 0;

	for (; n < 33 && str_cut(&name, '.', &label); n++) {
		uint64_t v;

		octets = octets && str_u64(label, 255, &v);
		nibbles = nibbles && label.n == 1 && memchr("0123456789abcdef", label.p[0], 16);
	}
	if (octets && n <= 4)
		s->lists4 = true;
	else if (nibbles && n <= 32)
		s->lists6 = true;
	else
		s->lists_names = true;
}

static int on_name(struct copy_load *l, struct err *err)
{
	struct copy_name_answers a = { COPY_ANSWER_NONE, COPY_ANSWER_NONE };
	uint32_t answer;

	if (entry_answer(l, &answer, err) < 0)
		return -1;
	if (!l->fact.exclude)
		note_name(l->set, l->fact.name);
	if (l->fact.plain)
		a.plain = answer;
	if (l->fact.below)
		a.below = answer;
	return copy_names_add(&l->set->names, &l->copy->values, l->fact.name, a, err);
}

static int on_record(struct copy_load *l, struct err *err)
{
	struct copy_value v = value_of(&l->fact.value);
	struct copy_name_answers a = { COPY_ANSWER_NONE, COPY_ANSWER_NONE };

	v.has_a = !l->fact.is_text;
	v.has_text = l->fact.is_text;
	if (!v.has_text)
		v.text = STR("");
	else
		memset(v.a, 0, sizeof(v.a));
	v.literal = true;
	if (v.has_a)
		note_name(l->set, l->fact.name);
	v.has_ttl = l->fact.has_ttl;
	v.ttl = l->fact.has_ttl ? l->fact.ttl : 0;
	if (add_value(l, &v, &a.plain, err) < 0)
		return -1;
	return copy_names_add(&l->set->names, &l->copy->values, l->fact.name, a, err);
}

/* In a trivial set the first default of the file holds for all entries, wherever it stands. */
static int on_default(struct copy_load *l, struct err *err)
{
	struct copy_value v = value_of(&l->fact.value);

	if (!l->set || l->set->one || !is_trivial(l->set))
		return 0;
	return add_value(l, &v, &l->set->one, err);
}

static void on_bad(struct copy_load *l)
{
	struct copy_info *info = &l->copy->info;

	if (info->bad++ == 0) {
		info->bad_line = l->line;
		info->bad_why = l->fact.why;
	}
}

int copy_load_line(struct copy_load *l, struct str line, struct err *err)
{
	enum rbl_fact_kind kind = rbl_read(&l->reader, line, &l->fact);

	l->line++;
	if (kind == RBL_RANGE4 || kind == RBL_PREFIX6 || kind == RBL_NAME || kind == RBL_RECORD)
		if (++l->copy->info.entries > COPY_ENTRIES_MAX)
			return err_set(err, ERR_INPUT, "more than %d entries", COPY_ENTRIES_MAX);
	switch (kind) {
	case RBL_RANGE4:
		return on_range4(l, err);
	case RBL_PREFIX6:
		return on_prefix6(l, err);
	case RBL_NAME:
		return on_name(l, err);
	case RBL_RECORD:
		return on_record(l, err);
	case RBL_DEFAULT:
		return on_default(l, err);
	case RBL_SPECIAL:
		return on_special(l, err);
	case RBL_BAD:
		on_bad(l);
		return 0;
	case RBL_FATAL:
		return err_set(err, ERR_INPUT, "line %llu: %s", (unsigned long long)l->line,
			       l->fact.why);
	case RBL_NOTHING:
	case RBL_TOO_WIDE:
		return 0;
	}
	return 0;
}

static int settle(struct copy_load *l, struct copy_set *s, struct err *err)
{
	bool first = s->type == RBL_IP4TRIE || s->type == RBL_IP6TRIE;
	struct rbl_value dft = rbl_value_first();
	struct copy_value v = value_of(&dft);

	if (is_trivial(s) && !s->one && add_value(l, &v, &s->one, err) < 0)
		return -1;
	if (s->four && copy_runs_settle(s->four, first, &l->copy->values, err) < 0)
		return -1;
	if (s->six && copy_runs_settle(s->six, first, &l->copy->values, err) < 0)
		return -1;
	copy_names_seal(&s->names);
	return 0;
}

int copy_load_end(struct copy_load *l, struct err *err)
{
	struct copy *c = l->copy;

	for (unsigned i = 0; i < c->sets; i++) {
		if (settle(l, c->set[i], err) < 0)
			return -1;
	}
	for (unsigned k = 0; k < c->zone[0].n; k++) {
		const struct copy_set *s = c->set[c->zone[0].set[k]];

		c->info.has_ip4 |= s->lists4;
		c->info.has_ip6 |= s->lists6;
		c->info.has_names |= s->lists_names;
	}
	for (unsigned i = 0; i < c->zones; i++) {
		for (unsigned k = 0; k < c->zone[i].n; k++) {
			c->zone[i].has_four |= c->set[c->zone[i].set[k]]->four != NULL;
			c->zone[i].has_names |= c->set[c->zone[i].set[k]]->has_names;
		}
	}
	copy_values_seal(&c->values);
	return 0;
}
