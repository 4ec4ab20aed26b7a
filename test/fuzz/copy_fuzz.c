/* Whole data files as local copies: an address gives the same asked in either form, a copy differs
 * in nothing from itself, and no answer is longer than it may be. First octet: the type. */
#include "fuzz.h"

#include "base/die.h"
#include "base/rng.h"
#include "sweep/copy_diff.h"
#include "sweep/copy_load.h"

enum { OCTETS_MAX = 4096 };

static void count(void *ctx, const struct copy_change *change)
{
	(void)change;
	++*(size_t *)ctx;
}

static void reversed4(const struct ip *ip, struct buf *out)
{
	buf_clear(out);
	buf_fmt(out, "%u.%u.%u.%u", ip->b[3], ip->b[2], ip->b[1], ip->b[0]);
}

static void reversed6(const struct ip *ip, struct buf *out)
{
	buf_clear(out);
	for (int i = 15; i >= 0; i--)
		buf_fmt(out, "%x.%x%s", ip->b[i] & 15, ip->b[i] >> 4, i ? "." : "");
}

static void an_address(const struct copy *c, struct ip ip)
{
	struct copy_found by_ip;
	struct copy_found by_name;
	struct buf b AUTO(buf_done);
	bool listed = copy_ip(c, 0, ip, &by_ip);

	buf_init(&b, 4096);
	(ip.len == 4 ? reversed4 : reversed6)(&ip, &b);
	PROPERTY(copy_name(c, 0, buf_str(&b), &by_name) == listed || c->zones > 1);
	PROPERTY(by_name.n == by_ip.n || c->zones > 1);
	if (!c->zone[0].has_names)
		PROPERTY(copy_has(c, 0, ip) == listed);
	for (unsigned i = 0; i < by_ip.n; i++) {
		buf_clear(&b);
		copy_reason(c, &by_ip, i, &b);
		PROPERTY(b.n <= COPY_TEXT_MAX);
	}
}

/* Addresses at and beside the places where answers change. */
static void places(const struct copy *c, const struct copy_runs *r, bool six)
{
	struct ip_key at = ip_key(ip4(0, 0, 0, 0));

	if (six)
		at = (struct ip_key){ 0, 0 };
	for (int i = 0; i < 40; i++) {
		struct ip ip = ip_of_key(at);

		if (ip.len == (six ? 16 : 4)) {
			an_address(c, ip);
			if (ip_key(ip).lo != 0)
				an_address(c, six ? ip_of_key((struct ip_key){ at.hi | 1, at.lo })
						  : range_of_prefix(ip, 31).lo);
		}
		if (!copy_runs_next(r, at, &at))
			return;
	}
}

static void look(const struct copy *c)
{
	struct range all[2] = { range_of_prefix(ip4(0, 0, 0, 0), 0),
				range_of_prefix((struct ip){ .len = 16 }, 0) };
	size_t told = 0;
	struct copy_watch w = { .ours = all, .n = 2, .tell = count, .ctx = &told };

	for (unsigned i = 0; i < c->sets; i++) {
		if (c->set[i]->four)
			places(c, c->set[i]->four, false);
		if (c->set[i]->six)
			places(c, c->set[i]->six, true);
	}
	if (!c->zone[0].has_names)
		PROPERTY(copy_diff(c, c, &w) == 0 && told == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct copy *c;
	struct copy_load load;
	struct str rest;
	struct str line;
	struct err err;
	bool good = true;

	if (n == 0 || n > OCTETS_MAX)
		return 0;
	c = mem_new(1, sizeof(*c));
	copy_load_begin(&load, c, (enum rbl_type)(RBL_IP4SET + data[0] % RBL_COMBINED));
	rest = fuzz_str(data + 1, n - 1);
	while (good && str_cut(&rest, '\n', &line))
		good = copy_load_line(&load, line, &err) == 0;
	if (good && copy_load_end(&load, &err) == 0)
		look(c);
	copy_free(c);
	return 0;
}
