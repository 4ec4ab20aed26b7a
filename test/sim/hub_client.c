/* Requests and their answers. */
#include "hub_client.h"

#include "base/die.h"
#include "cli/hub.h"
#include "hub.h"
#include "msg/answer_msg.h"
#include "sys/channel.h"
#include "sys/memfd.h"
#include "sys/packet.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

#define REST_FIRST SPAN_MS(50) /* before asking again; as cli/hub.c rests */
#define REST_DOUBLED SPAN_S(1)

struct request {
	struct client_ask ask; /* its texts are in mem */
	struct arena mem;
	struct str packet;
	uint64_t id;
	struct channel *line;
	struct world_event *wake; /* open: the next try, or the end of patience */
	struct span rest;
	int64_t until; /* then it is given up */
	struct client_told told;
	struct str first; /* the first answer that said it was done */
	bool done;
};

static struct loop *loop;
static struct request request[CLIENT_REQUESTS_MAX];
static size_t requests;
static struct err wrong; /* the first thing that must never be */

static void attempt(void *ctx);

void client_begin(struct loop *in)
{
	loop = in;
	requests = 0;
	wrong = (struct err){ 0 };
}

void client_end(void)
{
	for (size_t i = 0; i < requests; i++) {
		channel_free(request[i].line);
		arena_done(&request[i].mem);
	}
	requests = 0;
}

static struct request *request_of(struct str label)
{
	for (size_t i = 0; i < requests; i++)
		if (str_eq(request[i].ask.label, label))
			return &request[i];
	return NULL;
}

static void hang_up(struct request *r)
{
	channel_free(r->line);
	r->line = NULL;
	world_call_off(r->wake);
	r->wake = NULL;
}

/* As cli/hub.c: what broke off and what says LATER or UNSURE is asked again for a while. */
static void ended(struct request *r, bool again)
{
	hang_up(r);
	r->told.open = again && world_since().us <= r->until;
	if (!r->told.open)
		return;
	r->wake = world_in(r->rest, attempt, r);
	if (r->rest.us < REST_DOUBLED.us)
		r->rest.us *= 2;
}

static void broke_off(struct request *r, enum err_kind kind, const char *why)
{
	r->told.kind = kind;
	r->told.text = arena_str(&r->mem, str_of(why));
	ended(r, true);
}

static void gone(void *ctx, const struct err *why)
{
	broke_off(ctx, ERR_GONE, why->text);
}

static void no_patience(void *ctx)
{
	struct request *r = ctx;

	r->wake = NULL;
	broke_off(r, ERR_LATER, "no answer");
}

static void must_not_be(const struct request *r, const char *what)
{
	if (!wrong.kind)
		err_set(&wrong, ERR_INPUT, "%.*s: %s", STR_ARG(r->ask.label), what);
}

static int read_answer(struct request *r, struct str packet, int passed, struct err *err)
{
	struct memfd_view view AUTO(memfd_unmap) = { 0 };
	struct answer_msg answer;
	struct frame frame;

	if (frame_get(packet, &frame, err) < 0 || frame.type != MSG_ANSWER ||
	    msg_get_answer(&frame, &r->mem, &answer, err) < 0)
		return -1;
	if (frame.id != r->id && frame.id != 0) /* 0: turned away before it was read */
		return -1;
	if ((frame.flags & FRAME_MEMFD) && memfd_map(passed, MEMFD_MAX, &view, err) < 0)
		return -1;
	r->told.text = answer.text;
	r->told.json = view.s.p ? arena_str(&r->mem, view.s) : answer.json;
	r->told.kind = answer.kind;
	return 0;
}

static void got(void *ctx, struct str packet, int passed)
{
	struct request *r = ctx;
	struct err err;

	if (read_answer(r, packet, passed, &err) < 0) {
		must_not_be(r, "an answer that is none of its own");
		return;
	}
	if (++r->told.answers > r->told.tries)
		must_not_be(r, "answered more often than asked");
	if (r->told.kind == ERR_NONE && r->ask.once) {
		if (r->done && !str_eq(r->first, r->told.json))
			must_not_be(r, "done a second time: the answer is another one");
		if (!r->done)
			r->first = r->told.json;
		r->done = true;
	}
	ended(r, r->told.kind == ERR_LATER || r->told.kind == ERR_UNSURE);
}

static int send_it(struct request *r, struct err *err)
{
	int memory = -1;
	int code;

	if (r->ask.memory.p) {
		memory = memfd_new(r->ask.memory, err);
		if (memory < 0)
			return -1;
	}
	code = channel_send(r->line, r->packet, memory, err);
	packet_close(memory);
	return code;
}

static void attempt(void *ctx)
{
	struct request *r = ctx;
	const struct channel_calls calls = { got, gone, r };
	struct err err;

	r->line = channel_new(loop, hub_connect(r->ask.uid, r->ask.gid), &calls);
	r->told.tries++;
	r->told.open = true;
	r->wake = world_in(r->ask.wait, no_patience, r);
	if (send_it(r, &err) < 0)
		broke_off(r, ERR_LATER, err.text);
}

static void begin(struct request *r)
{
	r->rest = REST_FIRST;
	r->until = world_since().us + HUB_AGAIN_FOR.us;
	attempt(r);
}

int client_ask(const struct client_ask *ask, struct err *err)
{
	struct request *r = &request[requests];
	struct buf AUTO(buf_done) packet = { 0 };

	if (requests == CLIENT_REQUESTS_MAX || request_of(ask->label))
		return err_set(err, ERR_INPUT, "too many requests, or two of one name");
	buf_init(&packet, FRAME_MAX);
	*r = (struct request){ .ask = *ask, .id = rng_u64(world_secrets()) };
	r->ask.label = arena_str(&r->mem, ask->label);
	if (ask->memory.p)
		r->ask.memory = arena_str(&r->mem, ask->memory);
	frame_begin(&packet, ask->type, ask->memory.p ? FRAME_MEMFD : 0, r->id);
	buf_add(&packet, ask->body);
	if (frame_end(&packet, err) < 0)
		return -1;
	r->packet = arena_str(&r->mem, buf_str(&packet));
	requests++;
	begin(r);
	return 0;
}

int client_again(struct str label, struct err *err)
{
	struct request *r = request_of(label);

	if (!r || r->told.open)
		return err_set(err, ERR_INPUT, "\"%.*s\" was not asked, or is not answered yet",
			       STR_ARG(label));
	r->told.left = false;
	begin(r);
	return 0;
}

int client_leave(struct str label, struct err *err)
{
	struct request *r = request_of(label);

	if (!r || !r->told.open)
		return err_set(err, ERR_INPUT, "nobody waits for an answer to \"%.*s\"",
			       STR_ARG(label));
	hang_up(r);
	r->told.open = false;
	r->told.left = true;
	return 0;
}

bool client_told(struct str label, struct client_told *out)
{
	const struct request *r = request_of(label);

	if (r)
		*out = r->told;
	return r != NULL;
}

int client_law(struct err *err)
{
	if (wrong.kind) {
		*err = wrong;
		return -1;
	}
	for (size_t i = 0; i < requests; i++)
		if (request[i].told.open)
			return err_set(err, ERR_INPUT, "%.*s was never answered",
				       STR_ARG(request[i].ask.label));
	return 0;
}
