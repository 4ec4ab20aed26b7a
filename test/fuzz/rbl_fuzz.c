/* Data files of rbldnsd: what a line lists, written out again, lists the same; no text passes
 * what an answer holds. The first octet chooses the type, the rest are lines. */
#include "fuzz.h"

#include "proto/rbl_line.h"

static struct rbl_vars vars;

static bool same4(struct rbl_range4 a, struct rbl_range4 b)
{
	return a.lo == b.lo && a.hi == b.hi;
}

static void a_range(const struct rbl_fact *fact)
{
	uint32_t lo = fact->range4.lo;
	uint32_t hi = fact->range4.hi;
	struct rbl_range4 again;
	const char *why;
	struct buf b AUTO(buf_done);
	struct str s;

	PROPERTY(lo <= hi);
	buf_init(&b, 64);
	buf_fmt(&b, "%u.%u.%u.%u-%u.%u.%u.%u", lo >> 24, lo >> 16 & 255, lo >> 8 & 255, lo & 255,
		hi >> 24, hi >> 16 & 255, hi >> 8 & 255, hi & 255);
	s = buf_str(&b);
	PROPERTY(rbl_addr_range4(&s, &again, &why) && s.n == 0);
	PROPERTY(same4(fact->range4, again));
}

static void a_prefix(const struct rbl_fact *fact)
{
	char text[IP_TEXT_MAX + 1];
	struct ip ip = ip_of_key(fact->prefix6.lo);
	struct rbl_prefix6 again;
	const char *why;
	struct buf b AUTO(buf_done);
	struct str s;

	buf_init(&b, 64);
	PROPERTY(fact->prefix6.bits <= 128);
	ip_text(ip, text);
	if (ip.len != 16 || str_find(str_of(text), '.') < str_of(text).n)
		return; /* these forms hold dotted quads, which are not read */
	buf_fmt(&b, "%s/%u", text, fact->prefix6.bits);
	s = buf_str(&b);
	PROPERTY(rbl_addr_prefix6(&s, &again, &why) && s.n == 0);
	PROPERTY(again.bits == fact->prefix6.bits);
	PROPERTY(ip_key_cmp(again.lo, fact->prefix6.lo) == 0);
}

static void a_name(const struct rbl_fact *fact)
{
	char to[RBL_NAME_MAX];
	struct str again;

	if (fact->name.n == 0)
		return; /* the zone itself */
	PROPERTY(fact->name.n <= RBL_NAME_MAX);
	PROPERTY(rbl_name(fact->name, to, &again) && str_eq(again, fact->name));
	PROPERTY(fact->plain || fact->below);
}

static void a_value(const struct rbl_fact *fact)
{
	struct buf b AUTO(buf_done);

	PROPERTY(fact->value.text.n <= RBL_TEXT_MAX);
	buf_init(&b, 4096);
	rbl_expand(&b, fact->value.text, STR("192.0.2.1"), &vars);
	PROPERTY(b.n <= RBL_ANSWER_MAX && !b.full);
}

static void remember(const struct rbl_special *s)
{
	if (s->kind == RBL_VAR)
		vars.var[s->var.digit] = s->var.text;
	else if (s->kind == RBL_BASE)
		vars.base = s->base;
}

static bool is_entry(enum rbl_fact_kind kind)
{
	return kind == RBL_RANGE4 || kind == RBL_PREFIX6 || kind == RBL_NAME || kind == RBL_RECORD;
}

static void a_line(struct rbl_reader *r, struct str line)
{
	struct rbl_fact fact;

	(void)rbl_read(r, line, &fact);
	PROPERTY(fact.kind < RBL_BAD || fact.why);
	if (fact.kind == RBL_RANGE4)
		a_range(&fact);
	else if (fact.kind == RBL_PREFIX6)
		a_prefix(&fact);
	else if (fact.kind == RBL_NAME || fact.kind == RBL_RECORD)
		a_name(&fact);
	if (is_entry(fact.kind) || fact.kind == RBL_DEFAULT)
		a_value(&fact);
	if (fact.kind == RBL_SPECIAL)
		remember(&fact.special);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct rbl_reader r;
	struct str rest;
	struct str line;

	if (n == 0)
		return 0;
	vars = (struct rbl_vars){
		.base = {NULL, 0}
	};
	rbl_reader_init(&r, (enum rbl_type)(RBL_IP4SET + data[0] % RBL_COMBINED));
	rest = fuzz_str(data + 1, n - 1);
	while (str_cut(&rest, '\n', &line)) {
		enum rbl_type type = rbl_guess(line);

		PROPERTY(type <= RBL_COMBINED && type == rbl_guess(str_trim(line)));
		a_line(&r, line);
	}
	return 0;
}
