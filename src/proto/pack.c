/* zstd behind a face of our own: the only file that knows it. */
#include "proto/pack.h"

#include "base/die.h"

#include <stdlib.h>
#include <zstd.h>

#define LEVEL 3
#define WINDOW_LOG_MAX 23 /* 8 MiB: what level 3 never asks for */

struct pack {
	ZSTD_CCtx *z;
};

struct unpack {
	ZSTD_DCtx *z;
	uint64_t left; /* octets that may still come */
	bool whole;    /* nothing is open */
};

struct pack *pack_new(void)
{
	struct pack *p = mem_new(1, sizeof(*p));

	p->z = ZSTD_createCCtx();
	die_if(!p->z);
	die_if(ZSTD_isError(ZSTD_CCtx_setParameter(p->z, ZSTD_c_compressionLevel, LEVEL)));
	die_if(ZSTD_isError(ZSTD_CCtx_setParameter(p->z, ZSTD_c_checksumFlag, 1)));
	return p;
}

void pack_free(struct pack *p)
{
	if (!p)
		return;
	ZSTD_freeCCtx(p->z);
	free(p);
}

bool pack_feed(struct pack *p, struct str *in, bool last, struct buf *out)
{
	ZSTD_inBuffer from = { in->p, in->n, 0 };
	ZSTD_outBuffer to = { buf_room(out, PACK_STEP), PACK_STEP, 0 };
	size_t left;

	die_if(!to.dst);
	left = ZSTD_compressStream2(p->z, &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);
	die_if(ZSTD_isError(left));
	out->n += to.pos;
	*in = str_sub(*in, from.pos, in->n);
	return in->n == 0 && (!last || left == 0);
}

struct unpack *unpack_new(uint64_t max)
{
	struct unpack *u = mem_new(1, sizeof(*u));

	u->z = ZSTD_createDCtx();
	u->left = max;
	die_if(!u->z);
	die_if(ZSTD_isError(ZSTD_DCtx_setParameter(u->z, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)));
	return u;
}

void unpack_free(struct unpack *u)
{
	if (!u)
		return;
	ZSTD_freeDCtx(u->z);
	free(u);
}

int unpack_feed(struct unpack *u, struct str *in, struct buf *out, struct err *err)
{
	size_t room = out->max - out->n < PACK_STEP ? out->max - out->n : PACK_STEP;
	ZSTD_inBuffer from = { in->p, in->n, 0 };
	ZSTD_outBuffer to = { buf_room(out, room), room, 0 };
	size_t r;

	die_if(!to.dst);
	r = ZSTD_decompressStream(u->z, &to, &from);
	if (ZSTD_isError(r))
		return err_set(err, ERR_INPUT, "the packed stream is damaged: %s",
			       ZSTD_getErrorName(r));
	if (to.pos > u->left)
		return err_set(err, ERR_INPUT, "the packed stream gives more than it may");
	if (from.pos > 0 || to.pos > 0)
		u->whole = r == 0;
	u->left -= to.pos;
	out->n += to.pos;
	*in = str_sub(*in, from.pos, in->n);
	return 0;
}

int unpack_end(const struct unpack *u, struct err *err)
{
	return u->whole ? 0 : err_set(err, ERR_INPUT, "the packed stream was cut off");
}
