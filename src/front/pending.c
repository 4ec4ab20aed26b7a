/* The table of open requests: a short list, searched from its beginning. */
#include "front/pending.h"

#include "base/die.h"
#include "sys/channel.h"

#include <stdlib.h>
#include <string.h>

struct pending {
	struct request *first;
	size_t n, octets;
};

struct pending *pending_new(void)
{
	return mem_new(1, sizeof(struct pending));
}

static void drop_at(struct pending *p, struct request **at)
{
	struct request *r = *at;

	*at = r->next;
	p->n--;
	p->octets -= r->packet.n;
	packet_close(r->payload);
	free((void *)(uintptr_t)r->packet.p);
	free(r);
}

void pending_free(struct pending *p)
{
	if (!p)
		return;
	while (p->first)
		drop_at(p, &p->first);
	free(p);
}

int pending_add(struct pending *p, const struct request *r, bool *again, struct err *err)
{
	struct request *had = pending_find(p, r->id);
	struct request *own;
	char *packet;

	*again = had != NULL;
	if (had) {
		had->asker = r->asker;
		return 0;
	}
	if (p->n == PENDING_MAX || p->octets + r->packet.n > PENDING_OCTETS_MAX)
		return err_set(err, ERR_LATER, "%zu requests lie with the desk already", p->n);
	own = mem_new(1, sizeof(*own));
	packet = mem_new(r->packet.n, 1);
	memcpy(packet, r->packet.p, r->packet.n);
	*own = *r;
	own->packet.p = packet;
	own->payload = r->payload >= 0 ? channel_keep(r->payload) : -1;
	own->next = p->first;
	p->first = own;
	p->n++;
	p->octets += r->packet.n;
	return 0;
}

struct request *pending_find(struct pending *p, uint64_t id)
{
	for (struct request *r = p->first; r; r = r->next)
		if (r->id == id)
			return r;
	return NULL;
}

void pending_drop(struct pending *p, uint64_t id)
{
	for (struct request **at = &p->first; *at; at = &(*at)->next)
		if ((*at)->id == id) {
			drop_at(p, at);
			return;
		}
}

void pending_forget(struct pending *p, const void *asker)
{
	for (struct request *r = p->first; r; r = r->next)
		if (r->asker == asker)
			r->asker = NULL;
}

struct request *pending_first(struct pending *p)
{
	return p->first;
}

size_t pending_count(const struct pending *p)
{
	return p->n;
}
