/* The parent of the simulated roles: desk first, then the others; whoever dies is started again,
 * later each time. */
#include "hub.h"

#include "base/die.h"
#include "local.h"
#include "sim_store.h"
#include "sys/packet.h"
#include "world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As main/parent.c waits. */
#define WAIT_FIRST SPAN_MS(100)
#define WAIT_LAST SPAN_S(30)
#define LIVED_WELL SPAN_S(10)

enum { FOLDER = 64, PATH = 512 };

/* The desk first, last who is not always wanted. */
static const struct hub_role *const table[] = { &hub_desk, &hub_front, &hub_watch };

struct child {
	const struct hub_role *role;
	void *object; /* NULL: not running */
	unsigned life, lives;
	bool killed;
	int pair[2]; /* with the desk: the desk's end, its own */
	struct span born, wait;
	struct world_event *burial, *again;
};

static struct {
	struct loop *loop;
	struct child child[LEN(table)];
	struct child *starting;
	unsigned lives;
	int listener;
	char lib[FOLDER];
	struct err fate;
} hub;

static void start_child(struct child *c);

struct loop *hub_loop(void)
{
	return hub.loop;
}

struct str hub_lib(void)
{
	return str_of(hub.lib);
}

static struct child *child_of(struct str name)
{
	for (size_t i = 0; i < LEN(table); i++)
		if (str_eq(name, str_of(table[i]->name)))
			return &hub.child[i];
	return NULL;
}

static int pair_of(const char *name, int end)
{
	const struct child *c = child_of(str_of(name));

	die_if(!c || !hub.starting);
	return local_dup(c->pair[end], hub.starting->life);
}

int hub_pair_of_desk(const char *with)
{
	return pair_of(with, 0);
}

int hub_pair_of(const char *self)
{
	return pair_of(self, 1);
}

int hub_listener(void)
{
	return local_dup(hub.listener, hub.starting->life);
}

void *hub_self(void)
{
	return hub.starting;
}

static void start_again(void *ctx)
{
	struct child *c = ctx;

	c->again = NULL;
	/* the others read what the desk has brought up to date: they come when it is there */
	if (c == hub.child || hub.child->object)
		start_child(c);
}

static void try_later(struct child *c)
{
	struct span lived = { world_since().us - c->born.us };

	if (lived.us > LIVED_WELL.us || c->wait.us == 0)
		c->wait = WAIT_FIRST;
	else if (c->wait.us * 2 < WAIT_LAST.us)
		c->wait.us *= 2;
	else
		c->wait = WAIT_LAST;
	c->again = world_in(c->wait, start_again, c);
}

static void bury(void *ctx)
{
	struct child *c = ctx;
	void *object = c->object;

	c->burial = NULL;
	c->object = NULL;
	c->role->free(object);
	try_later(c);
}

/* It may be at work, deep in calls: from now on nothing that it does is felt, and it is freed
 * from the loop. */
static void stop_now(struct child *c)
{
	local_kill(c->life);
	c->killed = true;
	if (c->object && !c->burial)
		c->burial = world_in(SPAN_US(0), bury, c);
}

void hub_broken(void *self, const struct err *why)
{
	(void)why;
	stop_now(self);
}

static void kill_now(void *ctx)
{
	struct child *c = ctx;

	sim_store_kill(c->life);
	stop_now(c);
}

static void life_ends(unsigned life)
{
	for (struct child *c = hub.child; c < hub.child + LEN(table); c++)
		if (c->life == life)
			kill_now(c);
}

static void say_again(struct child *c, enum role_id who)
{
	if (c->object && !c->killed && c->role->again)
		c->role->again(c->object, who);
}

static bool is_wanted(const struct child *c)
{
	return !c->role->wanted || c->role->wanted();
}

static void desk_is_there(void)
{
	for (struct child *c = hub.child + 1; c < hub.child + LEN(table); c++) {
		if (c->object && !c->killed) {
			say_again(c, ROLE_DESK);
			say_again(hub.child, c->role->id);
		} else if (!c->object && is_wanted(c)) {
			world_call_off(c->again);
			c->again = NULL;
			start_child(c);
		}
	}
}

static void has_started(struct child *c)
{
	if (c->killed) {
		c->burial = world_in(SPAN_US(0), bury, c);
		return;
	}
	if (c->role->begin)
		c->role->begin(c->object);
	if (c == hub.child)
		desk_is_there();
	else
		say_again(hub.child, c->role->id);
}

static void start_child(struct child *c)
{
	struct err err = { 0 };
	int code;

	c->life = ++hub.lives;
	c->lives++;
	c->killed = false;
	c->born = world_since();
	hub.starting = c;
	sim_store_life(c->life);
	code = c->role->start(&c->object, &err);
	hub.starting = NULL;
	if (code == 0) {
		has_started(c);
		return;
	}
	c->object = NULL;
	if (err.kind == ERR_INPUT && !c->killed && !hub.fate.kind)
		hub.fate = err;
	try_later(c);
}

void hub_reset(struct loop *loop)
{
	memset(&hub, 0, sizeof(hub));
	hub.loop = loop;
}

static int make_folder(struct err *err)
{
	snprintf(hub.lib, sizeof(hub.lib), "/dev/shm/netizen-sim-XXXXXX");
	if (mkdtemp(hub.lib))
		return 0;
	snprintf(hub.lib, sizeof(hub.lib), "/tmp/netizen-sim-XXXXXX");
	if (mkdtemp(hub.lib))
		return 0;
	hub.lib[0] = '\0';
	return err_set(err, ERR_SYS, "no folder for the hub");
}

int hub_open(struct err *err)
{
	if (hub.lib[0])
		return err_set(err, ERR_INPUT, "the hub runs already");
	if (make_folder(err) < 0)
		return -1;
	hub.listener = local_listener();
	local_on_death(life_ends);
	for (size_t i = 0; i < LEN(table); i++) {
		struct child *c = &hub.child[i];

		*c = (struct child){ .role = table[i] };
		if (packet_pair(c->pair, err) < 0)
			return -1;
	}
	start_child(hub.child);
	return 0;
}

static void remove_folder(void)
{
	DIR *dir = opendir(hub.lib);
	const struct dirent *d;
	char path[PATH];

	while (dir && (d = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", hub.lib, d->d_name);
		unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(hub.lib);
}

static void end_roles(void)
{
	for (struct child *c = hub.child + LEN(table); c-- > hub.child;) {
		world_call_off(c->burial);
		world_call_off(c->again);
		c->burial = c->again = NULL;
		if (c->object)
			c->role->free(c->object);
		c->object = NULL;
	}
}

int hub_stop(struct err *err)
{
	if (!hub.lib[0])
		return err_set(err, ERR_INPUT, "there is no hub");
	end_roles();
	return 0;
}

void hub_close(void)
{
	if (!hub.lib[0])
		return;
	end_roles();
	sim_store_end();
	remove_folder();
	hub.lib[0] = '\0';
}

int hub_fate(struct err *err)
{
	if (!hub.fate.kind)
		return 0;
	*err = hub.fate;
	return -1;
}

static struct child *running(struct str name, struct err *err)
{
	struct child *c = child_of(name);

	if (c && hub.lib[0])
		return c;
	err_set(err, ERR_INPUT, "the hub has no role \"%.*s\"", STR_ARG(name));
	return NULL;
}

size_t hub_roles(void)
{
	size_t n = 0;

	while (n < LEN(table) && is_wanted(&hub.child[n]))
		n++;
	return n;
}

struct str hub_role_name(size_t i)
{
	return str_of(table[i]->name);
}

int hub_kill(struct str role, enum hub_point point, struct err *err)
{
	struct child *c = running(role, err);

	if (!c)
		return -1;
	if (!c->object || c->killed)
		return err_set(err, ERR_INPUT, "it does not run");
	if (point == HUB_NOW)
		kill_now(c);
	else
		sim_store_await(c->life,
				point == HUB_BEFORE_COMMIT ? STORE_BEFORE_COMMIT
							   : STORE_AFTER_COMMIT,
				kill_now, c);
	return 0;
}

int hub_lives(struct str role, uint64_t *out, struct err *err)
{
	const struct child *c = running(role, err);

	*out = c ? c->lives : 0;
	return c ? 0 : -1;
}

int hub_delay(struct str role, struct span delay, struct err *err)
{
	const struct child *c = running(role, err);

	if (!c)
		return -1;
	local_delay(c->pair[0], delay);
	local_delay(c->pair[1], delay);
	return 0;
}

int hub_full(struct str role, bool full, struct err *err)
{
	const struct child *c = running(role, err);

	if (!c)
		return -1;
	local_full(c->pair[0], full);
	local_full(c->pair[1], full);
	return 0;
}

int hub_connect(unsigned uid, unsigned gid)
{
	const struct peer who = { 1, uid, gid };

	return local_connect(hub.listener, &who);
}
