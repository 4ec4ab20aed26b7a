/* Frames: their heads, and which versions of which messages there are. */
#include "msg/frame.h"

#include "base/die.h"
#include "base/wire.h"

static const struct {
	const char *name;
	uint8_t version;
} known[MSG_TYPES] = {
	[MSG_NONE] = {"none",       0},
          [MSG_WHO] = { "who",       1},
	[MSG_INVENTORY] = { "inventory", 1},
          [MSG_IMPORT] = { "import",    1},
	[MSG_EVENT] = { "event",     1},
          [MSG_ANSWER] = { "answer",    1},
	[MSG_READY] = { "ready",     1},
          [MSG_STOP] = { "stop",      1},
	[MSG_AGAIN] = { "again",     1},
          [MSG_JOB] = { "job",       1},
	[MSG_HEARD] = { "heard",     1},
          [MSG_PTR] = { "ptr",       1},
	[MSG_LISTINGS] = { "listings",  1},
          [MSG_PASSPORT] = { "passport",  1},
	[MSG_ADVISE] = { "advise",    1},
          [MSG_STANDINGS] = { "standings", 1},
	[MSG_FETCHED] = { "fetched",   1},
          [MSG_BACKUP] = { "backup",    1},
	[MSG_RESUME] = { "resume",    1},
          [MSG_BUDGET] = { "budget",    2},
	[MSG_OVERVIEW] = { "overview",  1},
};

const char *msg_type_name(enum msg_type type)
{
	return (unsigned)type < MSG_TYPES ? known[type].name : "unknown";
}

uint8_t msg_type_version(enum msg_type type)
{
	return (unsigned)type < MSG_TYPES ? known[type].version : 0;
}

void frame_begin(struct buf *out, enum msg_type type, uint8_t flags, uint64_t id)
{
	die_if(out->n > 0);
	wire_put_u32(out, 0);
	wire_put_u16(out, (uint16_t)type);
	wire_put_u8(out, msg_type_version(type));
	wire_put_u8(out, flags);
	wire_put_u64(out, id);
}

int frame_end(struct buf *out, struct err *err)
{
	if (out->full || out->n > FRAME_MAX)
		return err_set(err, ERR_INPUT, "a message of more than %d octets", FRAME_MAX);
	die_if(out->n < FRAME_HEAD);
	for (unsigned i = 0; i < 4; i++)
		out->p[i] = (char)(out->n >> (8 * i) & 255);
	return 0;
}

int frame_get(struct str packet, struct frame *out, struct err *err)
{
	struct wire_in in = wire_of(packet);
	uint32_t length = wire_get_u32(&in);
	uint16_t type = wire_get_u16(&in);

	*out = (struct frame){ 0 };
	out->version = wire_get_u8(&in);
	out->flags = wire_get_u8(&in);
	out->id = wire_get_u64(&in);
	if (in.bad || packet.n > FRAME_MAX || length != packet.n)
		return err_set(err, ERR_INPUT, "a frame that says %u octets has %zu", length,
			       packet.n);
	if (type == MSG_NONE || type >= MSG_TYPES)
		return err_set(err, ERR_INPUT, "message type %u is not known", type);
	out->type = (enum msg_type)type;
	if (out->version == 0 || out->version > known[type].version)
		return err_set(err, ERR_INPUT, "version %u of message \"%s\" is not known",
			       out->version, known[type].name);
	if (out->flags & ~FRAME_MEMFD)
		return err_set(err, ERR_INPUT, "flags %u of message \"%s\" are not known",
			       out->flags, known[type].name);
	out->body = str_sub(packet, FRAME_HEAD, packet.n);
	return 0;
}
