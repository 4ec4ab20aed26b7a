/* Unpacking: octet by octet gives what all at once gives, never more than the ceiling; what is
 * no gzip passes unchanged. */
#include "fuzz.h"

#include "base/buf.h"
#include "proto/gunzip.h"

enum { CEILING = 100000 };

static int unpack(struct str in, size_t step, struct buf *out)
{
	struct gunzip *g = gunzip_new(CEILING);
	struct buf bite AUTO(buf_done);
	int r = 0;

	buf_init(&bite, 512);
	while (in.n > 0 && r == 0) {
		struct str part = str_sub(in, 0, step);

		in = str_sub(in, step, in.n);
		do {
			buf_clear(&bite);
			r = gunzip_feed(g, &part, &bite, NULL);
			buf_add(out, buf_str(&bite));
		} while (r == 0 && (part.n > 0 || bite.n == bite.max));
	}
	if (r == 0)
		r = gunzip_end(g, NULL);
	gunzip_free(g);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf whole AUTO(buf_done) = { 0 };
	struct buf slow AUTO(buf_done) = { 0 };
	struct str in = fuzz_str(data, n);
	bool packed = n > 0 && data[0] == 0x1f && (n == 1 || data[1] == 0x8b);
	int r;

	if (n > 4096)
		return 0;
	buf_init(&whole, CEILING + 1024);
	buf_init(&slow, CEILING + 1024);
	r = unpack(in, n, &whole);
	PROPERTY(unpack(in, 1, &slow) == r);
	PROPERTY(!whole.full && (r != 0 || whole.n <= CEILING));
	if (r == 0)
		PROPERTY(str_eq(buf_str(&whole), buf_str(&slow)));
	if (!packed)
		PROPERTY(r == 0 && str_eq(buf_str(&whole), in));
	return 0;
}
