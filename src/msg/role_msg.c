/* Words between the parent and a role, as octets. */
#include "msg/role_msg.h"

#include "base/wire.h"

const char *role_name(enum role_id id)
{
	static const char *const name[ROLES] = {
		[ROLE_DESK] = "desk",
		[ROLE_FRONT] = "front",
		[ROLE_WATCH] = "watch",
		[ROLE_COURIER] = "courier",
	};

	return (unsigned)id < ROLES ? name[id] : "unknown";
}

void msg_put_ready(struct buf *out, const struct role_ready *ready)
{
	wire_put_str(out, ready->cage);
}

int msg_get_ready(const struct frame *in, struct arena *arena, struct role_ready *out,
		  struct err *err)
{
	struct wire_in w = wire_of(in->body);
	struct str cage = wire_get_str(&w, ROLE_CAGE_MAX);

	if (!wire_end(&w))
		return err_set(err, ERR_INPUT, "message \"ready\" is damaged");
	out->cage = arena_str(arena, cage);
	return 0;
}

void msg_put_again(struct buf *out, const struct role_again *again)
{
	wire_put_u8(out, (uint8_t)again->who);
}

int msg_get_again(const struct frame *in, struct role_again *out, struct err *err)
{
	struct wire_in w = wire_of(in->body);
	uint8_t who = wire_get_u8(&w);

	if (!wire_end(&w) || who >= ROLES)
		return err_set(err, ERR_INPUT, "message \"again\" is damaged");
	out->who = (enum role_id)who;
	return 0;
}

int msg_put_bare(struct buf *out, enum msg_type type, uint64_t id, struct err *err)
{
	frame_begin(out, type, 0, id);
	return frame_end(out, err);
}

int msg_get_bare(const struct frame *in, struct err *err)
{
	if (in->body.n > 0)
		return err_set(err, ERR_INPUT, "message \"%s\" has a body",
			       msg_type_name(in->type));
	return 0;
}
