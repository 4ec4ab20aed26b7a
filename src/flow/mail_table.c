/* Messages by id: open addressing, and a circle in the order of their age through those that go on,
 * another through those that are done with. */
#include "flow/mail_table.h"

#include "base/die.h"
#include "flow/tally.h"
#include "model/name_map.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

enum { LIVE, ENDED, HEADS };

void mail_table_init(struct mail_table *t, uint32_t max, uint64_t seed)
{
	die_if(max < 1 || max > UINT32_MAX / 8);
	*t = (struct mail_table){
		.max = max, .room = FIRST_ROOM, .slots = 2 * FIRST_ROOM, .seed = seed
	};
	t->mail = mem_new(t->room, sizeof(*t->mail));
	t->slot = mem_new(t->slots, sizeof(*t->slot));
	t->mails = HEADS;
	t->mail[ENDED].older = t->mail[ENDED].newer = ENDED;
}

void mail_table_done(struct mail_table *t)
{
	free(t->mail);
	free(t->slot);
	*t = (struct mail_table){ 0 };
}

static bool has_id(const struct mail *m, struct str id, uint64_t hash)
{
	return m->hash == hash && m->id_n == id.n && memcmp(m->id, id.p, id.n) == 0;
}

/* The slot of that message, or the free one where it belongs. */
static uint32_t slot_of(const struct mail_table *t, uint16_t host, struct str id, uint64_t hash)
{
	uint32_t at = (uint32_t)hash & (t->slots - 1);

	for (; t->slot[at]; at = (at + 1) & (t->slots - 1)) {
		const struct mail *m = &t->mail[t->slot[at]];

		if (has_id(m, id, hash) && m->host == host)
			break;
	}
	return at;
}

static uint32_t own_slot(const struct mail_table *t, const struct mail *m)
{
	return slot_of(t, m->host, (struct str){ m->id, m->id_n }, m->hash);
}

static void unlink_mail(struct mail_table *t, struct mail *m)
{
	t->mail[m->older].newer = m->newer;
	t->mail[m->newer].older = m->older;
}

static void link_newest(struct mail_table *t, struct mail *m)
{
	uint32_t head = m->done ? ENDED : LIVE;
	uint32_t i = (uint32_t)(m - t->mail);

	m->older = t->mail[head].older;
	m->newer = head;
	t->mail[m->older].newer = i;
	t->mail[head].older = i;
}

static void grow(struct mail_table *t)
{
	t->room = t->room * 2 < t->max + HEADS ? t->room * 2 : t->max + HEADS;
	t->mail = mem_grow(t->mail, t->room, sizeof(*t->mail));
	if (t->room <= t->slots / 2)
		return;
	free(t->slot);
	t->slots *= 2;
	t->slot = mem_new(t->slots, sizeof(*t->slot));
	for (uint32_t i = HEADS; i < t->mails; i++)
		t->slot[own_slot(t, &t->mail[i])] = i;
}

/* Frees a slot, and moves those behind it that would no longer be found. */
static void free_slot(struct mail_table *t, uint32_t hole)
{
	uint32_t mask = t->slots - 1;

	t->slot[hole] = 0;
	for (uint32_t at = (hole + 1) & mask; t->slot[at]; at = (at + 1) & mask) {
		uint32_t home = (uint32_t)t->mail[t->slot[at]].hash & mask;

		if (((at - home) & mask) < ((at - hole) & mask))
			continue;
		t->slot[hole] = t->slot[at];
		t->slot[at] = 0;
		hole = at;
	}
}

/* The place of a new message: a free one, or that of the one not named for longest. */
static uint32_t place_for_one(struct mail_table *t)
{
	uint32_t i = t->mail[t->ended ? ENDED : LIVE].newer;

	if (t->ended < MAIL_ENDED_MAX && t->mails < t->max + HEADS) {
		if (t->mails == t->room)
			grow(t);
		return t->mails++;
	}
	if (t->forget)
		t->forget(t->owner, &t->mail[i]);
	t->dropped += !t->mail[i].done;
	t->ended -= t->mail[i].done;
	free_slot(t, own_slot(t, &t->mail[i]));
	unlink_mail(t, &t->mail[i]);
	return i;
}

static struct mail *find(struct mail_table *t, uint16_t host, struct str id, uint64_t hash)
{
	uint32_t i = id.n <= MAIL_ID_MAX ? t->slot[slot_of(t, host, id, hash)] : 0;

	if (!i)
		return NULL;
	unlink_mail(t, &t->mail[i]);
	link_newest(t, &t->mail[i]);
	return &t->mail[i];
}

struct mail *mail_table_find(struct mail_table *t, uint16_t host, struct str id)
{
	return find(t, host, id, name_hash(id, t->seed));
}

struct mail *mail_table_elsewhere(struct mail_table *t, uint16_t host, struct str id,
				  const struct mail *m)
{
	uint64_t hash = m ? m->hash : name_hash(id, t->seed);
	uint32_t at = m ? own_slot(t, m) + 1 : (uint32_t)hash;

	for (at &= t->slots - 1; t->slot[at]; at = (at + 1) & (t->slots - 1)) {
		struct mail *other = &t->mail[t->slot[at]];

		if (has_id(other, id, hash) && other->host != host)
			return other;
	}
	return NULL;
}

struct mail *mail_table_get(struct mail_table *t, uint16_t host, struct str id)
{
	uint64_t hash = name_hash(id, t->seed);
	struct mail *m = find(t, host, id, hash);
	uint32_t i;

	if (m)
		return m;
	die_if(id.n > MAIL_ID_MAX);
	i = place_for_one(t);
	m = &t->mail[i];
	*m = (struct mail){ .id_n = (uint8_t)id.n,
			    .host = host,
			    .hash = hash,
			    .sender = TALLY_NONE,
			    .account = TALLY_NONE,
			    .from = TALLY_NONE };
	memcpy(m->id, id.p, id.n);
	t->slot[slot_of(t, host, id, hash)] = i;
	link_newest(t, m);
	return m;
}

void mail_table_end(struct mail_table *t, struct mail *m)
{
	if (m->done)
		return;
	unlink_mail(t, m);
	m->done = true;
	t->ended++;
	link_newest(t, m);
}

void mail_table_renew(struct mail_table *t, struct mail *m)
{
	struct mail anew = { .id_n = m->id_n,
			     .host = m->host,
			     .hash = m->hash,
			     .sender = TALLY_NONE,
			     .account = TALLY_NONE,
			     .from = TALLY_NONE };

	unlink_mail(t, m);
	t->ended -= m->done;
	memcpy(anew.id, m->id, sizeof(anew.id));
	*m = anew;
	link_newest(t, m);
}
