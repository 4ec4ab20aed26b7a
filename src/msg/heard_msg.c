/* What jobs have heard, put and got field by field. */
#include "msg/heard_msg.h"

#include "base/wire.h"

enum { LOCAL = 1, SPARED = 2 };
enum { POLICY = 1, SECOND = 2 };

static void put_hit(struct buf *out, const struct heard_hit *h)
{
	wire_put_range(out, h->about);
	wire_put_str(out, h->name);
	wire_put_u8(out, (uint8_t)h->codes);
	for (unsigned i = 0; i < h->codes; i++)
		wire_put_u32(out, h->code[i]);
	wire_put_str(out, h->meaning);
	wire_put_str(out, h->reason);
	wire_put_str(out, h->server);
	wire_put_u32(out, h->ttl);
	wire_put_u8(out, h->severity);
	wire_put_u8(out, (uint8_t)h->kind);
	wire_put_u8(out, (uint8_t)((h->policy ? POLICY : 0) | (h->second ? SECOND : 0)));
}

static void take_codes(struct wire_in *w, struct heard_hit *h)
{
	h->codes = wire_get_u8(w);
	if (h->codes > HEARD_CODES_MAX) {
		h->codes = 0;
		w->bad = true;
	}
	for (unsigned i = 0; i < h->codes; i++)
		h->code[i] = wire_get_u32(w);
}

static void take_hit(struct wire_in *w, struct heard_hit *h)
{
	uint8_t kind, bits;

	h->about = wire_get_range(w);
	h->name = wire_get_str(w, JOB_NAME_MAX);
	take_codes(w, h);
	h->meaning = wire_get_str(w, HEARD_MEANING_MAX);
	h->reason = wire_get_str(w, HEARD_REASON_MAX);
	h->server = wire_get_str(w, HEARD_SERVER_MAX);
	h->ttl = wire_get_u32(w);
	h->severity = wire_get_u8(w);
	kind = wire_get_u8(w);
	bits = wire_get_u8(w);
	h->policy = bits & POLICY;
	h->second = bits & SECOND;
	h->kind = (enum list_kind)kind;
	if (kind > LIST_REFUSAL || (bits & ~(POLICY | SECOND)) ||
	    (h->about.lo.len == 0) != (h->name.n > 0))
		w->bad = true;
}

static void put_head(struct buf *out, const struct heard *h)
{
	wire_put_u8(out, (uint8_t)h->health);
	wire_put_u8(out, (uint8_t)((h->local ? LOCAL : 0) | (h->spared ? SPARED : 0)));
	wire_put_str(out, h->why);
	wire_put_when(out, h->begun);
	wire_put_when(out, h->ended);
	wire_put_u32(out, h->serial_before);
	wire_put_u32(out, h->serial_after);
	wire_put_u32(out, h->spent);
	wire_put_u32(out, h->asked);
	wire_put_u32(out, h->unknown);
	wire_put_u32(out, h->keep_s);
}

static void take_head(struct wire_in *w, struct heard *h)
{
	uint8_t health = wire_get_u8(w);
	uint8_t bits = wire_get_u8(w);

	h->health = (enum heard_health)health;
	h->local = bits & LOCAL;
	h->spared = bits & SPARED;
	h->why = wire_get_str(w, HEARD_WHY_MAX);
	h->begun = wire_get_when(w);
	h->ended = wire_get_when(w);
	h->serial_before = wire_get_u32(w);
	h->serial_after = wire_get_u32(w);
	h->spent = wire_get_u32(w);
	h->asked = wire_get_u32(w);
	h->unknown = wire_get_u32(w);
	h->keep_s = wire_get_u32(w);
	if (health >= HEARD_HEALTHS || (bits & ~(LOCAL | SPARED)))
		w->bad = true;
}

void heard_msg_put(struct buf *out, const struct heard_msg *msg)
{
	const struct heard *h = &msg->heard;

	msg_put_job(out, &msg->job);
	put_head(out, h);
	job_put_words(out, h->word, h->words);
	wire_put_u32(out, (uint32_t)h->hits);
	for (size_t i = 0; i < h->hits; i++)
		put_hit(out, &h->hit[i]);
	wire_put_u32(out, (uint32_t)h->cleans);
	for (size_t i = 0; i < h->cleans; i++)
		wire_put_range(out, h->clean[i].run);
	wire_put_u32(out, (uint32_t)h->clean_names);
	for (size_t i = 0; i < h->clean_names; i++)
		wire_put_str(out, h->clean_name[i]);
}

/* A count of at most `most`, and no more than can follow when each has `octets` at least; 0
 * once anything is wrong. */
static uint32_t take_count(struct wire_in *w, uint32_t most, size_t octets)
{
	uint32_t n = wire_get_u32(w);

	if (n > most || n > (w->all.n - w->at) / octets)
		w->bad = true;
	return w->bad ? 0 : n;
}

static void take_hits(struct wire_in *w, struct arena *arena, struct heard *h)
{
	struct heard_hit *hit;

	h->hits = take_count(w, HEARD_HITS_MAX, 20);
	hit = arena_new(arena, h->hits, sizeof(*hit));
	for (size_t i = 0; i < h->hits && !w->bad; i++)
		take_hit(w, &hit[i]);
	h->hit = hit;
}

static void take_cleans(struct wire_in *w, struct arena *arena, struct heard *h)
{
	struct heard_run *clean;
	struct str *name;

	h->cleans = take_count(w, HEARD_RUNS_MAX, 10);
	clean = arena_new(arena, h->cleans, sizeof(*clean));
	for (size_t i = 0; i < h->cleans && !w->bad; i++) {
		clean[i].run = wire_get_range(w);
		if (clean[i].run.lo.len == 0)
			w->bad = true;
	}
	h->clean = clean;
	h->clean_names = take_count(w, JOB_ROUND_NAMES_MAX, 4);
	name = arena_new(arena, h->clean_names, sizeof(*name));
	for (size_t i = 0; i < h->clean_names && !w->bad; i++)
		name[i] = wire_get_str(w, JOB_NAME_MAX);
	h->clean_name = name;
}

int heard_msg_get(struct str octets, struct arena *arena, struct heard_msg *out, struct err *err)
{
	struct wire_in w = wire_of(octets);

	*out = (struct heard_msg){ 0 };
	job_take(&w, arena, &out->job);
	take_head(&w, &out->heard);
	out->heard.word = job_take_words(&w, arena, &out->heard.words);
	take_hits(&w, arena, &out->heard);
	take_cleans(&w, arena, &out->heard);
	out->heard.zone = out->job.zone;
	if (!wire_end(&w) || out->job.kind == JOB_PTR ||
	    (out->heard.spared && out->job.spares == 0))
		return err_set(err, ERR_INPUT, "message \"heard\" is damaged");
	return 0;
}

void ptr_msg_put(struct buf *out, const struct ptr_msg *msg)
{
	wire_put_when(out, msg->at);
	wire_put_u32(out, (uint32_t)msg->rows);
	for (size_t i = 0; i < msg->rows; i++) {
		wire_put_ip(out, msg->row[i].ip);
		wire_put_u8(out, (uint8_t)msg->row[i].verdict);
		wire_put_str(out, msg->row[i].name);
	}
}

int ptr_msg_get(struct str octets, struct arena *arena, struct ptr_msg *out, struct err *err)
{
	struct wire_in w = wire_of(octets);
	struct ptr_heard *row;

	*out = (struct ptr_msg){ .at = wire_get_when(&w) };
	out->rows = take_count(&w, PTRS_MAX, 10);
	row = arena_new(arena, out->rows, sizeof(*row));
	for (size_t i = 0; i < out->rows && !w.bad; i++) {
		uint8_t verdict;

		row[i].ip = wire_get_ip(&w);
		verdict = wire_get_u8(&w);
		row[i].verdict = (enum ptr_verdict)verdict;
		row[i].name = wire_get_str(&w, JOB_NAME_MAX);
		if (row[i].ip.len == 0 || verdict > PTR_UNKNOWN)
			w.bad = true;
	}
	out->row = row;
	if (!wire_end(&w))
		return err_set(err, ERR_INPUT, "message \"ptr\" is damaged");
	return 0;
}
