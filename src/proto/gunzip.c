/* Unpacking by zlib: one gzip member after another, or plain octets. */
#include "proto/gunzip.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { GUNZIP_STEP = 1 << 20 };

enum gunzip_state { GUNZIP_FIRST, GUNZIP_SECOND, GUNZIP_PLAIN, GUNZIP_MEMBER, GUNZIP_BETWEEN };

struct gunzip {
	enum gunzip_state state;
	uint64_t max, given;
	bool magic_owed; /* the first octet was the magic's, but the second was not */
	z_stream z;
};

struct gunzip *gunzip_new(uint64_t max)
{
	struct gunzip *g = mem_new(1, sizeof(*g));

	g->max = max;
	if (inflateInit2(&g->z, 15 + 16) != Z_OK)
		die("out of memory: zlib");
	return g;
}

void gunzip_free(struct gunzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g);
}

/* Whether it is gzip shows in two octets, and they may come one by one. */
static void look(struct gunzip *g, struct str *in)
{
	static const unsigned char magic[2] = { 0x1f, 0x8b };
	unsigned char c = (unsigned char)in->p[0];
	Bytef nothing;

	if (g->state == GUNZIP_FIRST) {
		g->state = GUNZIP_PLAIN;
		if (c == magic[0]) {
			g->state = GUNZIP_SECOND;
			*in = str_sub(*in, 1, in->n);
		}
		return;
	}
	g->state = GUNZIP_PLAIN;
	if (c != magic[1]) {
		g->magic_owed = true;
		return;
	}
	g->state = GUNZIP_MEMBER;
	g->z.next_in = (Bytef *)magic;
	g->z.avail_in = 1;
	g->z.next_out = &nothing; /* zlib wants a place, though there is no room */
	g->z.avail_out = 0;
	(void)inflate(&g->z, Z_NO_FLUSH);
}

static void plain(struct gunzip *g, struct str *in, struct buf *out)
{
	struct str part;

	if (g->magic_owed) {
		buf_byte(out, 0x1f);
		g->magic_owed = false;
	}
	part = str_sub(*in, 0, out->max - out->n);
	buf_add(out, part);
	*in = str_sub(*in, part.n, in->n);
}

static int packed(struct gunzip *g, struct str *in, struct buf *out, struct err *err)
{
	size_t room = out->max - out->n;
	uInt had = (uInt)(in->n < GUNZIP_STEP ? in->n : GUNZIP_STEP);
	int r;

	if (room > GUNZIP_STEP)
		room = GUNZIP_STEP;
	if (g->state == GUNZIP_BETWEEN) { /* members may follow each other */
		inflateReset(&g->z);
		g->state = GUNZIP_MEMBER;
	}
	g->z.next_in = (Bytef *)(uintptr_t)in->p;
	g->z.avail_in = had;
	g->z.next_out = (Bytef *)buf_room(out, room);
	g->z.avail_out = (uInt)room;
	r = inflate(&g->z, Z_NO_FLUSH);
	*in = str_sub(*in, had - g->z.avail_in, in->n);
	out->n += room - g->z.avail_out;
	if (r == Z_STREAM_END)
		g->state = GUNZIP_BETWEEN;
	else if (r == Z_MEM_ERROR)
		die("out of memory: zlib");
	else if (r != Z_OK && r != Z_BUF_ERROR)
		return err_set(err, ERR_INPUT, "damaged gzip data: %s",
			       g->z.msg ? g->z.msg : "it needs a dictionary");
	return 0;
}

int gunzip_feed(struct gunzip *g, struct str *in, struct buf *out, struct err *err)
{
	size_t before = out->n;

	if (out->n == out->max)
		return 0;
	while (in->n > 0 && (g->state == GUNZIP_FIRST || g->state == GUNZIP_SECOND))
		look(g, in);
	if (g->state == GUNZIP_PLAIN)
		plain(g, in, out);
	else if (in->n > 0 || g->state == GUNZIP_MEMBER)
		if (packed(g, in, out, err) < 0)
			return -1;
	g->given += out->n - before;
	if (g->given > g->max)
		return err_set(err, ERR_INPUT, "more than %llu octets when unpacked",
			       (unsigned long long)g->max);
	return 0;
}

int gunzip_end(const struct gunzip *g, struct err *err)
{
	if (g->state == GUNZIP_MEMBER || g->state == GUNZIP_SECOND)
		return err_set(err, ERR_INPUT, "gzip data that ends in the middle");
	return 0;
}
