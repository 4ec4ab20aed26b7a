/* Contradicting tenancies: the walk finds the pairs that comparing all with all finds. */
#include "history.h"
#include "model/overlap.h"
#include "unit.h"

struct found {
	bool pair[64][64];
	size_t n;
};

static void note(void *ctx, size_t a, size_t b)
{
	struct found *f = ctx;

	assert_false(f->pair[a][b]);
	f->pair[a][b] = f->pair[b][a] = true;
	f->n++;
}

static bool inside(struct range a, struct range b)
{
	return range_within(a, b) && range_size_cmp(a, b) < 0;
}

static bool ports_inside(struct ports a, struct ports b)
{
	return a.lo >= b.lo && a.hi <= b.hi && a.hi - a.lo < b.hi - b.lo;
}

/* The rule, as it is said. */
static bool contradict(const struct tenancy *a, const struct tenancy *b)
{
	if (!range_overlaps(a->range, b->range) || a->ports.lo > b->ports.hi ||
	    b->ports.lo > a->ports.hi || !overlap_in_time(a->from, a->until, b->from, b->until))
		return false;
	if (inside(a->range, b->range) || inside(b->range, a->range))
		return false;
	return range_size_cmp(a->range, b->range) != 0 || ip_cmp(a->range.lo, b->range.lo) != 0 ||
	       (!ports_inside(a->ports, b->ports) && !ports_inside(b->ports, a->ports));
}

static void the_walk_finds_what_all_pairs_find(void **state)
{
	struct history *h = malloc(sizeof(*h));
	struct rng rng = rng_of(99);
	size_t total = 0;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct found *f = calloc(1, sizeof(*f));
		const struct tenancy *all[64];
		size_t want = 0;

		history_make(h, &rng);
		for (size_t i = 0; i < h->tenancies; i++)
			all[i] = &h->tenancy[i];
		overlap_find(all, h->tenancies, note, f);
		for (size_t i = 0; i < h->tenancies; i++) {
			for (size_t k = 0; k < i; k++) {
				bool is = contradict(all[i], all[k]);

				want += is;
				if (is != f->pair[i][k])
					fail_msg("round %d: %zu and %zu", round, k, i);
			}
		}
		assert_int_equal(f->n, want);
		total += want;
		free(f);
	}
	assert_true(total > 1000);
	free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_walk_finds_what_all_pairs_find),
	};

	return cmocka_run_group_tests_name("model/overlap", tests, NULL, NULL);
}
