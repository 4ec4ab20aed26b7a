/* The question for everything about one address, as octets. */
#include "msg/ask_passport.h"

#include "base/wire.h"

void msg_put_passport(struct buf *out, const struct ask_passport *ask)
{
	wire_put_u8(out, ask->history);
	wire_put_ip(out, ask->ip);
}

int msg_get_passport(const struct frame *in, struct ask_passport *out, struct err *err)
{
	struct wire_in w = wire_of(in->body);
	uint8_t history = wire_get_u8(&w);

	out->history = history;
	out->ip = wire_get_ip(&w);
	if (!wire_end(&w) || history > 1 || out->ip.len == 0)
		return err_set(err, ERR_INPUT, "message \"passport\" is damaged");
	return 0;
}
