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

static void on_ended(void *ctx)
{
	(void)ctx;
	loop_stop(loop);
}

static void on_list(void *ctx, const struct round_list *l)
{
	(void)ctx;
	told = *l;
	times++;
}

static const struct round_calls calls = { .list = on_list, .ended = on_ended };

static uint64_t unknown(void)
{
	uint64_t n = 0;

	for (unsigned why = 0; why < ROUND_WHY_COUNT; why++)
		n += told.unknown[why];
	return n;
}

/* A round of one list over 192.0.2.0/24, or what `where` says: `text` is its copy; NULL: it cannot
 * be had. */
static const char *where = "192.0.2.0/24";
static enum rbl_type type = RBL_IP4SET;

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
	assert_int_equal(target_add(&target, str_of(where), &err), 0);
	assert_int_equal(target_seal(&target, &err), 0);
	list_unknown_zone(mem, STR("bl.example"), &list);
	r = round_new(&conf, &calls);
	*copy = NULL;
	if (text) {
		struct copy_spec spec = { STR("bl.example"), type, str_of(path) };

		fd = mkstemp(path);
		assert_true(fd >= 0);
		dprintf(fd, "%s", text);
		close(fd);
		if (copy_load(&spec, (struct instant){ INT64_C(4000000000) * 1000000 }, copy,
			      &err) < 0)
			fail_msg("%s", err.text);
		unlink(path);
		assert_int_equal(round_add(r,
					   &(struct round_seat){
						   .list = &list, .copy = *copy, .baseline = true },
					   &err),
				 0);
	} else {
		assert_int_equal(round_add(r,
					   &(struct round_seat){ .list = &list,
								 .lost = "there is no such file" },
					   &err),
				 0);
	}
	round_start(r);
	loop_run(loop);
	assert_true(round_ended(r));
	assert_int_equal(times, 1);
	assert_int_equal(told.asked, target_steps(&target, 32, 64));
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

/* 16 IPv4 addresses and one network of IPv6. */
static const struct {
	enum rbl_type type;
	const char *where, *text;
	enum round_health health;
	uint64_t listed, clean, unproven;
} halves[] = {
	{RBL_IP4SET,   "192.0.2.0/28",     "192.0.2.7\n",     ROUND_OK,     1, 15, 0 },
	{ RBL_IP4SET,  "2001:db8::/64",    "192.0.2.7\n",     ROUND_BROKEN, 0, 0,  1 },
	{ RBL_IP6TRIE, "192.0.2.0/28",     "2001:db8::/32\n", ROUND_BROKEN, 0, 0,  16},
	{ RBL_IP6TRIE, "2001:db8::/64",    "2001:db8::/32\n", ROUND_OK,     1, 0,  0 },
	{ RBL_DNSET,   "192.0.2.0/28",     "bad.example\n",   ROUND_BROKEN, 0, 0,  16},
	{ RBL_DNSET,   "192.0.2.0/28",     "7.2.0.192\n",     ROUND_OK,     1, 15, 0 },
	{ RBL_IP4SET,  "::ffff:192.0.2.7", "192.0.2.7\n",     ROUND_OK,     1, 0,  0 },
	{ RBL_IP4SET,  "2002:c000:207::1", "192.0.2.7\n",     ROUND_OK,     1, 0,  0 },
	{ RBL_IP4SET,  "2002:c000:208::1", "192.0.2.7\n",     ROUND_BROKEN, 0, 0,  1 },
};

static void a_copy_of_one_family_does_not_clear_the_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(halves); i++) {
		struct arena mem = { 0 };
		struct copy *copy;
		struct round *r;

		where = halves[i].where;
		type = halves[i].type;
		r = one(&mem, halves[i].text, &copy);
		if (told.health != halves[i].health || told.listed != halves[i].listed ||
		    told.clean != halves[i].clean ||
		    told.unknown[WHY_UNPROVEN] != halves[i].unproven ||
		    (told.health != ROUND_OK && !told.why[0]))
			fail_msg("%s in %s: %s %s", halves[i].where, halves[i].text,
				 round_health_name(told.health), told.why);
		round_free(r);
		loop_free(loop);
		copy_free(copy);
		arena_done(&mem);
	}
	where = "192.0.2.0/24";
	type = RBL_IP4SET;
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
	r = round_new(&conf, &calls);
	assert_int_equal(round_add(r, &(struct round_seat){ .list = &list }, &err), -1);
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
		cmocka_unit_test(a_copy_of_one_family_does_not_clear_the_other),
		cmocka_unit_test(a_copy_that_cannot_be_had_is_not_asked_for),
		cmocka_unit_test(a_bad_key_is_not_told),
	};
	return cmocka_run_group_tests_name("sweep/round", tests, NULL, NULL);
}
