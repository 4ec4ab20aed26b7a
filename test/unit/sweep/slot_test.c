/* Slots against a naive model: random steps, always found where they must be. */
#include "unit.h"

#include "base/rng.h"
#include "sweep/slot.h"

enum { CAP = 100, SOCKS = 3, IDS = 60, LISTS = 4 };

static struct slots slots;
static struct slot_list list[LISTS];
static uint32_t model[SOCKS][IDS]; /* who is bound */
static int on[CAP];                /* which list, -1: none, -2: free */

static void check_lists(void)
{
	for (int l = 0; l < LISTS; l++) {
		uint32_t n = 0, before = SLOT_NONE;

		for (uint32_t i = list[l].first; i != SLOT_NONE; i = slots.slot[i].next) {
			assert_int_equal(on[i], l);
			assert_int_equal(slots.slot[i].prev, before);
			before = i;
			n++;
		}
		assert_int_equal(list[l].last, before);
		assert_int_equal(list[l].n, n);
	}
}

static void give(uint32_t i)
{
	for (int s = 0; s < SOCKS; s++)
		for (int id = 0; id < IDS; id++)
			if (model[s][id] == i)
				model[s][id] = SLOT_NONE;
	slots_give(&slots, i);
	on[i] = -2;
}

static void step(struct rng *r)
{
	uint32_t i = (uint32_t)rng_below(r, CAP);
	uint32_t sock = (uint32_t)rng_below(r, SOCKS);
	uint16_t id = (uint16_t)rng_below(r, IDS);
	int l = (int)rng_below(r, LISTS);

	if (on[i] == -2) {
		uint32_t got = slots_take(&slots);

		assert_int_not_equal(got, SLOT_NONE);
		assert_int_equal(on[got], -2);
		on[got] = -1;
		return;
	}
	switch (rng_below(r, 4)) {
	case 0:
		slots_push(&slots, &list[l], i);
		on[i] = l;
		break;
	case 1:
		slots_drop(&slots, i);
		on[i] = -1;
		break;
	case 2:
		if (slots.slot[i].bound)
			model[slots.slot[i].sock][slots.slot[i].id] = SLOT_NONE;
		slots_unbind(&slots, i);
		assert_int_equal(slots_bind(&slots, i, sock, id), model[sock][id] == SLOT_NONE);
		if (model[sock][id] == SLOT_NONE)
			model[sock][id] = i;
		break;
	default:
		give(i);
	}
}

static void random_steps_agree_with_a_model(void **state)
{
	struct rng r = rng_of(1);

	(void)state;
	slots_init(&slots, CAP);
	for (int l = 0; l < LISTS; l++)
		list[l] = SLOT_LIST_EMPTY;
	memset(model, 0xff, sizeof(model));
	for (int i = 0; i < CAP; i++)
		on[i] = -2;
	for (int n = 0; n < 20000; n++) {
		step(&r);
		check_lists();
		for (uint32_t s = 0; s < SOCKS; s++)
			for (uint16_t id = 0; id < IDS; id++)
				assert_int_equal(slots_find(&slots, s, id), model[s][id]);
	}
	slots_done(&slots);
}

static void a_full_table_gives_none(void **state)
{
	struct slots s;

	(void)state;
	slots_init(&s, 2);
	assert_int_not_equal(slots_take(&s), SLOT_NONE);
	assert_int_not_equal(slots_take(&s), SLOT_NONE);
	assert_int_equal(slots_take(&s), SLOT_NONE);
	slots_give(&s, 1);
	assert_int_equal(slots_take(&s), 1);
	slots_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_steps_agree_with_a_model),
		cmocka_unit_test(a_full_table_gives_none),
	};

	return cmocka_run_group_tests_name("sweep/slot", tests, NULL, NULL);
}
