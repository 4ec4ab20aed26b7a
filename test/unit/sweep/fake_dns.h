/* A name server of the tests' own on 127.0.0.1: truthful about which addresses are listed, and
 * as unruly as a test wants it. Below bl.test every address whose last octet ends in 3 is
 * listed as 127.0.0.2. */
#pragma once

#include "unit.h"

#include "base/endpoint.h"
#include "base/rng.h"
#include "proto/dns_reply.h"
#include "sys/loop.h"

#include <netinet/in.h>

enum fake_mood {
	FAKE_TRUE,
	FAKE_SILENT,
	FAKE_LOSSY,    /* drops 30 % of the questions */
	FAKE_TWICE,    /* every answer twice */
	FAKE_LATE,     /* answers half a second late, once, then in time */
	FAKE_FORGED,   /* before each true answer: a wrong id, a wrong question, a wrong source */
	FAKE_CUT,      /* TC set, nothing in it */
	FAKE_STREAM,   /* the same, and the truth over TCP */
	FAKE_GARBAGE,  /* the question, then noise */
	FAKE_REFUSING, /* REFUSED, with the question */
	FAKE_BARE,     /* REFUSED, nothing but a header */
	FAKE_FAILING,  /* SERVFAIL */
	FAKE_SHOUTING, /* answers in capitals */
};

struct fake {
	struct endpoint at;
	enum fake_mood mood;
	unsigned asked, streamed, fails_left;
	int fd, other_fd;
	struct loop_fd *watch;
	int listener; /* TCP, of FAKE_STREAM */
	struct loop_fd *listen;
	struct loop_timer *timer;
	struct rng rng;
	struct fake_late {
		uint8_t data[512];
		size_t n;
		struct sockaddr_in to;
	} late[256];
	unsigned lates;
	bool was_late;
};

bool fake_listed(struct ip ip);

/* A socket bound to a port of its own. */
int fake_socket(struct endpoint *at);

struct fake *fake_new(struct loop *loop, enum fake_mood mood);
void fake_free(struct fake *f);

/* The loop's callback: reads what has come and answers it. */
void fake_hears(void *ctx, unsigned ready);
