/* Jobs for the watch, as octets. */
#include "msg/job_msg.h"

#include "base/wire.h"

enum { WALKS = 1, ENDS = 2 };
enum { WALK_ID_MAX = 15 };

static void put_walk(struct buf *out, const struct job_walk *w)
{
	wire_put_u8(out, (uint8_t)((w->walks ? WALKS : 0) | (w->ends ? ENDS : 0)));
	wire_put_u8(out, w->id);
	wire_put_when(out, w->begun);
	wire_put_ip(out, w->from);
	wire_put_ip(out, w->to);
	wire_put_u64(out, w->space);
}

static void take_walk(struct wire_in *w, struct job_walk *out)
{
	uint8_t bits = wire_get_u8(w);

	out->walks = bits & WALKS;
	out->ends = bits & ENDS;
	out->id = wire_get_u8(w);
	out->begun = wire_get_when(w);
	out->from = wire_get_ip(w);
	out->to = wire_get_ip(w);
	out->space = wire_get_u64(w);
	if ((bits & ~(WALKS | ENDS)) || out->id > WALK_ID_MAX)
		w->bad = true;
}

static void put_ranges(struct buf *out, const struct range *r, size_t n)
{
	wire_put_u32(out, (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		wire_put_range(out, r[i]);
}

void job_put_words(struct buf *out, const struct serial_word *word, size_t n)
{
	wire_put_u32(out, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		wire_put_endpoint(out, word[i].at);
		wire_put_u32(out, word[i].before);
		wire_put_u32(out, word[i].after);
	}
}

void msg_put_job(struct buf *out, const struct job *job)
{
	wire_put_u8(out, (uint8_t)job->kind);
	wire_put_str(out, job->zone);
	wire_put_u32(out, job->grant);
	wire_put_when(out, job->granted);
	wire_put_u64(out, job->seed);
	put_walk(out, &job->walk);
	put_ranges(out, job->part, job->parts);
	wire_put_u32(out, (uint32_t)job->names);
	for (size_t i = 0; i < job->names; i++)
		wire_put_str(out, job->name[i]);
	job_put_words(out, job->spare, job->spares);
	put_ranges(out, job->audit, job->audits);
}

/* A count of at most `most`; 0 once anything is wrong. */
static uint32_t take_count(struct wire_in *w, uint32_t most)
{
	uint32_t n = wire_get_u32(w);

	if (n > most)
		w->bad = true;
	return w->bad ? 0 : n;
}

static const struct range *take_ranges(struct wire_in *w, struct arena *arena, uint32_t most,
				       size_t *n)
{
	struct range *r;

	*n = take_count(w, most);
	r = arena_new(arena, *n, sizeof(*r));
	for (size_t i = 0; i < *n && !w->bad; i++) {
		r[i] = wire_get_range(w);
		if (r[i].lo.len == 0)
			w->bad = true;
	}
	return r;
}

const struct serial_word *job_take_words(struct wire_in *w, struct arena *arena, size_t *n)
{
	struct serial_word *word;

	*n = take_count(w, SERIAL_SERVERS_MAX);
	word = arena_new(arena, *n, sizeof(*word));
	for (size_t i = 0; i < *n && !w->bad; i++) {
		word[i].at = wire_get_endpoint(w);
		word[i].before = wire_get_u32(w);
		word[i].after = wire_get_u32(w);
		if (word[i].at.ip.len == 0)
			w->bad = true;
	}
	return word;
}

static void take_names(struct wire_in *w, struct arena *arena, struct job *out)
{
	struct str *name;

	out->names = take_count(w, JOB_ROUND_NAMES_MAX);
	name = arena_new(arena, out->names, sizeof(*name));
	for (size_t i = 0; i < out->names && !w->bad; i++)
		name[i] = arena_str(arena, wire_get_str(w, JOB_NAME_MAX));
	out->name = name;
}

void job_take(struct wire_in *w, struct arena *arena, struct job *out)
{
	uint8_t kind = wire_get_u8(w);

	*out = (struct job){ 0 };
	out->zone = arena_str(arena, wire_get_str(w, JOB_NAME_MAX));
	out->grant = wire_get_u32(w);
	out->granted = wire_get_when(w);
	out->seed = wire_get_u64(w);
	take_walk(w, &out->walk);
	out->part = take_ranges(w, arena, JOB_PARTS_MAX, &out->parts);
	take_names(w, arena, out);
	out->spare = job_take_words(w, arena, &out->spares);
	out->audit = take_ranges(w, arena, JOB_AUDIT_MAX, &out->audits);
	if (kind >= JOB_KINDS || (kind == JOB_PTR) != (out->zone.n == 0))
		w->bad = true;
	else
		out->kind = (enum job_kind)kind;
}

int msg_get_job(const struct frame *in, struct arena *arena, struct job *out, struct err *err)
{
	struct wire_in w = wire_of(in->body);

	job_take(&w, arena, out);
	if (!wire_end(&w))
		return err_set(err, ERR_INPUT, "message \"job\" is damaged");
	return 0;
}
