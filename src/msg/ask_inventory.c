/* The request for all of one kind, as octets. */
#include "msg/ask_inventory.h"

#include "base/wire.h"

void msg_put_inventory(struct buf *out, const struct ask_inventory *ask)
{
	wire_put_u8(out, (uint8_t)ask->kind);
}

int msg_get_inventory(const struct frame *in, struct ask_inventory *out, struct err *err)
{
	struct wire_in w = wire_of(in->body);
	uint8_t kind = wire_get_u8(&w);

	if (!wire_end(&w) || kind > INV_KINDS)
		return err_set(err, ERR_INPUT, "message \"inventory\" is damaged");
	out->kind = (enum inv_kind)kind;
	return 0;
}
