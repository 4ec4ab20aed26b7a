/* Reverse names: noted where they changed, and when they were last seen so. */
#include "desk/on_ptr.h"

#include "desk/tell_watch.h"
#include "desk/watching.h"
#include "msg/heard_msg.h"
#include "store/watch_store.h"
#include "sys/memfd.h"

struct work {
	struct memfd_view octets; /* the strings are in it, or in the frame */
	struct ptr_msg msg;
};

static void work_done(struct work *w)
{
	memfd_unmap(&w->octets);
}

static int read_ptr(struct work *w, struct bench *bench, const struct frame *in, int payload,
		    struct err *err)
{
	struct str octets = in->body;

	if (in->flags & FRAME_MEMFD) {
		if (memfd_map(payload, HEARD_MSG_MAX, &w->octets, err) < 0)
			return -1;
		octets = w->octets.s;
	}
	return ptr_msg_get(octets, bench->turn, &w->msg, err);
}

/* What the DNS did not say changes nothing. */
static int save(struct bench *bench, const struct ptr_msg *msg, struct err *err)
{
	for (size_t i = 0; i < msg->rows; i++) {
		const struct ptr_heard *p = &msg->row[i];
		const struct ptr_row row = { p->ip, p->verdict, p->name, msg->at, msg->at };

		if (p->verdict != PTR_UNKNOWN && ptr_store_note(bench->db, &row, err) < 0)
			return -1;
	}
	return 0;
}

int on_ptr(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct work w AUTO(work_done) = { 0 };
	const struct watching_heard heard = { .job = in->id };

	if (!bench->watching)
		return err_set(err, ERR_GONE, "nothing is watched");
	if (read_ptr(&w, bench, in, payload, err) < 0 || save(bench, &w.msg, err) < 0)
		return -1;
	tell_watching(bench, &heard);
	return 0;
}
