/* The command line's side of the control socket. */
#include "cli/hub.h"

#include "base/die.h"
#include "conf/netizen_conf.h"
#include "msg/answer_msg.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/listen.h"
#include "sys/memfd.h"
#include "sys/own.h"
#include "sys/packet.h"
#include "sys/random.h"
#include "sys/spawn.h"
#include "sys/state.h"

#include <stdio.h>
#include <stdlib.h>

#define ONCE_HELD 75  /* how `netizend --once` leaves when another one has the state */
#define ONCE_AWAY 69  /* when its store cannot be had now */
#define ONCE_NEVER 78 /* how it leaves when trying again will not help */
#define ONCE_END_WAIT SPAN_S(60)
#define CLIENT_FD 3
#define HUB_REST_SAID SPAN_MS(1600) /* between two attempts: so long that we say why */
#define HUB_REST_MAX SPAN_MS(3200)
#define HUB_HAS_SAID "" /* a hub of our own has told the reason on standard error */

struct hub_line {
	struct cli *cli;
	struct state state;
	int fd;
	pid_t once;   /* a hub of our own; 0: none */
	bool reached; /* a hub was there, once at least */
	bool broke;   /* the last one went away before it answered */
	bool only_live;
	const char *dir;
};

const char *hub_program(struct cli *cli)
{
	static const char *const beside[] = { "netizend", "../sbin/netizend", "../bin/netizend" };
	char path[FILE_PATH_MAX + 1];

	for (size_t i = 0; i < LEN(beside); i++)
		if (own_beside(beside[i], path))
			return arena_str(&cli->arena, str_of(path)).p;
	return "netizend";
}

static int start_once(struct hub_line *line, struct err *err)
{
	const char *argv[8] = { hub_program(line->cli), "--once", "--client", "3" };
	struct spawn_fd fd;
	struct spawn s = { .path = argv[0], .argv = argv, .fd = &fd, .fds = 1 };
	int pair[2];

	if (line->dir) {
		argv[4] = "--state";
		argv[5] = line->dir;
	}
	if (packet_pair(pair, err) < 0)
		return -1;
	fd = (struct spawn_fd){ pair[1], CLIENT_FD };
	if (spawn_start(&s, &line->once, err) < 0) {
		packet_close(pair[0]);
		packet_close(pair[1]);
		line->once = 0;
		return -1;
	}
	packet_close(pair[1]);
	line->fd = pair[0];
	return 0;
}

/* A file is there, or a server that is to be asked; what wrong settings mean the hub will say. */
static bool is_kept(const struct state *state)
{
	char path[FILE_PATH_MAX + 1];
	struct netizen_conf conf;
	bool server;

	if (netizen_conf_load(&conf, str_of(state->etc), NULL) < 0)
		return true;
	server = conf.store.postgresql.n > 0;
	netizen_conf_done(&conf);
	return server || own_exists(state_path(state->lib, STORE_FILE, path));
}

static int dial(struct hub_line *line, struct err *err)
{
	char path[FILE_PATH_MAX + 1];

	line->fd = listen_dial(state_path(line->state.run, STATE_SOCKET, path), err);
	line->reached = line->reached || line->fd >= 0;
	if (line->fd >= 0)
		return 0;
	if (err->kind == ERR_INPUT)
		return err_set(err, ERR_INPUT,
			       "%s: not allowed; root, the hub's own user and members of group "
			       "netizen may speak with the hub",
			       path);
	return -1;
}

static int kept(const struct state *state, struct err *err)
{
	if (is_kept(state))
		return 0;
	return err_set(err, ERR_GONE, "nothing is kept in %s yet: begin with netizen import FILE",
		       state->lib);
}

static int open_line(struct hub_line *line, const struct hub_ask *ask, struct err *err)
{
	line->once = 0;
	if (dial(line, err) == 0)
		return 0;
	if (err->kind != ERR_GONE)
		return -1;
	if (ask->only_live)
		return err_set(err, ERR_GONE, "no hub runs on %s", line->state.lib);
	if (ask->only_if_kept && kept(&line->state, err) < 0)
		return -1;
	return start_once(line, err);
}

/* ERR_LATER when a hub of our own could not have the state. */
static int close_line(struct hub_line *line, struct err *err)
{
	struct spawn_end end;

	packet_close(line->fd);
	line->fd = -1;
	if (line->once == 0)
		return 0;
	if (spawn_wait(line->once, ONCE_END_WAIT, &end, err) < 0)
		return -1;
	if (!end.killed && end.code == ONCE_HELD)
		return err_set(err, ERR_LATER, "another hub has %s", line->state.lib);
	if (!end.killed && end.code == ONCE_AWAY)
		return err_set(err, ERR_SYS, "%s", HUB_HAS_SAID);
	if (!end.killed && end.code == ONCE_NEVER)
		return err_set(err, ERR_INPUT, "%s", HUB_HAS_SAID);
	return 0;
}

static int take_answer(struct hub_line *line, struct str packet, int passed, struct hub_answer *out,
		       struct err *err)
{
	struct memfd_view AUTO(memfd_unmap) view = { 0 };
	struct answer_msg answer;
	struct frame frame;

	if (frame_get(packet, &frame, err) < 0)
		return -1;
	if (frame.type != MSG_ANSWER)
		return err_set(err, ERR_INPUT, "the hub answered with message \"%s\"",
			       msg_type_name(frame.type));
	if (msg_get_answer(&frame, &line->cli->arena, &answer, err) < 0)
		return -1;
	if (frame.flags & FRAME_MEMFD) {
		if (memfd_map(passed, MEMFD_MAX, &view, err) < 0)
			return -1;
		answer.json = arena_str(&line->cli->arena, view.s);
	}
	*out = (struct hub_answer){ answer.kind, answer.text, answer.json };
	return 0;
}

/* One attempt. ERR_GONE, ERR_LATER: may be tried again. */
static int attempt(struct hub_line *line, const struct hub_ask *ask, struct str packet,
		   struct hub_answer *out, struct err *err)
{
	struct buf AUTO(buf_done) got;
	int memory = -1;
	int passed = -1;
	int r;

	buf_init(&got, PACKET_MAX);
	if (ask->memory.p && (memory = memfd_new(ask->memory, err)) < 0)
		return -1;
	if (ask->stream && ask->stream->begin(ask->stream->ctx, &memory, err) < 0)
		return -1;
	r = packet_send(line->fd, packet, memory, err);
	packet_close(memory);
	if (r == 0 && ask->stream)
		r = ask->stream->take(ask->stream->ctx, err);
	if (r == 0)
		r = packet_await(line->fd, &got, &passed, ask->wait, err);
	if (r == 0)
		r = take_answer(line, buf_str(&got), passed, out, err);
	packet_close(passed);
	return r;
}

static int once_more(struct hub_line *line, const struct hub_ask *ask, struct str packet,
		     struct hub_answer *out, struct err *err)
{
	struct err end;
	int r;

	line->broke = false;
	if (open_line(line, ask, err) < 0)
		return -1;
	r = attempt(line, ask, packet, out, err);
	line->broke = r < 0 && err->kind == ERR_GONE;
	if (close_line(line, &end) < 0 && r < 0)
		*err = end;
	return r;
}

/* Whether asking again makes sense: by the same id nothing is done twice. */
static bool worth_trying(int r, const struct hub_line *line, const struct hub_answer *out,
			 const struct err *err)
{
	if (r == 0)
		return out->kind == ERR_LATER || out->kind == ERR_UNSURE;
	if (!line->reached && line->only_live)
		return false;
	if (err->kind == ERR_LATER)
		return true;
	/* broken off; but a database that is not there will not come by waiting */
	return err->kind == ERR_GONE && line->fd == -1 && is_kept(&line->state);
}

static int put_packet(const struct hub_ask *ask, struct buf *out, struct err *err)
{
	frame_begin(out, ask->type, ask->memory.p ? FRAME_MEMFD : 0, random_u64());
	buf_add(out, ask->body);
	return frame_end(out, err);
}

/* To somebody who sits before it: why it takes so long. Once. */
static void say_waiting(const struct cli *cli, int r, const struct hub_answer *out,
			const struct err *err)
{
	const char *why = r < 0 && err->text[0] ? err->text : "the hub is not to be had";

	if (!own_is_told())
		return;
	if (r == 0)
		cli_note(cli, "%.*s; trying again", STR_ARG(out->text));
	else
		cli_note(cli, "%s; trying again", why);
}

int hub_ask(struct cli *cli, const struct hub_ask *ask, struct hub_answer *out, struct err *err)
{
	struct span until = { clock_mono().us + HUB_AGAIN_FOR.us };
	struct hub_line line = {
		.cli = cli, .dir = cli->state, .fd = -1, .only_live = ask->only_live
	};
	struct buf AUTO(buf_done) packet;
	struct span rest = SPAN_MS(50);
	int r;

	buf_init(&packet, FRAME_MAX);
	if (state_find(cli->state, &line.state, err) < 0)
		return -1;
	if (put_packet(ask, &packet, err) < 0)
		return -1;
	for (;;) {
		r = once_more(&line, ask, buf_str(&packet), out, err);
		if (!worth_trying(r, &line, out, err) || clock_mono().us > until.us)
			break;
		own_pause(rest);
		if (rest.us < HUB_REST_MAX.us)
			rest.us *= 2;
		if (rest.us == HUB_REST_SAID.us)
			say_waiting(cli, r, out, err);
	}
	if (r < 0 && line.broke && err->kind == ERR_GONE)
		return err_set(err, ERR_SYS, "the hub ended before it had answered");
	return r;
}

int hub_may_be_asked(struct cli *cli, struct err *err)
{
	struct hub_line line = { .cli = cli, .dir = cli->state, .fd = -1 };

	if (state_find(cli->state, &line.state, err) < 0)
		return -1;
	if (dial(&line, err) == 0) {
		packet_close(line.fd);
		return 0;
	}
	return err->kind == ERR_GONE ? kept(&line.state, err) : -1;
}

int hub_line_open(struct cli *cli, struct hub_line **out, struct err *err)
{
	struct hub_line *line = mem_new(1, sizeof(*line));
	const struct hub_ask live = { .only_live = true };

	*line = (struct hub_line){ .cli = cli, .dir = cli->state, .fd = -1, .only_live = true };
	if (state_find(cli->state, &line->state, err) < 0 || open_line(line, &live, err) < 0) {
		free(line);
		return -1;
	}
	*out = line;
	return 0;
}

/* On the connection there is, or on a new one. */
static int ask_once(struct hub_line *line, const struct hub_ask *ask, struct str packet,
		    struct hub_answer *out, struct err *err)
{
	const struct hub_ask live = { .only_live = true };

	line->broke = false;
	if (line->fd < 0 && open_line(line, &live, err) < 0)
		return -1;
	if (attempt(line, ask, packet, out, err) == 0)
		return 0;
	line->broke = true;
	packet_close(line->fd);
	line->fd = -1;
	return -1;
}

int hub_line_ask(struct hub_line *line, const struct hub_ask *ask, struct hub_answer *out,
		 struct err *err)
{
	struct span until = { clock_mono().us + HUB_AGAIN_FOR.us };
	struct buf AUTO(buf_done) packet;
	int r;

	buf_init(&packet, FRAME_MAX);
	if (put_packet(ask, &packet, err) < 0)
		return -1;
	while ((r = ask_once(line, ask, buf_str(&packet), out, err)) < 0 &&
	       worth_trying(r, line, out, err) && clock_mono().us < until.us &&
	       (line->broke || !ask->only_now))
		own_pause(SPAN_MS(500));
	return r;
}

void hub_line_close(struct hub_line *line)
{
	if (!line)
		return;
	packet_close(line->fd);
	free(line);
}

int hub_code(const struct cli *cli, const struct hub_answer *answer)
{
	struct err err = { .kind = answer->kind };

	if (answer->kind == ERR_NONE)
		return CLI_OK;
	snprintf(err.text, sizeof(err.text), "%.*s", STR_ARG(answer->text));
	cli_fail(cli, &err);
	return answer->kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
}
