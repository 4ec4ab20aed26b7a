/* The bounded builder: its ceiling, growing, eating, NUL for C. */
#include "unit.h"

#include "base/buf.h"

static void the_ceiling_is_exact(void **state)
{
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 5);
	buf_add(&b, STR("abc"));
	buf_add(&b, STR("de"));
	assert_false(b.full);
	assert_str(buf_str(&b), "abcde");
	buf_byte(&b, 'f');
	assert_true(b.full);
	assert_str(buf_str(&b), "abcde");
}

static void what_does_not_fit_is_not_added_at_all(void **state)
{
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 4);
	buf_add(&b, STR("abcde"));
	assert_true(b.full);
	assert_int_equal(b.n, 0);
	buf_add(&b, STR("ab"));
	assert_true(b.full); /* it stays set ... */
	assert_str(buf_str(&b), "ab");
	buf_fmt(&b, "%d", 123);
	assert_str(buf_str(&b), "ab");
	buf_clear(&b); /* ... until now */
	assert_false(b.full);
	assert_int_equal(b.n, 0);
	buf_fmt(&b, "%d", 1234);
	assert_str(buf_str(&b), "1234");
	assert_false(b.full);
}

static void a_ceiling_of_nothing(void **state)
{
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 0);
	buf_add(&b, STR(""));
	buf_fmt(&b, "%s", "");
	assert_false(b.full);
	assert_str(buf_str(&b), "");
	assert_string_equal(buf_c(&b), "");
	buf_byte(&b, 'x');
	assert_true(b.full);
}

static void it_grows_octet_by_octet(void **state)
{
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 10000);
	for (int i = 0; i < 10000; i++)
		buf_byte(&b, (char)('a' + i % 26));
	assert_false(b.full);
	assert_int_equal(b.n, 10000);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(b.p[i], 'a' + i % 26);
	assert_int_equal(buf_c(&b)[10000], '\0');
	assert_int_equal(b.n, 10000);
}

static void c_text_has_a_nul(void **state)
{
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 100);
	assert_string_equal(buf_c(&b), "");
	buf_add(&b, STR("abc"));
	assert_string_equal(buf_c(&b), "abc");
	buf_eat(&b, 2);
	assert_string_equal(buf_c(&b), "c");
	buf_add(&b, (struct str){ "x\0y", 3 });
	assert_int_equal(b.n, 4);
}

static void eating_from_the_front(void **state)
{
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 100);
	buf_eat(&b, 5);
	buf_add(&b, STR("abcdef"));
	buf_eat(&b, 0);
	assert_str(buf_str(&b), "abcdef");
	buf_eat(&b, 4);
	assert_str(buf_str(&b), "ef");
	buf_eat(&b, 99);
	assert_str(buf_str(&b), "");
	buf_add(&b, STR("again"));
	assert_str(buf_str(&b), "again");
}

static void room_is_filled_by_the_caller(void **state)
{
	struct buf AUTO(buf_done) b;
	char *at;

	(void)state;
	buf_init(&b, 8);
	buf_add(&b, STR("ab"));
	at = buf_room(&b, 6);
	assert_non_null(at);
	memset(at, 'x', 6);
	b.n += 6;
	assert_str(buf_str(&b), "abxxxxxx");
	assert_null(buf_room(&b, 1));
	assert_true(b.full);
	assert_non_null(buf_room(&b, 0));
}

static void done_leaves_it_as_new(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 3);
	buf_add(&b, STR("abcd"));
	buf_done(&b);
	assert_false(b.full);
	assert_int_equal(b.max, 3);
	buf_add(&b, STR("abc"));
	assert_str(buf_str(&b), "abc");
	buf_done(&b);
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ceiling_is_exact),
		cmocka_unit_test(what_does_not_fit_is_not_added_at_all),
		cmocka_unit_test(a_ceiling_of_nothing),
		cmocka_unit_test(it_grows_octet_by_octet),
		cmocka_unit_test(c_text_has_a_nul),
		cmocka_unit_test(eating_from_the_front),
		cmocka_unit_test(room_is_filled_by_the_caller),
		cmocka_unit_test(done_leaves_it_as_new),
	};

	return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
