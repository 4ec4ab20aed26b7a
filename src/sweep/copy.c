/* Look-ups in a copy: which data sets are asked, in which form, and what they say together. */
#include "sweep/copy.h"

#include "proto/rbl_line.h"
#include "sweep/copy_data.h"

#include <stdio.h>
#include <string.h>

enum { TTL_DEFAULT = 2100, NIBBLES = 32 };

/* An address as IPv4 data and IPv6 data see it: some IPv6 addresses stand for IPv4 ones. */
struct forms {
	bool is_four, is_six;
	uint32_t four;
};

static uint32_t number_of(const uint8_t b[4])
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline struct forms forms_of(const struct copy_zone *z, struct ip ip)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	struct forms f = { .is_four = ip.len == 4, .is_six = ip.len == 16 };

	if (f.is_four) {
		f.four = number_of(ip.b);
	} else if (z->has_four && memcmp(ip.b, mapped, sizeof(mapped)) == 0) {
		f.is_four = true;
		f.is_six = false;
		f.four = number_of(ip.b + 12);
	} else if (z->has_four && ip.b[0] == 0x20 && ip.b[1] == 0x02) { /* 6to4 */
		f.is_four = true;
		f.four = number_of(ip.b + 2);
	}
	return f;
}

static void add(const struct copy *c, struct copy_found *out, unsigned set, uint32_t answer,
		struct copy_record like)
{
	const struct copy_set *s = c->set[set];
	uint32_t one[COPY_ANSWER_MAX];
	unsigned n = copy_values_split(&c->values, s->one ? s->one : answer, one);

	like.set = (uint16_t)set;
	for (unsigned i = 0; i < n && out->n < COPY_FOUND_MAX; i++) {
		struct copy_value v = copy_values_at(&c->values, one[i]);
		struct copy_record *r = &out->r[out->n++];

		*r = like;
		r->has_a = v.has_a;
		r->has_text = v.has_text;
		memcpy(r->a, v.a, sizeof(r->a));
		r->ttl = v.has_ttl ? v.ttl : s->ttl ? s->ttl : TTL_DEFAULT;
		r->literal = v.literal;
		r->text = v.text;
	}
}

static struct copy_record like4(uint32_t a)
{
	return (struct copy_record){ .ip = ip4(a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255) };
}

static void ask_addresses(const struct copy *c, const struct copy_zone *z, struct ip ip,
			  struct copy_found *out)
{
	struct forms f = forms_of(z, ip);

	for (unsigned i = 0; i < z->n; i++) {
		const struct copy_set *s = c->set[z->set[i]];
		uint32_t four = s->four && f.is_four ? copy_runs_find4(s->four, f.four) : 0;
		uint32_t six = s->six && f.is_six ? copy_runs_find6(s->six, ip_key(ip)) : 0;

		if (four != COPY_ANSWER_NONE)
			add(c, out, z->set[i], four, like4(f.four));
		if (six != COPY_ANSWER_NONE)
			add(c, out, z->set[i], six, (struct copy_record){ .ip = ip });
	}
}

static void ask_names(const struct copy *c, const struct copy_zone *z, struct str name,
		      struct copy_found *out)
{
	for (unsigned i = 0; i < z->n; i++) {
		const struct copy_set *s = c->set[z->set[i]];
		struct copy_record r = { .has_a = false };
		uint32_t answer;

		if (!s->has_names)
			continue;
		answer = copy_names_find(&s->names, name, &r.subject);
		if (answer != COPY_ANSWER_NONE)
			add(c, out, z->set[i], answer, r);
	}
}

/* Whether there is an A at all. All records of one type live as long as the shortest of them. */
static bool close_answer(struct copy_found *found)
{
	uint32_t least = UINT32_MAX;
	bool any = false;

	for (unsigned i = 0; i < found->n; i++) {
		any |= found->r[i].has_a;
		if (found->r[i].has_a && found->r[i].ttl < least)
			least = found->r[i].ttl;
	}
	for (unsigned i = 0; i < found->n; i++)
		if (found->r[i].has_a)
			found->r[i].ttl = least;
	return any;
}

/* The labels that ask about an address. */
static struct str reversed(struct ip ip, char to[2 * NIBBLES])
{
	size_t n = 0;

	if (ip.len == 4) {
		n = (size_t)snprintf(to, 2 * NIBBLES, "%u.%u.%u.%u", ip.b[3], ip.b[2], ip.b[1],
				     ip.b[0]);
		return (struct str){ to, n };
	}
	for (int i = 15; i >= 0; i--) {
		for (int shift = 0; shift <= 4; shift += 4) {
			to[n++] = "0123456789abcdef"[ip.b[i] >> shift & 15];
			to[n++] = '.';
		}
	}
	return (struct str){ to, n - 1 };
}

bool copy_ip(const struct copy *c, unsigned sub, struct ip ip, struct copy_found *out)
{
	const struct copy_zone *z = &c->zone[sub];
	char name[2 * NIBBLES];

	out->n = 0;
	ask_addresses(c, z, ip, out);
	if (z->has_names)
		ask_names(c, z, reversed(ip, name), out);
	return close_answer(out);
}

/* Apart, because such a large answer is not for the fast way. */
static __attribute__((noinline)) bool has_by_name(const struct copy *c, unsigned sub, struct ip ip)
{
	struct copy_found found;

	return copy_ip(c, sub, ip, &found);
}

bool copy_has(const struct copy *c, unsigned sub, struct ip ip)
{
	const struct copy_zone *z = &c->zone[sub];
	struct forms f;

	if (z->has_names)
		return has_by_name(c, sub, ip);
	f = forms_of(z, ip);
	for (unsigned i = 0; i < z->n; i++) {
		const struct copy_set *s = c->set[z->set[i]];

		if (s->four && f.is_four && copy_runs_find4(s->four, f.four))
			return true;
		if (s->six && f.is_six && copy_runs_find6(s->six, ip_key(ip)))
			return true;
	}
	return false;
}

static bool octets_reversed(struct str name, struct ip *ip)
{
	struct str label;
	uint64_t v;
	int n = 0;

	ip->len = 4;
	while (str_cut(&name, '.', &label)) {
		if (n == 4 || label.n > 3 || !str_u64(label, 255, &v))
			return false;
		ip->b[3 - n++] = (uint8_t)v;
	}
	return n == 4;
}

static bool nibbles_reversed(struct str name, struct ip *ip)
{
	*ip = (struct ip){ .len = 16 };
	if (name.n != 2 * NIBBLES - 1)
		return false;
	for (size_t i = 0; i < NIBBLES; i++) {
		const char *digits = "0123456789abcdef";
		const char *at = memchr(digits, name.p[2 * i], 16);

		if (!at || (i > 0 && name.p[2 * i - 1] != '.'))
			return false;
		ip->b[15 - i / 2] |= (uint8_t)((at - digits) << (i % 2 ? 4 : 0));
	}
	return true;
}

/* The subzone that a name of the zone lies in: the one with the longest name. */
static unsigned descend(const struct copy *c, struct str *name)
{
	unsigned best = 0;

	for (unsigned i = 1; i < c->zones; i++) {
		struct str z = c->zone[i].name;
		bool below =
			name->n > z.n && str_ends(*name, z) && name->p[name->n - z.n - 1] == '.';

		if ((below || str_eq(*name, z)) && z.n > c->zone[best].name.n)
			best = i;
	}
	if (best) {
		size_t tail = c->zone[best].name.n;

		name->n -= name->n > tail ? tail + 1 : tail;
	}
	return best;
}

bool copy_name(const struct copy *c, unsigned sub, struct str name, struct copy_found *out)
{
	char to[RBL_NAME_MAX];
	struct ip ip;

	out->n = 0;
	if (name.n > 0 && !rbl_name(name, to, &name))
		return false;
	if (sub == 0)
		sub = descend(c, &name);
	if (octets_reversed(name, &ip) || nibbles_reversed(name, &ip))
		ask_addresses(c, &c->zone[sub], ip, out);
	ask_names(c, &c->zone[sub], name, out);
	return close_answer(out);
}

/* IPv6 text as rbldnsd writes it: never with a dotted quad. */
static struct str text6(struct ip ip, char to[IP_TEXT_MAX + 1])
{
	unsigned best = 8;
	unsigned longest = 1;
	size_t n = 0;

	for (unsigned i = 0, run = 0; i < 8; i++) {
		run = ip.b[2 * i] | ip.b[2 * i + 1] ? 0 : run + 1;
		if (run > longest) {
			longest = run;
			best = i + 1 - run;
		}
	}
	for (unsigned i = 0; i < 8; i++) {
		if (i == best) {
			n += (size_t)snprintf(to + n, IP_TEXT_MAX + 1 - n, "%s", "::");
			i += longest - 1;
			continue;
		}
		n += (size_t)snprintf(to + n, IP_TEXT_MAX + 1 - n, "%s%x",
				      n && to[n - 1] != ':' ? ":" : "",
				      (unsigned)ip.b[2 * i] << 8 | ip.b[2 * i + 1]);
	}
	return (struct str){ to, n };
}

void copy_reason(const struct copy *c, const struct copy_found *found, unsigned i, struct buf *out)
{
	const struct copy_record *r = &found->r[i];
	char text[IP_TEXT_MAX + 1];
	struct str subject = r->subject;

	if (!r->has_text)
		return;
	if (r->literal) {
		buf_add(out, r->text);
		return;
	}
	if (r->ip.len == 4)
		subject = str_of(ip_text(r->ip, text));
	else if (r->ip.len == 16)
		subject = text6(r->ip, text);
	rbl_expand(out, r->text, subject, &c->set[r->set]->vars);
}
