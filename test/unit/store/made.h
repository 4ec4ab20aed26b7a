/* A database with our schema in a folder of its own, for the store's unit tests. */
#pragma once

#include "unit.h"

#include "base/when.h"
#include "store/db.h"
#include "store/migrate.h"
#include "store/sqlite.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

static char made_folder[128];

UNUSED static const char *made_path(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", made_folder, name);
	return path;
}

UNUSED static int made_start(void **state)
{
	const char *top = getenv("TMPDIR");

	(void)state;
	snprintf(made_folder, sizeof(made_folder), "%s/netizen-unit-XXXXXX",
		 top && strlen(top) < 64 ? top : "/tmp");
	return mkdtemp(made_folder) ? 0 : -1;
}

UNUSED static int made_end(void **state)
{
	struct dirent *e;
	DIR *d = opendir(made_folder);

	(void)state;
	assert_non_null(d);
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			unlink(made_path(e->d_name));
	closedir(d);
	return rmdir(made_folder);
}

UNUSED static struct db *made_db(void)
{
	const struct migration *m;
	struct err err;
	struct db *db;
	size_t n;

	m = schema_migrations(&n);
	if (sqlite_open_writer(&db, str_of(made_path("netizen.db")), &err) < 0 ||
	    migrate_up(db, m, n, (struct instant){ 1 }, &err) < 0)
		fail_msg("%s", err.text);
	return db;
}

#define MADE_TEST(name) cmocka_unit_test_setup_teardown(name, made_start, made_end)
