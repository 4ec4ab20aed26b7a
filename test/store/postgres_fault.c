/* A real PostgreSQL that is killed, stopped, cut off and contended for, in the middle of things:
 * what was committed is there, what was not is not, and the same handle goes on. */
#include "unit.h"

#include "base/rng.h"
#include "place_postgres.h"
#include "provider.h"
#include "proxy.h"
#include "store/driver.h"
#include "store/migrate.h"
#include "store/query_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct db *open_words(const char *words)
{
	const struct postgres_place place = { .conninfo = str_of(words) };
	struct err err;
	struct db *db;

	if (postgres_open_writer(&db, &place, &err) < 0)
		fail_msg("%s", err.text);
	return db;
}

static void bring_up(struct db *db)
{
	const struct migration *m;
	struct err err;
	size_t n;

	m = schema_migrations(&n);
	if (migrate_up(db, m, n, provider_time(1), &err) < 0)
		fail_msg("%s", err.text);
}

static struct db *filled(void)
{
	struct db *db = place_postgres.writer();
	struct plan plan;
	struct err err;

	bring_up(db);
	provider_first(&plan);
	if (provider_apply(db, &plan, 10, &err) != ERR_NONE)
		fail_msg("%s", err.text);
	return db;
}

static size_t machines(struct db *db)
{
	struct arena arena AUTO(arena_done) = { 0 };

	return provider_load(db, INVENTORY_NOW, &arena).machines;
}

/* One more machine of this name, in a transaction that is left open. */
static int add(struct db *db, struct db_tx *tx, const char *name, struct err *err)
{
	struct import_note note = { .at = provider_time(11) };
	struct machine m = { .name = str_of(name) };
	struct plan plan = { 0 };

	plan_add(&plan, INV_MACHINE, &m);
	if (db_begin(tx, db, err) < 0)
		return -1;
	return import_store_apply(db, &plan.plan, &note, err);
}

static enum err_kind add_whole(struct db *db, const char *name, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };

	if (add(db, &tx, name, err) < 0 || db_commit(&tx, err) < 0)
		return err->kind;
	return ERR_NONE;
}

static void must_add(struct db *db, const char *name)
{
	struct err err;

	if (add_whole(db, name, &err) != ERR_NONE)
		fail_msg("%s", err.text);
}

/* The next statement learns of it, and so does a commit without one: LATER, for the server had
 * gone before it was sent. */
static void it_goes_in_the_middle(const char *how, bool is_at_commit)
{
	struct db *db = filled(), *reader = place_postgres.reader();
	struct db_part part = { 0 };
	struct db_tx tx = { 0 };
	struct err err = { 0 };

	assert_int_equal(machines(reader), 2);
	assert_int_equal(add(db, &tx, "web2", &err), 0);
	place_postgres_do(how, NULL);
	if (!is_at_commit) {
		assert_int_equal(db_part_begin(&part, db, &err), -1);
		assert_int_equal(err.kind, ERR_LATER);
	}
	assert_int_equal(db_commit(&tx, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_false(db_in_tx(db));
	assert_int_equal(add_whole(db, "web2", &err), ERR_LATER);
	assert_non_null(strstr(err.text, "PostgreSQL is away"));
	place_postgres_do("start", NULL);
	assert_int_equal(machines(db), 2);
	must_add(db, "web2");
	assert_int_equal(machines(reader), 3);
	db_close(reader);
	db_close(db);
}

static void it_is_killed(void **state)
{
	(void)state;
	it_goes_in_the_middle("kill", false);
}

static void it_is_killed_before_the_commit(void **state)
{
	(void)state;
	it_goes_in_the_middle("kill", true);
}

static void it_is_stopped_in_a_hurry(void **state)
{
	(void)state;
	it_goes_in_the_middle("crash", true);
}

static void it_is_stopped(void **state)
{
	(void)state;
	it_goes_in_the_middle("stop", false);
}

static void end_connections(void)
{
	place_postgres_do("sql", "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
				 " WHERE application_name = 'netizen'");
}

static void a_connection_is_ended(void **state)
{
	struct db *db = filled(), *reader = place_postgres.reader();
	struct db_tx tx = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(add(db, &tx, "web2", &err), 0);
	end_connections();
	assert_int_equal(db_commit(&tx, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	/* one that idled: nobody notices */
	end_connections();
	must_add(db, "web2");
	assert_int_equal(machines(reader), 3);
	end_connections();
	assert_int_equal(machines(reader), 3);
	db_close(reader);
	db_close(db);
}

/* Rows on their way by the thousand, when the server goes: none of them is there, and it is told as
 * such. */
static void it_goes_amid_many_rows(void **state)
{
	static const char *const how[] = { "kill", "crash", "stop", "end" };

	(void)state;
	for (size_t i = 0; i < LEN(how); i++) {
		struct db *db = filled();
		size_t had = machines(db);
		struct db_tx tx = { 0 };
		struct err err = { 0 };
		struct db_query q;
		char name[32];
		int r = 0;

		assert_int_equal(db_begin(&tx, db, &err), 0);
		db_ask_text(&q, db, "INSERT INTO machine (name) VALUES ($1)");
		for (int k = 0; r == 0 && k < 200000; k++) {
			if (k == 1000 && str_eq(str_of(how[i]), STR("end")))
				end_connections();
			else if (k == 1000)
				place_postgres_do(how[i], NULL);
			snprintf(name, sizeof(name), "many-%d", k);
			db_put_str(&q, str_of(name));
			r = db_queue(&q, &err);
		}
		assert_int_equal(r, -1);
		if (err.kind != ERR_LATER || !strstr(err.text, "PostgreSQL"))
			fail_msg("%s: %s", how[i], err.text);
		db_done(&q);
		db_rollback(&tx);
		place_postgres_do("start", NULL);
		assert_int_equal(machines(db), had);
		must_add(db, how[i]);
		db_close(db);
		place_postgres.away();
		place_postgres.fresh();
	}
}

static void an_answer_is_lost(void **state)
{
	static const struct {
		const char *label;
		enum proxy_cut cut;
		size_t then;
	} row[] = {
		{"the commit did not arrive", PROXY_CUTS_BEFORE_COMMIT, 2},
		{ "its answer did not",       PROXY_CUTS_AFTER_COMMIT,  3},
	};
	char words[512], server[256];
	struct err err;

	(void)state;
	assert_int_equal(sscanf(getenv("NETIZEN_TEST_POSTGRES"), "host=%255s", server), 1);
	proxy_start(place_folder(), server);
	snprintf(words, sizeof(words), "%s", place_postgres_words(""));
	snprintf(words + strlen(words), sizeof(words) - strlen(words), " host=%s", place_folder());
	for (size_t i = 0; i < LEN(row); i++) {
		struct db *db;

		place_postgres.fresh();
		db_close(filled());
		db = open_words(words);
		proxy_set(row[i].cut);
		if (add_whole(db, "web2", &err) != ERR_UNSURE)
			fail_msg("%s: %s", row[i].label, err.text);
		if (machines(db) != row[i].then)
			fail_msg("%s: %zu machines", row[i].label, machines(db));
		must_add(db, "web3");
		db_close(db);
	}
	proxy_stop();
	place_remove();
}

/* Two nodes look, and each adds what the other has not seen: one of them is told to look again. */
static void two_nodes_are_in_conflict(void **state)
{
	struct db *one = filled(), *two = place_postgres.writer();
	struct db_tx a = { 0 }, b = { 0 };
	struct arena arena AUTO(arena_done) = { 0 };
	struct inventory inv;
	struct machine m = { .name = STR("web2") }, n = { .name = STR("web3") };
	struct import_note note = { .at = provider_time(11) };
	struct plan first = { 0 }, second = { 0 };
	struct err err = { 0 };
	int r;

	(void)state;
	plan_add(&first, INV_MACHINE, &m);
	plan_add(&second, INV_MACHINE, &n);
	assert_int_equal(db_begin(&a, one, &err), 0);
	assert_int_equal(db_begin(&b, two, &err), 0);
	assert_int_equal(inventory_store_load(one, INVENTORY_NOW, &arena, &inv, &err), 0);
	assert_int_equal(inventory_store_load(two, INVENTORY_NOW, &arena, &inv, &err), 0);
	assert_int_equal(import_store_apply(one, &first.plan, &note, &err), 0);
	assert_int_equal(db_commit(&a, &err), 0);
	r = import_store_apply(two, &second.plan, &note, &err);
	if (r == 0)
		r = db_commit(&b, &err);
	assert_int_equal(r, -1);
	assert_int_equal(err.kind, ERR_LATER);
	db_rollback(&b);
	assert_int_equal(machines(two), 3);
	must_add(two, "web3");
	db_close(one);
	db_close(two);
}

static void nodes_make_the_schema_together(void **state)
{
	enum { NODES = 4 };
	pid_t pid[NODES];
	struct db *db;

	(void)state;
	for (int i = 0; i < NODES; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			const struct migration *m;
			struct err err;
			size_t n;

			m = schema_migrations(&n);
			db = place_postgres.writer();
			if (migrate_up(db, m, n, provider_time(1), &err) == 0)
				_exit(0);
			fprintf(stderr, "%s\n", err.text);
			_exit(1);
		}
	}
	for (int i = 0; i < NODES; i++) {
		int status;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
	db = filled();
	assert_int_equal(machines(db), 2);
	db_close(db);
}

static void kill_after(long us)
{
	pid_t pid = fork();

	if (pid != 0)
		return;
	usleep((useconds_t)us);
	execl(getenv("NETIZEN_TEST_POSTGRES_DO"), "postgres.py", "pg", "kill", (char *)NULL);
	_exit(127);
}

/* Killed at any moment while it commits one after the other: what was answered counts. */
static void it_is_killed_at_random(void **state)
{
	struct rng rng = rng_of(3);
	struct db *db = filled();
	size_t sure = machines(db);
	struct err err;

	(void)state;
	for (unsigned round = 0; round < 6; round++) {
		enum err_kind kind = ERR_NONE;
		size_t got;

		kill_after((long)rng_below(&rng, 60000));
		for (unsigned i = 0; kind == ERR_NONE; i++) {
			char name[32];

			snprintf(name, sizeof(name), "m-%u-%u", round, i);
			kind = add_whole(db, name, &err);
			sure += kind == ERR_NONE;
		}
		if (kind != ERR_LATER && kind != ERR_UNSURE)
			fail_msg("round %u: %s", round, err.text);
		assert_true(wait(NULL) > 0);
		place_postgres_do("start", NULL);
		got = machines(db);
		if (got != sure && (kind != ERR_UNSURE || got != sure + 1))
			fail_msg("round %u: %zu machines, not %zu: %s", round, got, sure, err.text);
		sure = got;
	}
	db_close(db);
}

static void what_is_not_ours_is_refused(void **state)
{
	const struct migration *m;
	struct db *db = place_postgres.writer();
	struct postgres_place place = { .conninfo = STR("") };
	char words[512];
	struct err err;
	size_t n;

	(void)state;
	m = schema_migrations(&n);
	assert_int_equal(db->driver->exec(db, "CREATE TABLE accounts (id BIGINT)", &err), 0);
	assert_int_equal(migrate_up(db, m, n, provider_time(1), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "another program"));
	db_close(db);
	place_postgres_do("sql", "CREATE DATABASE old ENCODING 'SQL_ASCII' LOCALE 'C'"
				 " TEMPLATE template0");
	snprintf(words, sizeof(words), "%s", place_postgres_words("dbname=old"));
	place.conninfo = str_of(words);
	assert_int_equal(postgres_open_writer(&db, &place, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "UTF-8"));
	snprintf(words, sizeof(words), "%s", place_postgres_words("user=nobody"));
	place.conninfo = str_of(words);
	assert_int_equal(postgres_open_reader(&db, &place, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	assert_non_null(strstr(err.text, "nobody"));
}

static int set_up(void **state)
{
	(void)state;
	place_postgres.fresh();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	place_postgres.away();
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_killed),
		TEST(it_is_killed_before_the_commit),
		TEST(it_is_stopped_in_a_hurry),
		TEST(it_is_stopped),
		TEST(a_connection_is_ended),
		TEST(it_goes_amid_many_rows),
		TEST(an_answer_is_lost),
		TEST(two_nodes_are_in_conflict),
		TEST(nodes_make_the_schema_together),
		TEST(it_is_killed_at_random),
		TEST(what_is_not_ours_is_refused),
	};

	return cmocka_run_group_tests_name("postgres_fault", tests, NULL, NULL);
}
