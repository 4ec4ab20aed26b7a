/* One change of tenancy, as octets. */
#include "msg/ask_event.h"

#include "base/wire.h"

enum { DRY_RUN = 1, FLOATING = 2 };

void msg_put_event(struct buf *out, const struct ask_event *ask)
{
	const struct tenancy *t = &ask->event.tenancy;

	wire_put_u8(out, (uint8_t)ask->event.verb);
	wire_put_u8(out, (uint8_t)((ask->dry_run ? DRY_RUN : 0) | (t->floating ? FLOATING : 0)));
	wire_put_range(out, t->range);
	wire_put_u16(out, t->ports.lo);
	wire_put_u16(out, t->ports.hi);
	wire_put_u8(out, (uint8_t)t->use);
	wire_put_str(out, t->customer);
	wire_put_str(out, t->machine);
	wire_put_when(out, t->from);
	wire_put_u32(out, ask->uid);
}

int msg_get_event(const struct frame *in, struct arena *arena, struct ask_event *out,
		  struct err *err)
{
	struct wire_in w = wire_of(in->body);
	struct tenancy *t = &out->event.tenancy;
	uint8_t verb = wire_get_u8(&w);
	uint8_t bits = wire_get_u8(&w);
	struct str customer, machine;
	uint8_t use;

	*out = (struct ask_event){ .dry_run = bits & DRY_RUN };
	t->floating = bits & FLOATING;
	t->range = wire_get_range(&w);
	t->ports.lo = wire_get_u16(&w);
	t->ports.hi = wire_get_u16(&w);
	use = wire_get_u8(&w);
	customer = wire_get_str(&w, INV_NAME_MAX);
	machine = wire_get_str(&w, INV_NAME_MAX);
	t->from = wire_get_when(&w);
	out->uid = wire_get_u32(&w);
	if (!wire_end(&w) || verb > EVENT_MOVE || (bits & ~(DRY_RUN | FLOATING)) ||
	    t->range.lo.len == 0 || t->ports.lo > t->ports.hi || use >= USE_COUNT)
		return err_set(err, ERR_INPUT, "message \"event\" is damaged");
	out->event.verb = (enum event_verb)verb;
	t->use = (enum use)use;
	t->customer = arena_str(arena, customer);
	t->machine = arena_str(arena, machine);
	t->until = WHEN_NEVER;
	t->known_until = WHEN_NEVER;
	return 0;
}
