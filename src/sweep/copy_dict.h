/* A dictionary of octet strings: the same octets always get the same small number. */
#pragma once

#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COPY_DICT_OCTETS_MAX (2u << 30) /* octets of all strings together */

struct copy_dict {
	char *pool;
	uint32_t used, room; /* octets of the pool */
	uint32_t *end;       /* end[i]: where string i ends */
	uint32_t n, cap;
	uint32_t *slot; /* of the hash: number + 1 */
	uint32_t slots; /* a power of two, or 0 */
};

/* An empty dictionary is all zeros. */
void copy_dict_done(struct copy_dict *d);

/* The number of `s`, from 0 on; a new one is added. False if it has no room any more. */
NODISCARD bool copy_dict_add(struct copy_dict *d, struct str s, uint32_t *id);

/* A view until the next addition. */
struct str copy_dict_at(const struct copy_dict *d, uint32_t id);

/* The number of `s`; false if it is not in. */
bool copy_dict_find(const struct copy_dict *d, struct str s, uint32_t *id);

/* No more additions: gives back what only those need. Finding stays possible if `find`. */
void copy_dict_seal(struct copy_dict *d, bool find);

size_t copy_dict_octets(const struct copy_dict *d);
