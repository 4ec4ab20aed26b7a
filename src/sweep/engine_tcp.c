/* The engine's last resort for what all servers truncate: one question over one connection. */
#include "sweep/engine_parts.h"

#include "sys/random.h"
#include "sys/tcp.h"

enum { WAIT_S = 10 };

/* A whole answer, or nothing better than what came over UDP. */
static void finish(struct engine *e, uint32_t i, struct str reply)
{
	struct slot *s = &e->slots.slot[i];
	struct dns_reply *r = &e->reply;
	struct told told = { .how = TOLD_REPLY, .reply = r, .tries = s->tries };
	size_t n = engine_encode(e, s, e->query);
	bool bare = false;

	dns_query_id(e->query, s->id);
	if (!reply.p || !dns_reply_matches(reply, e->query, n, &bare) || bare ||
	    dns_reply_parse(reply, r, NULL) < 0 || r->tc ||
	    (r->rcode != DNS_NOERROR && r->rcode != DNS_NXDOMAIN)) {
		engine_due(e, i); /* nobody is left: it ends as truncated */
		return;
	}
	told.rcode = r->rcode;
	told.server = e->zone[s->zone]->server[s->said]->at;
	told.rtt.us = e->now.us - s->sent.us;
	engine_end(e, i, &told);
}

static void on_reply(void *ctx, struct str reply)
{
	struct stream *stream = ctx;
	struct engine *e = stream->engine;

	engine_clock(e);
	finish(e, stream->slot, reply);
	tcp_free(stream->tcp);
	*stream = (struct stream){ 0 };
	engine_alarm(e, e->now);
}

static struct stream *free_stream(struct engine *e)
{
	for (unsigned k = 0; k < ENGINE_STREAMS_MAX; k++)
		if (!e->stream[k].engine)
			return &e->stream[k];
	return NULL;
}

bool engine_stream(struct engine *e, uint32_t i)
{
	struct slot *s = &e->slots.slot[i];
	struct zone *z = e->zone[s->zone];
	struct stream *stream = free_stream(e);
	struct tcp_ask ask = { .peer = z->server[s->said]->at,
			       .from = e->config.from,
			       .wait = SPAN_S((int64_t)WAIT_S) };

	if (!stream)
		return false;
	slots_unbind(&e->slots, i);
	slots_drop(&e->slots, i);
	s->streamed = true;
	s->id = random_u16();
	s->sent = e->now;
	s->tries++;
	z->stats.sent++;
	z->stats.retried++;
	ask.query = (struct str){ (const char *)e->query, engine_encode(e, s, e->query) };
	dns_query_id(e->query, s->id);
	if (z->recurse)
		dns_query_recurse(e->query);
	*stream = (struct stream){ .engine = e, .slot = i };
	stream->tcp = tcp_new(e->loop, &ask, on_reply, stream);
	return true;
}

void engine_streams_end(struct engine *e)
{
	for (unsigned k = 0; k < ENGINE_STREAMS_MAX; k++)
		tcp_free(e->stream[k].tcp);
}
