/* Made in a folder of its own, so that a half one is never where the hub looks. */
#include "cli/recover_rows.h"

#include "store/load.h"
#include "store/refill.h"
#include "sys/file.h"
#include "sys/folder_tree.h"

#include <stdio.h>

#define OWN "recovering" /* below the hub's folder */

struct place {
	char folder[FILE_PATH_MAX + 1];
	char file[FILE_PATH_MAX + 1];
};

static int take_fact(void *ctx, const struct dump_reader *r, enum dump_fact fact, struct err *err)
{
	return load_take(ctx, r, fact, err);
}

static int load_all(struct checked *c, struct db *db, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct rows_call call = { take_fact, NULL };
	struct load *load;
	int r;

	if (db_begin(&tx, db, err) < 0 || load_new(&load, db, err) < 0)
		return -1;
	call.ctx = load;
	r = recover_read(c, &call, err);
	if (r == 0)
		r = load_end(load, err);
	load_free(load);
	return r < 0 ? -1 : db_commit(&tx, err);
}

/* With the backup's schema, then brought up to ours. */
static int make(struct checked *c, const struct store_place *place, struct instant now,
		struct err *err)
{
	struct store *store;
	struct db *db;
	int r;

	if (refill_open(&db, place, c->m.schema, now, err) < 0)
		return -1;
	r = load_all(c, db, err);
	db_close(db);
	if (r < 0 || store_open(&store, place, now, err) < 0)
		return -1;
	store_close(store);
	return 0;
}

/* Closed in order it has no log: the one file is all of it. */
static int exchange(const struct recover_to *to, const struct place *place, struct err *err)
{
	char log[FILE_PATH_MAX + 16], own[FILE_PATH_MAX + 1];
	struct file f;

	snprintf(log, sizeof(log), "%s-wal", place->file);
	if (file_open(&f, str_of(log), NULL) == 0) {
		file_close(&f);
		return err_set(err, ERR_SYS, "%s was left behind: the disk may be full", log);
	}
	snprintf(own, sizeof(own), "%.*s/" STORE_FILE, STR_ARG(to->place->dir));
	if (refill_away(to->place->dir, to->now, to->aside ? to->to : NULL, err) < 0)
		return -1;
	return file_rename(str_of(place->file), str_of(own), err);
}

int recover_rows(struct checked *c, const struct recover_to *to, struct err *err)
{
	struct place place;
	int r;

	if (to->place->postgresql.n)
		return make(c, to->place, to->now, err);
	snprintf(place.folder, sizeof(place.folder), "%.*s/" OWN, STR_ARG(to->place->dir));
	snprintf(place.file, sizeof(place.file), "%.*s/" OWN "/" STORE_FILE,
		 STR_ARG(to->place->dir));
	if (folder_exists(str_of(place.folder)) && folder_remove(str_of(place.folder), err) < 0)
		return -1;
	if (folder_make(str_of(place.folder), err) < 0)
		return -1;
	r = make(c, STORE_IN(str_of(place.folder)), to->now, err);
	if (r == 0)
		r = exchange(to, &place, err);
	if (folder_remove(str_of(place.folder), r < 0 ? NULL : err) < 0)
		return -1;
	return r;
}
