/* The parent's life: desk first, then front; whoever dies is started again, later each time;
 * at the end front first, so that nothing new comes, then desk, so that nothing is lost.
 *
 * The pair of sockets between desk and front is kept here with both its ends: what one has sent
 * waits for the other's successor.
 */
#include "main/parent.h"

#include "base/die.h"
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

enum role_id { DESK, FRONT, ROLES };

struct parent;

struct child {
	struct parent *parent;
	enum role_id id;
	const char *name;
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
	int pair[2]; /* desk's end, front's end */
	int clients; /* the listener, or the client */
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
	log_c(&l, "child", c->name);
	log_int(&l, "pid", c->pid);
	if (key)
		log_c(&l, key, value);
	log_end(&l);
}

static int say(struct child *c, enum msg_type type)
{
	struct buf AUTO(buf_done) packet;
	struct err err;

	buf_init(&packet, FRAME_MAX);
	if (!c->talk)
		return -1;
	if (msg_put_bare(&packet, type, 0, &err) < 0 ||
	    channel_send(c->talk, buf_str(&packet), -1, &err) < 0)
		return -1; /* it is dying, which we are about to learn */
	return 0;
}

static void is_ready(struct child *c, struct str cage)
{
	struct parent *p = c->parent;
	struct child *front = &p->child[FRONT];
	char text[ROLE_CAGE_MAX + 1];

	snprintf(text, sizeof(text), "%.*s", STR_ARG(cage));
	c->ready = true;
	log_child(LOG_INFO, "role-ready", c, "cage", text);
	if (p->stopping)
		return;
	if (c->id == DESK && front->ready)
		say(front, MSG_AGAIN);
	else if (c->id == DESK && front->pid == 0)
		start_child(front);
	if (!p->served && front->ready) {
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

/* Its end is told by the kernel, too; that counts. */
static void child_gone(void *ctx, const struct err *why)
{
	(void)ctx;
	(void)why;
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
struct role_args {
	const char *argv[16];
	char number[4][24];
};

static void set_args(const struct child *c, struct role_args *args)
{
	static const char *const name[] = { "--group-id", "--skew-us", "--floating-us",
					    "--snapshot-ends" };
	const struct parent_start *start = c->parent->start;
	const struct role_settings *s = &start->settings;
	const long long value[] = { s->group, (long long)s->usual.still.us,
				    (long long)s->usual.floating.us, s->ends_percent };
	size_t n = 3;

	*args = (struct role_args){
		.argv = {"netizend", "--role", c->name}
	};
	if (start->dir) {
		args->argv[n++] = "--state";
		args->argv[n++] = start->state->top;
	}
	if (start->once)
		args->argv[n++] = "--once";
	for (size_t i = 0; i < LEN(name); i++) {
		snprintf(args->number[i], sizeof(args->number[i]), "%lld", value[i]);
		args->argv[n++] = name[i];
		args->argv[n++] = args->number[i];
	}
}

static int start_process(struct child *c, int talk, struct err *err)
{
	struct parent *p = c->parent;
	const struct spawn_fd fd[] = {
		{talk,			    ROLE_FD_PARENT },
		{ p->pair[c->id == DESK ? 0 : 1], ROLE_FD_PAIR   },
		{ p->clients,                     ROLE_FD_CLIENTS},
	};
	struct role_args args;
	struct spawn s = {
		.argv = args.argv, .fd = fd, .fds = c->id == DESK ? 2 : 3, .bare = true
	};

	set_args(c, &args);
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
	} else if (!c->parent->stopping && c->id == FRONT && !c->parent->child[DESK].ready) {
		/* front reads what desk has brought up to date: it comes when desk is ready */
		return;
	} else if (!c->parent->stopping) {
		start_child(c);
	}
}

static void stop_child(struct child *c)
{
	if (c->told_to_stop)
		return;
	c->told_to_stop = true;
	if (say(c, MSG_STOP) < 0)
		spawn_kill(c->pid);
	loop_timer_set(c->again, STOP_WAIT);
}

/* Front, then desk, then we. */
static void go_on_stopping(struct parent *p)
{
	if (p->child[FRONT].pid > 0)
		stop_child(&p->child[FRONT]);
	else if (p->child[DESK].pid > 0)
		stop_child(&p->child[DESK]);
	else
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

static void has_ended(struct child *c, const struct spawn_end *end)
{
	struct parent *p = c->parent;
	bool rightly = !end->killed && end->code == 0;
	char text[SPAWN_END_MAX];

	log_child(rightly ? LOG_INFO : LOG_ERROR, "role-ended", c, "how",
		  spawn_end_text(end, text));
	loop_timer_stop(c->again);
	channel_free(c->talk);
	c->talk = NULL;
	c->pid = 0;
	c->ready = false;
	if (p->stopping) {
		if (!rightly)
			p->code = 1;
		go_on_stopping(p);
	} else if (!end->killed && end->code == ROLE_EXIT_NEVER) {
		begin_stop(p, ROLE_EXIT_NEVER);
	} else if (p->start->once && c->id == FRONT && rightly) {
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

	if (packet_pair(p->pair, err) < 0)
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
	static const char *const name[ROLES] = { "desk", "front" };

	*p = (struct parent){ .start = start, .loop = loop_new() };
	for (int i = 0; i < ROLES; i++) {
		p->child[i] = (struct child){ .parent = p, .id = (enum role_id)i, .name = name[i] };
		p->child[i].again = loop_timer_new(p->loop, time_is_up, &p->child[i]);
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

	for (int i = 0; i < ROLES; i++)
		loop_timer_free(p->child[i].again);
	if (!p->start->once &&
	    (file_remove(str_of(state_path(p->start->state->run, STATE_SOCKET, path)), &err) < 0 ||
	     file_remove(str_of(state_path(p->start->state->run, STATE_PID, path)), &err) < 0))
		log_err(LOG_WARN, "left-behind", &err);
	packet_close(p->pair[0]);
	packet_close(p->pair[1]);
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
	start_child(&p.child[DESK]);
	loop_run(p.loop);
	end(&p);
	if (!start->once)
		log_event(LOG_INFO, "stopped");
	return p.code;
}
