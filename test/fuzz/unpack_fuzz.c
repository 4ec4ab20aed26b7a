/* Packed streams from anywhere: octet by octet gives what all at once gives, never more than the
 * ceiling; and any octets packed come back as they were. */
#include "fuzz.h"

#include "base/buf.h"
#include "proto/pack.h"

enum { CEILING = 100000, INPUT = 4096 };

static int unpack(struct str in, size_t step, struct buf *out)
{
	struct unpack *u = unpack_new(CEILING);
	struct buf bite AUTO(buf_done);
	int r = 0;

	buf_init(&bite, PACK_STEP);
	while (in.n > 0 && r == 0) {
		struct str part = str_sub(in, 0, step);

		in = str_sub(in, part.n, in.n);
		do {
			buf_clear(&bite);
			r = unpack_feed(u, &part, &bite, NULL);
			buf_add(out, buf_str(&bite));
		} while (r == 0 && (part.n > 0 || bite.n > 0));
	}
	if (r == 0)
		r = unpack_end(u, NULL);
	unpack_free(u);
	return r;
}

static void pack(struct str in, struct buf *out)
{
	struct pack *p = pack_new();
	struct buf bite AUTO(buf_done);
	bool done;

	buf_init(&bite, PACK_STEP);
	do {
		buf_clear(&bite);
		done = pack_feed(p, &in, true, &bite);
		buf_add(out, buf_str(&bite));
	} while (!done);
	pack_free(p);
}

static void comes_back(struct str in)
{
	struct buf packed AUTO(buf_done), out AUTO(buf_done);

	buf_init(&packed, CEILING);
	buf_init(&out, CEILING);
	pack(in, &packed);
	PROPERTY(!packed.full && unpack(buf_str(&packed), 7, &out) == 0);
	PROPERTY(str_eq(buf_str(&out), in));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf whole AUTO(buf_done) = { 0 };
	struct buf slow AUTO(buf_done) = { 0 };
	struct str in = fuzz_str(data, n);
	int r, slowly;

	if (n > INPUT)
		return 0;
	buf_init(&whole, CEILING + PACK_STEP);
	buf_init(&slow, CEILING + PACK_STEP);
	r = unpack(in, n, &whole);
	slowly = unpack(in, 1, &slow);
	PROPERTY(r != 0 ||
		 slowly == 0); /* a length that is wrong zstd sees only in a whole frame */
	PROPERTY(!whole.full && (r != 0 || whole.n <= CEILING));
	if (r == 0)
		PROPERTY(str_eq(buf_str(&whole), buf_str(&slow)));
	comes_back(in);
	return 0;
}
