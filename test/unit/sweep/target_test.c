/* Runs of addresses: merging, walking in steps, limits; the walk against counting one by one. */
#include "unit.h"

#include "base/rng.h"
#include "sweep/target.h"

#include <stdio.h>

static void add(struct target *t, const char *text)
{
	struct err err;

	if (target_add(t, str_of(text), &err) < 0)
		fail_msg("%s", err.text);
}

static void walk_is(struct target *t, unsigned bits4, unsigned bits6, const char *want)
{
	struct target_walk w = target_walk(bits4, bits6);
	struct buf AUTO(buf_done) got;
	struct ip ask;
	struct range part;
	uint64_t n = 0;
	char text[RANGE_TEXT_MAX + 1];

	buf_init(&got, 4096);
	while (target_next(t, &w, &ask, &part)) {
		buf_fmt(&got, "%s ", range_text(part, text));
		assert_true(range_has(part, ask));
		n++;
	}
	assert_str(buf_str(&got), want);
	assert_int_equal(n, target_steps(t, bits4, bits6));
}

static void steps(void **state)
{
	struct target t;
	struct err err;

	(void)state;
	target_init(&t);
	add(&t, "192.0.2.254-192.0.3.1");
	add(&t, "192.0.2.4");
	add(&t, "192.0.2.5");
	add(&t, "2001:db8::/63");
	add(&t, "2001:db8:0:9::1");
	assert_int_equal(target_seal(&t, &err), 0);
	assert_int_equal(target_count4(&t), 6);
	assert_int_equal(target_count6(&t), 3);
	walk_is(&t, 32, 0, "192.0.2.4 192.0.2.5 192.0.2.254 192.0.2.255 192.0.3.0 192.0.3.1 ");
	walk_is(&t, 24, 0, "192.0.2.4/31 192.0.3.0/31 ");
	walk_is(&t, 0, 64, "2001:db8::/64 2001:db8:0:1::/64 2001:db8:0:9::1 ");
	assert_true(target_has(&t, ip4(192, 0, 3, 1)));
	assert_false(target_has(&t, ip4(192, 0, 3, 2)));
	assert_false(target_has(&t, ip4(192, 0, 2, 6)));
	target_done(&t);
}

static void the_ends_of_the_space(void **state)
{
	struct target t;
	struct err err;

	(void)state;
	target_init(&t);
	add(&t, "255.255.255.254/31");
	add(&t, "0.0.0.0/31");
	add(&t, "ffff:ffff:ffff:ffff::/64");
	assert_int_equal(target_seal(&t, &err), 0);
	walk_is(&t, 32, 64,
		"0.0.0.0 0.0.0.1 255.255.255.254 255.255.255.255 ffff:ffff:ffff:ffff::/64 ");
	walk_is(&t, 8, 0, "0.0.0.0/31 255.255.255.254/31 ");
	target_done(&t);
}

static void limits(void **state)
{
	struct target t;
	struct err err;

	(void)state;
	target_init(&t);
	add(&t, "10.0.0.0/8");
	assert_int_equal(target_seal(&t, &err), 0);
	target_done(&t);
	add(&t, "10.0.0.0/8");
	add(&t, "11.0.0.0");
	assert_int_equal(target_seal(&t, &err), -1);
	assert_non_null(strstr(err.text, "in parts"));
	target_done(&t);
	add(&t, "2001:db8::/44");
	assert_int_equal(target_seal(&t, &err), 0);
	target_done(&t);
	add(&t, "2001:db8::/43");
	assert_int_equal(target_seal(&t, &err), -1);
	assert_non_null(strstr(err.text, "in use"));
	target_done(&t);
	add(&t, "::/0");
	assert_int_equal(target_seal(&t, &err), -1);
	target_done(&t);
}

static void lines_name_their_place(void **state)
{
	struct target t;
	struct err err;

	(void)state;
	target_init(&t);
	assert_int_equal(target_add_lines(&t,
					  STR("# ours\n192.0.2.0/24 # mail\n\n 198.51.100.7\r\n"),
					  "ours.txt", &err),
			 0);
	assert_int_equal(t.n, 2);
	assert_int_equal(
		target_add_lines(&t, STR("192.0.2.0/24\n192.0.2.1/24\n"), "ours.txt", &err), -1);
	assert_string_equal(err.text, "ours.txt:2: \"192.0.2.1/24\" has host bits set; the prefix "
				      "is 192.0.2.0/24");
	target_done(&t);
}

/* Random runs in 10.0.0.0/16: every address of a run is stood for exactly once. */
static void walk_covers_everything_once(void **state)
{
	struct rng rng = rng_of(7);

	(void)state;
	for (int round = 0; round < 300; round++) {
		unsigned bits = (unsigned)(16 + rng_below(&rng, 17));
		static unsigned char in[65536];
		static unsigned char seen[65536];
		struct target t;
		struct target_walk w = target_walk(bits, 0);
		struct err err;
		struct ip ask;
		struct range part;
		struct ip last_net = { 0 };

		memset(in, 0, sizeof(in));
		memset(seen, 0, sizeof(seen));
		target_init(&t);
		for (uint64_t n = 1 + rng_below(&rng, 6); n > 0; n--) {
			unsigned lo = (unsigned)rng_below(&rng, 65536);
			unsigned hi = lo + (unsigned)rng_below(&rng, 700);
			char text[64];

			hi = hi > 65535 ? 65535 : hi;
			snprintf(text, sizeof(text), "10.0.%u.%u-10.0.%u.%u", lo >> 8, lo & 255,
				 hi >> 8, hi & 255);
			add(&t, text);
			memset(in + lo, 1, hi - lo + 1);
		}
		assert_int_equal(target_seal(&t, &err), 0);
		while (target_next(&t, &w, &ask, &part)) {
			struct ip net = range_of_prefix(ask, bits).lo;

			assert_false(last_net.len && ip_eq(net, last_net));
			last_net = net;
			for (unsigned i = (unsigned)ip_key(part.lo).lo & 0xffff;
			     i <= ((unsigned)ip_key(part.hi).lo & 0xffff); i++)
				seen[i]++;
		}
		for (unsigned i = 0; i < 65536; i++) {
			/* a run in a network already asked is not asked again */
			if (bits == 32)
				assert_int_equal(seen[i], in[i]);
			else
				assert_true(seen[i] <= in[i]);
		}
		target_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(the_ends_of_the_space),
		cmocka_unit_test(limits),
		cmocka_unit_test(lines_name_their_place),
		cmocka_unit_test(walk_covers_everything_once),
	};

	return cmocka_run_group_tests_name("sweep/target", tests, NULL, NULL);
}
