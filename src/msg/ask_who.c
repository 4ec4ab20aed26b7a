/* The question who held something, as octets. */
#include "msg/ask_who.h"

#include "base/wire.h"

void msg_put_who(struct buf *out, const struct ask_who *ask)
{
	wire_put_str(out, ask->text);
	wire_put_when(out, ask->at);
	wire_put_when(out, ask->known_at);
	wire_put_u64(out, (uint64_t)ask->skew.us);
}

int msg_get_who(const struct frame *in, struct arena *arena, struct ask_who *out, struct err *err)
{
	struct wire_in w = wire_of(in->body);
	struct str text = wire_get_str(&w, ASK_WHO_TEXT_MAX);

	out->at = wire_get_when(&w);
	out->known_at = wire_get_when(&w);
	out->skew.us = (int64_t)wire_get_u64(&w);
	if (!wire_end(&w) || text.n == 0)
		return err_set(err, ERR_INPUT, "message \"who\" is damaged");
	out->text = arena_str(arena, text);
	return 0;
}
