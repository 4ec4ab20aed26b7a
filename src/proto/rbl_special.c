/* Keywords of rbldnsd's data files: a word, and what it takes. */
#include "proto/rbl_special.h"

#include "base/scan.h"
#include "proto/rbl_value.h"

enum { MAXRANGE_BITS = 32 };

static struct str next_word(struct str *s)
{
	struct scan in = scan_of(*s);
	struct str word;

	scan_blanks(&in);
	word = scan_word(&in);
	scan_blanks(&in);
	*s = scan_rest(&in);
	return word;
}

static bool seconds(struct str *s, uint32_t *out)
{
	static const struct {
		char unit;
		uint32_t s;
	} unit[] = {
		{'s',  1        },
                { 'm', 60       },
                { 'h', 3600     },
                { 'd', 86400    },
                { 'w', 86400 * 7},
	};
	struct str word = next_word(s);
	uint32_t factor = 1;
	uint64_t v;

	if (word.n == 0)
		return false;
	for (size_t i = 0; i < LEN(unit); i++) {
		if ((word.p[word.n - 1] | 32) == unit[i].unit) {
			factor = unit[i].s;
			word.n--;
			break;
		}
	}
	if (!str_u64(word, UINT32_MAX / factor, &v))
		return false;
	*out = (uint32_t)v * factor;
	return true;
}

static bool get_soa(struct str s, struct rbl_special *out)
{
	struct rbl_soa *soa = &out->soa;
	uint64_t serial;

	*soa = (struct rbl_soa){ 0 };
	if (!seconds(&s, &soa->ttl))
		return false;
	soa->origin = next_word(&s);
	soa->person = next_word(&s);
	if (soa->person.n == 0 || !str_u64(next_word(&s), UINT32_MAX, &serial))
		return false;
	soa->serial = (uint32_t)serial;
	return seconds(&s, &soa->refresh) && seconds(&s, &soa->retry) &&
	       seconds(&s, &soa->expire) && seconds(&s, &soa->minimum) && s.n == 0;
}

static bool get_ns(struct str s, struct rbl_special *out)
{
	out->ns.n = 0;
	if (!seconds(&s, &out->ns.ttl) || s.n == 0)
		return false;
	while (s.n > 0 && out->ns.n < RBL_NS_MAX) {
		struct str name = next_word(&s);

		if (!str_starts(name, STR("-")))
			out->ns.name[out->ns.n++] = name;
	}
	return true;
}

static bool get_ttl(struct str s, struct rbl_special *out)
{
	return seconds(&s, &out->ttl) && s.n == 0;
}

/* A number of `digits` digits after an optional ':' or '-'; *out stays if the end is here. */
static bool part(struct scan *s, unsigned digits, unsigned *out)
{
	if (scan_end(s))
		return true;
	if (!scan_try(s, ':'))
		scan_try(s, '-');
	*out = (unsigned)scan_fixed(s, digits);
	return !s->bad;
}

static bool none(struct str word)
{
	return str_eq(word, STR("0")) || str_eq(word, STR("-"));
}

static bool moment(struct str word, struct instant *out)
{
	struct scan s = scan_of(word);
	struct civil c = { 0 };

	c.year = (int)scan_fixed(&s, 4);
	if (s.bad || !part(&s, 2, &c.month) || !part(&s, 2, &c.day) || !part(&s, 2, &c.hour) ||
	    !part(&s, 2, &c.minute) || !part(&s, 2, &c.second) || !scan_end(&s))
		return false;
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31 || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return false;
	out->us = civil_seconds(&c) * 1000000;
	return true;
}

static bool get_stamp(struct str s, struct rbl_special *out)
{
	struct str made = next_word(&s);
	struct str expires = next_word(&s);
	uint32_t later;

	out->stamp.made = WHEN_EVER;
	out->stamp.expires = WHEN_NEVER;
	if (made.n == 0 || s.n > 0)
		return false;
	if (!none(made) && !moment(made, &out->stamp.made))
		return false;
	if (expires.n == 0 || none(expires))
		return true;
	if (expires.p[0] != '+')
		return moment(expires, &out->stamp.expires);
	expires = str_sub(expires, 1, expires.n);
	if (none(made) || !seconds(&expires, &later))
		return false;
	out->stamp.expires = instant_add(out->stamp.made, SPAN_S((int64_t)later));
	return true;
}

static bool get_maxrange4(struct str s, struct rbl_special *out)
{
	bool bits = str_starts(s, STR("/"));
	uint64_t v;

	if (bits)
		s = str_sub(s, 1, s.n);
	if (!str_u64(s, bits ? MAXRANGE_BITS : UINT32_MAX, &v) || v == 0)
		return false;
	out->range4 = bits ? UINT64_C(1) << (MAXRANGE_BITS - v) : v;
	return true;
}

static bool get_base(struct str s, struct rbl_special *out)
{
	out->base = str_sub(s, 0, RBL_VAR_MAX);
	return s.n > 0;
}

static bool get_dataset(struct str s, struct rbl_special *out)
{
	struct str word = next_word(&s);

	out->dataset.n = 0;
	out->dataset.name = (struct str){ NULL, 0 };
	if (!str_cut(&word, ':', &out->dataset.type) || out->dataset.type.n == 0)
		return false;
	if (word.p)
		out->dataset.name = word;
	while (s.n > 0 && out->dataset.n < RBL_SUBZONES_MAX)
		out->dataset.subzone[out->dataset.n++] = next_word(&s);
	return s.n == 0;
}

static bool get_ent(struct str s, struct rbl_special *out)
{
	(void)s;
	(void)out;
	return true;
}

static const struct {
	const char *word;
	enum rbl_special_kind kind;
	bool (*get)(struct str s, struct rbl_special *out);
} keyword[] = {
	{"SOA",        RBL_SOA,       get_soa      },
	{ "NS",        RBL_NS,        get_ns       },
	{ "TTL",       RBL_TTL,       get_ttl      },
	{ "TIMESTAMP", RBL_TIMESTAMP, get_stamp    },
	{ "MAXRANGE4", RBL_MAXRANGE4, get_maxrange4},
	{ "=",         RBL_BASE,      get_base     },
	{ "DATASET",   RBL_DATASET,   get_dataset  },
	{ "ENT",       RBL_ENT,       get_ent      },
};

bool rbl_special_get(struct str s, struct rbl_special *out)
{
	struct str word;

	if (s.n == 0 || s.p[0] == ' ' || s.p[0] == '\t')
		return false;
	s = str_trim(s);
	word = next_word(&s);
	if (word.n == 1 && word.p[0] >= '0' && word.p[0] <= '9') {
		out->kind = RBL_VAR;
		out->var.digit = (unsigned)(word.p[0] - '0');
		out->var.text = str_sub(s, 0, RBL_VAR_MAX);
		return s.n > 0;
	}
	for (size_t i = 0; i < LEN(keyword); i++) {
		if (str_eq_nocase(word, str_of(keyword[i].word))) {
			out->kind = keyword[i].kind;
			return keyword[i].get(s, out);
		}
	}
	return false;
}
