/* Counting logins: open addressing over account and address. */
#include "flow/logins.h"

#include "base/die.h"
#include "model/name_map.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024, FIRST_ROWS = 256 };

void logins_init(struct logins *l, uint32_t max, uint64_t seed)
{
	*l = (struct logins){ .max = max, .slots = FIRST_SLOTS, .seed = seed };
	l->slot = mem_new(l->slots, sizeof(*l->slot));
}

void logins_done(struct logins *l)
{
	free(l->row);
	free(l->slot);
	arena_done(&l->names);
	*l = (struct logins){ 0 };
}

static uint64_t hash_of(const struct logins *l, struct str account, struct ip address)
{
	struct ip_key key = ip_key(address);

	return name_hash(account,
			 l->seed ^ key.hi ^ key.lo * UINT64_C(0x9e3779b97f4a7c15) ^ address.len);
}

/* The slot of the row, or the free one where it belongs. */
static struct login_slot *slot_of(const struct logins *l, struct str account, struct ip address,
				  uint64_t hash)
{
	uint32_t at = (uint32_t)hash & (l->slots - 1);

	for (; l->slot[at].row; at = (at + 1) & (l->slots - 1)) {
		const struct login *row = &l->row[l->slot[at].row - 1];

		if (l->slot[at].mark == hash >> 32 && ip_eq(row->address, address) &&
		    str_eq(row->account, account))
			break;
	}
	return &l->slot[at];
}

static void place(struct logins *l, uint32_t row, uint64_t hash)
{
	*slot_of(l, l->row[row].account, l->row[row].address, hash) =
		(struct login_slot){ row + 1, (uint32_t)(hash >> 32) };
}

static void widen(struct logins *l)
{
	free(l->slot);
	l->slots *= 2;
	l->slot = mem_new(l->slots, sizeof(*l->slot));
	for (uint32_t i = 0; i < l->rows; i++)
		place(l, i, hash_of(l, l->row[i].account, l->row[i].address));
}

static bool has_room(const struct logins *l, enum login_kind kind)
{
	return l->rows < l->max && (kind != LOGIN_FAILED || l->guesses < l->max / 2);
}

static struct login *add_row(struct logins *l, const struct login_seen *seen, struct ip address,
			     uint64_t hash)
{
	if (l->rows == l->room) {
		l->room = l->room ? l->room * 2 : FIRST_ROWS;
		l->row = mem_grow(l->row, l->room, sizeof(*l->row));
	}
	if (l->rows * 2 >= l->slots)
		widen(l);
	l->row[l->rows] = (struct login){ .account = arena_str(&l->names, seen->account),
					  .address = address,
					  .first = seen->when,
					  .last = seen->when };
	place(l, l->rows, hash);
	l->guesses += seen->kind == LOGIN_FAILED;
	return &l->row[l->rows++];
}

static void count(struct login *row, const struct login_seen *seen)
{
	row->ok += seen->kind == LOGIN_OK ? seen->times : 0;
	row->failed += seen->kind == LOGIN_FAILED ? seen->times : 0;
	row->mails += seen->kind == LOGIN_MAIL ? seen->times : 0;
	if (seen->when.us < row->first.us)
		row->first = seen->when;
	if (seen->when.us > row->last.us)
		row->last = seen->when;
}

void logins_add(struct logins *l, const struct login_seen *told)
{
	struct login_seen seen = *told;
	struct ip address = { 0 };
	uint64_t hash;
	uint32_t row;

	seen.account = str_sub(seen.account, 0, LOGINS_ACCOUNT_MAX);
	if (ip_parse(seen.address, &address, NULL) == 0)
		address = ip_plain(address);
	else
		address = (struct ip){ 0 };
	hash = hash_of(l, seen.account, address);
	row = slot_of(l, seen.account, address, hash)->row;
	if (row)
		count(&l->row[row - 1], &seen);
	else if (has_room(l, seen.kind))
		count(add_row(l, &seen, address, hash), &seen);
	else
		l->turned_away += seen.times;
}

static int by_account(const void *a, const void *b, void *rows)
{
	const struct login *x = (struct login *)rows + *(const uint32_t *)a;
	const struct login *y = (struct login *)rows + *(const uint32_t *)b;
	uint64_t used_x = (uint64_t)x->ok + x->mails;
	uint64_t used_y = (uint64_t)y->ok + y->mails;

	if (!str_eq(x->account, y->account))
		return str_cmp(x->account, y->account);
	if (used_x != used_y)
		return used_x < used_y ? 1 : -1;
	if (x->failed != y->failed)
		return x->failed < y->failed ? 1 : -1;
	return ip_cmp(x->address, y->address);
}

uint32_t *logins_order(const struct logins *l, struct arena *arena)
{
	uint32_t *order = arena_new(arena, l->rows, sizeof(*order));

	for (uint32_t i = 0; i < l->rows; i++)
		order[i] = i;
	if (l->rows)
		qsort_r(order, l->rows, sizeof(*order), by_account, l->row);
	return order;
}
