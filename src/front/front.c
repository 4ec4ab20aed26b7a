/* The front at work: clients in, questions answered, changes passed on to the desk. */
#include "front/front.h"

#include "base/die.h"
#include "front/giving.h"
#include "front/on_advise.h"
#include "front/on_inventory.h"
#include "front/on_listings.h"
#include "front/on_overview.h"
#include "front/on_passport.h"
#include "front/on_standings.h"
#include "front/on_who.h"
#include "front/pending.h"
#include "front/scene.h"
#include "front/session.h"
#include "msg/ask_budget.h"
#include "msg/ask_event.h"
#include "msg/ask_import.h"
#include "msg/ask_resume.h"
#include "msg/role_msg.h"
#include "store/store.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/own.h"

#include <stdlib.h>

static page_fn *const asked[MSG_TYPES] = {
	[MSG_WHO] = on_who,           [MSG_INVENTORY] = on_inventory,
	[MSG_LISTINGS] = on_listings, [MSG_PASSPORT] = on_passport,
	[MSG_ADVISE] = on_advise,     [MSG_STANDINGS] = on_standings,
	[MSG_OVERVIEW] = on_overview,
};

struct front {
	struct front_start start;
	struct store *store, *still; /* still: another connection, for backups */
	struct giving *giving;       /* a backup */
	struct channel *desk;
	struct loop_fd *listener;
	struct session *first;
	size_t sessions;
	struct pending *pending;
	struct arena turn;
	struct scene_shelf *shelf;
	struct loop_timer *rest; /* the shelf is emptied when nobody asks */
	void (*done)(void *ctx);
	void *done_ctx;
};

static void answer_err(struct session *s, uint64_t id, const struct err *err)
{
	const struct answer_msg answer = { err->kind, str_of(err->text), STR("") };

	session_answer(s, id, &answer);
}

/* Nothing open and told to stop, or the one client gone: that is the end. */
static void maybe_over(struct front *f)
{
	if (pending_count(f->pending) > 0 || f->giving)
		return;
	if (f->done) {
		void (*done)(void *) = f->done;

		f->done = NULL;
		done(f->done_ctx);
	} else if (f->start.client >= 0 && f->sessions == 0) {
		f->start.over(f->start.ctx);
	}
}

static void ask(struct front *f, struct session *s, const struct frame *in)
{
	struct page page = { .db = store_db(f->store),
			     .turn = &f->turn,
			     .now = clock_now(),
			     .usual = &f->start.usual,
			     .from = &f->start.from,
			     .shelf = f->shelf };
	struct answer_msg answer = { .kind = ERR_NONE };
	struct err err = { 0 };

	if (asked[in->type](&page, in, &err) < 0) {
		answer.kind = err.kind;
		answer.text = str_of(err.text);
	}
	answer.json = page.json;
	if (err.kind == ERR_SYS)
		log_err(LOG_ERROR, msg_type_name(in->type), &err);
	session_answer(s, in->id, &answer);
	arena_clear(&f->turn);
	if (scene_shelf_holds(f->shelf))
		loop_timer_set(f->rest, FRONT_REST);
}

static void nobody_asks(void *ctx)
{
	struct front *f = ctx;

	scene_shelf_clear(f->shelf);
	own_trim();
}

static void backup_over(void *ctx, const struct err *why)
{
	struct front *f = ctx;

	if (why->kind != ERR_NONE)
		log_err(LOG_WARN, "backup-broken-off", why);
	else
		log_event(LOG_INFO, "backup-told");
	if (giving_asker(f->giving))
		answer_err(giving_asker(f->giving), giving_id(f->giving), why);
	giving_free(f->giving);
	f->giving = NULL;
	maybe_over(f);
}

/* The whole store is for those who could read its files anyway. */
static int begin_backup(struct front *f, struct session *s, const struct frame *in, int passed,
			struct err *err)
{
	const struct giving_start start = { f->start.loop, store_db(f->still), passed, s,
					    in->id,        backup_over,        f };

	if (msg_get_bare(in, err) < 0)
		return -1;
	if (session_uid(s) != 0 && session_uid(s) != listen_own_uid())
		return err_set(err, ERR_INPUT,
			       "user %u may not take a backup: root and the hub's own user may",
			       session_uid(s));
	if (f->done)
		return err_set(err, ERR_LATER, "the hub is stopping");
	if (f->giving)
		return err_set(err, ERR_LATER, "another backup is being taken");
	return giving_new(&f->giving, &start, err);
}

/* The message as the desk gets it: read here, and bearing the uid that the kernel told us. */
static int signed_packet(struct front *f, const struct session *s, const struct frame *in,
			 struct buf *out, struct err *err)
{
	struct ask_import import;
	struct ask_resume resume;
	struct ask_budget budget;
	struct ask_event event;

	frame_begin(out, in->type, in->flags, in->id);
	if (in->type == MSG_IMPORT) {
		if (msg_get_import(in, &import, err) < 0)
			return -1;
		import.uid = session_uid(s);
		msg_put_import(out, &import);
	} else if (in->type == MSG_RESUME) {
		if (msg_get_resume(in, &f->turn, &resume, err) < 0)
			return -1;
		resume.uid = session_uid(s);
		msg_put_resume(out, &resume);
	} else if (in->type == MSG_BUDGET) {
		if (msg_get_budget(in, &f->turn, &budget, err) < 0)
			return -1;
		msg_put_budget(out, &budget);
	} else {
		if (msg_get_event(in, &f->turn, &event, err) < 0)
			return -1;
		event.uid = session_uid(s);
		msg_put_event(out, &event);
	}
	return frame_end(out, err);
}

static int pass_on(struct front *f, struct session *s, const struct frame *in, int passed,
		   struct err *err)
{
	struct buf AUTO(buf_done) packet;
	struct request r = { .id = in->id, .asker = s, .payload = passed };
	bool again;

	buf_init(&packet, FRAME_MAX);
	if (f->done)
		return err_set(err, ERR_LATER, "the hub is stopping");
	if (signed_packet(f, s, in, &packet, err) < 0)
		return -1;
	r.packet = buf_str(&packet);
	if (pending_add(f->pending, &r, &again, err) < 0)
		return -1;
	/* also what lies there: its answer may have been lost, and the desk does nothing twice */
	if (channel_send(f->desk, r.packet, passed, err) == 0 || again)
		return 0;
	pending_drop(f->pending, in->id);
	return -1;
}

static bool is_for_desk(enum msg_type type)
{
	return type == MSG_IMPORT || type == MSG_EVENT || type == MSG_RESUME || type == MSG_BUDGET;
}

static void session_got(void *ctx, struct session *s, const struct frame *in, struct str packet,
			int passed)
{
	struct front *f = ctx;
	struct err err;

	(void)packet;
	if (asked[in->type]) {
		ask(f, s, in);
		return;
	}
	if (in->type == MSG_BACKUP) {
		if (begin_backup(f, s, in, passed, &err) == 0)
			err.kind = ERR_NONE;
	} else if (!is_for_desk(in->type))
		err_set(&err, ERR_INPUT, "message \"%s\" is not for clients",
			msg_type_name(in->type));
	else if (pass_on(f, s, in, passed, &err) == 0)
		err.kind = ERR_NONE;
	if (err.kind != ERR_NONE)
		answer_err(s, in->id, &err);
	arena_clear(&f->turn);
}

static void session_gone(void *ctx, struct session *s)
{
	struct front *f = ctx;
	struct session *before = NULL;

	for (struct session *at = f->first; at != s; at = session_next(at))
		before = at;
	if (before)
		session_chain(before, session_next(s));
	else
		f->first = session_next(s);
	f->sessions--;
	pending_forget(f->pending, s);
	if (f->giving && giving_asker(f->giving) == s) {
		giving_free(f->giving);
		f->giving = NULL;
	}
	session_free(s);
	if (f->listener && !f->done)
		loop_fd_want(f->listener, LOOP_READ);
	maybe_over(f);
}

static void add_session(struct front *f, int fd)
{
	struct session_start start = {
		f->start.loop, fd, f->start.group, {session_got, session_gone, f}
	};
	struct session *s = session_new(&start);

	if (!s)
		return;
	session_chain(s, f->first);
	f->first = s;
	if (++f->sessions == FRONT_CLIENTS_MAX && f->listener)
		loop_fd_want(f->listener, 0);
}

static void someone_comes(void *ctx, unsigned ready)
{
	struct front *f = ctx;
	struct err err;
	int fd;

	(void)ready;
	fd = listen_accept(f->start.listener, &err);
	if (fd >= 0)
		add_session(f, fd);
	else if (err.kind != ERR_LATER)
		log_err(LOG_ERROR, "accept-failed", &err);
}

static void desk_says(void *ctx, struct str packet, int passed)
{
	struct front *f = ctx;
	struct frame frame;
	struct request *r;
	struct err err;

	if (frame_get(packet, &frame, &err) < 0 || frame.type != MSG_ANSWER) {
		log_event(LOG_ERROR, "desk-speaks-wrongly");
		return;
	}
	r = pending_find(f->pending, frame.id);
	if (!r)
		return; /* answered before, or asked by the front before us */
	if (r->asker)
		session_pass(r->asker, packet, passed);
	pending_drop(f->pending, frame.id);
	maybe_over(f);
}

/* The parent holds both ends: this comes only when our own end is broken. */
static void desk_gone(void *ctx, const struct err *why)
{
	struct front *f = ctx;

	f->start.broken(f->start.ctx, why);
}

int front_new(struct front **out, const struct front_start *start, struct err *err)
{
	struct front *f = mem_new(1, sizeof(*f));

	f->start = *start;
	if (store_open_reader(&f->store, &start->store, err) < 0 ||
	    store_open_reader(&f->still, &start->store, err) < 0) {
		store_close(f->store);
		free(f);
		return -1;
	}
	f->pending = pending_new();
	f->shelf = scene_shelf_new();
	f->rest = loop_timer_new(start->loop, nobody_asks, f);
	f->desk = channel_new(start->loop, start->desk,
			      &(struct channel_calls){ desk_says, desk_gone, f });
	*out = f;
	return 0;
}

const struct store *front_store(const struct front *f)
{
	return f->store;
}

void front_begin(struct front *f)
{
	if (f->start.client >= 0)
		add_session(f, f->start.client);
	if (f->start.listener >= 0) {
		f->listener = loop_fd_new(f->start.loop, f->start.listener, someone_comes, f);
		loop_fd_want(f->listener, LOOP_READ);
	}
	maybe_over(f);
}

static void give_up(struct front *f, struct request *r)
{
	struct err err;

	err_set(&err, ERR_UNSURE, "the desk died %u times over this; ask again to learn what is so",
		r->deaths);
	log_err(LOG_ERROR, "request-given-up", &err);
	if (r->asker)
		answer_err(r->asker, r->id, &err);
	pending_drop(f->pending, r->id);
}

void front_again(struct front *f)
{
	struct request *next;
	struct err err;

	for (struct request *r = pending_first(f->pending); r; r = next) {
		next = r->next;
		if (++r->deaths >= FRONT_DEATHS_MAX)
			give_up(f, r);
		else if (channel_send(f->desk, r->packet, r->payload, &err) < 0)
			log_err(LOG_WARN, "request-not-sent-again", &err);
	}
	maybe_over(f);
}

void front_stop(struct front *f, void (*done)(void *ctx), void *ctx)
{
	if (f->listener)
		loop_fd_want(f->listener, 0);
	f->done = done;
	f->done_ctx = ctx;
	maybe_over(f);
}

void front_free(struct front *f)
{
	if (!f)
		return;
	while (f->first) {
		struct session *s = f->first;

		f->first = session_next(s);
		session_free(s);
	}
	loop_timer_free(f->rest);
	scene_shelf_free(f->shelf);
	giving_free(f->giving);
	loop_fd_free(f->listener);
	packet_close(f->start.listener);
	channel_free(f->desk);
	pending_free(f->pending);
	store_close(f->store);
	store_close(f->still);
	arena_done(&f->turn);
	free(f);
}
