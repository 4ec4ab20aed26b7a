/* The request to import, as octets. */
#include "msg/ask_import.h"

#include "base/wire.h"

enum { SNAPSHOT = 1, DRY_RUN = 2 };

void msg_put_import(struct buf *out, const struct ask_import *ask)
{
	wire_put_u8(out, (uint8_t)((ask->snapshot ? SNAPSHOT : 0) | (ask->dry_run ? DRY_RUN : 0)));
	wire_put_when(out, ask->as_of);
	wire_put_u64(out, (uint64_t)ask->allow_ends);
	wire_put_u32(out, ask->uid);
}

int msg_get_import(const struct frame *in, struct ask_import *out, struct err *err)
{
	struct wire_in w = wire_of(in->body);
	uint8_t bits = wire_get_u8(&w);

	*out = (struct ask_import){ .snapshot = bits & SNAPSHOT, .dry_run = bits & DRY_RUN };
	out->as_of = wire_get_when(&w);
	out->allow_ends = (int64_t)wire_get_u64(&w);
	out->uid = wire_get_u32(&w);
	if (!wire_end(&w) || (bits & ~(SNAPSHOT | DRY_RUN)) || out->allow_ends < -1)
		return err_set(err, ERR_INPUT, "message \"import\" is damaged");
	return 0;
}
