/* Databases on a PostgreSQL for tests: one schema, dropped and made for each. */
#include "unit.h"

#include "place_postgres.h"
#include "store/driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct db *keeper; /* a connection that makes the schemas */

/* Making tables is what takes long: they are kept, without what is in them. */
static const char empty_text[] =
	"DO $$ DECLARE t record; BEGIN"
	" SET LOCAL session_replication_role = replica;"
	" FOR t IN SELECT oid::regclass AS name, relkind AS kind FROM pg_class"
	" WHERE relnamespace = 'here'::regnamespace AND relkind IN ('r', 'S')"
	" AND relname <> 'migration' LOOP"
	" IF t.kind = 'r' THEN EXECUTE format('DELETE FROM %s', t.name);"
	" ELSE PERFORM setval(t.name, 1, false); END IF;"
	" END LOOP; END $$";

const char *place_postgres_words(const char *others)
{
	static char words[512];
	const char *place = getenv("NETIZEN_TEST_POSTGRES");

	assert_non_null(place);
	snprintf(words, sizeof(words), "%s options=-csearch_path=here %s", place, others);
	return words;
}

void place_postgres_do(const char *verb, const char *text)
{
	const char *script = getenv("NETIZEN_TEST_POSTGRES_DO");
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execl(script, script, "pg", verb, text, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static struct db *open_one(int (*open)(struct db **, const struct postgres_place *, struct err *))
{
	const struct postgres_place at = { .conninfo = str_of(place_postgres_words("")) };
	struct err err;
	struct db *db;

	if (open(&db, &at, &err) < 0)
		fail_msg("%s", err.text);
	return db;
}

static void tell(const char *text)
{
	struct err err;

	if (!keeper)
		keeper = open_one(postgres_open_writer);
	if (keeper->driver->exec(keeper, text, &err) < 0)
		fail_msg("%s", err.text);
}

static void fresh(void)
{
	tell("DROP SCHEMA IF EXISTS here CASCADE; CREATE SCHEMA here");
}

static void emptied(void)
{
	tell(empty_text);
}

static struct db *writer(void)
{
	return open_one(postgres_open_writer);
}

static struct db *reader(void)
{
	return open_one(postgres_open_reader);
}

static void away(void)
{
	db_close(keeper);
	keeper = NULL;
}

const struct place place_postgres = {
	.name = "postgres",
	.fresh = fresh,
	.emptied = emptied,
	.writer = writer,
	.reader = reader,
	.away = away,
};
