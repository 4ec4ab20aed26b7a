/* Putting replies together word by word. */
#include "flow/clusters.h"

#include "base/die.h"
#include "model/name_map.h"

#include <stdlib.h>

enum { FIRST_ROOM = 8, ALIKE_PERCENT = 60, PATTERN_MAX = 240 };

/* A reply in words. */
struct words {
	char room[CLUSTER_EXAMPLE_MAX];
	struct str word[CLUSTER_WORDS_MAX];
	uint64_t hash[CLUSTER_WORDS_MAX]; /* 0: stands for itself only */
	uint32_t n;
};

void clusters_done(struct clusters *c)
{
	free(c->of);
	arena_done(&c->mem);
	*c = (struct clusters){ 0 };
}

/* Letters, and what may stand at a word's end. */
static bool is_word(struct str s)
{
	static const struct str ends = STR_INIT(".,;:!?)'\"");
	size_t letters = 0;

	for (; letters < s.n; letters++)
		if (!((s.p[letters] >= 'a' && s.p[letters] <= 'z') || s.p[letters] == '-' ||
		      s.p[letters] == '\'' || (unsigned char)s.p[letters] >= 0x80))
			break;
	for (size_t i = letters; i < s.n; i++)
		if (str_find(ends, s.p[i]) == ends.n)
			return false;
	return letters > 0;
}

static void split(struct words *w, struct str text)
{
	uint16_t from[CLUSTER_EXAMPLE_MAX];
	struct str rest, word;

	rest = (struct str){ w->room, refusal_fold(text, w->room, from, sizeof(w->room)) };
	w->n = 0;
	while (w->n < CLUSTER_WORDS_MAX && rest.n && str_cut(&rest, ' ', &word)) {
		w->word[w->n] = word;
		w->hash[w->n++] = is_word(word) ? name_hash(word, 0) | 1 : 0;
	}
}

static bool alike(const struct cluster *c, const struct words *w, const struct refusal *r)
{
	uint32_t same = 0, fixed = 0;

	if (c->words != w->n || !str_eq(c->code, r->code) || !str_eq(c->reply, r->reply))
		return false;
	for (uint32_t i = 0; i < w->n; i++) {
		fixed += c->hash[i] || w->hash[i];
		same += c->hash[i] && c->hash[i] == w->hash[i];
	}
	return same * 100 >= fixed * ALIKE_PERCENT;
}

static void join(struct cluster *c, const struct words *w)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (c->hash[i] != w->hash[i]) {
			c->hash[i] = 0;
			c->word[i] = (struct str){ NULL, 0 };
		}
	c->count++;
}

static void make(struct clusters *c, const struct words *w, const struct refusal *r)
{
	struct cluster *new;

	if (c->n == CLUSTERS_MAX) {
		c->turned_away++;
		return;
	}
	if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : FIRST_ROOM;
		c->of = mem_grow(c->of, c->room, sizeof(*c->of));
	}
	new = &c->of[c->n++];
	*new = (struct cluster){ .count = 1, .words = w->n };
	new->reply = arena_str(&c->mem, r->reply);
	new->code = arena_str(&c->mem, r->code);
	new->server = arena_str(&c->mem, str_sub(r->server, 0, CLUSTER_EXAMPLE_MAX));
	new->example = arena_str(&c->mem, str_sub(r->text, 0, CLUSTER_EXAMPLE_MAX));
	for (uint32_t i = 0; i < w->n; i++) {
		new->hash[i] = w->hash[i];
		if (w->hash[i])
			new->word[i] = arena_str(&c->mem, w->word[i]);
	}
}

void clusters_add(struct clusters *c, const struct refusal *r)
{
	struct words w;

	split(&w, str_sub(r->text, 0, CLUSTER_EXAMPLE_MAX));
	for (uint32_t i = 0; i < c->n; i++)
		if (alike(&c->of[i], &w, r)) {
			join(&c->of[i], &w);
			return;
		}
	make(c, &w, r);
}

static int by_count(const void *a, const void *b, void *of)
{
	const struct cluster *x = (struct cluster *)of + *(const uint32_t *)a;
	const struct cluster *y = (struct cluster *)of + *(const uint32_t *)b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return (x > y) - (x < y);
}

uint32_t *clusters_order(const struct clusters *c, struct arena *arena)
{
	uint32_t *order = arena_new(arena, c->n + 1, sizeof(*order));

	for (uint32_t i = 0; i < c->n; i++)
		order[i] = i;
	if (c->n)
		qsort_r(order, c->n, sizeof(*order), by_count, c->of);
	return order;
}

/* The words from `i` on that are all the same, as one piece; *i is moved behind them. */
static struct str piece_at(const struct cluster *c, uint32_t *i, char *room)
{
	struct buf piece = { .p = room, .cap = PATTERN_MAX, .max = PATTERN_MAX - 1 };

	for (; *i < c->words && c->hash[*i]; ++*i) {
		if (piece.n)
			buf_byte(&piece, ' ');
		buf_add(&piece, c->word[*i]);
	}
	return piece.full ? (struct str){ NULL, 0 } : buf_str(&piece);
}

void cluster_pattern(const struct cluster *c, struct buf *out)
{
	char room[PATTERN_MAX];
	size_t pieces = 0, begin;

	buf_add(out, c->reply);
	if (!str_eq(c->code, c->reply) && c->code.p[0] == c->reply.p[0]) {
		buf_byte(out, ' ');
		buf_add(out, c->code);
	}
	begin = out->n;
	for (uint32_t i = 0; i < c->words; i++) {
		struct str piece = piece_at(c, &i, room);

		if (piece.n < REFUSAL_PIECE_LEAST)
			continue;
		if (pieces == REFUSAL_PIECES_MAX || out->n - begin + piece.n + 3 > PATTERN_MAX)
			return;
		buf_add(out, pieces++ ? STR(" * ") : STR(" "));
		buf_add(out, piece);
	}
}
