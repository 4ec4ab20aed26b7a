/* Walking over the estate in steps: how many there are, the next stretch, whose class it is. */
#include "model/estate.h"

#include "base/die.h"
#include "model/name_map.h"

/* The block that was counted last: runs that share it cost one step. */
struct mark {
	uint8_t len; /* 0: none yet */
	uint64_t block;
};

static int place_cmp(struct ip a, struct ip b)
{
	return a.len != b.len ? a.len - b.len : ip_cmp(a, b);
}

static unsigned bits_of(struct estate_step step, struct ip ip)
{
	die_if(step.bits4 > 32 || step.bits6 > 64);
	return ip.len == 4 ? step.bits4 : step.bits6;
}

static uint64_t block_of(struct ip ip, unsigned bits)
{
	struct ip_key key = ip_key(ip);

	return ip.len == 4 ? (key.lo & UINT32_MAX) >> (32 - bits) : key.hi >> (64 - bits);
}

/* The last address of a block. */
static struct ip block_end(uint8_t len, unsigned bits, uint64_t block)
{
	struct ip ip = { .len = len };
	unsigned octets = len == 4 ? 4 : 8;

	block <<= octets * 8 - bits;
	for (unsigned i = octets; i-- > 0; block >>= 8)
		ip.b[i] = (uint8_t)block;
	return range_of_prefix(ip, bits).hi;
}

static bool same_block(struct mark last, struct ip ip, unsigned bits)
{
	return last.len == ip.len && last.block == block_of(ip, bits);
}

static uint64_t blocks_of(struct range r, unsigned bits)
{
	return block_of(r.hi, bits) - block_of(r.lo, bits) + 1;
}

/* The first run that is not wholly behind us. */
static size_t first_after(const struct range *run, size_t n, struct ip cursor)
{
	size_t lo = 0;

	while (lo < n) {
		size_t mid = lo + (n - lo) / 2;

		if (place_cmp(run[mid].hi, cursor) <= 0)
			lo = mid + 1;
		else
			n = mid;
	}
	return lo;
}

/* Steps of the first `n` runs and, where it reaches, of the next one up to `cursor`. */
static uint64_t count(const struct estate *e, enum estate_class c, struct estate_step step,
		      size_t n, struct ip cursor)
{
	struct mark last = { 0 };
	uint64_t steps = 0;

	for (size_t i = 0; i < e->runs[c] && i <= n; i++) {
		struct range r = e->run[c][i];
		unsigned bits = bits_of(step, r.lo);

		if (i == n && !(cursor.len && range_has(r, cursor)))
			break;
		if (i == n)
			r.hi = cursor;
		if (bits == 0)
			continue;
		steps += blocks_of(r, bits) - same_block(last, r.lo, bits);
		last = (struct mark){ r.hi.len, block_of(r.hi, bits) };
	}
	return steps;
}

uint64_t estate_steps(const struct estate *e, enum estate_class c, struct estate_step step)
{
	return count(e, c, step, e->runs[c], (struct ip){ 0 });
}

uint64_t estate_steps_to(const struct estate *e, enum estate_class c, struct estate_step step,
			 struct ip cursor)
{
	return count(e, c, step, first_after(e->run[c], e->runs[c], cursor), cursor);
}

/* The address after the cursor, which is not the run's last one. */
static struct ip behind(struct ip cursor)
{
	return range_at((struct range){ cursor, cursor }, 1);
}

/* Takes of the run what there are steps for. */
static struct range take_of(struct range r, unsigned bits, struct mark *last,
			    struct estate_take *take)
{
	bool shared = same_block(*last, r.lo, bits);
	uint64_t left = take->most - take->steps + shared;
	uint64_t n = blocks_of(r, bits);

	if (n > left) {
		r.hi = block_end(r.lo.len, bits, block_of(r.lo, bits) + left - 1);
		n = left;
	}
	take->steps += n - shared;
	take->cursor = r.hi;
	*last = (struct mark){ r.hi.len, block_of(r.hi, bits) };
	return r;
}

void estate_take(const struct estate *e, enum estate_class c, struct estate_step step,
		 struct range *part, struct estate_take *take)
{
	size_t i = first_after(e->run[c], e->runs[c], take->cursor);
	struct mark last = { 0 };

	take->steps = 0;
	take->parts = 0;
	for (; i < e->runs[c]; i++) {
		struct range r = e->run[c][i];
		unsigned bits = bits_of(step, r.lo);

		if (bits == 0)
			continue;
		if (range_has(r, take->cursor))
			r.lo = behind(take->cursor);
		if (take->parts == take->room ||
		    (take->steps == take->most && !same_block(last, r.lo, bits)))
			break;
		part[take->parts++] = take_of(r, bits, &last, take);
		if (!ip_eq(take->cursor, e->run[c][i].hi))
			break;
	}
	take->ended = i == e->runs[c];
}

/* The `k`-th block of the run. */
static struct range block_in(struct range r, unsigned bits, uint64_t k)
{
	uint64_t block = block_of(r.lo, bits) + k;
	struct range b = range_of_prefix(block_end(r.lo.len, bits, block), bits);

	if (ip_cmp(b.lo, r.lo) < 0)
		b.lo = r.lo;
	if (ip_cmp(b.hi, r.hi) > 0)
		b.hi = r.hi;
	return b;
}

struct range estate_step_at(const struct estate *e, enum estate_class c, struct estate_step step,
			    uint64_t k)
{
	struct mark last = { 0 };

	for (size_t i = 0; i < e->runs[c]; i++) {
		struct range r = e->run[c][i];
		unsigned bits = bits_of(step, r.lo);
		uint64_t shared, n;

		if (bits == 0)
			continue;
		shared = same_block(last, r.lo, bits);
		n = blocks_of(r, bits) - shared;
		if (k < n)
			return block_in(r, bits, k + shared);
		k -= n;
		last = (struct mark){ r.hi.len, block_of(r.hi, bits) };
	}
	die("step %llu of a class that has fewer", (unsigned long long)k);
}

static uint64_t fold(uint64_t print, struct ip ip)
{
	return name_hash((struct str){ (const char *)ip.b, ip.len }, print);
}

uint64_t estate_print(const struct estate *e, enum estate_class c)
{
	uint64_t print = 0;

	for (size_t i = 0; i < e->runs[c]; i++)
		print = fold(fold(print, e->run[c][i].lo), e->run[c][i].hi);
	return print ? print : 1;
}

bool estate_class_of(const struct estate *e, struct ip ip, enum estate_class *out)
{
	for (unsigned c = 0; c < ESTATE_CLASSES; c++) {
		size_t n = e->runs[c];
		size_t i = first_after(e->run[c], n, ip);

		/* the run that ends with it is the one before */
		if ((i < n && range_has(e->run[c][i], ip)) ||
		    (i > 0 && range_has(e->run[c][i - 1], ip))) {
			*out = (enum estate_class)c;
			return true;
		}
	}
	return false;
}

const char *estate_class_name(enum estate_class c)
{
	static const char *const name[ESTATE_CLASSES] = {
		[ESTATE_MAIL] = "mail", [ESTATE_CHANGED] = "changed", [ESTATE_REST] = "rest"
	};

	return name[c];
}
