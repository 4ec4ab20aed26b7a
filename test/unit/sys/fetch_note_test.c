/* What is known of a copy is what was written down, and only for the same address. */
#include "unit.h"

#include "sys/fetch_note.h"
#include "sys/file.h"

#include <stdio.h>
#include <unistd.h>

static void written_and_read(void **state)
{
	char dir[] = "/tmp/netizen-version-XXXXXX";
	const struct fetch_version said = { "\"abc\"", { INT64_C(1700000000000000) } };
	struct str url = STR("https://l.example/bl?key=secret");
	struct buf AUTO(buf_done) text;
	struct fetch_note v;
	char path[64];
	struct err err;

	(void)state;
	buf_init(&text, 4096);
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/bl.from", dir);
	fetch_note_load(str_of(path), url, &v);
	assert_false(v.known);
	assert_int_equal(fetch_note_save(str_of(path), &v, &said, &err), 0);
	assert_int_equal(file_load(str_of(path), &text, &err), 0);
	assert_null(strstr(buf_c(&text), "secret"));
	fetch_note_load(str_of(path), url, &v);
	assert_true(v.known);
	assert_string_equal(v.said.tag, said.tag);
	assert_int_equal(v.said.modified.us, said.modified.us);
	fetch_note_load(str_of(path), STR("https://other.example/bl"), &v);
	assert_false(v.known);
	assert_int_equal(file_save(str_of(path), STR("1\nx\n\n"), &err), 0);
	fetch_note_load(str_of(path), url, &v);
	assert_false(v.known);
	unlink(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_and_read),
	};
	return cmocka_run_group_tests_name("sys/fetch_note", tests, NULL, NULL);
}
