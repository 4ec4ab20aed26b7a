/* The question which free addresses to hand out, as octets. */
#include "msg/ask_advise.h"

#include "base/wire.h"

void msg_put_advise(struct buf *out, const struct ask_advise *ask)
{
	wire_put_u8(out, (uint8_t)ask->purpose);
	wire_put_u32(out, ask->most);
}

int msg_get_advise(const struct frame *in, struct ask_advise *out, struct err *err)
{
	struct wire_in w = wire_of(in->body);
	uint8_t purpose = wire_get_u8(&w);

	out->most = wire_get_u32(&w);
	if (!wire_end(&w) || purpose >= ADVISE_PURPOSES || out->most == 0 ||
	    out->most > ASK_ADVISE_MAX)
		return err_set(err, ERR_INPUT, "message \"advise\" is damaged");
	out->purpose = (enum advise_for)purpose;
	return 0;
}
