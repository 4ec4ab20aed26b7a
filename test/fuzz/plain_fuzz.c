/* Streams that may be packed: octet by octet gives what all at once gives, and what does not begin
 * as packed passes unchanged. */
#include "fuzz.h"

#include "base/buf.h"
#include "proto/plain.h"

enum { CEILING = 1 << 20, INPUT = 4096, ROOM = 512 };

static int unpack(struct str in, size_t step, struct buf *out)
{
	struct plain *p = plain_new();
	struct buf bite AUTO(buf_done);
	bool full = true;
	int r = 0;

	buf_init(&bite, ROOM);
	while (in.n > 0 && r == 0 && !out->full) {
		struct str part = str_sub(in, 0, step);

		in = str_sub(in, step, in.n);
		do {
			buf_clear(&bite);
			r = plain_feed(p, &part, &bite, NULL);
			full = bite.n == bite.max;
			buf_add(out, buf_str(&bite));
		} while (r == 0 && (part.n > 0 || full) && !out->full);
	}
	buf_clear(&bite);
	if (r == 0)
		r = plain_end(p, &bite, NULL);
	buf_add(out, buf_str(&bite));
	plain_free(p);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf whole AUTO(buf_done) = { 0 };
	struct buf slow AUTO(buf_done) = { 0 };
	bool packed = n > 0 && (data[0] == 0x1f || data[0] == 0x28 || (data[0] & 0xf0) == 0x50);
	int r;

	if (n > INPUT)
		return 0;
	buf_init(&whole, CEILING);
	buf_init(&slow, CEILING);
	r = unpack(fuzz_str(data, n), n, &whole);
	(void)unpack(fuzz_str(data, n), 1, &slow);
	if (r == 0 && !whole.full)
		PROPERTY(str_eq(buf_str(&whole), buf_str(&slow)));
	if (!packed)
		PROPERTY(r == 0 && str_eq(buf_str(&whole), fuzz_str(data, n)));
	return 0;
}
