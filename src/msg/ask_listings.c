/* The question for listings, as octets. */
#include "msg/ask_listings.h"

#include "base/wire.h"

enum { NEWS = 1, OPEN = 2, OF_RANGE = 4, ALL = 7 };

void msg_put_listings(struct buf *out, const struct ask_listings *ask)
{
	unsigned flags =
		(ask->news ? NEWS : 0) | (ask->open ? OPEN : 0) | (ask->of_range ? OF_RANGE : 0);

	wire_put_u8(out, (uint8_t)flags);
	wire_put_when(out, ask->since);
	wire_put_str(out, ask->zone);
	if (ask->of_range)
		wire_put_range(out, ask->range);
	wire_put_u64(out, (uint64_t)ask->after);
	wire_put_u32(out, ask->most);
}

int msg_get_listings(const struct frame *in, struct arena *arena, struct ask_listings *out,
		     struct err *err)
{
	struct wire_in w = wire_of(in->body);
	uint8_t flags = wire_get_u8(&w);
	struct str zone;

	*out = (struct ask_listings){ .news = flags & NEWS,
				      .open = flags & OPEN,
				      .of_range = flags & OF_RANGE };
	out->since = wire_get_when(&w);
	zone = wire_get_str(&w, ASK_LISTINGS_ZONE_MAX);
	if (out->of_range)
		out->range = wire_get_range(&w);
	out->after = (int64_t)wire_get_u64(&w);
	out->most = wire_get_u32(&w);
	if (!wire_end(&w) || flags > ALL || out->after < 0 || out->most == 0 ||
	    out->most > ASK_LISTINGS_PAGE_MAX)
		return err_set(err, ERR_INPUT, "message \"listings\" is damaged");
	out->zone = arena_str(arena, zone);
	return 0;
}
