/* Requests that lie with the desk: kept whole, found, handed to the latest asker, bounded. */
#include "front/pending.h"

#include "sys/memfd.h"
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

static void a_request_is_kept_with_its_payload(void **state)
{
	struct pending *p = pending_new();
	struct err err;
	int fd = memfd_new(STR("rows"), &err);
	struct request r = { .id = 7, .asker = p, .packet = STR("packet"), .payload = fd };
	const struct request *kept;
	bool again;

	(void)state;
	assert_int_equal(pending_add(p, &r, &again, &err), 0);
	assert_false(again);
	close(fd);
	kept = pending_find(p, 7);
	assert_non_null(kept);
	assert_str(kept->packet, "packet");
	assert_true(kept->packet.p != r.packet.p);
	fd = kept->payload;
	assert_true(fcntl(fd, F_GETFD) >= 0);
	pending_drop(p, 7);
	assert_null(pending_find(p, 7));
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	pending_free(p);
}

static void the_latest_asker_gets_the_answer(void **state)
{
	struct pending *p = pending_new();
	struct request r = { .id = 7, .asker = &r, .packet = STR("packet"), .payload = -1 };
	struct err err;
	bool again;

	(void)state;
	assert_int_equal(pending_add(p, &r, &again, &err), 0);
	pending_forget(p, &r);
	assert_null(pending_find(p, 7)->asker);
	r.asker = &again;
	assert_int_equal(pending_add(p, &r, &again, &err), 0);
	assert_true(again);
	assert_ptr_equal(pending_find(p, 7)->asker, &again);
	assert_int_equal(pending_count(p), 1);
	pending_free(p);
}

static void too_many_are_put_off(void **state)
{
	struct pending *p = pending_new();
	struct request r = { .packet = STR("x"), .payload = -1 };
	struct err err;
	bool again;

	(void)state;
	for (r.id = 1; r.id <= PENDING_MAX; r.id++)
		assert_int_equal(pending_add(p, &r, &again, &err), 0);
	assert_int_equal(pending_add(p, &r, &again, &err), -1);
	assert_int_equal(err.kind, ERR_LATER);
	pending_drop(p, 500);
	assert_int_equal(pending_add(p, &r, &again, &err), 0);
	pending_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_kept_with_its_payload),
		cmocka_unit_test(the_latest_asker_gets_the_answer),
		cmocka_unit_test(too_many_are_put_off),
	};

	return cmocka_run_group_tests_name("front/pending", tests, NULL, NULL);
}
