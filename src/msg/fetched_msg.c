/* The fate of a fetch, as octets. */
#include "msg/fetched_msg.h"

#include "base/wire.h"

void msg_put_fetched(struct buf *out, const struct fetched_msg *m)
{
	wire_put_str(out, str_sub(m->zone, 0, FETCHED_ZONE_MAX));
	wire_put_u8(out, (uint8_t)m->what);
	wire_put_str(out, str_sub(m->why, 0, FETCHED_WHY_MAX));
}

int msg_get_fetched(const struct frame *in, struct arena *arena, struct fetched_msg *out,
		    struct err *err)
{
	struct wire_in w = wire_of(in->body);
	struct str zone = wire_get_str(&w, FETCHED_ZONE_MAX);
	uint8_t what = wire_get_u8(&w);
	struct str why = wire_get_str(&w, FETCHED_WHY_MAX);

	if (!wire_end(&w) || zone.n == 0 || what >= FETCHED_WHATS)
		return err_set(err, ERR_INPUT, "message \"fetched\" is damaged");
	out->zone = arena_str(arena, zone);
	out->what = (enum fetched_what)what;
	out->why = arena_str(arena, why);
	return 0;
}
