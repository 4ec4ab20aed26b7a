/* The request for questions, as octets. */
#include "msg/ask_budget.h"

#include "base/wire.h"

void msg_put_budget(struct buf *out, const struct ask_budget *ask)
{
	wire_put_str(out, ask->operator);
	wire_put_u32(out, ask->limit.per_s);
	wire_put_u32(out, ask->limit.per_day);
	wire_put_u32(out, ask->limit.per_month);
	wire_put_u32(out, ask->n);
	wire_put_when(out, ask->taken);
	wire_put_ip(out, ask->from.four);
	wire_put_ip(out, ask->from.six);
}

int msg_get_budget(const struct frame *in, struct arena *arena, struct ask_budget *out,
		   struct err *err)
{
	struct wire_in w = wire_of(in->body);
	struct str operator= wire_get_str(&w, ASK_BUDGET_OPERATOR_MAX);

	*out = (struct ask_budget){ 0 };
	out->limit.per_s = wire_get_u32(&w);
	out->limit.per_day = wire_get_u32(&w);
	out->limit.per_month = wire_get_u32(&w);
	out->n = wire_get_u32(&w);
	out->taken = wire_get_when(&w);
	if (in->version > 1) {
		out->from.four = wire_get_ip(&w);
		out->from.six = wire_get_ip(&w);
	}
	if ((out->from.four.len != 0 && out->from.four.len != 4) ||
	    (out->from.six.len != 0 && out->from.six.len != 16))
		w.bad = true;
	if (!wire_end(&w) || operator.n == 0 || out->n == 0)
		return err_set(err, ERR_INPUT, "message \"budget\" is damaged");
	out->operator= arena_str(arena, operator);
	return 0;
}
