/* Answers, as octets. */
#include "msg/answer_msg.h"

#include "base/wire.h"

void msg_put_answer(struct buf *out, const struct answer_msg *answer)
{
	wire_put_u8(out, (uint8_t)answer->kind);
	wire_put_str(out, str_sub(answer->text, 0, ERR_TEXT_MAX));
	wire_put_str(out, answer->json);
}

int msg_get_answer(const struct frame *in, struct arena *arena, struct answer_msg *out,
		   struct err *err)
{
	struct wire_in w = wire_of(in->body);
	uint8_t kind = wire_get_u8(&w);
	struct str text = wire_get_str(&w, ERR_TEXT_MAX);
	struct str json = wire_get_str(&w, ANSWER_JSON_MAX);

	if (!wire_end(&w) || kind > ERR_SYS)
		return err_set(err, ERR_INPUT, "message \"answer\" is damaged");
	out->kind = (enum err_kind)kind;
	out->text = arena_str(arena, text);
	out->json = arena_str(arena, json);
	return 0;
}
