/* Imported rows on their way to the desk: what is taken is put and taken again as the same. */
#include "fuzz.h"

#include "base/arena.h"
#include "msg/import_msg.h"

enum { OUT_MAX = 1 << 24 };

/* -1 when refused. */
static int again(struct str octets, struct buf *out)
{
	struct import AUTO(import_done) in;
	struct arena arena = { 0 };
	struct err err = { 0 };
	int r;

	import_init(&in, &arena);
	r = import_msg_get(octets, &in, &err);
	PROPERTY(r == 0 || err.kind == ERR_INPUT);
	if (r == 0) {
		PROPERTY(in.rows <= octets.n && in.errors.n == 0);
		import_msg_put(out, &in);
		PROPERTY(!out->full);
	}
	arena_done(&arena);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf AUTO(buf_done) once;
	struct buf AUTO(buf_done) twice;

	buf_init(&once, OUT_MAX);
	buf_init(&twice, OUT_MAX);
	if (again(fuzz_str(data, n), &once) == 0) {
		PROPERTY(again(buf_str(&once), &twice) == 0);
		PROPERTY(str_eq(buf_str(&once), buf_str(&twice)));
		PROPERTY(once.n == n); /* nothing was made up or lost */
	}
	return 0;
}
