/* Keeping results in a list, oldest first. */
#include "watch/kept.h"

#include "base/die.h"
#include "sys/channel.h"
#include "sys/log.h"
#include "sys/memfd.h"

#include <stdlib.h>
#include <string.h>

struct result {
	enum msg_type type;
	uint64_t id;
	size_t n;
	struct result *next;
	char body[];
};

struct kept {
	struct channel *desk;
	struct result *first;
	size_t n, octets;
};

struct kept *kept_new(struct channel *desk)
{
	struct kept *k = mem_new(1, sizeof(*k));

	k->desk = desk;
	return k;
}

static void drop_at(struct kept *k, struct result **at)
{
	struct result *r = *at;

	*at = r->next;
	k->n--;
	k->octets -= r->n;
	free(r);
}

void kept_free(struct kept *k)
{
	if (!k)
		return;
	while (k->first)
		drop_at(k, &k->first);
	free(k);
}

/* What does not go out now is asked for by the desk's next start, or by our own timer. */
static void send_result(struct kept *k, const struct result *r)
{
	const struct str body = { r->body, r->n };
	struct buf AUTO(buf_done) packet;
	bool large = r->n > FRAME_BODY_MAX;
	struct err err = { 0 };
	int fd = -1;

	buf_init(&packet, FRAME_MAX);
	if (large && (fd = memfd_new(body, &err)) < 0) {
		log_err(LOG_ERROR, "result-not-sent", &err);
		return;
	}
	frame_begin(&packet, r->type, large ? FRAME_MEMFD : 0, r->id);
	if (!large)
		buf_add(&packet, body);
	if (frame_end(&packet, &err) < 0 || channel_send(k->desk, buf_str(&packet), fd, &err) < 0)
		log_err(LOG_WARN, "result-not-sent", &err);
	packet_close(fd);
}

size_t kept_add(struct kept *k, enum msg_type type, uint64_t id, struct str body)
{
	struct result *r = mem_new(1, sizeof(*r) + body.n);
	struct result **at = &k->first;
	size_t dropped = 0;

	r->type = type;
	r->id = id;
	r->n = body.n;
	memcpy(r->body, body.p, body.n);
	for (; k->first && (k->n >= KEPT_MAX || k->octets + body.n > KEPT_OCTETS_MAX); dropped++)
		drop_at(k, &k->first);
	while (*at)
		at = &(*at)->next;
	*at = r;
	k->n++;
	k->octets += r->n;
	send_result(k, r);
	return dropped;
}

void kept_drop(struct kept *k, uint64_t id)
{
	for (struct result **at = &k->first; *at; at = &(*at)->next)
		if ((*at)->id == id) {
			drop_at(k, at);
			return;
		}
}

void kept_send_all(struct kept *k)
{
	for (const struct result *r = k->first; r; r = r->next)
		send_result(k, r);
}

size_t kept_count(const struct kept *k)
{
	return k->n;
}
