/* Lists of a round that ask nothing over the wire: local copies, good and bad ones. */
#include "unit.h"

#include "sweep/copy.h"
#include "sweep/round.h"
#include "sys/loop.h"

#include <stdio.h>
#include <unistd.h>

static struct round_list told;
static unsigned times;
static struct loop *loop; /* outlives the round */

static void on_list(void *ctx, const struct round_list *l)
{
	(void)ctx;
	told = *l;
	times++;
}

static uint64_t unknown(void)
{
	uint64_t n = 0;

	for (unsigned why = 0; why < ROUND_WHY_COUNT; why++)
		n += told.unknown[why];
	return n;
}

/* A round of one list over 192.0.2.0/24: `text` is its copy; NULL: it cannot be had. */
static struct round *one(struct arena *mem, const char *text, struct copy **copy)
{
	static struct target target;
	static struct list list;
	struct round_conf conf = { .target = &target };
	struct round *r;
	struct err err = { 0 };
	char path[] = "/tmp/netizen-round-XXXXXX";
	int fd;

	times = 0;
	loop = conf.loop = loop_new();
	target_init(&target);
	assert_int_equal(target_add(&target, STR("192.0.2.0/24"), &err), 0);
	assert_int_equal(target_seal(&target, &err), 0);
	list_unknown_zone(mem, STR("bl.example"), &list);
	r = round_new(&conf, on_list, NULL);
	*copy = NULL;
	if (text) {
		struct copy_spec spec = { STR("bl.example"), RBL_IP4SET, str_of(path) };

		fd = mkstemp(path);
		assert_true(fd >= 0);
		dprintf(fd, "%s", text);
		close(fd);
		if (copy_load(&spec, (struct instant){ INT64_C(4000000000) * 1000000 }, copy,
			      &err) < 0)
			fail_msg("%s", err.text);
		unlink(path);
		assert_int_equal(round_add_copy(r, &list, *copy, &err), 0);
	} else {
		assert_int_equal(round_add_lost(r, &list, "there is no such file", &err), 0);
	}
	round_start(r);
	loop_run(loop);
	assert_true(round_ended(r));
	assert_int_equal(times, 1);
	assert_int_equal(told.asked, 256);
	assert_int_equal(told.asked, told.listed + told.clean + unknown());
	target_done(&target);
	return r;
}

static void a_copy_is_looked_into(void **state)
{
	struct arena mem = { 0 };
	struct copy *copy;
	struct round *r = one(&mem, ":127.0.0.2:seen $\n192.0.2.7\n192.0.2.16/28\n", &copy);

	(void)state;
	assert_int_equal(told.health, ROUND_OK);
	assert_int_equal(told.listed, 17);
	assert_int_equal(told.clean, 239);
	assert_true(told.local && told.hit[0].confirmed);
	assert_str(told.hit[0].reason, "seen 192.0.2.7");
	assert_int_equal(round_totals(r).questions, 0);
	round_free(r);
	loop_free(loop);
	copy_free(copy);
	arena_done(&mem);
}

static void nothing_is_clean_by_an_empty_copy(void **state)
{
	struct arena mem = { 0 };
	struct copy *copy;
	struct round *r = one(&mem, "# nothing came\n", &copy);

	(void)state;
	assert_int_equal(told.health, ROUND_BROKEN);
	assert_int_equal(told.clean, 0);
	assert_int_equal(told.unknown[ROUND_WHY_BROKEN], 256);
	round_free(r);
	loop_free(loop);
	copy_free(copy);
	arena_done(&mem);
}

static void a_copy_that_cannot_be_had_is_not_asked_for(void **state)
{
	struct arena mem = { 0 };
	struct copy *copy;
	struct round *r = one(&mem, NULL, &copy);

	(void)state;
	assert_int_equal(told.health, ROUND_LOST);
	assert_string_equal(told.why, "there is no such file");
	assert_int_equal(told.unknown[ROUND_WHY_BROKEN], 256);
	assert_int_equal(round_totals(r).questions, 0);
	round_free(r);
	loop_free(loop);
	arena_done(&mem);
}

static void a_bad_key_is_not_told(void **state)
{
	struct arena mem = { 0 };
	struct target target;
	struct round_conf conf = { .loop = loop_new(), .target = &target };
	struct list list;
	struct err err = { 0 };
	struct round *r;

	(void)state;
	target_init(&target);
	assert_int_equal(target_seal(&target, &err), 0);
	list_unknown_zone(&mem, STR("dq.example"), &list);
	list.key = STR("secret..key");
	r = round_new(&conf, on_list, NULL);
	assert_int_equal(round_add(r, &list, NULL, 0, &err), -1);
	assert_null(strstr(err.text, "secret"));
	assert_non_null(strstr(err.text, "dq.example"));
	round_free(r);
	loop_free(conf.loop);
	arena_done(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_looked_into),
		cmocka_unit_test(nothing_is_clean_by_an_empty_copy),
		cmocka_unit_test(a_copy_that_cannot_be_had_is_not_asked_for),
		cmocka_unit_test(a_bad_key_is_not_told),
	};
	return cmocka_run_group_tests_name("sweep/round", tests, NULL, NULL);
}
