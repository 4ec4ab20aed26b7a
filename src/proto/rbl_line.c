/* Lines of rbldnsd data files, one function per kind of data set. */
#include "proto/rbl_line.h"

#include "base/scan.h"

#include <string.h>

typedef enum rbl_fact_kind read_fn(struct rbl_reader *r, struct str line, struct rbl_fact *out);

static void default_set(struct rbl_reader *r, const struct rbl_value *v)
{
	r->otherwise = *v;
	if (v->text.n)
		memcpy(r->otherwise_text, v->text.p, v->text.n);
	r->otherwise.text.p = r->otherwise_text;
}

void rbl_reader_init(struct rbl_reader *r, enum rbl_type type)
{
	struct rbl_value first = rbl_value_first();

	*r = (struct rbl_reader){ .type = type, .combined = type == RBL_COMBINED };
	r->range4 = UINT64_MAX;
	default_set(r, &first);
}

static enum rbl_fact_kind bad(struct rbl_fact *out, const char *why)
{
	out->why = why;
	return RBL_BAD;
}

static bool take_exclusion(struct str *line)
{
	if (!str_starts(*line, STR("!")))
		return false;
	*line = str_trim(str_sub(*line, 1, line->n));
	return true;
}

/* The value behind an entry; what an exclusion carries means nothing. */
static enum rbl_fact_kind with_value(const struct rbl_reader *r, struct str rest,
				     struct rbl_fact *out, enum rbl_fact_kind kind)
{
	if (!out->exclude && !rbl_value_get(rest, &r->otherwise, &out->value, &out->why))
		return RBL_BAD;
	return kind;
}

static enum rbl_fact_kind read_range4(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	bool set = r->type == RBL_IP4SET;

	out->exclude = take_exclusion(&line);
	if (!(set ? rbl_addr_range4 : rbl_addr_cidr4)(&line, &out->range4, &out->why))
		return RBL_BAD;
	if ((uint64_t)out->range4.hi - out->range4.lo >= r->range4)
		return RBL_TOO_WIDE;
	return with_value(r, line, out, RBL_RANGE4);
}

static enum rbl_fact_kind read_one4(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	(void)r;
	if (!rbl_addr_one4(&line, &out->range4.lo, &out->why))
		return RBL_BAD;
	out->range4.hi = out->range4.lo;
	return RBL_RANGE4;
}

static enum rbl_fact_kind read_prefix6(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	out->exclude = take_exclusion(&line);
	if (!rbl_addr_prefix6(&line, &out->prefix6, &out->why))
		return RBL_BAD;
	return with_value(r, line, out, RBL_PREFIX6);
}

static enum rbl_fact_kind read_words6(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	size_t n;

	(void)r;
	out->exclude = take_exclusion(&line);
	n = line.n;
	for (size_t i = 0; i < line.n && n == line.n; i++) {
		if (strchr(" \t#;", line.p[i]))
			n = i;
	}
	if (memchr(line.p, '/', n))
		return bad(out, "invalid address");
	if (!rbl_addr_prefix6(&line, &out->prefix6, &out->why))
		return RBL_BAD;
	if (out->prefix6.bits != (out->exclude ? 128 : 64))
		return bad(out, out->exclude ? "an exclusion is a whole address"
					     : "an entry is four words");
	return RBL_PREFIX6;
}

bool rbl_name(struct str text, char *to, struct str *out)
{
	size_t n = 0;
	struct str label;

	while (str_cut(&text, '.', &label)) {
		if (label.n == 0)
			continue;
		if (label.n > RBL_LABEL_MAX || n + label.n + (n > 0) > RBL_NAME_MAX)
			return false;
		if (n > 0)
			to[n++] = '.';
		for (size_t i = 0; i < label.n; i++) {
			char c = label.p[i];

			if (c == '\\' || c == '\0')
				return false;
			to[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		}
	}
	*out = (struct str){ to, n };
	return n > 0;
}

static enum rbl_fact_kind read_name(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	struct scan s;
	struct str word;

	out->exclude = take_exclusion(&line);
	s = scan_of(line);
	word = scan_word(&s);
	out->plain = !str_starts(word, STR("*."));
	out->below = !out->plain || str_starts(word, STR("."));
	if (!out->plain)
		word = str_sub(word, 2, word.n);
	if (!rbl_name(word, r->name, &out->name))
		return bad(out, "invalid name");
	return with_value(r, scan_rest(&s), out, RBL_NAME);
}

static struct str word_of(struct scan *s)
{
	scan_blanks(s);
	return scan_word(s);
}

/* A TTL, IN and the type's name; false if one is not what it should be. */
static bool record_head(struct scan *s, struct rbl_fact *out, struct str *type)
{
	struct rbl_special ttl;
	char text[16];

	*type = word_of(s);
	if (type->n > 0 && type->p[0] >= '0' && type->p[0] <= '9') {
		struct buf b = { .p = text, .cap = sizeof(text), .max = sizeof(text) - 1 };

		buf_fmt(&b, "TTL %.*s", STR_ARG(str_sub(*type, 0, 11)));
		if (type->n > 11 || b.full || !rbl_special_get(buf_str(&b), &ttl))
			return false;
		out->ttl = ttl.ttl;
		out->has_ttl = ttl.ttl > 0;
		*type = word_of(s);
	}
	if (str_eq_nocase(*type, STR("IN")))
		*type = word_of(s);
	return type->n > 0;
}

static enum rbl_fact_kind read_record(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	struct scan s = scan_of(line);
	struct str name = word_of(&s);
	struct str type;
	struct str rest;

	if (str_eq(name, STR("@")))
		out->name = (struct str){ r->name, 0 };
	else if (!rbl_name(name, r->name, &out->name))
		return bad(out, "invalid name");
	if (!record_head(&s, out, &type))
		return bad(out, "no record that is known here");
	scan_blanks(&s);
	rest = scan_rest(&s);
	if (rest.n == 0)
		return bad(out, "a record without a value");
	out->plain = true;
	out->is_text = str_eq_nocase(type, STR("TXT"));
	if (out->is_text) {
		if (rest.n > 1 && str_starts(rest, STR("\"")) && str_ends(rest, STR("\"")))
			rest = str_sub(rest, 1, rest.n - 2);
		out->value.text = str_sub(rest, 0, RBL_TEXT_MAX);
		return RBL_RECORD;
	}
	if (str_eq_nocase(type, STR("A")))
		return rbl_addr_a(&rest, false, out->value.a) ? RBL_RECORD
							      : bad(out, "invalid A value");
	return str_eq_nocase(type, STR("MX")) ? RBL_NOTHING
					      : bad(out, "no record that is known here");
}

static enum rbl_fact_kind read_outside(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	(void)r;
	(void)line;
	out->why = "an entry before the first $DATASET";
	return RBL_FATAL;
}

static read_fn *const read_entry[] = {
	[RBL_IP4SET] = read_range4,   [RBL_IP4TRIE] = read_range4,   [RBL_IP4TSET] = read_one4,
	[RBL_IP6TRIE] = read_prefix6, [RBL_IP6TSET] = read_words6,   [RBL_DNSET] = read_name,
	[RBL_GENERIC] = read_record,  [RBL_COMBINED] = read_outside,
};

static enum rbl_fact_kind read_default(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	if (r->type == RBL_GENERIC)
		return bad(out, "no defaults among generic records");
	if (r->type == RBL_COMBINED)
		return read_outside(r, line, out);
	if (!rbl_value_get_default(line, &out->value, &out->why))
		return RBL_BAD;
	default_set(r, &out->value);
	return RBL_DEFAULT;
}

static enum rbl_fact_kind start_dataset(struct rbl_reader *r, struct rbl_fact *out)
{
	struct rbl_value first = rbl_value_first();
	enum rbl_type type;

	out->why = "$DATASET in a file that is not combined";
	if (!r->combined)
		return RBL_FATAL;
	out->why = "a data set of unknown type";
	if (!rbl_type_of(out->special.dataset.type, &type) || type == RBL_COMBINED)
		return RBL_FATAL;
	r->type = type;
	default_set(r, &first);
	return RBL_SPECIAL;
}

static enum rbl_fact_kind read_special(struct rbl_reader *r, struct str s, struct rbl_fact *out)
{
	if (!rbl_special_get(s, &out->special))
		return bad(out, "invalid or unknown keyword");
	if (out->special.kind == RBL_DATASET)
		return start_dataset(r, out);
	if (out->special.kind == RBL_MAXRANGE4 && out->special.range4 < r->range4)
		r->range4 = out->special.range4; /* it can only be tightened, until the file ends */
	return RBL_SPECIAL;
}

/* Comments may hide keywords from other programs that read the same file. */
static bool is_special(struct str line, struct str *what)
{
	size_t skip = strchr("#;:", line.p[0]) ? 1 : 0;

	if (skip == line.n || line.p[skip] != '$')
		return false;
	*what = str_sub(line, skip + 1, line.n);
	return true;
}

/* In IPv6 data an address may begin with a colon too. */
static bool is_default(const struct rbl_reader *r, struct str line)
{
	bool six = r->type == RBL_IP6TRIE || r->type == RBL_IP6TSET;

	return line.p[0] == ':' && !(six && str_starts(line, STR("::")));
}

enum rbl_fact_kind rbl_read(struct rbl_reader *r, struct str line, struct rbl_fact *out)
{
	struct str what;

	out->exclude = out->plain = out->below = out->is_text = out->has_ttl = false;
	out->why = NULL;
	out->value = r->otherwise;
	if (line.n > RBL_LINE_MAX)
		return out->kind = bad(out, "a line too long");
	if (line.n && memchr(line.p, '\0', line.n))
		return out->kind = bad(out, "a NUL in the line");
	line = str_trim(line);
	if (line.n == 0)
		out->kind = RBL_NOTHING;
	else if (is_special(line, &what))
		out->kind = read_special(r, what, out);
	else if (line.p[0] == '#' || line.p[0] == ';')
		out->kind = RBL_NOTHING;
	else if (is_default(r, line))
		out->kind = read_default(r, line, out);
	else
		out->kind = read_entry[r->type](r, line, out);
	return out->kind;
}

/* In the order of how hard it is to look like one by accident. */
static const enum rbl_type guesses[] = { RBL_IP4SET, RBL_IP6TRIE, RBL_GENERIC, RBL_DNSET };

enum rbl_type rbl_guess(struct str line)
{
	struct rbl_reader r;
	struct rbl_fact fact;

	for (size_t i = 0; i < LEN(guesses); i++) {
		rbl_reader_init(&r, guesses[i]);
		r.combined = true; /* $DATASET is one way to say it */
		rbl_read(&r, line, &fact);
		if (fact.kind == RBL_SPECIAL && fact.special.kind == RBL_DATASET)
			return RBL_COMBINED;
		if (fact.kind == RBL_RANGE4 || fact.kind == RBL_PREFIX6 ||
		    fact.kind == RBL_RECORD || fact.kind == RBL_NAME)
			return guesses[i];
	}
	return RBL_UNKNOWN;
}
