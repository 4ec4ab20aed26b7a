/* The parent's life: desk first, then the others; whoever dies is started again, later each
 * time; at the end front first, so that nothing new comes, desk last, so that nothing is lost.
 *
 * The pairs of sockets between desk and each other role are kept here with both their ends:
 * what one has sent waits for the other's successor.
 */
#include "main/parent.h"

#include "base/die.h"
#include "main/role_args.h"
#include "msg/role_msg.h"
#include "sys/channel.h"
#include "sys/clock.h"
#include "sys/listen.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/notify.h"
#include "sys/spawn.h"

#include <signal.h>
#include <stdio.h>

#define WAIT_FIRST SPAN_MS(100) /* before a role is started again; doubled each time */
#define WAIT_LAST SPAN_S(30)
#define LIVED_WELL SPAN_S(10) /* whoever lived so long is started again at once */
#define STOP_WAIT SPAN_S(90)  /* for a role to finish what it does */

/* What is particular about a role; they are stopped in this order, desk after all others. */
static const struct role_row {
	bool once;    /* is there with --once, too */
	bool clients; /* gets the listener, or the client */
	bool store;   /* opens it */
} row[ROLES] = {
	[ROLE_DESK] = {true,   false, true },
	[ROLE_FRONT] = { true,  true,  true },
	[ROLE_WATCH] = { false, false, false},
	[ROLE_COURIER] = { false, false, false},
};

_Static_assert(ROLES + 3 <= SPAWN_FDS_MAX, "desk holds a pair with each");

struct parent;

struct child {
	struct parent *parent;
	enum role_id id;
	bool wanted;
	pid_t pid; /* 0: not running */
	struct channel *talk;
	struct loop_timer *again; /* running: the deadline of a stop */
	struct span wait;
	struct span born;
	bool ready;
	bool told_to_stop;
};

struct parent {
	const struct parent_start *start;
	struct loop *loop;
	struct child child[ROLES];
	int pair[ROLES][2]; /* desk's end, the role's end; desk itself has none */
	int clients;        /* the listener, or the client */
	bool stopping;
	bool served; /* everything was ready once */
	int code;
};

static void start_child(struct child *c);
static void begin_stop(struct parent *p, int code);

static void log_child(enum log_level level, const char *event, const struct child *c,
		      const char *key, const char *value)
{
	struct log_line l;

	log_begin(&l, level, event);
	log_c(&l, "child", role_name(c->id));
	log_int(&l, "pid", c->pid);
	if (key)
		log_c(&l, key, value);
	log_end(&l);
}

/* -1: it is dying, which we are about to learn. */
static int say_stop(struct child *c)
{
	struct buf AUTO(buf_done) packet;
	struct err err;

	buf_init(&packet, FRAME_MAX);
	if (!c->talk || msg_put_bare(&packet, MSG_STOP, 0, &err) < 0)
		return -1;
	return channel_send(c->talk, buf_str(&packet), -1, &err);
}

/* Lets `c` know that `who` was started, if it is there to know. */
static void say_again(struct child *c, enum role_id who)
{
	struct buf AUTO(buf_done) packet;
	struct err err;

	buf_init(&packet, FRAME_MAX);
	frame_begin(&packet, MSG_AGAIN, 0, 0);
	msg_put_again(&packet, &(struct role_again){ who });
	if (!c->ready || frame_end(&packet, &err) < 0)
		return;
	if (channel_send(c->talk, buf_str(&packet), -1, &err) < 0)
		log_err(LOG_WARN, "role-not-told", &err);
}

static void desk_is_ready(struct parent *p)
{
	for (int i = ROLE_DESK + 1; i < ROLES; i++) {
		struct child *c = &p->child[i];

		if (c->ready) {
			say_again(c, ROLE_DESK);
			say_again(&p->child[ROLE_DESK], c->id);
		} else if (c->wanted && c->pid == 0) {
			start_child(c);
		}
	}
}

static void is_ready(struct child *c, struct str cage)
{
	struct parent *p = c->parent;
	char text[ROLE_CAGE_MAX + 1];

	snprintf(text, sizeof(text), "%.*s", STR_ARG(cage));
	c->ready = true;
	log_child(LOG_INFO, "role-ready", c, "cage", text);
	if (p->stopping)
		return;
	if (c->id == ROLE_DESK)
		desk_is_ready(p);
	else
		say_again(&p->child[ROLE_DESK], c->id);
	if (!p->served && p->child[ROLE_FRONT].ready) {
		p->served = true;
		log_event(LOG_INFO, "ready");
		notify_manager("READY=1");
	}
}

static void child_says(void *ctx, struct str packet, int passed)
{
	struct arena arena = { 0 };
	struct child *c = ctx;
	struct role_ready ready;
	struct frame frame;
	struct err err;

	(void)passed;
	if (frame_get(packet, &frame, &err) == 0 && frame.type == MSG_READY &&
	    msg_get_ready(&frame, &arena, &ready, &err) == 0) {
		is_ready(c, ready.cage);
	} else {
		log_child(LOG_ERROR, "role-speaks-wrongly", c, NULL, NULL);
		spawn_kill(c->pid);
	}
	arena_done(&arena);
}

/* Its end is told by the kernel, too; that counts, and is waited for. */
static void child_gone(void *ctx, const struct err *why)
{
	struct child *c = ctx;

	(void)why;
	loop_timer_set(c->again, STOP_WAIT);
}

static void try_later(struct child *c, const char *why)
{
	struct span lived = { clock_mono().us - c->born.us };
	char text[WHEN_TEXT_MAX + 1];

	if (c->parent->start->once) {
		begin_stop(c->parent, 1);
		return;
	}
	if (lived.us > LIVED_WELL.us || c->wait.us == 0)
		c->wait = WAIT_FIRST;
	else if (c->wait.us * 2 < WAIT_LAST.us)
		c->wait.us *= 2;
	else
		c->wait = WAIT_LAST;
	log_child(LOG_WARN, why, c, "again_in", span_text(c->wait, text));
	loop_timer_set(c->again, c->wait);
}

/* The arguments of a role: what it is, where, and the settings it must know. */
static void set_args(const struct child *c, struct role_args *args)
{
	const struct parent_start *start = c->parent->start;

	*args = (struct role_args){ 0 };
	role_args_word(args, "netizend");
	role_args_word(args, "--role");
	role_args_word(args, role_name(c->id));
	if (start->dir) {
		role_args_word(args, "--state");
		role_args_word(args, start->state->top);
	}
	if (start->once)
		role_args_word(args, "--once");
	role_args_put(args, &start->settings);
}

/* The descriptors of a role; returns how many. */
static size_t set_fds(const struct child *c, int talk, struct spawn_fd *fd)
{
	struct parent *p = c->parent;
	size_t n = 0;

	fd[n++] = (struct spawn_fd){ talk, ROLE_FD_PARENT };
	for (int i = ROLE_DESK + 1; i < ROLES && c->id == ROLE_DESK; i++)
		if (p->child[i].wanted)
			fd[n++] = (struct spawn_fd){ p->pair[i][0], ROLE_FD_OF(i) };
	if (c->id != ROLE_DESK)
		fd[n++] = (struct spawn_fd){ p->pair[c->id][1], ROLE_FD_PAIR };
	if (row[c->id].clients)
		fd[n++] = (struct spawn_fd){ p->clients, ROLE_FD_CLIENTS };
	if (row[c->id].store && p->start->settings.server)
		fd[n++] = (struct spawn_fd){ p->start->store[c->id != ROLE_DESK], ROLE_FD_STORE };
	return n;
}

static int start_process(struct child *c, int talk, struct err *err)
{
	struct spawn_fd fd[SPAWN_FDS_MAX];
	struct role_args args;
	struct spawn s = { .argv = args.argv, .fd = fd, .bare = true };

	set_args(c, &args);
	s.fds = set_fds(c, talk, fd);
	return spawn_start(&s, &c->pid, err);
}

static void start_child(struct child *c)
{
	const struct channel_calls calls = { child_says, child_gone, c };
	struct err err;
	int talk[2];

	loop_timer_stop(c->again);
	c->ready = false;
	c->told_to_stop = false;
	c->born = clock_mono();
	if (packet_pair(talk, &err) < 0) {
		log_err(LOG_ERROR, "role-not-started", &err);
		try_later(c, "role-not-started");
		return;
	}
	if (start_process(c, talk[1], &err) < 0) {
		packet_close(talk[0]);
		packet_close(talk[1]);
		c->pid = 0;
		log_err(LOG_ERROR, "role-not-started", &err);
		try_later(c, "role-not-started");
		return;
	}
	packet_close(talk[1]);
	c->talk = channel_new(c->parent->loop, talk[0], &calls);
}

static void time_is_up(void *ctx)
{
	struct child *c = ctx;

	if (c->pid > 0) {
		log_child(LOG_ERROR, "role-does-not-stop", c, NULL, NULL);
		spawn_kill(c->pid);
	} else if (!c->parent->stopping && c->id != ROLE_DESK &&
		   !c->parent->child[ROLE_DESK].ready) {
		return; /* the others work on what desk has brought up to date: after it */
	} else if (!c->parent->stopping) {
		start_child(c);
	}
}

static void stop_child(struct child *c)
{
	if (c->told_to_stop)
		return;
	c->told_to_stop = true;
	if (say_stop(c) < 0)
		spawn_kill(c->pid);
	loop_timer_set(c->again, STOP_WAIT);
}

/* One after the other, desk last, then we. */
static void go_on_stopping(struct parent *p)
{
	for (int i = 1; i <= ROLES; i++) {
		struct child *c = &p->child[i % ROLES];

		if (c->pid > 0) {
			stop_child(c);
			return;
		}
	}
	loop_stop(p->loop);
}

static void begin_stop(struct parent *p, int code)
{
	if (p->stopping)
		return;
	p->stopping = true;
	p->code = code;
	for (int i = 0; i < ROLES; i++)
		loop_timer_stop(p->child[i].again);
	notify_manager("STOPPING=1");
	go_on_stopping(p);
}

static void was_told_to_stop(void *ctx)
{
	log_event(LOG_INFO, "stopping");
	begin_stop(ctx, 0);
}

/* Settings are read at the start; a terminal that closes must not end the hub. */
static void settings_are_kept(void *ctx)
{
	(void)ctx;
	log_event(LOG_WARN, "hangup-ignored");
}

/* The code with which the whole hub leaves when a role has left so; 0: it goes on. What was once
 * as it must be, such as a folder that could be written, can be so again. */
static int last_word(const struct parent *p, const struct spawn_end *end)
{
	if (end->killed || (end->code != ROLE_EXIT_NEVER && end->code != ROLE_EXIT_AWAY))
		return 0;
	if (p->served && !p->start->once)
		return 0;
	return end->code == ROLE_EXIT_NEVER || p->start->once ? end->code : 0;
}

static void has_ended(struct child *c, const struct spawn_end *end)
{
	struct parent *p = c->parent;
	bool rightly = !end->killed && end->code == 0;
	int last = last_word(p, end);
	char text[SPAWN_END_MAX];

	log_child(rightly || (last && p->start->once) ? LOG_INFO : LOG_ERROR, "role-ended", c,
		  "how", spawn_end_text(end, text));
	loop_timer_stop(c->again);
	channel_free(c->talk);
	c->talk = NULL;
	c->pid = 0;
	c->ready = false;
	if (p->stopping) {
		if (!rightly)
			p->code = 1;
		go_on_stopping(p);
	} else if (last) {
		begin_stop(p, last);
	} else if (p->start->once && c->id == ROLE_FRONT && rightly) {
		begin_stop(p, 0);
	} else {
		try_later(c, "role-restarts");
	}
}

static void children_ended(void *ctx)
{
	struct parent *p = ctx;
	struct spawn_end end;

	while (spawn_reap(&end))
		for (int i = 0; i < ROLES; i++)
			if (p->child[i].pid == end.pid)
				has_ended(&p->child[i], &end);
}

static int open_sockets(struct parent *p, struct err *err)
{
	char path[FILE_PATH_MAX + 1];

	for (int i = ROLE_DESK + 1; i < ROLES; i++)
		if (p->child[i].wanted && packet_pair(p->pair[i], err) < 0)
			return -1;
	if (p->start->once) {
		p->clients = p->start->client;
		return 0;
	}
	p->clients = listen_at(state_path(p->start->state->run, STATE_SOCKET, path),
			       p->start->settings.group, err);
	return p->clients < 0 ? -1 : 0;
}

static void begin(struct parent *p, const struct parent_start *start)
{
	*p = (struct parent){ .start = start, .loop = loop_new() };
	for (int i = 0; i < ROLES; i++) {
		struct child *c = &p->child[i];

		*c = (struct child){ .parent = p, .id = (enum role_id)i };
		c->wanted = !start->once || row[i].once;
		if ((i == ROLE_WATCH || i == ROLE_COURIER) && !start->settings.watch.enabled)
			c->wanted = false;
		c->again = loop_timer_new(p->loop, time_is_up, c);
		p->pair[i][0] = p->pair[i][1] = -1;
	}
	loop_signal(p->loop, SIGTERM, was_told_to_stop, p);
	loop_signal(p->loop, SIGINT, was_told_to_stop, p);
	loop_signal(p->loop, SIGHUP, settings_are_kept, p);
	loop_signal(p->loop, SIGCHLD, children_ended, p);
}

static void end(struct parent *p)
{
	char path[FILE_PATH_MAX + 1];
	struct err err;

	for (int i = 0; i < ROLES; i++) {
		loop_timer_free(p->child[i].again);
		packet_close(p->pair[i][0]);
		packet_close(p->pair[i][1]);
	}
	if (!p->start->once &&
	    (file_remove(str_of(state_path(p->start->state->run, STATE_SOCKET, path)), &err) < 0 ||
	     file_remove(str_of(state_path(p->start->state->run, STATE_PID, path)), &err) < 0))
		log_err(LOG_WARN, "left-behind", &err);
	packet_close(p->clients);
	loop_free(p->loop);
}

int parent_run(const struct parent_start *start)
{
	struct parent p;
	struct err err;

	log_open("parent", start->once ? LOG_WARN : LOG_INFO);
	begin(&p, start);
	if (open_sockets(&p, &err) < 0) {
		log_err(LOG_ERROR, "cannot-start", &err);
		return 1;
	}
	start_child(&p.child[ROLE_DESK]);
	loop_run(p.loop);
	end(&p);
	if (!start->once)
		log_event(LOG_INFO, "stopped");
	return p.code;
}
