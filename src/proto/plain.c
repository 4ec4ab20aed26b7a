/* Telling packed streams apart, and handing them to what unpacks them. */
#include "proto/plain.h"

#include "base/die.h"
#include "proto/gunzip.h"
#include "proto/pack.h"

#include <stdlib.h>
#include <string.h>

struct plain {
	char head[PLAIN_MAGIC]; /* octets that are looked at, until it is known what they begin */
	size_t head_n, head_used;
	bool known;
	struct unpack *unpack; /* NULL: not zstd */
	struct gunzip *gunzip; /* passes on what is not packed */
};

struct plain *plain_new(void)
{
	struct plain *p = mem_new(1, sizeof(*p));

	p->gunzip = gunzip_new(UINT64_MAX);
	return p;
}

void plain_free(struct plain *p)
{
	if (!p)
		return;
	gunzip_free(p->gunzip);
	unpack_free(p->unpack);
	free(p);
}

/* Whether the head is, so far as it goes, that of a zstd frame: one with data, or one that is to be
 * skipped, with which parallel packers begin. */
static bool like_zstd(const struct plain *p)
{
	static const unsigned char data[PLAIN_MAGIC] = { 0x28, 0xb5, 0x2f, 0xfd };
	unsigned char skip[PLAIN_MAGIC] = { 0x50, 0x2a, 0x4d, 0x18 };

	if (p->head_n == 0 || memcmp(p->head, data, p->head_n) == 0)
		return true;
	skip[0] |= (unsigned char)p->head[0] & 0xf;
	return memcmp(p->head, skip, p->head_n) == 0;
}

static void look(struct plain *p, struct str *in)
{
	while (!p->known && in->n > 0) {
		p->head[p->head_n++] = in->p[0];
		*in = str_sub(*in, 1, in->n);
		if (!like_zstd(p)) {
			p->known = true;
		} else if (p->head_n == PLAIN_MAGIC) {
			p->known = true;
			p->unpack = unpack_new(UINT64_MAX);
		}
	}
}

static int feed(struct plain *p, struct str *in, struct buf *out, struct err *err)
{
	if (out->n == out->max)
		return 0;
	return p->unpack ? unpack_feed(p->unpack, in, out, err)
			 : gunzip_feed(p->gunzip, in, out, err);
}

int plain_feed(struct plain *p, struct str *in, struct buf *out, struct err *err)
{
	struct str head;

	look(p, in);
	if (!p->known)
		return 0;
	while (p->head_used < p->head_n && out->n < out->max) {
		head = (struct str){ p->head + p->head_used, p->head_n - p->head_used };
		if (feed(p, &head, out, err) < 0)
			return -1;
		p->head_used = p->head_n - head.n;
	}
	return p->head_used < p->head_n ? 0 : feed(p, in, out, err);
}

int plain_end(struct plain *p, struct buf *out, struct err *err)
{
	struct str nothing = { 0 };

	p->known = true;
	if (plain_feed(p, &nothing, out, err) < 0)
		return -1;
	return p->unpack ? unpack_end(p->unpack, err) : gunzip_end(p->gunzip, err);
}
