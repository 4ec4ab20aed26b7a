/* netizen recover: looks at everything first, then takes the hub's lock and puts things back. */
#include "cli/recover.h"

#include "base/jout.h"
#include "cli/option.h"
#include "cli/passphrase.h"
#include "cli/recover_keys.h"
#include "cli/recover_rows.h"
#include "conf/netizen_conf.h"
#include "store/refill.h"
#include "store/schema.h"
#include "sys/clock.h"
#include "sys/packet.h"
#include "sys/secret.h"
#include "sys/state.h"

#define JSON_MAX 65536

struct wish {
	struct str file; /* of the passphrase */
	bool no_keys, dry_run, replace;
};

struct work {
	struct cli *cli;
	const struct wish *wish;
	struct state state;
	struct netizen_conf conf;
	struct store_place place;
	struct checked from;
	struct keyring keys;
	struct put_back put;
	uint64_t had;     /* rows of the store that is there */
	bool is_there;    /* there is one */
	struct buf aside; /* where it went */
};

static int check_schema(const struct work *w, struct err *err)
{
	const struct manifest *m = &w->from.m;
	size_t known;

	(void)schema_migrations(&known);
	if (m->schema > (int64_t)known)
		return err_set(err, ERR_INPUT,
			       "the backup has schema %lld and was written by netizen %.*s, this "
			       "one knows schemas up to %zu: install that one, or a later one",
			       (long long)m->schema, STR_ARG(m->version), known);
	return 0;
}

static int open_keys(struct work *w, struct err *err)
{
	const struct passphrase_ask ask = { w->wish->file, false,
					    "or --no-keys to recover without them" };
	struct buf passphrase AUTO(buf_done), plain AUTO(buf_done);
	int r;

	buf_init(&passphrase, SECRET_PASSPHRASE_MAX + 2);
	buf_init(&plain, SECRET_PLAIN_MAX);
	if (!w->from.sealed.p || w->wish->no_keys)
		return 0;
	r = passphrase_get(&ask, &passphrase, err);
	if (r == 0)
		r = secret_open(w->from.sealed, buf_str(&passphrase), &plain, err);
	if (r == 0)
		r = keyring_get(buf_str(&plain), &w->cli->arena, &w->keys, err);
	secret_wipe(passphrase.p, passphrase.n);
	secret_wipe(plain.p, plain.n);
	return r < 0 ? err_in(err, "%.*s/" MANIFEST_KEYS, STR_ARG(w->from.dir)) : 0;
}

static bool is_server(const struct work *w)
{
	return w->place.postgresql.n > 0;
}

/* Where the store is to be: as the configuration says that is there, or as it came back. */
static int read_conf(struct work *w, struct err *err)
{
	netizen_conf_done(&w->conf);
	if (netizen_conf_load(&w->conf, str_of(w->state.etc), err) < 0)
		return -1;
	w->place = (struct store_place){ str_of(w->state.lib), w->conf.store.postgresql,
					 w->conf.store.password };
	return 0;
}

/* Whether what is made is to be the hub's own, not root's. */
static bool is_for_hub(const struct work *w)
{
	return !w->state.own && state_is_root();
}

static const char *hub_user(const struct work *w)
{
	return arena_fmt(&w->cli->arena, "%.*s%c", STR_ARG(w->conf.hub.user), 0).p;
}

/* As the hub looks: a server may let in him alone, and files that SQLite makes are his. Without
 * such a user it may be one that comes with the backup's configuration. */
static int look_as_hub(struct work *w, struct err *err)
{
	bool acts = is_for_hub(w) && state_act_as(hub_user(w), err) == 0;
	int r;

	if (is_for_hub(w) && !acts && is_server(w))
		return -1;
	r = refill_look(&w->place, &w->had, err);
	if (acts)
		state_act_as_root();
	return r;
}

/* Whether there is a place for what the backup has. */
static int look(struct work *w, struct err *err)
{
	w->is_there = true;
	if (look_as_hub(w, err) < 0) {
		w->is_there = err->kind != ERR_GONE;
		if (!w->is_there || (w->wish->replace && !is_server(w)))
			return 0;
		return is_server(w)
			       ? -1
			       : err_in(err, "what is there cannot be read; --replace moves it "
					     "aside");
	}
	if (w->had > 0 && is_server(w))
		return err_set(err, ERR_INPUT,
			       "the PostgreSQL of [store] is not empty: %llu rows; give an empty "
			       "database",
			       (unsigned long long)w->had);
	if (w->had > 0 && !w->wish->replace)
		return err_set(err, ERR_INPUT,
			       "%s/" STORE_FILE " is not empty: %llu rows; --replace moves it "
			       "aside",
			       w->state.lib, (unsigned long long)w->had);
	return 0;
}

static int take_lock(struct work *w, struct err *err)
{
	int fd;

	if (state_make(&w->state, err) < 0)
		return -1;
	fd = state_lock(&w->state, err);
	if (fd < 0 && err->kind == ERR_LATER)
		err_in(err, "a hub is running: stop it first");
	return fd;
}

/* What is made from now on is the hub's own. */
static int become_hub(struct work *w, struct err *err)
{
	return is_for_hub(w) ? state_become(&w->state, hub_user(w), err) : 0;
}

static int put_back(struct work *w, struct err *err)
{
	struct recover_to to = { .place = &w->place, .now = clock_now(), .to = &w->aside };

	if (look(w, err) < 0 ||
	    recover_keys(w->cli, str_of(w->state.etc), &w->keys, &w->put, err) < 0 ||
	    read_conf(w, err) < 0 || look(w, err) < 0 || become_hub(w, err) < 0)
		return -1;
	to.aside = w->is_there && w->wish->replace;
	return recover_rows(&w->from, &to, err);
}

static int put_all_back(struct work *w, struct err *err)
{
	int lock = take_lock(w, err);
	int r;

	if (lock < 0)
		return -1;
	r = put_back(w, err);
	packet_close(lock);
	return r;
}

static void tell_json(const struct work *w, struct buf *out)
{
	const struct manifest *m = &w->from.m;
	struct jout j = jout_to(out);

	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("recover"));
	jout_bool(&j, "done", !w->wish->dry_run);
	jout_when(&j, "made", m->made);
	jout_int(&j, "schema", m->schema);
	jout_str(&j, "engine", m->engine);
	jout_int(&j, "tables", (int64_t)m->tables);
	jout_int(&j, "rows", manifest_rows(m));
	jout_int(&j, "keys", (int64_t)w->keys.n);
	jout_int(&j, "files_made", (int64_t)w->put.made);
	jout_int(&j, "files_same", (int64_t)w->put.same);
	jout_int(&j, "files_beside", (int64_t)w->put.beside);
	jout_str(&j, "moved_aside", w->aside.n ? buf_str(&w->aside) : (struct str){ NULL, 0 });
	jout_close(&j, '}');
	buf_byte(out, '\n');
}

static void tell_person(const struct work *w, struct buf *out)
{
	const struct manifest *m = &w->from.m;
	char made[WHEN_TEXT_MAX + 1];

	buf_fmt(out, "%s of %s (schema %lld, %.*s): %lld rows of %zu tables %s %s\n", "the backup",
		instant_text(m->made, made), (long long)m->schema, STR_ARG(m->engine),
		(long long)manifest_rows(m), m->tables,
		w->wish->dry_run ? "would be put into" : "are in", w->state.lib);
	if (w->aside.n)
		buf_fmt(out, "what was there is %.*s now\n", STR_ARG(buf_str(&w->aside)));
	if (!w->keys.entry)
		buf_fmt(out, "the configuration was not touched\n");
	else if (w->wish->dry_run)
		buf_fmt(out, "the configuration has %zu files and folders\n", w->keys.n);
	else
		buf_fmt(out,
			"the configuration: %zu files put back, %zu there already, %zu put beside "
			"others\n",
			w->put.made, w->put.same, w->put.beside);
}

static int tell(const struct work *w)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, JSON_MAX);
	if (w->cli->json)
		tell_json(w, &text);
	else
		tell_person(w, &text);
	return cli_out(buf_str(&text)) ? CLI_OK : CLI_FAILED;
}

static int recover(struct work *w, struct str dir)
{
	struct err err;
	int r;

	buf_init(&w->aside, FILE_PATH_MAX);
	if (state_find(w->cli->state, &w->state, &err) < 0)
		return cli_usage(w->cli, "%s", err.text);
	r = recover_check(dir, &w->cli->arena, &w->from, &err);
	if (r == 0)
		r = check_schema(w, &err);
	if (r == 0)
		r = read_conf(w, &err);
	if (r == 0)
		r = look(w, &err);
	if (r == 0)
		r = open_keys(w, &err);
	if (r == 0 && !w->wish->dry_run)
		r = put_all_back(w, &err);
	recover_release(&w->from);
	netizen_conf_done(&w->conf);
	r = r < 0 ? cli_fail(w->cli, &err) : tell(w);
	buf_done(&w->aside);
	return r;
}

static int run_recover(struct cli *cli, int argc, char **argv)
{
	struct wish wish = { 0 };
	const struct option_row row[] = {
		{"dry-run",          'n', OPTION_FLAG, &wish.dry_run, NULL,
                 "check all of it, change nothing",     0},
		{ "replace",         0,   OPTION_FLAG, &wish.replace, NULL,
                 "move a store that is there aside",    0},
		{ "no-keys",         0,   OPTION_FLAG, &wish.no_keys, NULL,
                 "leave the configuration as it is",    0},
		{ "passphrase-file", 0,   OPTION_TEXT, &wish.file,    "FILE",
                 "its line opens the keys (asked for)", 0},
	};
	const struct option_set set = { &cmd_recover, row, LEN(row) };
	struct work w = { .cli = cli, .wish = &wish };
	struct option_list operands;
	int code = option_read(cli, &set, argc, argv, &operands);

	if (code >= 0)
		return code;
	if (operands.n != 1 || operands.item[0].n == 0)
		return cli_usage(cli, "the folder of one backup is wanted");
	if (wish.no_keys && wish.file.n)
		return cli_usage(cli, "--no-keys and --passphrase-file exclude each other");
	return recover(&w, operands.item[0]);
}

const struct command cmd_recover = { "recover", "DIR [options]",
				     "put a backup back where the hub looks", run_recover };
