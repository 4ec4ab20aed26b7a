/* Accounts' conduct: counts, and bits for names that were seen. */
#include "flow/conduct.h"

#include "base/die.h"
#include "model/name_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

void conducts_done(struct conducts *c)
{
	free(c->of);
	free(c->number);
	*c = (struct conducts){ 0 };
}

static void widen(struct conducts *c, uint32_t account)
{
	uint32_t rows = c->rows ? c->rows : FIRST_ROOM;

	while (rows <= account)
		rows *= 2;
	if (rows == c->rows)
		return;
	c->number = mem_grow(c->number, rows, sizeof(*c->number));
	memset(c->number + c->rows, 0, (rows - c->rows) * sizeof(*c->number));
	c->rows = rows;
}

static struct conduct *make(struct conducts *c, uint32_t account)
{
	widen(c, account);
	if (c->number[account])
		return &c->of[c->number[account] - 1];
	if (c->n == CONDUCTS_MAX)
		return NULL;
	if (c->n == c->room) {
		c->room = c->room ? c->room * 2 : FIRST_ROOM;
		c->of = mem_grow(c->of, c->room, sizeof(*c->of));
	}
	c->of[c->n] = (struct conduct){ 0 };
	c->number[account] = ++c->n;
	return &c->of[c->n - 1];
}

static struct conduct *find(const struct conducts *c, uint32_t account)
{
	return account < c->rows && c->number[account] ? &c->of[c->number[account] - 1] : NULL;
}

const struct conduct *conducts_of(const struct conducts *c, uint32_t account)
{
	return find(c, account);
}

static void mark(uint64_t *bit, uint32_t bits, uint64_t hash)
{
	uint32_t at = (uint32_t)(hash >> 32) % bits;

	bit[at / 64] |= UINT64_C(1) << at % 64;
}

void conducts_message(struct conducts *c, uint32_t account, uint64_t sender, struct instant when)
{
	struct conduct *of = make(c, account);

	if (!of) {
		c->turned_away++;
		return;
	}
	quarters_add(&of->sent, when);
	mark(of->sender, CONDUCT_SENDER_BITS, sender);
}

void conducts_recipient(struct conducts *c, uint32_t account, struct str address)
{
	struct conduct *of = find(c, account);
	const char *at = of && address.n ? memrchr(address.p, '@', address.n) : NULL;

	if (at)
		mark(of->domain, CONDUCT_DOMAIN_BITS,
		     name_hash(str_sub(address, (size_t)(at + 1 - address.p), address.n), 0));
}

void conducts_refused(struct conducts *c, uint32_t account, enum refusal_meaning m, bool for_good)
{
	struct conduct *of = find(c, account);

	if (!of)
		return;
	of->spam += m == REFUSAL_CONTENT || m == REFUSAL_VIRUS;
	of->listed += m == REFUSAL_BLOCKLISTED || m == REFUSAL_REPUTATION;
	of->unknown += for_good && (m == REFUSAL_USER_UNKNOWN || m == REFUSAL_DOMAIN_UNKNOWN ||
				    m == REFUSAL_DISABLED || m == REFUSAL_MOVED);
}

/* How many names it takes to set so many of the bits. */
static uint32_t estimate(const uint64_t *bit, uint32_t bits)
{
	uint32_t set = 0;

	for (uint32_t i = 0; i < bits / 64; i++)
		set += (uint32_t)__builtin_popcountll(bit[i]);
	if (set == bits)
		set = bits - 1;
	return (uint32_t)lround(-(double)bits * log(1 - (double)set / (double)bits));
}

uint32_t conduct_senders(const struct conduct *c)
{
	return estimate(c->sender, CONDUCT_SENDER_BITS);
}

uint32_t conduct_domains(const struct conduct *c)
{
	return estimate(c->domain, CONDUCT_DOMAIN_BITS);
}
