/* One client of the control socket: his rights, his frames, his answers. */
#pragma once

#include "base/err.h"
#include "msg/answer_msg.h"
#include "msg/frame.h"
#include "sys/listen.h"

#define SESSION_IDLE SPAN_S(20 * 60)

struct loop;
struct session;

struct session_calls {
	/* A frame that decoded; `packet` is the whole of it. He may not free the session here. */
	void (*got)(void *ctx, struct session *s, const struct frame *frame, struct str packet,
		    int passed);
	void (*gone)(void *ctx, struct session *s); /* to be freed here */
	void *ctx;
};

struct session_start {
	struct loop *loop;
	int fd;
	unsigned group; /* whose members may; LISTEN_NO_GROUP */
	struct session_calls calls;
};

/* Takes the descriptor. NULL: he may not; he was told so, and it is closed. */
struct session *session_new(const struct session_start *start);
void session_free(struct session *s);

/* He waits for what we do: he is not idle. */
void session_waits(struct session *s);

/* By the kernel's word. */
unsigned session_uid(const struct session *s);

/* JSON that is too large for a frame goes as a memfd. */
void session_answer(struct session *s, uint64_t id, const struct answer_msg *answer);

/* An answer of the desk as it is, with the payload beside it or -1. */
void session_pass(struct session *s, struct str packet, int payload);

struct session *session_next(const struct session *s);
void session_chain(struct session *s, struct session *next);
