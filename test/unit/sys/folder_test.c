/* Folders: names in order, limits, locks that exclude, the program's own place. */
#include "unit.h"

#include "sys/env.h"
#include "sys/file.h"
#include "sys/folder_tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static struct arena mem;

static int begin(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/netizen-folder-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
	struct folder_list l;

	(void)state;
	if (folder_names(str_of(folder), STR(""), &mem, &l, NULL) < 0)
		return -1;
	for (size_t i = 0; i < l.n; i++)
		unlink(arena_fmt(&mem, "%s/%.*s", folder, STR_ARG(l.name[i])).p);
	unlink(arena_fmt(&mem, "%s/.hidden.conf", folder).p);
	arena_done(&mem);
	return rmdir(folder);
}

static struct str in_folder(const char *name)
{
	return arena_fmt(&mem, "%s/%s", folder, name);
}

static void names_in_order(void **state)
{
	static const char *const made[] = { "b.conf", "a.conf",       "10.conf", "9.conf",
					    "x.txt",  ".hidden.conf", "B.conf",  "conf" };
	static const char *const want[] = { "10.conf", "9.conf", "B.conf", "a.conf", "b.conf" };
	struct folder_list l;
	struct err err;

	(void)state;
	for (size_t i = 0; i < LEN(made); i++)
		assert_int_equal(file_save(in_folder(made[i]), STR("x"), &err), 0);
	assert_int_equal(folder_names(str_of(folder), STR(".conf"), &mem, &l, &err), 0);
	assert_int_equal(l.n, LEN(want));
	for (size_t i = 0; i < l.n; i++)
		assert_str(l.name[i], want[i]);
	assert_int_equal(folder_names(in_folder("none"), STR(""), &mem, &l, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	assert_int_equal(folder_names(in_folder("a.conf"), STR(""), &mem, &l, &err), -1);
	assert_true(folder_exists(str_of(folder)));
	assert_false(folder_exists(in_folder("a.conf")));
	assert_false(folder_exists(in_folder("none")));
	assert_false(folder_exists(STR("")));
}

static void too_many_names(void **state)
{
	struct folder_list l;
	struct err err;

	(void)state;
	for (int i = 0; i < FOLDER_NAMES_MAX + 1; i++) {
		char name[16];

		if (i == FOLDER_NAMES_MAX)
			assert_int_equal(folder_names(str_of(folder), STR(".e"), &mem, &l, &err),
					 0);
		snprintf(name, sizeof(name), "%d.e", i);
		close(open(in_folder(name).p, O_CREAT | O_WRONLY, 0600));
	}
	assert_int_equal(folder_names(str_of(folder), STR(".e"), &mem, &l, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	unlink(in_folder("0.e").p);
}

/* Two processes add to the same number under the lock: nothing is lost. */
static void locks_exclude(void **state)
{
	enum { TIMES = 300 };
	struct str path = in_folder("lock");
	struct str count = in_folder("count");
	struct buf b;
	uint64_t n = 0;
	int status;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	for (int i = 0; i < TIMES; i++) {
		int fd;
		char text[16];

		buf_init(&b, 32);
		if (folder_lock(path, &fd, NULL) < 0)
			_exit(1);
		n = 0;
		if (file_load(count, &b, NULL) == 0)
			str_u64(buf_str(&b), UINT64_MAX, &n);
		snprintf(text, sizeof(text), "%llu", (unsigned long long)n + 1);
		if (file_save(count, str_of(text), NULL) < 0)
			_exit(1);
		folder_unlock(&fd);
		buf_done(&b);
	}
	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	buf_init(&b, 32);
	assert_int_equal(file_load(count, &b, NULL), 0);
	assert_true(str_u64(buf_str(&b), UINT64_MAX, &n));
	assert_int_equal(n, 2 * TIMES);
	buf_done(&b);
}

static void our_own_place(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, FILE_PATH_MAX);
	assert_true(folder_of_program(&b));
	assert_true(folder_exists(buf_str(&b)));
	assert_true(str_ends(buf_str(&b), STR("test/unit")));
	buf_done(&b);
}

static void the_environment(void **state)
{
	(void)state;
	setenv("NETIZEN_TEST_ENV", "x y", 1);
	assert_str(env_of("NETIZEN_TEST_ENV"), "x y");
	setenv("NETIZEN_TEST_ENV", "", 1);
	assert_null(env_of("NETIZEN_TEST_ENV").p);
	unsetenv("NETIZEN_TEST_ENV");
	assert_null(env_of("NETIZEN_TEST_ENV").p);
}

static void places_that_may_hold(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(file_save(in_folder("file"), STR("x"), &err), 0);
	assert_int_equal(folder_may_hold(str_of(folder), &err), 0);
	assert_int_equal(folder_may_hold(in_folder("new/below/"), &err), 0);
	assert_int_equal(folder_may_hold(STR("new-below-here"), &err), 0);
	assert_int_equal(folder_may_hold(in_folder("file"), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(folder_may_hold(in_folder("file/below"), &err), -1);
	assert_false(folder_exists(in_folder("new")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_in_order, begin, end),
		cmocka_unit_test_setup_teardown(too_many_names, begin, end),
		cmocka_unit_test_setup_teardown(locks_exclude, begin, end),
		cmocka_unit_test_setup_teardown(places_that_may_hold, begin, end),
		cmocka_unit_test(our_own_place),
		cmocka_unit_test(the_environment),
	};

	return cmocka_run_group_tests_name("sys/folder", tests, NULL, NULL);
}
