/* Databases for tests: a folder of their own, gone afterwards. */
#include "unit.h"

#include "place.h"
#include "store/sqlite.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

static char folder[128];

const char *place_folder(void)
{
	const char *top = getenv("TMPDIR");

	if (!folder[0]) {
		snprintf(folder, sizeof(folder), "%s/netizen-store-XXXXXX",
			 top && strlen(top) < 64 ? top : "/tmp");
		assert_non_null(mkdtemp(folder));
	}
	return folder;
}

void place_remove(void)
{
	char path[512];
	struct dirent *e;
	DIR *d;

	if (!folder[0])
		return;
	d = opendir(folder);
	assert_non_null(d);
	while ((e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			assert_int_equal(unlink(path), 0);
	}
	closedir(d);
	assert_int_equal(rmdir(folder), 0);
	folder[0] = 0;
}

static void fresh(void)
{
	place_remove();
}

static struct db *open_one(int (*open)(struct db **, struct str, struct err *))
{
	char path[256];
	struct err err;
	struct db *db;

	snprintf(path, sizeof(path), "%s/netizen.db", place_folder());
	if (open(&db, str_of(path), &err) < 0)
		fail_msg("%s", err.text);
	return db;
}

static struct db *writer(void)
{
	return open_one(sqlite_open_writer);
}

static struct db *reader(void)
{
	return open_one(sqlite_open_reader);
}

const struct place place_sqlite = {
	.name = "sqlite",
	.fresh = fresh,
	.emptied = fresh,
	.writer = writer,
	.reader = reader,
	.away = place_remove,
};
