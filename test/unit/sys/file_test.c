/* Files: whole or not at all, bounded reading, errors that name the path. */
#include "unit.h"

#include "sys/file.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static struct str in_dir(char *to, size_t room, const char *name)
{
	snprintf(to, room, "%s/%s", dir, name);
	return str_of(to);
}

static void saved_and_loaded(void **state)
{
	char path[128];
	struct buf b AUTO(buf_done);
	struct err err;

	(void)state;
	buf_init(&b, 100);
	assert_int_equal(file_save(in_dir(path, sizeof(path), "a"), STR("one"), &err), 0);
	assert_int_equal(file_save(str_of(path), STR("two, longer"), &err), 0);
	assert_int_equal(file_load(str_of(path), &b, &err), 0);
	assert_str(buf_str(&b), "two, longer");
	assert_int_equal(file_remove(str_of(path), &err), 0);
	assert_int_equal(file_remove(str_of(path), &err), 0);
	assert_int_equal(file_load(str_of(path), &b, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	assert_non_null(strstr(err.text, path));
}

static void reading_stops_at_the_ceiling(void **state)
{
	char path[128];
	struct buf exact AUTO(buf_done);
	struct buf small AUTO(buf_done);
	struct err err;

	(void)state;
	buf_init(&exact, 5);
	buf_init(&small, 4);
	assert_int_equal(file_save(in_dir(path, sizeof(path), "c"), STR("12345"), &err), 0);
	assert_int_equal(file_load(str_of(path), &exact, &err), 0);
	assert_str(buf_str(&exact), "12345");
	assert_int_equal(file_load(str_of(path), &small, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(file_remove(str_of(path), &err), 0);
}

static void folders_are_made_in_depth(void **state)
{
	char path[128];
	char file[160];
	struct err err;

	(void)state;
	assert_int_equal(file_folder(in_dir(path, sizeof(path), "d/e/f"), &err), 0);
	assert_int_equal(file_folder(str_of(path), &err), 0);
	snprintf(file, sizeof(file), "%s/x", path);
	assert_int_equal(file_save(str_of(file), STR("x"), &err), 0);
	assert_int_equal(file_folder(str_of(file), &err), -1);
	assert_int_equal(file_rename(str_of(file), in_dir(path, sizeof(path), "moved"), &err), 0);
	assert_int_equal(file_remove(str_of(path), &err), 0);
}

static void only_ordinary_files_are_read(void **state)
{
	struct file f = { .fd = -1 };
	struct err err;

	(void)state;
	assert_int_equal(file_open(&f, str_of(dir), &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(f.fd, -1);
	assert_int_equal(file_open(&f, STR(""), &err), -1);
	assert_int_equal(file_open(&f, STR("a\0b"), &err), -1);
	file_close(&f);
}

static void shared_with_the_folders_group(void **state)
{
	char file[256], folder[256];
	struct stat st;
	struct err err;

	(void)state;
	in_dir(file, sizeof(file), "shared");
	assert_int_equal(file_save(str_of(file), STR("x"), &err), 0);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(file_share(str_of(file), &err), 0);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(file_remove(str_of(file), &err), 0);
	assert_int_equal(file_share(str_of(file), &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	in_dir(folder, sizeof(folder), "shared-folder");
	assert_int_equal(file_folder(str_of(folder), &err), 0);
	assert_int_equal(file_share(str_of(folder), &err), 0);
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0750);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_with_the_folders_group),
		cmocka_unit_test(saved_and_loaded),
		cmocka_unit_test(reading_stops_at_the_ceiling),
		cmocka_unit_test(folders_are_made_in_depth),
		cmocka_unit_test(only_ordinary_files_are_read),
	};
	char rm[96];
	int r;

	snprintf(dir, sizeof(dir), "/tmp/netizen-file-XXXXXX");
	if (!mkdtemp(dir))
		return 99;
	r = cmocka_run_group_tests_name("sys/file", tests, NULL, NULL);
	for (const char *const *leaf = (const char *const[]){ "/d/e/f", "/d/e", "/d", "", NULL };
	     *leaf; leaf++) {
		snprintf(rm, sizeof(rm), "%s%s", dir, *leaf);
		rmdir(rm);
	}
	return r;
}
