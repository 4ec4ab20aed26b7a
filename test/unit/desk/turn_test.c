/* Turns: one commit for many messages, answers after it, nothing done twice, nothing by halves. */
#include "desk/turn.h"

#include "msg/answer_msg.h"
#include "msg/ask_inventory.h"
#include "store/request_store.h"
#include "store/store.h"
#include "sys/channel.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "unit.h"

#include <stdio.h>
#include <unistd.h>

#define MARK 1000000u /* what a handler writes: a request of its own */

static char dir[] = "/tmp/turn_test.XXXXXX";
static struct store *store;
static struct loop *loop;
static struct turn *turn;
static struct channel *asker, *desk;
static unsigned handled, answered, broken, want;
static struct answer_msg last;
static struct arena arena;

/* What the handler does with message `id`: see the tests. */
enum { FINE = 0, REFUSES = 1, DRY = 2, BREAKS = 3 };

static int handler(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct request_note note = { MARK + in->id, bench->now, STR("") };

	(void)payload;
	handled++;
	bench->json = STR("{\"done\":true}");
	if (request_store_add(bench->db, &note, err) < 0)
		return -1;
	if (in->id % 4 == REFUSES)
		return err_set(err, ERR_INPUT, "refused");
	if (in->id % 4 == BREAKS)
		return err_set(err, ERR_SYS, "the disk is gone");
	bench->undo = in->id % 4 == DRY;
	return 0;
}

static handler_fn *const on[MSG_TYPES] = { [MSG_INVENTORY] = handler };

static void answer_comes(void *ctx, struct str packet, int passed)
{
	struct frame f;
	struct err err;

	(void)ctx;
	(void)passed;
	assert_int_equal(frame_get(packet, &f, &err), 0);
	assert_int_equal(msg_get_answer(&f, &arena, &last, &err), 0);
	if (++answered == want)
		loop_stop(loop);
}

static int take(struct str packet, int passed, struct err *err)
{
	const struct turn_from from = { desk, on };

	return turn_take(turn, &from, packet, passed, err);
}

static void desk_gets(void *ctx, struct str packet, int passed)
{
	struct err err;

	(void)ctx;
	assert_int_equal(take(packet, passed, &err), 0);
}

static void gone(void *ctx, const struct err *why)
{
	(void)ctx;
	fail_msg("%s", why->text);
}

static void is_broken(void *ctx, const struct err *err)
{
	(void)ctx;
	(void)err;
	broken++;
}

static void ask(uint64_t id)
{
	struct buf AUTO(buf_done) b;
	struct err err;

	buf_init(&b, FRAME_MAX);
	frame_begin(&b, MSG_INVENTORY, 0, id);
	msg_put_inventory(&b, &(struct ask_inventory){ INV_KINDS });
	assert_int_equal(frame_end(&b, &err), 0);
	assert_int_equal(channel_send(asker, buf_str(&b), -1, &err), 0);
	want++;
}

static bool is_marked(uint64_t id)
{
	struct request_done done;
	struct err err;

	assert_int_equal(request_store_find(store_db(store), MARK + id, &arena, &done, &err), 0);
	return done.found;
}

static int begin(void **state)
{
	struct turn_start start = { .broken = is_broken };
	struct err err;
	int pair[2];

	(void)state;
	handled = answered = broken = want = 0;
	loop = loop_new();
	if (packet_pair(pair, &err) < 0 ||
	    store_open(&store, STORE_IN(str_of(dir)), (struct instant){ 1 }, &err) < 0)
		return -1;
	start.loop = loop;
	start.db = store_db(store);
	turn = turn_new(&start);
	asker = channel_new(loop, pair[0], &(struct channel_calls){ answer_comes, gone, NULL });
	desk = channel_new(loop, pair[1], &(struct channel_calls){ desk_gets, gone, NULL });
	return 0;
}

static int end(void **state)
{
	static const char *const name[] = { STORE_FILE, STORE_LOCK, STORE_FILE "-wal",
					    STORE_FILE "-shm" };

	(void)state;
	turn_free(turn);
	channel_free(asker);
	channel_free(desk);
	store_close(store);
	loop_free(loop);
	arena_done(&arena);
	for (size_t i = 0; i < LEN(name); i++) {
		char path[64];

		snprintf(path, sizeof(path), "%s/%s", dir, name[i]);
		unlink(path);
	}
	return 0;
}

static void many_are_answered_in_few_turns(void **state)
{
	(void)state;
	for (uint64_t id = 0; id < 500; id++)
		ask(id * 4 + FINE);
	loop_run(loop);
	assert_int_equal(handled, 500);
	assert_int_equal(answered, 500);
	assert_in_range(turn_count(turn), 500 / TURN_MESSAGES, 500 / 25);
	assert_int_equal(last.kind, ERR_NONE);
	assert_str(last.json, "{\"done\":true}");
	assert_true(is_marked(499 * 4));
}

static void the_same_id_is_done_once(void **state)
{
	(void)state;
	ask(8);
	ask(8); /* in the same turn */
	loop_run(loop);
	ask(8); /* and later */
	loop_run(loop);
	assert_int_equal(handled, 1);
	assert_int_equal(answered, 3);
	assert_str(last.json, "{\"done\":true}");
}

static void what_is_refused_is_undone_alone(void **state)
{
	(void)state;
	ask(12);
	ask(12 + REFUSES);
	loop_run(loop);
	assert_int_equal(last.kind, ERR_INPUT);
	assert_str(last.text, "refused");
	assert_true(is_marked(12));
	assert_false(is_marked(12 + REFUSES));
	ask(12 + REFUSES); /* is not remembered as done */
	loop_run(loop);
	assert_int_equal(handled, 3);
}

static void a_dry_run_is_answered_and_undone(void **state)
{
	(void)state;
	ask(DRY);
	loop_run(loop);
	assert_int_equal(last.kind, ERR_NONE);
	assert_str(last.json, "{\"done\":true}");
	assert_false(is_marked(DRY));
}

static void a_broken_store_undoes_the_whole_turn(void **state)
{
	(void)state;
	ask(16);
	ask(16 + BREAKS);
	ask(20);
	loop_run(loop);
	assert_int_equal(answered, 3);
	assert_int_equal(last.kind, ERR_LATER);
	assert_int_equal(broken, 1);
	assert_false(is_marked(16));
	assert_false(is_marked(20));
}

static void what_is_not_for_the_desk_is_refused(void **state)
{
	struct buf AUTO(buf_done) b;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	frame_begin(&b, MSG_STOP, 0, 1);
	assert_int_equal(frame_end(&b, &err), 0);
	assert_int_equal(take(buf_str(&b), -1, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(take(STR("no frame"), -1, &err), -1);
}

static int make_folder(void **state)
{
	(void)state;
	log_open("turn", LOG_ERROR);
	return mkdtemp(dir) ? 0 : -1;
}

static int drop_folder(void **state)
{
	(void)state;
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(many_are_answered_in_few_turns, begin, end),
		cmocka_unit_test_setup_teardown(the_same_id_is_done_once, begin, end),
		cmocka_unit_test_setup_teardown(what_is_refused_is_undone_alone, begin, end),
		cmocka_unit_test_setup_teardown(a_dry_run_is_answered_and_undone, begin, end),
		cmocka_unit_test_setup_teardown(a_broken_store_undoes_the_whole_turn, begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_for_the_desk_is_refused, begin, end),
	};

	return cmocka_run_group_tests_name("desk/turn", tests, make_folder, drop_folder);
}
