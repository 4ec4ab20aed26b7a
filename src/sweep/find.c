/* Hunts for name servers, many at once, over one engine that asks the resolvers. */
#include "sweep/find.h"

#include "base/die.h"
#include "proto/dns_reply.h"
#include "sweep/engine.h"
#include "sweep/resolvers.h"

#include <stdio.h>
#include <stdlib.h>

enum { WINDOW = 32, STEP_NS = 0xff };

struct hunt {
	struct found found;
	struct dns_name zone;
	struct dns_name host[DNS_REPLY_NAMES_MAX];
	unsigned hosts, waiting; /* names of servers; questions not answered yet */
	char trouble[64];        /* why an address could not be had */
};

struct question {
	uint32_t hunt;
	uint8_t host; /* STEP_NS: its name servers; else the address of this one */
	uint16_t type;
};

struct find {
	struct engine *engine;
	int zone; /* of the engine: the resolvers; -1: there are none */
	find_fn *fn;
	void *ctx;
	struct hunt **hunt; /* NULL: over, free to be used again */
	uint32_t hunts;
	struct question *queue; /* a ring */
	size_t first, n, cap;
};

static void enqueue(struct find *f, struct question q)
{
	if (f->n == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 64;

		f->queue = mem_grow(f->queue, cap, sizeof(*f->queue));
		/* what had gone round to the front goes behind the old end */
		for (size_t i = 0; i < f->first; i++)
			f->queue[f->cap + i] = f->queue[i];
		f->cap = cap;
	}
	f->queue[(f->first + f->n++) % f->cap] = q;
}

static bool next(void *ctx, unsigned zone, struct ask *out)
{
	struct find *f = ctx;
	struct question q;
	const struct hunt *h;

	(void)zone;
	if (f->n == 0)
		return false;
	q = f->queue[f->first];
	f->first = (f->first + 1) % f->cap;
	f->n--;
	h = f->hunt[q.hunt];
	out->tag = (uint64_t)q.hunt << 32 | (uint64_t)q.type << 8 | q.host;
	out->type = q.type;
	out->name = q.host == STEP_NS ? &h->found.apex : &h->host[q.host];
	return true;
}

static void over(struct find *f, uint32_t number)
{
	struct hunt *h = f->hunt[number];

	f->fn(f->ctx, &h->found);
	free(h);
	f->hunt[number] = NULL;
}

static const char *text_of(const struct dns_name *name, struct buf *out)
{
	dns_name_fmt(out, name);
	return buf_c(out);
}

static void failed(struct find *f, uint32_t number, const struct dns_name *name, const char *why)
{
	struct hunt *h = f->hunt[number];
	struct buf AUTO(buf_done) text;

	buf_init(&text, DNS_TEXT_MAX);
	h->found.servers = 0;
	err_set(&h->found.err, ERR_GONE, "name servers of %s: %s", text_of(name, &text), why);
	over(f, number);
}

static const char *why_not(const struct told *t, char word[12])
{
	switch (t->how) {
	case TOLD_REPLY:
	case TOLD_ERROR:
		return dns_rcode_text(t->rcode, word);
	case TOLD_CUT:
		return "the answer was truncated";
	case TOLD_GARBLED:
		return "the answer was garbled";
	case TOLD_SILENCE:
		return "the resolver did not answer";
	case TOLD_NOBODY:
	case TOLD_STOPPED:
		return "no resolver can be reached";
	case TOLD_STARVED:
		return "too many open files: no socket for the resolver";
	case TOLD_NAMELESS:
		return "the name is too long";
	}
	return "";
}

/* The name servers of the apex are known, or it is seen that it is none. */
static void ns_told(struct find *f, uint32_t number, const struct told *t)
{
	struct hunt *h = f->hunt[number];
	const struct dns_reply *r = t->reply;
	char word[12];

	if (t->how != TOLD_REPLY) {
		failed(f, number, &h->found.apex, why_not(t, word));
	} else if (r->names > 0) {
		h->hosts = r->names;
		for (uint8_t i = 0; i < r->names; i++) {
			h->host[i] = r->name[i];
			enqueue(f, (struct question){ number, i, DNS_A });
			enqueue(f, (struct question){ number, i, DNS_AAAA });
		}
		h->waiting = 2 * h->hosts;
		engine_wake(f->engine, (unsigned)f->zone);
	} else if (r->rcode == DNS_NXDOMAIN) {
		failed(f, number, &h->found.apex, "there is no such name");
	} else if (r->soa && dns_name_labels(&r->soa_owner) >= 2 &&
		   dns_name_within(&h->found.apex, &r->soa_owner) &&
		   !dns_name_eq(&h->found.apex, &r->soa_owner)) {
		h->found.apex = r->soa_owner;
		enqueue(f, (struct question){ number, STEP_NS, DNS_NS });
		engine_wake(f->engine, (unsigned)f->zone);
	} else {
		failed(f, number, &h->found.apex, "it has none");
	}
}

static void add_server(struct found *found, struct ip ip)
{
	struct endpoint at = { ip, 53 };

	for (size_t i = 0; i < found->servers; i++)
		if (endpoint_eq(found->server[i], at))
			return;
	if (found->servers < FIND_SERVERS_MAX)
		found->server[found->servers++] = at;
}

static void address_told(struct find *f, uint32_t number, const struct told *t)
{
	struct hunt *h = f->hunt[number];
	char word[12];
	char why[160];

	if (t->how == TOLD_REPLY)
		for (unsigned i = 0; i < t->reply->addrs; i++)
			add_server(&h->found, t->reply->addr[i].ip);
	else
		snprintf(h->trouble, sizeof(h->trouble), " (%s)", why_not(t, word));
	if (--h->waiting > 0)
		return;
	if (h->found.servers > 0) {
		over(f, number);
		return;
	}
	snprintf(why, sizeof(why), "none of the %u has an address%s", h->hosts, h->trouble);
	failed(f, number, &h->found.apex, why);
}

static void done(void *ctx, unsigned zone, const struct ask *q, const struct told *t)
{
	struct find *f = ctx;
	uint32_t number = (uint32_t)(q->tag >> 32);

	(void)zone;
	if ((q->tag & 0xff) == STEP_NS)
		ns_told(f, number, t);
	else
		address_told(f, number, t);
}

struct find *find_new(struct loop *loop, const struct resolvers *whom, find_fn *fn, void *ctx)
{
	struct find *f = mem_new(1, sizeof(*f));
	struct engine_config config = { .window = WINDOW,
					.patience = SPAN_S(15),
					.from = whom->from };
	struct engine_calls calls = { .next = next, .done = done, .ctx = f };
	struct engine_zone zone = { .server = whom->at, .servers = whom->n, .recurse = true };

	f->fn = fn;
	f->ctx = ctx;
	f->engine = engine_new(loop, &config, &calls);
	f->zone = engine_zone_add(f->engine, &zone, NULL);
	return f;
}

void find_free(struct find *f)
{
	if (!f)
		return;
	engine_free(f->engine);
	for (uint32_t i = 0; i < f->hunts; i++)
		free(f->hunt[i]);
	free(f->hunt);
	free(f->queue);
	free(f);
}

void find_add(struct find *f, uint64_t tag, const struct dns_name *zone)
{
	uint32_t number = 0;
	struct hunt *h = mem_new(1, sizeof(*h));

	while (number < f->hunts && f->hunt[number])
		number++;
	if (number == f->hunts)
		f->hunt = mem_grow(f->hunt, ++f->hunts, sizeof(struct hunt *));
	f->hunt[number] = h;
	h->zone = *zone;
	h->found.tag = tag;
	h->found.zone = &h->zone;
	h->found.apex = *zone;
	if (f->zone < 0) {
		failed(f, number, zone, "there is no resolver to ask");
		return;
	}
	enqueue(f, (struct question){ number, STEP_NS, DNS_NS });
	engine_wake(f->engine, (unsigned)f->zone);
}
