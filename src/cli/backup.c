/* netizen backup: a new folder, written aside and renamed when all of it is on disk. */
#include "cli/backup.h"

#include "base/jout.h"
#include "cli/backup_rows.h"
#include "cli/hub.h"
#include "cli/keyring.h"
#include "cli/option.h"
#include "cli/passphrase.h"
#include "sys/clock.h"
#include "sys/file_out.h"
#include "sys/folder_tree.h"
#include "sys/lock.h"
#include "sys/secret.h"
#include "sys/state.h"

#define PART ".part"
#define LOCK_NAME "lock" /* in a folder that is being written */
#define JSON_MAX 65536

struct wish {
	struct str file; /* of the passphrase */
	bool no_keys;
};

struct work {
	struct cli *cli;
	struct str dir, part, whole; /* the folder given, ours while written, and at the end */
	struct manifest m;
	struct buf passphrase;
	struct keyring keys;
};

static struct str below(struct work *w, const char *name)
{
	return arena_fmt(&w->cli->arena, "%.*s/%s", STR_ARG(w->part), name);
}

/* Writes a file of the backup and notes it. */
static int put_file(struct work *w, const char *name, struct str content, struct err *err)
{
	struct file_out f AUTO(file_out_close) = { .fd = -1 };

	if (file_out_new(&f, below(w, name), err) < 0 || file_out_add(&f, content, err) < 0)
		return -1;
	return file_out_end(&f, err);
}

static int seal_keys(struct work *w, struct buf *sealed, struct err *err)
{
	struct buf archive AUTO(buf_done);
	int r;

	buf_init(&archive, KEYRING_MAX);
	keyring_put(&archive, &w->keys);
	if (archive.full)
		return err_set(err, ERR_INPUT, "the configuration has more than %u octets",
			       KEYRING_MAX);
	r = secret_seal(buf_str(&archive), buf_str(&w->passphrase), sealed, err);
	secret_wipe(archive.p, archive.n);
	return r;
}

static int put_keys(struct work *w, struct err *err)
{
	struct manifest_file *f = &w->m.file[w->m.files];
	struct buf sealed AUTO(buf_done);
	struct digest digest;

	buf_init(&sealed, SECRET_SEALED_MAX);
	if (seal_keys(w, &sealed, err) < 0 || put_file(w, MANIFEST_KEYS, buf_str(&sealed), err) < 0)
		return -1;
	f->name = STR(MANIFEST_KEYS);
	f->octets = (int64_t)sealed.n;
	digest_init(&digest);
	digest_add(&digest, buf_str(&sealed));
	digest_text(&digest, f->sum);
	w->m.files++;
	return 0;
}

static int put_manifest(struct work *w, struct err *err)
{
	struct buf text AUTO(buf_done), sums AUTO(buf_done);
	char sum[DIGEST_TEXT_MAX + 1];
	struct digest digest;

	buf_init(&text, MANIFEST_OCTETS_MAX);
	buf_init(&sums, MANIFEST_OCTETS_MAX);
	manifest_put(&text, &w->m);
	digest_init(&digest);
	digest_add(&digest, buf_str(&text));
	digest_text(&digest, sum);
	manifest_sums(&sums, sum, &w->m);
	if (put_file(w, MANIFEST_FILE, buf_str(&text), err) < 0)
		return -1;
	return put_file(w, MANIFEST_SUMS, buf_str(&sums), err);
}

/* What a backup that was broken off has left behind: nobody holds its lock. */
static void clean(struct work *w)
{
	struct folder_list list;
	struct err err;

	if (folder_names(w->dir, STR(PART), &w->cli->arena, &list, &err) < 0)
		return;
	for (size_t i = 0; i < list.n; i++) {
		struct str path = arena_fmt(&w->cli->arena, "%.*s/%.*s", STR_ARG(w->dir),
					    STR_ARG(list.name[i]));
		struct lock lock AUTO(lock_drop) = LOCK_NONE;

		if (!str_starts(list.name[i], STR("netizen-")) ||
		    lock_take(&lock, arena_fmt(&w->cli->arena, "%.*s/" LOCK_NAME, STR_ARG(path)),
			      &err) < 0)
			continue;
		if (folder_remove(path, &err) == 0)
			cli_note(w->cli, "removed %.*s, which was broken off", STR_ARG(path));
		else
			cli_note(w->cli, "%s", err.text);
	}
}

static int open_folder(struct work *w, struct lock *lock, struct err *err)
{
	char text[WHEN_TEXT_MAX + 1];

	if (file_folder(w->dir, err) < 0)
		return -1;
	clean(w);
	w->m.made = clock_now();
	w->whole = arena_fmt(&w->cli->arena, "%.*s/netizen-%s", STR_ARG(w->dir),
			     instant_compact(w->m.made, text));
	w->part = arena_fmt(&w->cli->arena, "%.*s" PART, STR_ARG(w->whole));
	if (folder_exists(w->whole))
		return err_set(err, ERR_LATER, "%.*s is there already", STR_ARG(w->whole));
	if (folder_make(w->part, err) < 0)
		return -1;
	return lock_take(lock, below(w, LOCK_NAME), err);
}

static int close_folder(struct work *w, struct err *err)
{
	if (put_manifest(w, err) < 0 || file_remove(below(w, LOCK_NAME), err) < 0 ||
	    folder_sync(w->part, err) < 0)
		return -1;
	return file_rename(w->part, w->whole, err);
}

static int tell(const struct work *w)
{
	struct buf AUTO(buf_done) json;
	struct jout j = jout_to(&json);
	int64_t octets = 0;

	buf_init(&json, JSON_MAX);
	for (size_t i = 0; i < w->m.files; i++)
		octets += w->m.file[i].octets;
	if (!w->cli->json) {
		buf_fmt(&json,
			"%.*s: %lld rows of %zu tables (schema %lld, %.*s), %.1f MB, keys %s\n",
			STR_ARG(w->whole), (long long)manifest_rows(&w->m), w->m.tables,
			(long long)w->m.schema, STR_ARG(w->m.engine), (double)octets / 1e6,
			w->m.files > 1 ? "sealed" : "left out");
		return cli_out(cli_safe(&w->cli->arena, str_sub(buf_str(&json), 0, json.n - 1))) &&
				       cli_out(STR("\n"))
			       ? CLI_OK
			       : CLI_FAILED;
	}
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("backup"));
	jout_str(&j, "folder", w->whole);
	jout_int(&j, "schema", w->m.schema);
	jout_str(&j, "engine", w->m.engine);
	jout_int(&j, "tables", (int64_t)w->m.tables);
	jout_int(&j, "rows", manifest_rows(&w->m));
	jout_int(&j, "octets", octets);
	jout_bool(&j, "keys", w->m.files > 1);
	jout_close(&j, '}');
	buf_byte(&json, '\n');
	return cli_out(buf_str(&json)) ? CLI_OK : CLI_FAILED;
}

static int take(struct work *w, const struct wish *wish)
{
	struct lock lock AUTO(lock_drop) = LOCK_NONE;
	struct err err, gone;
	int code;

	if (open_folder(w, &lock, &err) < 0)
		return cli_fail(w->cli, &err);
	code = backup_rows(w->cli, below(w, MANIFEST_ROWS), &w->m);
	if (code < 0 && ((!wish->no_keys && put_keys(w, &err) < 0) || close_folder(w, &err) < 0))
		code = cli_fail(w->cli, &err);
	if (code < 0)
		return tell(w);
	if (folder_remove(w->part, &gone) < 0)
		cli_note(w->cli, "%s", gone.text);
	return code;
}

/* All that can be known before a person is asked for a passphrase. -1 to go on, or the exit code.
 */
static int look_ahead(struct work *w, const struct wish *wish)
{
	struct state state;
	struct err err;

	if (hub_may_be_asked(w->cli, &err) < 0) {
		cli_fail(w->cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	if (folder_may_hold(w->dir, &err) < 0)
		return cli_fail(w->cli, &err);
	if (!wish->no_keys &&
	    (state_find(w->cli->state, &state, &err) < 0 ||
	     keyring_gather(str_of(state.etc), &w->cli->arena, &w->keys, &err) < 0))
		return cli_fail(w->cli, &err);
	return -1;
}

static int run_backup(struct cli *cli, int argc, char **argv)
{
	struct wish wish = { 0 };
	const struct option_row row[] = {
		{"no-keys",          0, OPTION_FLAG, &wish.no_keys, NULL,
                 "leave the configuration and its keys out", 0},
		{ "passphrase-file", 0, OPTION_TEXT, &wish.file,    "FILE",
                 "its line seals the keys (asked for)",      0},
	};
	const struct option_set set = { &cmd_backup, row, LEN(row) };
	struct work w = {
		.cli = cli, .m = {.format = MANIFEST_FORMAT, .version = STR(NETIZEN_VERSION)}
	};
	struct passphrase_ask ask = { .twice = true, .instead = "or --no-keys to leave them out" };
	struct option_list operands;
	struct err err;
	int code = option_read(cli, &set, argc, argv, &operands);

	if (code >= 0)
		return code;
	if (operands.n != 1 || operands.item[0].n == 0)
		return cli_usage(cli, "one folder is wanted");
	if (wish.no_keys && wish.file.n)
		return cli_usage(cli, "--no-keys and --passphrase-file exclude each other");
	w.dir = operands.item[0];
	ask.file = wish.file;
	code = look_ahead(&w, &wish);
	if (code >= 0)
		return code;
	buf_init(&w.passphrase, SECRET_PASSPHRASE_MAX + 2);
	if (!wish.no_keys && passphrase_get(&ask, &w.passphrase, &err) < 0)
		code = cli_fail(cli, &err);
	else
		code = take(&w, &wish);
	if (w.passphrase.n)
		secret_wipe(w.passphrase.p, w.passphrase.n);
	buf_done(&w.passphrase);
	return code;
}

const struct command cmd_backup = { "backup", "DIR [options]",
				    "write all that is kept into a new folder below DIR",
				    run_backup };
