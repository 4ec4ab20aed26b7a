/* The index against holder_decide() over everything: thousands of random histories. */
#include "history.h"
#include "model/holder_index.h"
#include "unit.h"

enum { HISTORIES = 3000, ASKS = 60 };

static struct holder_ask random_ask(struct rng *rng)
{
	struct holder_ask ask = { .ip = history_range(rng).lo,
				  .port = HOLDER_PORT_ANY,
				  .at = instant_add(history_time(rng),
						    SPAN_S((int64_t)rng_below(rng, 3600) - 1800)),
				  .known_at = WHEN_NEVER,
				  .skew = { -1 } };

	if (rng_below(rng, 10) == 0)
		ask.ip.b[ask.ip.len - 1] = (uint8_t)rng_u64(rng);
	if (rng_below(rng, 20) == 0)
		ask.at.us += 4 * HISTORY_DAY;
	if (rng_below(rng, 3) == 0)
		ask.port = (int)rng_below(rng, 65536);
	if (rng_below(rng, 4) == 0)
		ask.known_at = history_time(rng);
	if (rng_below(rng, 4) == 0)
		ask.skew = SPAN_S(rng_below(rng, 7200));
	return ask;
}

static void ask_everything(const struct history *h, const struct holder_ask *ask,
			   struct holder_answer *out)
{
	const struct tenancy *all[LEN(h->tenancy)];

	for (size_t i = 0; i < h->tenancies; i++)
		all[i] = &h->tenancy[i];
	holder_decide(all, h->tenancies, holder_prefix(h->prefix, h->prefixes, ask->ip), ask, out);
}

static bool same(const struct holder_answer *a, const struct holder_answer *b)
{
	bool ok = a->kind == b->kind && a->use == b->use && a->doubt == b->doubt && a->n == b->n &&
		  a->last == b->last && a->from.us == b->from.us && a->until.us == b->until.us &&
		  !a->prefix == !b->prefix &&
		  (!a->prefix || range_size_cmp(a->prefix->range, b->prefix->range) == 0);

	for (size_t i = 0; ok && i < a->n; i++)
		ok = a->share[i].tenancy == b->share[i].tenancy &&
		     a->share[i].odds == b->share[i].odds;
	return ok;
}

static void the_index_answers_as_everything_does(void **state)
{
	struct history *h = malloc(sizeof(*h));
	static struct holder_ask asks[ASKS];
	static struct holder_answer many[ASKS];
	struct rng rng = rng_of(20261123);
	size_t held = 0;

	(void)state;
	for (unsigned k = 0; k < unit_share(HISTORIES); k++) {
		struct inventory inv = { .tenancy = h->tenancy, .prefix = h->prefix };
		struct holder_index *index;

		history_make(h, &rng);
		inv.tenancies = h->tenancies;
		inv.prefixes = h->prefixes;
		index = holder_index_new(&inv);
		for (unsigned i = 0; i < ASKS; i++)
			asks[i] = random_ask(&rng);
		holder_index_find_all(index, asks, ASKS, many);
		for (unsigned i = 0; i < ASKS; i++) {
			struct holder_answer naive;
			struct holder_answer fast;

			ask_everything(h, &asks[i], &naive);
			holder_index_find(index, &asks[i], &fast);
			if (!same(&naive, &fast) || !same(&naive, &many[i]))
				fail_msg("history %u, question %u: kind %d and %d, n %zu and %zu, "
					 "doubt %u and %u, odds %.17g and %.17g",
					 k, i, naive.kind, fast.kind, naive.n, fast.n, naive.doubt,
					 fast.doubt, naive.share[0].odds, fast.share[0].odds);
			held += naive.kind == HOLDER_HELD;
		}
		assert_true(holder_index_size(index) > 0);
		holder_index_free(index);
	}
	assert_true(held > unit_share(HISTORIES) * ASKS / 20); /* it was about something */
	free(h);
}

static void the_ends_of_the_space_work(void **state)
{
	static const char *const range[] = { "0.0.0.0/0", "255.255.255.255", "::/0",
					     "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" };
	struct tenancy t[4] = { 0 };
	struct inventory inv = { .tenancy = t, .tenancies = 4 };
	struct holder_index *index;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		t[i] = (struct tenancy){ .customer = STR("a"),
					 .ports = PORTS_ALL,
					 .from = WHEN_EVER,
					 .until = WHEN_NEVER,
					 .known_until = WHEN_NEVER };
		assert_int_equal(range_parse(str_of(range[i]), &t[i].range, NULL), 0);
	}
	index = holder_index_new(&inv);
	for (size_t i = 0; i < 4; i++) {
		struct holder_ask ask = { .ip = t[i].range.hi,
					  .port = HOLDER_PORT_ANY,
					  .known_at = WHEN_NEVER,
					  .skew = { -1 } };
		struct holder_answer a;

		holder_index_find(index, &ask, &a);
		assert_int_equal(a.n, 1);
		assert_ptr_equal(a.share[0].tenancy, &t[i | 1]);
		ask.ip = t[i].range.lo;
		holder_index_find(index, &ask, &a);
		assert_ptr_equal(a.share[0].tenancy, &t[i]);
	}
	holder_index_free(index);
	holder_index_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_index_answers_as_everything_does),
		cmocka_unit_test(the_ends_of_the_space_work),
	};

	return cmocka_run_group_tests_name("model/holder_index", tests, NULL, NULL);
}
