/* The request to resume a list, as octets. */
#include "msg/ask_resume.h"

#include "base/wire.h"

void msg_put_resume(struct buf *out, const struct ask_resume *ask)
{
	wire_put_str(out, ask->zone);
	wire_put_u32(out, ask->uid);
}

int msg_get_resume(const struct frame *in, struct arena *arena, struct ask_resume *out,
		   struct err *err)
{
	struct wire_in w = wire_of(in->body);
	struct str zone = wire_get_str(&w, ASK_RESUME_ZONE_MAX);

	*out = (struct ask_resume){ .uid = wire_get_u32(&w) };
	if (!wire_end(&w) || zone.n == 0)
		return err_set(err, ERR_INPUT, "message \"resume\" is damaged");
	out->zone = arena_str(arena, zone);
	return 0;
}
