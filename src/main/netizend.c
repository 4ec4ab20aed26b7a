/* The hub: reads how it is to run, takes its place, and becomes the parent or a role. */
#include "base/attr.h"
#include "conf/netizen_conf.h"
#include "main/parent.h"
#include "main/role.h"
#include "main/role_args.h"
#include "main/store_words.h"
#include "sys/listen.h"
#include "sys/log.h"
#include "sys/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_HELD = 75 /* somebody else holds the state: try again */ };

struct options {
	const char *dir;
	const char *role;
	const char *group; /* by name */
	struct role_settings settings;
	int store[2]; /* the words for a PostgreSQL, to write and to read, or -1 */
	uint64_t client;
	bool once;
	bool help, version;
};

static const char help[] =
	"netizend [--state DIR] [--group NAME]\n\n"
	"The hub of netizen: keeps the inventory, serves the control socket. It stays in the\n"
	"foreground, logs on standard error, and ends at SIGTERM.\n\n"
	"  --state DIR    keep everything below DIR instead of the system's places\n"
	"  --group NAME   whose members may speak with it, besides root and its own user: netizen\n"
	"  --once         serve the one client at descriptor --client N, and end\n"
	"  --version      say which version this is\n"
	"  --help         this text\n";

static int usage(const char *what, const char *word)
{
	fprintf(stderr, "netizend: %s \"%s\"; see netizend --help\n", what, word);
	return EXIT_USAGE;
}

static int take_number(const char *text, uint64_t max, uint64_t *out)
{
	return str_u64(str_of(text), max, out) ? 0 : usage("a number is wanted, not", text);
}

/* What the parent tells a role. */
static int take_setting(struct options *o, const char *name, const char *value)
{
	bool known;

	if (role_args_take(&o->settings, name, value, &known))
		return 0;
	return known ? usage("that is no value of a setting:", value)
		     : usage("there is no option", name);
}

/* 0, or the exit code of wrong usage. */
static int take(struct options *o, const char *name, const char *value)
{
	if (!value)
		return usage("a value is wanted behind", name);
	if (strcmp(name, "--state") == 0)
		o->dir = value;
	else if (strcmp(name, "--role") == 0)
		o->role = value;
	else if (strcmp(name, "--group") == 0)
		o->group = value;
	else if (strcmp(name, "--client") == 0)
		return take_number(value, 1000, &o->client);
	else
		return take_setting(o, name, value);
	return 0;
}

static int read_options(struct options *o, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int r;

		if (strcmp(argv[i], "--once") == 0)
			o->once = true;
		else if (strcmp(argv[i], "--help") == 0)
			o->help = true;
		else if (strcmp(argv[i], "--version") == 0)
			o->version = true;
		else if ((r = take(o, argv[i], i + 1 < argc ? argv[i + 1] : NULL)) != 0)
			return r;
		else
			i++;
	}
	return 0;
}

/* To a person at a terminal in plain words, to a journal as a line. A command that has started us
 * tries again while another one is there, and says nothing more where we have said why. */
static int leave(const struct options *o, const struct err *err)
{
	if (o->once && err->kind == ERR_LATER)
		return EXIT_HELD;
	if (o->once || err->kind == ERR_LATER)
		fprintf(stderr, "netizend: %s\n", err->text);
	else
		log_err(LOG_ERROR, "cannot-start", err);
	if (err->kind == ERR_LATER)
		return EXIT_HELD;
	if (err->kind == ERR_INPUT)
		return ROLE_EXIT_NEVER;
	return o->once ? ROLE_EXIT_AWAY : 1;
}

/* The group that may speak with us; one that was named by option must be there. */
static int find_group(struct options *o, struct str configured, struct err *err)
{
	char name[256];

	snprintf(name, sizeof(name), "%.*s", STR_ARG(configured));
	o->settings.group = LISTEN_NO_GROUP;
	if (listen_group(o->group ? o->group : name, &o->settings.group) || !o->group)
		return 0;
	return err_set(err, ERR_INPUT, "--group: there is no group \"%s\"", o->group);
}

/* Roles cannot read the configuration, and a password is nothing for their arguments. Each gets
 * its own and no other. */
static int pass_words(const struct netizen_conf *conf, enum netizen_store_item said,
		      const struct store_place *place, int *fd, struct err *err)
{
	if (store_check_place(place, err) < 0)
		return err_in(err, "%.*s: [store]", STR_ARG(conf->origin[NETIZEN_STORE][said]));
	return store_words_put(place, fd, err);
}

static int pass_store(struct options *o, struct netizen_conf *conf, struct err *err)
{
	struct store_place place = { .postgresql = conf->store.postgresql,
				     .password = conf->store.password };

	o->settings.server = place.postgresql.n > 0;
	if (pass_words(conf, NETIZEN_STORE_POSTGRESQL, &place, &o->store[0], err) < 0)
		return -1;
	if (o->settings.server)
		place.postgresql =
			arena_fmt(&conf->mem, "%.*s %.*s", STR_ARG(conf->store.postgresql),
				  STR_ARG(conf->store.reader));
	if (conf->store.reader_password.n)
		place.password = conf->store.reader_password;
	return pass_words(conf, NETIZEN_STORE_READER, &place, &o->store[1], err);
}

static void set_watch(struct role_settings *s, const struct netizen_conf *conf)
{
	s->watch.enabled = conf->watch.enabled;
	s->watch.period[0] = conf->watch.mail;
	s->watch.period[1] = conf->watch.changed;
	s->watch.period[2] = conf->watch.rest;
	s->watch.period[3] = conf->watch.names;
	s->watch.confirm = conf->watch.confirm;
	s->watch.recheck = conf->watch.recheck;
	s->watch.gap = conf->watch.gap;
	s->watch.fetch = conf->watch.fetch;
	s->watch.resolvers = conf->watch.resolver.n;
	for (size_t i = 0; i < conf->watch.resolver.n; i++)
		s->watch.resolver[i] = conf->watch.resolver.at[i];
	s->watch.source = conf->watch.source;
}

/* Settings, who we shall be, and our places: nothing is made before all is known to be right. */
static int configure(struct options *o, const struct state *state, struct err *err)
{
	struct netizen_conf conf;
	char user[256];
	int r;

	if (netizen_conf_load(&conf, str_of(state->etc), err) < 0)
		return -1;
	o->settings.usual =
		(struct holder_skews){ conf.inventory.skew, conf.inventory.floating_skew };
	o->settings.ends_percent = conf.inventory.snapshot_ends;
	set_watch(&o->settings, &conf);
	snprintf(user, sizeof(user), "%.*s", STR_ARG(conf.hub.user));
	r = find_group(o, conf.hub.group, err);
	if (r == 0)
		r = pass_store(o, &conf, err);
	netizen_conf_done(&conf);
	if (r < 0)
		return -1;
	return !state->own && state_is_root() ? state_become(state, user, err)
					      : state_make(state, err);
}

static int write_pid(const struct state *state, struct err *err)
{
	char path[FILE_PATH_MAX + 1];
	char text[32];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	return file_save(str_of(state_path(state->run, STATE_PID, path)),
			 (struct str){ text, (size_t)n }, err);
}

static int be_parent(struct options *o, const struct state *state)
{
	struct parent_start start = { .state = state, .dir = o->dir, .once = o->once };
	struct err err;
	int lock;

	start.client = (int)o->client;
	if (configure(o, state, &err) < 0)
		return leave(o, &err);
	lock = state_lock(state, &err);
	if (lock < 0)
		return leave(o, &err);
	if (!o->once && write_pid(state, &err) < 0)
		return leave(o, &err);
	start.settings = o->settings;
	start.store[0] = o->store[0];
	start.store[1] = o->store[1];
	return parent_run(&start);
}

/* Only these are handed the words that open it. */
static bool role_has_store(const char *name)
{
	return strcmp(name, role_name(ROLE_DESK)) == 0 || strcmp(name, role_name(ROLE_FRONT)) == 0;
}

static int be_role(const struct options *o, const struct state *state)
{
	static int (*const be[ROLES])(const struct role_start *) = {
		[ROLE_DESK] = role_desk,
		[ROLE_FRONT] = role_front,
		[ROLE_WATCH] = role_watch,
		[ROLE_COURIER] = role_courier,
	};
	struct role_start start = { .state = state, .once = o->once, .settings = o->settings };
	struct arena AUTO(arena_done) arena = { 0 };
	struct err err;

	start.store.dir = str_of(state->lib);
	if (o->settings.server && role_has_store(o->role) &&
	    store_words_take(ROLE_FD_STORE, &arena, &start.store, &err) < 0) {
		log_err(LOG_ERROR, "cannot-start", &err);
		return 1;
	}

	for (size_t i = 0; i < ROLES; i++)
		if (be[i] && strcmp(o->role, role_name((enum role_id)i)) == 0)
			return be[i](&start);
	return usage("there is no role", o->role);
}

int main(int argc, char **argv)
{
	struct options o = { .client = 3 };
	struct state state;
	struct err err;
	int r = read_options(&o, argc, argv);

	if (r != 0)
		return r;
	if (o.help || o.version) {
		fputs(o.help ? help : "netizend " NETIZEN_VERSION "\n", stdout);
		return 0;
	}
	log_open("parent", LOG_INFO);
	if (state_find(o.dir, &state, &err) < 0) {
		fprintf(stderr, "netizend: %s\n", err.text);
		return EXIT_USAGE;
	}
	return o.role ? be_role(&o, &state) : be_parent(&o, &state);
}
