/* From names to numbers, for the many names of an import. */
#pragma once

#include "base/str.h"

#include <stdint.h>

struct name_map {
	struct str *name; /* p NULL: an empty slot; views, which outlive the map */
	uint32_t *number;
	size_t n, room;
};

/* An empty map is all zeros. */
void name_map_done(struct name_map *map);

/* Puts the name in if it is not there; returns whether it was new. *number is set to what the
 * name has, or else given to it. */
bool name_map_add(struct name_map *map, struct str name, uint32_t *number);

bool name_map_find(const struct name_map *map, struct str name, uint32_t *number);

/* Names that others choose collide at their will only if they know the seed. */
uint64_t name_hash(struct str name, uint64_t seed);
