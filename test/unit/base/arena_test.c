/* The arena: zeroed and aligned memory, copies, growth, clearing. */
#include "unit.h"

#include "base/arena.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena AUTO(arena_done) a = { 0 };

	(void)state;
	for (size_t n = 0; n < 300; n++) {
		unsigned char *p = arena_new(&a, n, 7);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n * 7; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n * 7);
	}
}

static void pieces_do_not_overlap(void **state)
{
	struct arena AUTO(arena_done) a = { 0 };
	unsigned *piece[2000];

	(void)state;
	for (unsigned i = 0; i < LEN(piece); i++) {
		piece[i] = arena_new(&a, 1 + i % 50, sizeof(unsigned));
		for (unsigned k = 0; k < 1 + i % 50; k++)
			piece[i][k] = i;
	}
	for (unsigned i = 0; i < LEN(piece); i++)
		for (unsigned k = 0; k < 1 + i % 50; k++)
			assert_int_equal(piece[i][k], i);
}

static void large_pieces_get_their_own_chunk(void **state)
{
	struct arena AUTO(arena_done) a = { 0 };
	char *small = arena_new(&a, 1, 1);
	char *large = arena_new(&a, 5, 1 << 20);

	(void)state;
	*small = 'x';
	memset(large, 'y', (size_t)5 << 20);
	assert_int_equal(*small, 'x');
	assert_true(a.used >= (size_t)5 << 20);
}

static void copies_end_with_nul(void **state)
{
	struct arena AUTO(arena_done) a = { 0 };
	char text[] = { 'a', '\0', 'b' };
	struct str copy = arena_str(&a, (struct str){ text, 3 });
	struct str none = arena_str(&a, (struct str){ NULL, 0 });

	(void)state;
	text[0] = 'z';
	assert_int_equal(copy.n, 3);
	assert_memory_equal(copy.p, "a\0b\0", 4);
	assert_int_equal(none.n, 0);
	assert_non_null(none.p);
	assert_int_equal(*none.p, '\0');
}

static void formatting_takes_what_it_needs(void **state)
{
	struct arena AUTO(arena_done) a = { 0 };
	struct str s = arena_fmt(&a, "%s-%d", "x", 42);

	(void)state;
	assert_str(s, "x-42");
	s = arena_fmt(&a, "%*s", 10000, "");
	assert_int_equal(s.n, 10000);
	assert_int_equal(s.p[10000], '\0');
	assert_int_equal(arena_fmt(&a, "%s", "").n, 0);
}

static void clearing_keeps_a_chunk_for_the_next_turn(void **state)
{
	struct arena AUTO(arena_done) a = { 0 };

	(void)state;
	arena_clear(&a);
	assert_null(a.head);
	for (int i = 0; i < 100; i++)
		memset(arena_new(&a, 1, 1000), 0xee, 1000);
	arena_clear(&a);
	assert_int_equal(a.used, 0);
	assert_non_null(a.head);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(((char *)arena_new(&a, 1, 1000))[i], 0);
	arena_done(&a);
	assert_null(a.head);
	assert_int_equal(a.used, 0);
}

static void a_count_that_overflows_leaves(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		struct arena a = { 0 };

		signal(SIGABRT, SIG_DFL);
		(void)!freopen("/dev/null", "w", stderr);
		arena_new(&a, SIZE_MAX / 2, 3);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(large_pieces_get_their_own_chunk),
		cmocka_unit_test(copies_end_with_nul),
		cmocka_unit_test(formatting_takes_what_it_needs),
		cmocka_unit_test(clearing_keeps_a_chunk_for_the_next_turn),
		cmocka_unit_test(a_count_that_overflows_leaves),
	};

	return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
