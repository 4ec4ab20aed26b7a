/* Open addressing, at most half full. */
#include "model/name_map.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

/* The halves of the product, folded: which differences of names cancel out depends on the secret.
 */
static uint64_t fold(uint64_t a, uint64_t secret)
{
	__extension__ unsigned __int128 product = a;

	product *= secret;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t name_hash(struct str name, uint64_t seed)
{
	uint64_t secret =
		((seed ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xff51afd7ed558ccd)) | 1;
	uint64_t h = seed ^ name.n, w;

	while (name.n >= 8) {
		memcpy(&w, name.p, 8);
		h = fold(h ^ w, secret) + seed;
		name = str_sub(name, 8, name.n);
	}
	for (w = 0; name.n; name.n--)
		w = w << 8 | (unsigned char)name.p[name.n - 1];
	h = fold(h ^ w, secret);
	return fold(h ^ h >> 32, UINT64_C(0xc4ceb9fe1a85ec53));
}

void name_map_done(struct name_map *map)
{
	free(map->name);
	free(map->number);
	*map = (struct name_map){ 0 };
}

/* The slot of the name, or the empty one where it would stand. */
static size_t slot_of(const struct name_map *map, struct str name)
{
	size_t at = (size_t)(name_hash(name, 0) >> 16) & (map->room - 1);

	while (map->name[at].p && !str_eq(map->name[at], name))
		at = (at + 1) & (map->room - 1);
	return at;
}

static void grow(struct name_map *map)
{
	struct name_map more = { .room = map->room ? 2 * map->room : 64, .n = map->n };

	more.name = mem_new(more.room, sizeof(*more.name));
	more.number = mem_new(more.room, sizeof(*more.number));
	for (size_t i = 0; i < map->room; i++) {
		if (map->name[i].p) {
			size_t at = slot_of(&more, map->name[i]);

			more.name[at] = map->name[i];
			more.number[at] = map->number[i];
		}
	}
	free(map->name);
	free(map->number);
	*map = more;
}

bool name_map_add(struct name_map *map, struct str name, uint32_t *number)
{
	size_t at;

	if (!name.p)
		name = STR("");
	if (2 * (map->n + 1) > map->room)
		grow(map);
	at = slot_of(map, name);
	if (map->name[at].p) {
		*number =
			map->number[at]; /* NOLINT(clang-analyzer-unix.Malloc): grow() renewed it */
		return false;
	}
	map->name[at] = name;
	map->number[at] = *number; /* NOLINT(clang-analyzer-unix.Malloc) */
	map->n++;
	return true;
}

bool name_map_find(const struct name_map *map, struct str name, uint32_t *number)
{
	size_t at;

	if (map->n == 0)
		return false;
	at = slot_of(map, name.p ? name : STR(""));
	if (!map->name[at].p)
		return false;
	*number = map->number[at];
	return true;
}
