/* Dumps from anywhere: read whole or octet by octet they tell the same, and values that are taken
 * are put again as the same octets. */
#include "fuzz.h"

#include "store/dump_format.h"
#include "store/dump_read.h"

enum { OUT_MAX = 1 << 24 };

static void put_row(struct buf *out, const struct dump_reader *r)
{
	for (size_t i = 0; i < r->columns; i++)
		dump_put_value(out, &r->value[i]);
}

/* What is told, as octets; -1 where it is refused. */
static int told(struct str in, size_t step, struct buf *out)
{
	struct dump_reader r AUTO(dump_reader_done);
	struct err err = { .kind = ERR_NONE };
	enum dump_fact fact;

	dump_reader_init(&r);
	while (in.n > 0) {
		struct str part = str_sub(in, 0, step);

		in = str_sub(in, part.n, in.n);
		do {
			if (dump_reader_feed(&r, &part, &fact, &err) < 0) {
				PROPERTY(err.kind == ERR_INPUT);
				return -1;
			}
			buf_byte(out, (char)('0' + fact));
			if (fact == DUMP_IS_MORE)
				out->n--;
			if (fact == DUMP_IS_ROW)
				put_row(out, &r);
		} while (fact != DUMP_IS_MORE || part.n > 0);
	}
	return dump_reader_end(&r, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf whole AUTO(buf_done), pieces AUTO(buf_done);

	buf_init(&whole, OUT_MAX);
	buf_init(&pieces, OUT_MAX);
	PROPERTY(told(fuzz_str(data, n), n ? n : 1, &whole) == told(fuzz_str(data, n), 1, &pieces));
	PROPERTY(str_eq(buf_str(&whole), buf_str(&pieces)));
	PROPERTY(whole.n <= 2 * n + 16);
	return 0;
}
