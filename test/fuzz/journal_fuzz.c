/* The journal's export: octet by octet gives what all at once gives, within its limits; and a
 * message of any octets, told with its length, comes back as it is and begins no other entry. */
#include "fuzz.h"

#include "base/buf.h"
#include "proto/journal.h"

enum { INPUT = 8192 };

static unsigned read_all(struct str all, size_t step, struct buf *messages)
{
	struct journal_export j;
	struct journal_entry e;
	unsigned n = 0;

	journal_export_init(&j);
	for (size_t at = 0; at < all.n; at += step) {
		struct str in = str_sub(all, at, step);

		while (journal_export_next(&j, &in, &e)) {
			buf_add(messages, e.message);
			n++;
		}
		PROPERTY(in.n == 0);
	}
	if (journal_export_last(&j, &e)) {
		PROPERTY(e.message.n <= JOURNAL_MESSAGE_MAX && e.host.n <= JOURNAL_VALUE_MAX);
		buf_add(messages, e.message);
		n++;
	}
	journal_export_done(&j);
	return n;
}

static void comes_back(struct str message)
{
	struct buf AUTO(buf_done) in, out;

	buf_init(&in, 2 * INPUT);
	buf_init(&out, 2 * INPUT);
	buf_add(&in, STR("__CURSOR=1\nMESSAGE\n"));
	for (unsigned i = 0; i < 8; i++)
		buf_byte(&in, (char)(message.n >> (8 * i)));
	buf_add(&in, message);
	buf_add(&in, STR("\n\n"));
	PROPERTY(read_all(buf_str(&in), in.n, &out) == 1);
	PROPERTY(str_eq(buf_str(&out), message));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena AUTO(arena_done) mem = { 0 };
	struct buf AUTO(buf_done) whole, slow;
	struct journal_entry e;

	if (n > INPUT)
		return 0;
	buf_init(&whole, INPUT);
	buf_init(&slow, INPUT);
	PROPERTY(read_all(fuzz_str(data, n), n ? n : 1, &whole) ==
		 read_all(fuzz_str(data, n), 1, &slow));
	PROPERTY(str_eq(buf_str(&whole), buf_str(&slow)));
	comes_back(fuzz_str(data, n));
	(void)journal_json_read(fuzz_str(data, n), &mem, &e);
	return 0;
}
