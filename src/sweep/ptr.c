/* PTR look-ups over one engine: the names of an address, then the addresses of each name. */
#include "sweep/ptr.h"

#include "base/arena.h"
#include "base/die.h"
#include "proto/dns_reply.h"
#include "sweep/engine.h"
#include "sweep/resolvers.h"

#include <stdlib.h>

enum { WINDOW = 32, STEP_PTR = 0xff };

struct lookup {
	bool used;
	struct ip ip;
	const char *trouble; /* why the PTR records could not be had */
	char word[12];
	size_t records; /* PTR records there are */
	unsigned names, asked, waiting;
	struct dns_name reverse;
	struct dns_name name[PTR_NAMES_MAX];
	bool confirmed[PTR_NAMES_MAX], unknown[PTR_NAMES_MAX];
};

struct ptr {
	struct engine *engine;
	int zone;
	struct ptr_calls calls;
	bool dry;
	struct arena scratch;
	struct lookup lookup[PTR_AT_ONCE];
};

static void tell(struct ptr *p, struct lookup *l)
{
	struct ptr_name_facts fact[PTR_NAMES_MAX];
	struct ptr_told told = { .ip = l->ip, .names = l->records, .name = STR("") };
	struct buf AUTO(buf_done) text;
	size_t best;

	buf_init(&text, DNS_TEXT_MAX);
	for (unsigned i = 0; i < l->names; i++) {
		buf_clear(&text);
		dns_name_fmt(&text, &l->name[i]);
		fact[i] = (struct ptr_name_facts){ .name = arena_str(&p->scratch, buf_str(&text)),
						   .confirmed = l->confirmed[i],
						   .unknown = l->unknown[i] };
	}
	told.verdict = ptr_judge(l->ip, fact, l->names, &best);
	if (l->names > 0)
		told.name = fact[best].name;
	if (told.verdict == PTR_UNKNOWN || (l->names == 0 && l->trouble)) {
		told.verdict = PTR_UNKNOWN;
		told.why = l->trouble;
	}
	l->used = false;
	p->calls.done(p->calls.ctx, &told);
	arena_clear(&p->scratch);
}

static const char *trouble_of(struct lookup *l, const struct told *t)
{
	switch (t->how) {
	case TOLD_ERROR:
	case TOLD_REPLY:
		return dns_rcode_text(t->rcode, l->word);
	case TOLD_CUT:
		return "truncated";
	case TOLD_GARBLED:
		return "garbled";
	case TOLD_SILENCE:
		return "timeout";
	case TOLD_NOBODY:
	case TOLD_STOPPED:
		return "no resolver";
	case TOLD_STARVED:
		return "too many open files";
	case TOLD_NAMELESS:
		return "name too long";
	}
	return "";
}

/* A name whose addresses have not been asked for; false if there is none. */
static bool next_name(struct ptr *p, struct ask *out)
{
	for (unsigned i = 0; i < PTR_AT_ONCE; i++) {
		struct lookup *l = &p->lookup[i];

		if (!l->used || l->asked == l->names)
			continue;
		out->tag = (uint64_t)i << 8 | l->asked;
		out->type = l->ip.len == 4 ? DNS_A : DNS_AAAA;
		out->name = &l->name[l->asked++];
		return true;
	}
	return false;
}

static bool next(void *ctx, unsigned zone, struct ask *out)
{
	struct ptr *p = ctx;
	unsigned i = 0;
	struct ip ip;

	(void)zone;
	if (next_name(p, out))
		return true;
	while (i < PTR_AT_ONCE && p->lookup[i].used)
		i++;
	if (i == PTR_AT_ONCE || p->dry)
		return false;
	p->dry = !p->calls.next(p->calls.ctx, &ip);
	if (p->dry)
		return false;
	p->lookup[i] = (struct lookup){ .used = true, .ip = ip, .reverse = dns_name_of_ptr(ip) };
	out->tag = (uint64_t)i << 8 | STEP_PTR;
	out->type = DNS_PTR;
	out->name = &p->lookup[i].reverse;
	return true;
}

static void names_told(struct ptr *p, struct lookup *l, const struct told *t)
{
	if (t->how == TOLD_REPLY) {
		l->records = t->reply->names;
		l->names = t->reply->names < PTR_NAMES_MAX ? t->reply->names : PTR_NAMES_MAX;
		for (unsigned i = 0; i < l->names; i++)
			l->name[i] = t->reply->name[i];
		l->waiting = l->names;
	} else {
		l->trouble = trouble_of(l, t);
	}
	if (l->waiting == 0)
		tell(p, l);
}

static void addresses_told(struct ptr *p, struct lookup *l, unsigned name, const struct told *t)
{
	if (t->how != TOLD_REPLY) {
		l->unknown[name] = true;
		l->trouble = trouble_of(l, t);
	}
	for (unsigned i = 0; t->how == TOLD_REPLY && i < t->reply->addrs; i++)
		l->confirmed[name] |= ip_eq(t->reply->addr[i].ip, l->ip);
	if (--l->waiting == 0)
		tell(p, l);
}

static void done(void *ctx, unsigned zone, const struct ask *q, const struct told *t)
{
	struct ptr *p = ctx;
	struct lookup *l = &p->lookup[q->tag >> 8];

	if ((q->tag & 0xff) == STEP_PTR)
		names_told(p, l, t);
	else
		addresses_told(p, l, q->tag & 0xff, t);
	engine_wake(p->engine, zone); /* for its names, or another address */
}

static void idle(void *ctx)
{
	struct ptr *p = ctx;

	if (p->calls.idle)
		p->calls.idle(p->calls.ctx);
}

struct ptr *ptr_new(struct loop *loop, const struct resolvers *whom, unsigned window,
		    const struct ptr_calls *calls)
{
	struct ptr *p = mem_new(1, sizeof(*p));
	struct engine_config config = { .window = window ? window : WINDOW,
					.patience = SPAN_S(15),
					.from = whom->from };
	struct engine_calls mine = { .next = next, .done = done, .idle = idle, .ctx = p };
	struct engine_zone zone = { .server = whom->at, .servers = whom->n, .recurse = true };

	die_if(whom->n == 0);
	p->calls = *calls;
	p->engine = engine_new(loop, &config, &mine);
	p->zone = engine_zone_add(p->engine, &zone, NULL);
	return p;
}

void ptr_free(struct ptr *p)
{
	if (!p)
		return;
	engine_free(p->engine);
	arena_done(&p->scratch);
	free(p);
}
