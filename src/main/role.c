/* What all roles have in common, and how each is put together and caged. */
#include "main/role.h"

#include "base/die.h"
#include "conf/lists.h"
#include "courier/courier.h"
#include "desk/desk.h"
#include "front/front.h"
#include "model/list_copy.h"
#include "msg/role_msg.h"
#include "sys/address.h"
#include "sys/channel.h"
#include "sys/jail.h"
#include "sys/listen.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/own.h"
#include "sys/resolv.h"
#include "watch/copies.h"
#include "watch/watch.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct role {
	const struct role_start *start;
	struct loop *loop;
	struct channel *parent;
	struct desk *desk;
	struct front *front;
	struct watch *watch;
	struct courier *courier;
	struct list_set lists; /* of desk, watch and courier */
	int code;
};

static void leave(struct role *r, int code)
{
	r->code = code;
	loop_stop(r->loop);
}

static void broken(void *ctx, const struct err *err)
{
	log_err(LOG_ERROR, "broken", err);
	leave(ctx, 1);
}

static void over(void *ctx)
{
	leave(ctx, 0);
}

static void stop(struct role *r)
{
	if (r->front) {
		front_stop(r->front, over, r);
		return;
	}
	if (r->desk)
		desk_finish(r->desk);
	leave(r, 0);
}

static void again(struct role *r, enum role_id who)
{
	if (r->desk)
		desk_again(r->desk, who);
	else if (r->front)
		front_again(r->front);
	else if (r->watch)
		watch_again(r->watch);
}

static void parent_says(void *ctx, struct str packet, int passed)
{
	struct role *r = ctx;
	struct role_again said;
	struct frame frame;
	struct err err;

	(void)passed;
	if (frame_get(packet, &frame, &err) < 0) {
		broken(r, &err);
	} else if (frame.type == MSG_AGAIN) {
		if (msg_get_again(&frame, &said, &err) < 0)
			broken(r, &err);
		else
			again(r, said.who);
	} else if (frame.type == MSG_STOP) {
		stop(r);
	}
}

static void parent_gone(void *ctx, const struct err *why)
{
	struct role *r = ctx;

	log_err(LOG_ERROR, "parent-gone", why);
	if (r->desk)
		desk_finish(r->desk);
	leave(r, 1);
}

/* The parent decides when we leave, also when a terminal tells everybody. */
static void not_for_us(void *ctx)
{
	(void)ctx;
}

static void begin(struct role *r, const struct role_start *start)
{
	const struct channel_calls calls = { parent_says, parent_gone, r };

	*r = (struct role){ .start = start, .loop = loop_new() };
	loop_signal(r->loop, SIGTERM, not_for_us, r);
	loop_signal(r->loop, SIGINT, not_for_us, r);
	loop_signal(r->loop, SIGHUP, not_for_us, r);
	r->parent = channel_new(r->loop, ROLE_FD_PARENT, &calls);
}

static int cage(struct role *r, const struct jail *jail, struct err *err)
{
	char made_of[JAIL_TEXT_MAX];
	struct buf AUTO(buf_done) packet;
	struct log_line l;

	buf_init(&packet, FRAME_MAX);
	if (jail_enter(jail, made_of, err) < 0)
		return -1;
	log_begin(&l, LOG_INFO, "caged");
	log_c(&l, "cage", made_of);
	log_end(&l);
	frame_begin(&packet, MSG_READY, 0, 0);
	msg_put_ready(&packet, &(struct role_ready){ str_of(made_of) });
	if (frame_end(&packet, err) < 0)
		return -1;
	return channel_send(r->parent, buf_str(&packet), -1, err);
}

static int end(struct role *r)
{
	int code = r->code;

	front_free(r->front);
	desk_free(r->desk);
	watch_free(r->watch);
	courier_free(r->courier);
	lists_done(&r->lists);
	channel_free(r->parent);
	loop_free(r->loop);
	return code;
}

static int exit_code(const struct role *r, const struct err *err)
{
	if (err->kind == ERR_INPUT)
		return ROLE_EXIT_NEVER;
	/* what cannot be had now may be had soon, but whoever asks once should not wait for it */
	return r->start->once || (err->kind == ERR_LATER && r->start->settings.server)
		       ? ROLE_EXIT_AWAY
		       : 1;
}

/* To a person whose command has started us in plain words. */
static int fail(struct role *r, const char *event, const struct err *err)
{
	r->code = exit_code(r, err);
	if (r->start->once && r->code != 1)
		fprintf(stderr, "netizend: %s\n", err->text);
	else
		log_err(LOG_ERROR, event, err);
	return end(r);
}

/* Of a role that has the store: `lib`, and the way to a server. */
struct store_cage {
	struct jail jail;
	struct jail_path path[1 + STORE_REACH_MAX];
};

static const struct jail *cage_with(struct store_cage *c, struct jail_path lib,
				    const struct store *store, unsigned grants)
{
	struct store_reach reach;

	store_reach(store, &reach);
	*c = (struct store_cage){
		.jail = {.grants = grants, .path = c->path, .paths = 1 },
                  .path = { lib     }
	};
	if (reach.local)
		c->jail.grants |= JAIL_LOCAL;
	if (reach.tcp)
		c->jail.grants |= JAIL_TCP;
	if (reach.files)
		c->jail.grants |= JAIL_FILES_READ;
	for (size_t i = 0; i < reach.files; i++)
		c->path[c->jail.paths++].path = reach.file[i];
	return &c->jail;
}

/* The catalogue with what our operator changed: read before the cage closes. */
static int load_lists(struct role *r, struct err *err)
{
	char override[FILE_PATH_MAX + 1];
	const struct lists_places places = { .override = str_of(state_path(r->start->state->etc,
									   "lists.d", override)) };

	return lists_load(&r->lists, &places, err);
}

static void set_watching(struct role *r, struct desk_start *d)
{
	const struct role_settings *s = &r->start->settings;

	d->lists = &r->lists;
	d->watch = ROLE_FD_OF(ROLE_WATCH);
	d->courier = ROLE_FD_OF(ROLE_COURIER);
	for (size_t i = 0; i < AGENDA_WALKS; i++)
		d->agenda.period[i] = s->watch.period[i];
	d->agenda.gap = s->watch.gap;
	d->listing.apart = s->watch.confirm;
	d->listing.recheck = s->watch.recheck;
	d->from = s->watch.source;
}

/* A hub for one client tells him in its answer what was wrong with his question. */
static enum log_level least(const struct role_start *start)
{
	return start->once ? LOG_ERROR : LOG_INFO;
}

int role_desk(const struct role_start *start)
{
	const struct jail_path lib = { start->state->lib, true };
	struct store_cage c;
	struct desk_start d;
	struct role r;
	struct err err;

	log_open("desk", least(start));
	begin(&r, start);
	d = (struct desk_start){ .loop = r.loop,
				 .store = start->store,
				 .ends_percent = start->settings.ends_percent,
				 .front = ROLE_FD_PAIR,
				 .broken = broken,
				 .ctx = &r };
	if (start->settings.watch.enabled && !start->once) {
		if (load_lists(&r, &err) < 0)
			return fail(&r, "cannot-start", &err);
		set_watching(&r, &d);
	}
	if (desk_new(&r.desk, &d, &err) < 0)
		return fail(&r, "cannot-start", &err);
	if (cage(&r, cage_with(&c, lib, desk_store(r.desk), JAIL_FILES_WRITE), &err) < 0)
		return fail(&r, "cannot-be-caged", &err);
	loop_run(r.loop);
	return end(&r);
}

int role_front(const struct role_start *start)
{
	const unsigned grants = JAIL_FILES_READ | JAIL_ACCEPT;
	const struct jail_path lib = { start->state->lib, false };
	struct store_cage c;
	struct front_start f;
	struct role r;
	struct err err;

	log_open("front", least(start));
	begin(&r, start);
	f = (struct front_start){
		.loop = r.loop,
		.store = start->store,
		.desk = ROLE_FD_PAIR,
		.listener = start->once ? -1 : ROLE_FD_CLIENTS,
		.client = start->once ? ROLE_FD_CLIENTS : -1,
		.usual = start->settings.usual,
		.from = start->settings.watch.source,
		.group = start->settings.group,
		.broken = broken,
		.over = over,
		.ctx = &r,
	};
	if (front_new(&r.front, &f, &err) < 0)
		return fail(&r, "cannot-start", &err);
	if (cage(&r, cage_with(&c, lib, front_store(r.front), grants), &err) < 0)
		return fail(&r, "cannot-be-caged", &err);
	front_begin(r.front);
	loop_run(r.loop);
	return end(&r);
}

/* The configured resolvers, else the machine's. */
static int find_resolvers(const struct role_start *start, struct endpoint *out, size_t *n,
			  struct err *err)
{
	const struct role_settings *s = &start->settings;

	for (*n = 0; *n < s->watch.resolvers; ++*n)
		out[*n] = s->watch.resolver[*n];
	if (*n > 0)
		return 0;
	return resolv_load(STR("/etc/resolv.conf"), out, NETIZEN_CONF_RESOLVERS_MAX, n, err);
}

/* Where the courier puts what it fetches, and the watch takes it in. */
static struct str copies_of_state(const struct role_start *start, char folder[FILE_PATH_MAX + 1])
{
	return str_of(state_path(start->state->lib, "copies", folder));
}

static bool fetches(const struct list_set *lists)
{
	for (size_t i = 0; i < lists->n; i++)
		if (list_copy_address(&lists->list[i]).n)
			return true;
	return false;
}

/* Folders of local copies; returns how many. */
static size_t copy_paths(const struct list_set *lists, struct arena *arena, struct jail_path *path)
{
	size_t n = 0;

	for (size_t i = 0; i < lists->n && n < JAIL_PATHS_MAX; i++) {
		const char *folder = copies_folder(&lists->list[i], arena);

		if (folder)
			path[n++] = (struct jail_path){ folder, false };
	}
	return n;
}

/* It may come with another machine's failing; until then no list of that family is asked. */
static void say_missing(struct ip from)
{
	char text[IP_TEXT_MAX + 1];
	struct log_line l;

	if (address_is_here(from))
		return;
	log_begin(&l, LOG_ERROR, "source-not-here");
	log_c(&l, "address", ip_text(from, text));
	log_end(&l);
}

/* Where lists are asked from; the kernel's choice needs no leave. */
static unsigned source_grant(const struct source *from)
{
	struct ip ip[SOURCE_ADDRESSES_MAX];
	size_t n = source_counted(from, ip);

	for (size_t i = 0; i < n && ip[i].len; i++)
		say_missing(ip[i]);
	return ip[0].len ? JAIL_BIND : 0;
}

int role_watch(const struct role_start *start)
{
	struct endpoint resolver[NETIZEN_CONF_RESOLVERS_MAX];
	struct jail_path path[JAIL_PATHS_MAX + 1];
	struct jail jail = { JAIL_UDP | JAIL_TCP, path, 0 };
	char folder[FILE_PATH_MAX + 1];
	struct watch_start w;
	struct role r;
	struct err err;

	log_open("watch", LOG_INFO);
	begin(&r, start);
	w = (struct watch_start){
		.loop = r.loop,
		.lists = &r.lists,
		.whom = {.at = resolver, .from = start->settings.watch.source},
		.copies = copies_of_state(start, folder),
		.desk = ROLE_FD_PAIR,
		.broken = broken,
		.ctx = &r
	};
	if (load_lists(&r, &err) < 0 || find_resolvers(start, resolver, &w.whom.n, &err) < 0)
		return fail(&r, "cannot-start", &err);
	jail.paths = copy_paths(&r.lists, &r.lists.mem, path);
	if (jail.paths)
		jail.grants |= JAIL_FILES_READ;
	if (fetches(&r.lists)) {
		if (file_folder(w.copies, &err) < 0)
			return fail(&r, "cannot-start", &err);
		jail.grants |= JAIL_FILES_WRITE;
		path[jail.paths++] = (struct jail_path){ folder, true };
	}
	jail.grants |= source_grant(&w.whom.from);
	own_descriptors();
	r.watch = watch_new(&w);
	if (cage(&r, &jail, &err) < 0)
		return fail(&r, "cannot-be-caged", &err);
	loop_run(r.loop);
	return end(&r);
}

/* What libcurl reads to find hosts and to believe certificates. */
static const char *const fetch_paths[] = {
	"/etc/resolv.conf", "/etc/hosts",       "/etc/nsswitch.conf", "/etc/host.conf",
	"/etc/gai.conf",    "/etc/ssl",         "/usr/lib/ssl",       "/usr/share/ca-certificates",
	"/usr/lib",         "/etc/ld.so.cache",
};

int role_courier(const struct role_start *start)
{
	struct jail_path path[LEN(fetch_paths) + 1];
	struct jail jail = { 0, path, 0 };
	char folder[FILE_PATH_MAX + 1];
	struct courier_start c;
	struct role r;
	struct err err;

	log_open("courier", LOG_INFO);
	begin(&r, start);
	c = (struct courier_start){ .loop = r.loop,
				    .lists = &r.lists,
				    .folder = copies_of_state(start, folder),
				    .every = start->settings.watch.fetch,
				    .desk = ROLE_FD_PAIR,
				    .broken = broken,
				    .ctx = &r };
	if (load_lists(&r, &err) < 0 || courier_new(&r.courier, &c, &err) < 0)
		return fail(&r, "cannot-start", &err);
	if (courier_lists(r.courier) > 0) {
		jail.grants = JAIL_FILES_WRITE | JAIL_UDP | JAIL_TCP | JAIL_THREADS;
		path[jail.paths++] = (struct jail_path){ folder, true };
		for (size_t i = 0; i < LEN(fetch_paths); i++)
			path[jail.paths++] = (struct jail_path){ fetch_paths[i], false };
	}
	if (cage(&r, &jail, &err) < 0)
		return fail(&r, "cannot-be-caged", &err);
	loop_run(r.loop);
	return end(&r);
}
