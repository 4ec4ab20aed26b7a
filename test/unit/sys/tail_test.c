/* Following a file over everything that rotation does to it: no line is lost and none comes twice.
 */
#include "base/buf.h"
#include "sys/tail.h"
#include "unit.h"

#include <stdio.h>
#include <unistd.h>

static char dir[64], path[100], other[100];

static void write_to(const char *name, const char *mode, const char *text)
{
	FILE *f = fopen(name, mode);

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* Everything that comes at that time; "|" where a content begins anew. */
static void comes(struct tail *t, int64_t seconds, const char *want)
{
	struct buf AUTO(buf_done) all, bite;
	bool anew;

	buf_init(&all, 1000);
	buf_init(&bite, 7);
	do {
		buf_clear(&bite);
		assert_int_equal(tail_read(t, &bite, SPAN_S(seconds), &anew, NULL), 0);
		buf_add(&all, buf_str(&bite));
		if (anew)
			buf_byte(&all, '|');
	} while (bite.n || anew);
	assert_str(buf_str(&all), want);
}

static struct tail begun(void)
{
	struct tail t;

	write_to(path, "w", "one\ntwo\n");
	(void)unlink(other);
	assert_int_equal(tail_open(&t, str_of(path), NULL), 0);
	comes(&t, 0, "one\ntwo\n");
	return t;
}

static void it_grows(void **state)
{
	struct tail t = begun();

	(void)state;
	comes(&t, 1, "");
	write_to(path, "a", "three\nfo");
	comes(&t, 2, "three\nfo");
	write_to(path, "a", "ur\n");
	comes(&t, 3, "ur\n");
	tail_close(&t);
}

static void it_is_renamed(void **state)
{
	struct tail t = begun();

	(void)state;
	assert_int_equal(rename(path, other), 0);
	comes(&t, 1, ""); /* gone, and may come back */
	write_to(path, "w", "new\n");
	write_to(other, "a", "late\n");
	comes(&t, 2, "late\n");
	write_to(other, "a", "later\n");
	comes(&t, 3, "later\n");
	comes(&t, 4, "");
	comes(&t, 10, "|new\n");
	write_to(path, "a", "newer\n");
	comes(&t, 11, "newer\n");
	tail_close(&t);
}

static void an_empty_new_file_is_waited_for(void **state)
{
	struct tail t = begun();

	(void)state;
	assert_int_equal(rename(path, other), 0);
	write_to(path, "w", "");
	comes(&t, 1, "");
	comes(&t, 30, "");
	write_to(other, "a", "late\n");
	comes(&t, 31, "late\n");
	comes(&t, 91, "|");
	write_to(path, "a", "new\n");
	comes(&t, 92, "new\n");
	tail_close(&t);
}

static void it_is_emptied(void **state)
{
	struct tail t = begun();

	(void)state;
	write_to(path, "w", "");
	write_to(path, "a", "x\n");
	comes(&t, 1, "|x\n");
	write_to(path, "w", "");
	write_to(path, "a", "another, and longer than what was there before\n");
	comes(&t, 2, "|another, and longer than what was there before\n");
	tail_close(&t);
}

static int make_folder(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/netizen-tail-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/log", dir);
	snprintf(other, sizeof(other), "%s/log.1", dir);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(other);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_grows),
		cmocka_unit_test(it_is_renamed),
		cmocka_unit_test(an_empty_new_file_is_waited_for),
		cmocka_unit_test(it_is_emptied),
	};
	return cmocka_run_group_tests_name("sys/tail", tests, make_folder, remove_folder);
}
