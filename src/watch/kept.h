/* Results kept until the desk has acknowledged them. */
#pragma once

#include "base/str.h"
#include "msg/frame.h"

#define KEPT_MAX 1000                /* results */
#define KEPT_OCTETS_MAX (256u << 20) /* of all of them; the oldest are dropped beyond */

struct channel;
struct kept;

struct kept *kept_new(struct channel *desk);
void kept_free(struct kept *k);

/* Copies `body`, keeps it, sends it. Returns how many older ones had to be dropped. */
size_t kept_add(struct kept *k, enum msg_type type, uint64_t id, struct str body);

/* It was acknowledged. */
void kept_drop(struct kept *k, uint64_t id);

/* Sends all of them (again), or one. */
void kept_send_all(struct kept *k);

size_t kept_count(const struct kept *k);
