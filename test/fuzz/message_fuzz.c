/* Packets from a client: what is taken as a message is written back as the same octets, if it is of
 * our version. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/die.h"
#include "msg/answer_msg.h"
#include "msg/ask_advise.h"
#include "msg/ask_budget.h"
#include "msg/ask_event.h"
#include "msg/ask_import.h"
#include "msg/ask_inventory.h"
#include "msg/ask_listings.h"
#include "msg/ask_passport.h"
#include "msg/ask_resume.h"
#include "msg/ask_who.h"
#include "msg/fetched_msg.h"
#include "msg/heard_msg.h"
#include "msg/job_msg.h"
#include "msg/role_msg.h"

/* Reads the body by its type and puts it again; false if it was refused. */
static bool again(const struct frame *f, struct arena *arena, struct buf *out)
{
	union {
		struct ask_who who;
		struct ask_inventory inventory;
		struct ask_import import;
		struct ask_event event;
		struct ask_listings listings;
		struct ask_passport passport;
		struct ask_advise advise;
		struct ask_budget budget;
		struct answer_msg answer;
		struct role_ready ready;
		struct role_again role;
		struct ask_resume resume;
		struct job job;
		struct heard_msg heard;
		struct ptr_msg ptr;
		struct fetched_msg fetched;
	} m;
	struct err err;
	int r = -1;

	frame_begin(out, f->type, f->flags, f->id);
	switch (f->type) {
	case MSG_WHO:
		if ((r = msg_get_who(f, arena, &m.who, &err)) == 0)
			msg_put_who(out, &m.who);
		break;
	case MSG_INVENTORY:
		if ((r = msg_get_inventory(f, &m.inventory, &err)) == 0)
			msg_put_inventory(out, &m.inventory);
		break;
	case MSG_IMPORT:
		if ((r = msg_get_import(f, &m.import, &err)) == 0)
			msg_put_import(out, &m.import);
		break;
	case MSG_EVENT:
		if ((r = msg_get_event(f, arena, &m.event, &err)) == 0)
			msg_put_event(out, &m.event);
		break;
	case MSG_ANSWER:
		if ((r = msg_get_answer(f, arena, &m.answer, &err)) == 0)
			msg_put_answer(out, &m.answer);
		break;
	case MSG_READY:
		if ((r = msg_get_ready(f, arena, &m.ready, &err)) == 0)
			msg_put_ready(out, &m.ready);
		break;
	case MSG_LISTINGS:
		if ((r = msg_get_listings(f, arena, &m.listings, &err)) == 0)
			msg_put_listings(out, &m.listings);
		break;
	case MSG_PASSPORT:
		if ((r = msg_get_passport(f, &m.passport, &err)) == 0)
			msg_put_passport(out, &m.passport);
		break;
	case MSG_ADVISE:
		if ((r = msg_get_advise(f, &m.advise, &err)) == 0)
			msg_put_advise(out, &m.advise);
		break;
	case MSG_AGAIN:
		if ((r = msg_get_again(f, &m.role, &err)) == 0)
			msg_put_again(out, &m.role);
		break;
	case MSG_JOB:
		if ((r = msg_get_job(f, arena, &m.job, &err)) == 0)
			msg_put_job(out, &m.job);
		break;
	case MSG_HEARD:
		if ((r = heard_msg_get(f->body, arena, &m.heard, &err)) == 0)
			heard_msg_put(out, &m.heard);
		break;
	case MSG_PTR:
		if ((r = ptr_msg_get(f->body, arena, &m.ptr, &err)) == 0)
			ptr_msg_put(out, &m.ptr);
		break;
	case MSG_FETCHED:
		if ((r = msg_get_fetched(f, arena, &m.fetched, &err)) == 0)
			msg_put_fetched(out, &m.fetched);
		break;
	case MSG_BUDGET:
		if ((r = msg_get_budget(f, arena, &m.budget, &err)) == 0)
			msg_put_budget(out, &m.budget);
		break;
	case MSG_RESUME:
		if ((r = msg_get_resume(f, arena, &m.resume, &err)) == 0)
			msg_put_resume(out, &m.resume);
		break;
	case MSG_STANDINGS:
	case MSG_OVERVIEW:
	case MSG_STOP:
	case MSG_BACKUP:
		r = msg_get_bare(f, &err);
		break;
	case MSG_NONE:
	case MSG_TYPES:
		die("a frame without a type was taken");
	}
	if (r < 0)
		PROPERTY(err.kind == ERR_INPUT);
	return r == 0 && frame_end(out, &err) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str packet = { (const char *)data, size };
	struct arena arena = { 0 };
	struct buf AUTO(buf_done) out;
	struct frame f;
	struct err err;

	buf_init(&out, FRAME_MAX);
	if (frame_get(packet, &f, &err) == 0 && again(&f, &arena, &out))
		PROPERTY(f.version < msg_type_version(f.type) || str_eq(buf_str(&out), packet));
	arena_done(&arena);
	return 0;
}
