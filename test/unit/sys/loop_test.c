/* The loop: timers in their order, descriptors, stopping, signals. */
#include "unit.h"

#include "sys/clock.h"
#include "sys/loop.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static struct loop *loop;
static char order[16];
static size_t order_n;

static int begin(void **state)
{
	(void)state;
	loop = loop_new();
	order_n = 0;
	memset(order, 0, sizeof(order));
	return 0;
}

static int end(void **state)
{
	(void)state;
	loop_free(loop);
	return 0;
}

static void *letter(const char *c)
{
	return (void *)(uintptr_t)c;
}

static void note(void *ctx)
{
	order[order_n++] = *(const char *)ctx;
}

static void timers_fire_in_order_and_the_loop_ends(void **state)
{
	struct loop_timer *b = loop_timer_new(loop, note, letter("b"));
	struct loop_timer *a = loop_timer_new(loop, note, letter("a"));
	struct loop_timer *never = loop_timer_new(loop, note, letter("x"));
	struct span from = clock_mono();

	(void)state;
	loop_timer_set(b, SPAN_S(3600));  /* the loop would not end */
	loop_timer_set(b, SPAN_US(3000)); /* replaces */
	loop_timer_set(a, SPAN_US(1500));
	loop_timer_set(never, SPAN_MS(1));
	loop_timer_stop(never);
	loop_run(loop);
	assert_string_equal(order, "ab");
	assert_true(clock_mono().us - from.us >= 3000);
	loop_timer_free(a);
	loop_timer_free(b);
	loop_timer_free(never);
}

static struct loop_timer *own;

static void frees_itself(void *ctx)
{
	note(ctx);
	loop_timer_free(own);
}

static void a_timer_may_free_itself(void **state)
{
	(void)state;
	own = loop_timer_new(loop, frees_itself, letter("f"));
	loop_timer_set(own, SPAN_US(0));
	loop_run(loop);
	assert_string_equal(order, "f");
}

static void reads_and_stops(void *ctx, unsigned ready)
{
	char c;

	assert_int_equal(ready, LOOP_READ);
	assert_int_equal(read(*(int *)ctx, &c, 1), 1);
	order[order_n++] = c;
	loop_stop(loop);
}

static void a_descriptor_is_reported_until_unwanted(void **state)
{
	int fd[2];
	struct loop_fd *f;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	f = loop_fd_new(loop, fd[0], reads_and_stops, &fd[0]);
	loop_fd_want(f, LOOP_READ);
	assert_int_equal(write(fd[1], "xy", 2), 2);
	loop_run(loop);
	loop_run(loop);
	assert_string_equal(order, "xy");
	assert_int_equal(write(fd[1], "z", 1), 1);
	loop_fd_want(f, 0);
	loop_run(loop); /* nothing left to wait for */
	assert_string_equal(order, "xy");
	loop_fd_free(f);
	close(fd[0]);
	close(fd[1]);
}

static void stop(void *ctx)
{
	note(ctx);
	loop_stop(loop);
}

static void raises(void *ctx)
{
	note(ctx);
	kill(getpid(), SIGUSR1);
}

static void a_signal_is_a_callback(void **state)
{
	struct loop_timer *t = loop_timer_new(loop, raises, letter("r"));
	struct loop_timer *late = loop_timer_new(loop, stop, letter("!"));

	(void)state;
	loop_signal(loop, SIGUSR1, stop, letter("s"));
	loop_timer_set(t, SPAN_MS(1));
	loop_timer_set(late, SPAN_S(5));
	loop_run(loop);
	assert_string_equal(order, "rs");
	loop_timer_free(t);
	loop_timer_free(late);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(timers_fire_in_order_and_the_loop_ends, begin, end),
		cmocka_unit_test_setup_teardown(a_timer_may_free_itself, begin, end),
		cmocka_unit_test_setup_teardown(a_descriptor_is_reported_until_unwanted, begin,
						end),
		cmocka_unit_test_setup_teardown(a_signal_is_a_callback, begin, end),
	};

	return cmocka_run_group_tests_name("sys/loop", tests, NULL, NULL);
}
