/* A client's connection: who he is, and frames in both directions. */
#include "front/session.h"

#include "base/die.h"
#include "sys/channel.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/memfd.h"

#include <stdlib.h>

struct session {
	struct session_start start;
	struct channel *channel;
	struct loop_timer *idle;
	struct peer peer;
	struct session *next;
};

/* root, the hub's own user, and the group. */
static int rights(const struct session_start *start, struct peer *peer, struct err *err)
{
	if (listen_peer(start->fd, peer, err) < 0)
		return -1;
	if (peer->uid == 0 || peer->uid == listen_own_uid() ||
	    listen_peer_in(start->fd, peer, start->group))
		return 0;
	return err_set(
		err, ERR_INPUT,
		"user %u may not speak with the hub: root, the hub's own user and members of "
		"group netizen may",
		peer->uid);
}

static void turn_away(const struct session_start *start, const struct err *why)
{
	const struct answer_msg answer = { why->kind, str_of(why->text), STR("") };
	struct buf AUTO(buf_done) packet;
	struct err err;

	buf_init(&packet, FRAME_MAX);
	frame_begin(&packet, MSG_ANSWER, 0, 0);
	msg_put_answer(&packet, &answer);
	if (frame_end(&packet, &err) == 0 && packet_send(start->fd, buf_str(&packet), -1, &err) < 0)
		log_err(LOG_INFO, "client-left", &err);
	log_err(LOG_WARN, "client-refused", why);
	packet_close(start->fd);
}

static void got(void *ctx, struct str packet, int passed)
{
	struct session *s = ctx;
	struct frame frame;
	struct err err;

	if (frame_get(packet, &frame, &err) < 0) {
		log_err(LOG_WARN, "client-dropped", &err);
		s->start.calls.gone(s->start.calls.ctx, s);
		return;
	}
	loop_timer_set(s->idle, SESSION_IDLE);
	s->start.calls.got(s->start.calls.ctx, s, &frame, packet, passed);
}

static void gone(void *ctx, const struct err *why)
{
	struct session *s = ctx;

	if (why->kind != ERR_GONE)
		log_err(LOG_WARN, "client-dropped", why);
	s->start.calls.gone(s->start.calls.ctx, s);
}

static void is_idle(void *ctx)
{
	struct session *s = ctx;

	s->start.calls.gone(s->start.calls.ctx, s);
}

struct session *session_new(const struct session_start *start)
{
	struct session *s;
	struct peer peer;
	struct err err;

	if (rights(start, &peer, &err) < 0) {
		turn_away(start, &err);
		return NULL;
	}
	s = mem_new(1, sizeof(*s));
	s->start = *start;
	s->peer = peer;
	s->idle = loop_timer_new(start->loop, is_idle, s);
	loop_timer_set(s->idle, SESSION_IDLE);
	s->channel = channel_new(start->loop, start->fd, &(struct channel_calls){ got, gone, s });
	return s;
}

void session_free(struct session *s)
{
	if (!s)
		return;
	loop_timer_free(s->idle);
	channel_free(s->channel);
	free(s);
}

void session_waits(struct session *s)
{
	loop_timer_set(s->idle, SESSION_IDLE);
}

unsigned session_uid(const struct session *s)
{
	return s->peer.uid;
}

void session_pass(struct session *s, struct str packet, int payload)
{
	struct err err;

	/* he will ask again, by the same id */
	if (channel_send(s->channel, packet, payload, &err) < 0)
		log_err(LOG_WARN, "answer-lost", &err);
}

void session_answer(struct session *s, uint64_t id, const struct answer_msg *answer)
{
	struct answer_msg told = *answer;
	struct buf AUTO(buf_done) packet;
	struct err err;
	int fd = -1;

	buf_init(&packet, FRAME_MAX);
	if (told.json.n > ANSWER_JSON_MAX) {
		fd = memfd_new(told.json, &err);
		told.json = STR("");
		if (fd < 0) {
			told.kind = err.kind;
			told.text = str_of(err.text);
		}
	}
	frame_begin(&packet, MSG_ANSWER, fd >= 0 ? FRAME_MEMFD : 0, id);
	msg_put_answer(&packet, &told);
	die_if(frame_end(&packet, &err) < 0);
	session_pass(s, buf_str(&packet), fd);
	packet_close(fd);
}

struct session *session_next(const struct session *s)
{
	return s->next;
}

void session_chain(struct session *s, struct session *next)
{
	s->next = next;
}
