/* Packets between two ends: order, descriptors, ceilings, and ends that go away. */
#include "sys/channel.h"

#include "sys/loop.h"
#include "sys/memfd.h"
#include "unit.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

struct end {
	struct loop *loop;
	struct channel *c;
	unsigned got;
	size_t octets;
	int kept;
	bool ordered;
	bool gone;
	enum err_kind why;
	unsigned stop_at;
	bool free_at_first;
};

static void got(void *ctx, struct str packet, int passed)
{
	struct end *e = ctx;

	if (packet.n >= 4) {
		uint32_t n;

		memcpy(&n, packet.p, 4);
		e->ordered = e->ordered && n == e->got;
	}
	e->got++;
	e->octets += packet.n;
	if (passed >= 0)
		e->kept = channel_keep(passed);
	if (e->free_at_first) {
		channel_free(e->c);
		e->c = NULL;
	}
	if (e->got == e->stop_at)
		loop_stop(e->loop);
}

static void gone(void *ctx, const struct err *why)
{
	struct end *e = ctx;

	e->gone = true;
	e->why = why->kind;
	loop_stop(e->loop);
}

static void two(struct end *a, struct end *b)
{
	struct err err;
	int fd[2];

	*a = (struct end){ .loop = loop_new(), .ordered = true, .kept = -1 };
	*b = (struct end){ .loop = a->loop, .ordered = true, .kept = -1 };
	assert_int_equal(packet_pair(fd, &err), 0);
	a->c = channel_new(a->loop, fd[0], &(struct channel_calls){ got, gone, a });
	b->c = channel_new(a->loop, fd[1], &(struct channel_calls){ got, gone, b });
}

static void end_both(struct end *a, struct end *b)
{
	channel_free(a->c);
	channel_free(b->c);
	if (b->kept >= 0)
		close(b->kept);
	loop_free(a->loop);
}

static void packets_arrive_in_order_and_whole(void **state)
{
	static char big[PACKET_MAX];
	struct end a, b;
	struct err err;

	(void)state;
	two(&a, &b);
	b.stop_at = 40;
	for (uint32_t i = 0; i < 40; i++) {
		memcpy(big, &i, 4);
		assert_int_equal(channel_send(a.c, (struct str){ big, PACKET_MAX - i }, -1, &err),
				 0);
	}
	assert_true(channel_waiting(a.c) > 0);
	loop_run(a.loop);
	assert_int_equal(b.got, 40);
	assert_true(b.ordered);
	assert_int_equal(b.octets, 40 * PACKET_MAX - 40 * 39 / 2);
	assert_int_equal(channel_waiting(a.c), 0);
	end_both(&a, &b);
}

static void a_peer_that_does_not_read_fills_the_queue(void **state)
{
	static char big[PACKET_MAX];
	struct end a, b;
	struct err err;
	int sent = 0;

	(void)state;
	two(&a, &b);
	while (channel_send(a.c, (struct str){ big, PACKET_MAX }, -1, &err) == 0 && sent < 1000)
		sent++;
	assert_int_equal(err.kind, ERR_LATER);
	assert_in_range(sent, CHANNEL_QUEUE_MAX / PACKET_MAX, CHANNEL_QUEUE_MAX / PACKET_MAX + 8);
	end_both(&a, &b);
}

static void descriptors_travel(void **state)
{
	struct memfd_view AUTO(memfd_unmap) view = { 0 };
	struct end a, b;
	struct err err;
	int fd;

	(void)state;
	two(&a, &b);
	b.stop_at = 1;
	fd = memfd_new(STR("a large payload"), &err);
	assert_true(fd >= 0);
	assert_int_equal(channel_send(a.c, STR("x"), fd, &err), 0);
	close(fd);
	loop_run(a.loop);
	assert_true(b.kept >= 0);
	assert_int_equal(memfd_map(b.kept, 100, &view, &err), 0);
	assert_true(str_eq(view.s, STR("a large payload")));
	end_both(&a, &b);
}

static void a_payload_that_can_change_is_refused(void **state)
{
	struct memfd_view view;
	struct err err;
	int fd = memfd_create("unsealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int sealed = memfd_new(STR("12345"), &err);

	(void)state;
	assert_int_equal(write(fd, "12345", 5), 5);
	assert_int_equal(memfd_map(fd, 100, &view, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(memfd_map(sealed, 4, &view, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(memfd_map(sealed, 5, &view, &err), 0);
	memfd_unmap(&view);
	assert_int_equal(write(sealed, "x", 1), -1);
	close(fd);
	close(sealed);
}

static void a_peer_that_leaves_is_told_once(void **state)
{
	struct end a, b;
	struct err err;

	(void)state;
	two(&a, &b);
	channel_free(b.c);
	b.c = NULL;
	loop_run(a.loop);
	assert_true(a.gone);
	assert_int_equal(a.why, ERR_GONE);
	assert_int_equal(channel_send(a.c, STR("x"), -1, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	end_both(&a, &b);
}

static void last_words_are_heard_though_ours_were_not(void **state)
{
	struct buf AUTO(buf_done) got_last;
	struct err err;
	int passed;
	int fd[2];

	(void)state;
	buf_init(&got_last, PACKET_MAX);
	assert_int_equal(packet_pair(fd, &err), 0);
	assert_int_equal(packet_send(fd[0], STR("unread"), -1, &err), 0);
	assert_int_equal(packet_send(fd[1], STR("go away"), -1, &err), 0);
	close(fd[1]);
	assert_int_equal(packet_read(fd[0], &got_last, &passed, &err), 0);
	assert_str(buf_str(&got_last), "go away");
	assert_int_equal(packet_read(fd[0], &got_last, &passed, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
	close(fd[0]);
}

static void more_than_one_descriptor_breaks_the_rules(void **state)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(3 * sizeof(int))];
	} control = { 0 };
	struct iovec part = { (void *)(uintptr_t) "x", 1 };
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = control.room,
			      .msg_controllen = sizeof(control.room) };
	int three[3] = { 0, 0, 0 };
	struct end a = { .loop = loop_new(), .kept = -1 };
	struct err err;
	int fd[2];

	(void)state;
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(sizeof(three));
	memcpy(CMSG_DATA(&control.head), three, sizeof(three));
	assert_int_equal(packet_pair(fd, &err), 0);
	a.c = channel_new(a.loop, fd[0], &(struct channel_calls){ got, gone, &a });
	assert_int_equal(sendmsg(fd[1], &msg, 0), 1);
	loop_run(a.loop);
	assert_true(a.gone);
	assert_int_equal(a.why, ERR_INPUT);
	assert_int_equal(a.got, 0);
	channel_free(a.c);
	close(fd[1]);
	loop_free(a.loop);
}

static void a_channel_may_be_freed_by_its_own_call(void **state)
{
	struct end a, b;
	struct err err;

	(void)state;
	two(&a, &b);
	b.free_at_first = true;
	for (int i = 0; i < 5; i++)
		assert_int_equal(channel_send(a.c, STR("abcd"), -1, &err), 0);
	loop_run(a.loop);
	assert_int_equal(b.got, 1);
	assert_true(a.gone);
	end_both(&a, &b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_arrive_in_order_and_whole),
		cmocka_unit_test(a_peer_that_does_not_read_fills_the_queue),
		cmocka_unit_test(descriptors_travel),
		cmocka_unit_test(a_payload_that_can_change_is_refused),
		cmocka_unit_test(a_peer_that_leaves_is_told_once),
		cmocka_unit_test(last_words_are_heard_though_ours_were_not),
		cmocka_unit_test(more_than_one_descriptor_breaks_the_rules),
		cmocka_unit_test(a_channel_may_be_freed_by_its_own_call),
	};

	return cmocka_run_group_tests_name("sys/channel", tests, NULL, NULL);
}
