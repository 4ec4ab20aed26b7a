/* Requests that lie with the desk, kept until they are answered: the desk may die over them,
 * and then they are sent again. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PENDING_MAX 1000
#define PENDING_OCTETS_MAX (64u << 20)

struct pending; /* the table */

struct request {
	uint64_t id;
	void *asker; /* NULL: has gone meanwhile */
	struct str packet;
	int payload;     /* -1: none */
	unsigned deaths; /* of the desk, while it lay there */
	struct request *next;
};

struct pending *pending_new(void);
void pending_free(struct pending *p);

/* Keeps a copy of the packet and of the payload's descriptor. One that is asked again by the
 * same id belongs to the latest asker (*again). ERR_LATER: too many lie there. */
NODISCARD int pending_add(struct pending *p, const struct request *r, bool *again, struct err *err);

struct request *pending_find(struct pending *p, uint64_t id);
void pending_drop(struct pending *p, uint64_t id);

/* What he asked goes on, but nobody waits for it. */
void pending_forget(struct pending *p, const void *asker);

struct request *pending_first(struct pending *p); /* then request.next */
size_t pending_count(const struct pending *p);
