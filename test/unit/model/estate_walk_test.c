/* Walks over random estates: in steps of any width they take everything once and in order. */
#include "unit.h"

#include "base/rng.h"
#include "model/estate.h"

#define RUNS 12
#define SPACE 512u /* addresses from 192.0.2.0 on, and as many /64s from 2001:db8:: on */

struct small {
	struct range run[2 * RUNS];
	bool has4[SPACE], has6[SPACE];
	struct estate e;
};

static struct ip v4(unsigned i)
{
	return ip4(192, 0, 2 + i / 256, i & 255);
}

static struct ip v6(unsigned i, bool last)
{
	struct ip ip = {
		16, {0x20, 1, 0xd, 0xb8, 0, 0, (uint8_t)(i >> 8), (uint8_t)i}
	};

	return last ? range_of_prefix(ip, 64).hi : ip;
}

static void draw(struct small *s, struct rng *rng)
{
	size_t n = 0;

	memset(s, 0, sizeof(*s));
	for (unsigned family = 0; family < 2; family++) {
		unsigned at = (unsigned)rng_below(rng, 40);

		while (at < SPACE - 60 && n < (family + 1) * RUNS) {
			unsigned to = at + (unsigned)rng_below(rng, rng_below(rng, 2) ? 3 : 50);

			s->run[n++] = family ? (struct range){ v6(at, false), v6(to, true) }
					     : (struct range){ v4(at), v4(to) };
			for (; at <= to; at++)
				(family ? s->has6 : s->has4)[at] = true;
			at += 1 + (unsigned)rng_below(rng, rng_below(rng, 2) ? 3 : 80);
		}
	}
	s->e.run[ESTATE_REST] = s->run;
	s->e.runs[ESTATE_REST] = n;
}

/* Blocks of 2^shift in which anything is. */
static uint64_t blocks(const bool *has, unsigned shift, unsigned to)
{
	uint64_t n = 0;
	unsigned last = UINT32_MAX;

	for (unsigned i = 0; i < to; i++) {
		if (has[i] && (unsigned)((uint64_t)i >> shift) != last) {
			last = (unsigned)((uint64_t)i >> shift);
			n++;
		}
	}
	return n;
}

static void mark(struct small *got, struct range r)
{
	uint64_t n = r.lo.len == 4 ? range_size(r) : ip_key(r.hi).hi - ip_key(r.lo).hi + 1;
	uint64_t at = r.lo.len == 4 ? (ip_key(r.lo).lo & UINT32_MAX) - 0xc0000200u
				    : ip_key(r.lo).hi - 0x20010db800000000u;

	for (uint64_t i = at; i < at + n; i++) {
		bool *has = r.lo.len == 4 ? &got->has4[i] : &got->has6[i];

		assert_false(*has);
		*has = true;
	}
}

static void walk_all(const struct small *s, struct estate_step step, struct rng *rng)
{
	static const bool none[SPACE];
	struct small *got = calloc(1, sizeof(*got));
	struct estate_take take = { 0 };
	struct range part[8];
	uint64_t all = estate_steps(&s->e, ESTATE_REST, step), sum = 0;

	for (int i = 0; !take.ended; i++) {
		assert_true(i < 2000);
		take.most = 1 + rng_below(rng, 60);
		take.room = 1 + rng_below(rng, 8);
		estate_take(&s->e, ESTATE_REST, step, part, &take);
		assert_true(take.steps <= take.most && take.parts <= take.room);
		assert_true(take.ended || take.parts > 0);
		for (size_t k = 0; k < take.parts; k++)
			mark(got, part[k]);
		sum += take.steps;
		assert_true(estate_steps_to(&s->e, ESTATE_REST, step, take.cursor) <= sum);
	}
	assert_memory_equal(got->has4, step.bits4 ? s->has4 : none, SPACE);
	assert_memory_equal(got->has6, step.bits6 ? s->has6 : none, SPACE);
	/* a block that a lack of room has cut costs a step for each piece */
	assert_true(sum >= all);
	if (step.bits4 % 32 == 0 && step.bits6 % 64 == 0)
		assert_int_equal(sum, all);
	if (all > 0)
		assert_int_equal(estate_steps_to(&s->e, ESTATE_REST, step, take.cursor), all);
	free(got);
}

static const struct estate_step width[] = {
	{32,  64},
        { 24, 64},
        { 32, 0 },
        { 0,  64},
        { 28, 60},
        { 0,  0 },
        { 24, 0 },
        { 8,  32},
};

static void walks_take_everything_once(void **state)
{
	struct small *s = malloc(sizeof(*s));
	struct rng rng = rng_of(5);

	(void)state;
	for (int round = 0; round < 300; round++) {
		draw(s, &rng);
		for (size_t i = 0; i < LEN(width); i++)
			walk_all(s, width[i], &rng);
	}
	free(s);
}

static void steps_are_blocks(void **state)
{
	struct small *s = malloc(sizeof(*s));
	struct rng rng = rng_of(6);

	(void)state;
	for (int round = 0; round < 500; round++) {
		unsigned to;

		draw(s, &rng);
		for (size_t i = 0; i < LEN(width); i++) {
			unsigned bits4 = width[i].bits4, bits6 = width[i].bits6;
			uint64_t four = bits4 ? blocks(s->has4, 32 - bits4, SPACE) : 0;
			uint64_t six = bits6 ? blocks(s->has6, 64 - bits6, SPACE) : 0;

			assert_int_equal(estate_steps(&s->e, ESTATE_REST, width[i]), four + six);
			to = (unsigned)rng_below(&rng, SPACE);
			if (bits4)
				assert_int_equal(
					estate_steps_to(&s->e, ESTATE_REST, width[i], v4(to)),
					blocks(s->has4, 32 - bits4, to + 1));
			if (bits6)
				assert_int_equal(
					estate_steps_to(&s->e, ESTATE_REST, width[i], v6(to, true)),
					four + blocks(s->has6, 64 - bits6, to + 1));
		}
		assert_int_equal(estate_steps_to(&s->e, ESTATE_REST, width[0], (struct ip){ 0 }),
				 0);
	}
	free(s);
}

/* The estate may change between two stretches: what lies behind the cursor is still taken. */
static void a_cursor_that_is_no_longer_ours(void **state)
{
	const struct range run[] = {
		{ip4(192,  0, 2, 10),  ip4(192, 0, 2, 19) },
		{ ip4(192, 0, 2, 100), ip4(192, 0, 2, 101)},
	};
	const struct estate e = { .run = { [ESTATE_MAIL] = run }, .runs = { [ESTATE_MAIL] = 2 } };
	struct estate_take take = { .cursor = ip4(192, 0, 2, 50), .most = 5, .room = 5 };
	struct range part[5];

	(void)state;
	estate_take(&e, ESTATE_MAIL, width[0], part, &take);
	assert_true(take.ended && take.parts == 1 && take.steps == 2);
	assert_true(ip_eq(part[0].lo, ip4(192, 0, 2, 100)));
	take = (struct estate_take){ .cursor = ip4(192, 0, 1, 0), .most = 3, .room = 5 };
	estate_take(&e, ESTATE_MAIL, width[0], part, &take);
	assert_true(!take.ended && take.parts == 1 && ip_eq(take.cursor, ip4(192, 0, 2, 12)));
	take = (struct estate_take){ .cursor = ip4(192, 0, 2, 101), .most = 3, .room = 5 };
	estate_take(&e, ESTATE_MAIL, width[0], part, &take);
	assert_true(take.ended && take.parts == 0 && take.steps == 0);
	take.most = 0;
	take.cursor = ip4(192, 0, 2, 11);
	estate_take(&e, ESTATE_MAIL, width[0], part, &take);
	assert_true(!take.ended && take.parts == 0 && ip_eq(take.cursor, ip4(192, 0, 2, 11)));
}

static void the_ends_of_both_families(void **state)
{
	const struct ip last = range_of_prefix((struct ip){ 16, { 0 } }, 0).hi;
	const struct range run[] = {
		{ip4(255,  255, 255, 0), ip4(255, 255, 255, 255) },
		{ range_of_prefix(last, 63).lo, last},
	};
	const struct estate e = { .run = { [ESTATE_MAIL] = run }, .runs = { [ESTATE_MAIL] = 2 } };
	struct estate_take take = { .most = 257, .room = 5 };
	struct range part[5];
	enum estate_class c;

	(void)state;
	estate_take(&e, ESTATE_MAIL, width[0], part, &take);
	assert_true(!take.ended && take.steps == 257 && take.parts == 2);
	estate_take(&e, ESTATE_MAIL, width[0], part, &take);
	assert_true(take.ended && take.steps == 1 && ip_eq(take.cursor, last));
	assert_true(estate_class_of(&e, last, &c) && c == ESTATE_MAIL);
	assert_true(estate_class_of(&e, ip4(255, 255, 255, 0), &c));
	assert_false(estate_class_of(&e, ip4(255, 255, 254, 255), &c));
	assert_str(str_of(estate_class_name(ESTATE_CHANGED)), "changed");
}

/* Each step alone is what walks of one step each take. */
static void steps_by_number(void **state)
{
	const struct range run[] = {
		{ip4(192, 0, 2,       250),              ip4(192, 0, 3, 4) },
		{ ip4(192,      0,      3,           9),                           ip4(192, 0, 3, 9) },
		{ range_of_prefix((struct ip){ 16, { 0x20 } }, 63).lo,
                 range_of_prefix((struct ip){ 16, { 0x20 } },63).hi},
	};
	const struct estate e = { .run = { [ESTATE_REST] = run }, .runs = { [ESTATE_REST] = 3 } };
	const struct estate_step step[] = {
		{32,  64},
                { 24, 64},
                { 24, 0 },
                { 0,  64}
	};

	(void)state;
	for (size_t i = 0; i < LEN(step); i++) {
		struct estate_take take = { .most = 1, .room = 2 };
		uint64_t n = estate_steps(&e, ESTATE_REST, step[i]);

		for (uint64_t k = 0; k < n; k++) {
			struct range got = estate_step_at(&e, ESTATE_REST, step[i], k);
			struct range part[2]; /* two runs may share a block */

			estate_take(&e, ESTATE_REST, step[i], part, &take);
			assert_true(ip_eq(got.lo, part[0].lo) && ip_eq(got.hi, part[0].hi));
		}
	}
}

static void the_print_tells_classes_apart(void **state)
{
	const struct range one[] = {
		{ip4(192, 0, 2, 0), ip4(192, 0, 2, 9)}
	};
	const struct range two[] = {
		{ip4(192, 0, 2, 0), ip4(192, 0, 2, 8)}
	};
	const struct estate e = {
		.run = {one, two, one},
                  .runs = { 1,  1,   0  }
	};
	uint64_t print = estate_print(&e, ESTATE_MAIL);

	(void)state;
	assert_true(print != 0 && print == estate_print(&e, ESTATE_MAIL));
	assert_true(print != estate_print(&e, ESTATE_CHANGED));
	assert_true(print != estate_print(&e, ESTATE_REST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_take_everything_once),
		cmocka_unit_test(steps_are_blocks),
		cmocka_unit_test(a_cursor_that_is_no_longer_ours),
		cmocka_unit_test(the_ends_of_both_families),
		cmocka_unit_test(steps_by_number),
		cmocka_unit_test(the_print_tells_classes_apart),
	};

	return cmocka_run_group_tests_name("model/estate_walk", tests, NULL, NULL);
}
