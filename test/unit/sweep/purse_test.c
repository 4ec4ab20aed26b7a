/* What a round may spend: shared by an operator's lists, paced, paid before, settled after. */
#include "unit.h"

#include "sweep/ledger.h"
#include "sweep/purse.h"
#include "sweep/till.h"

#include <stdio.h>
#include <unistd.h>

static char folder[64];
static struct ledger *ledger;
static const struct instant noon = { INT64_C(20000) * 86400 * 1000000 + INT64_C(43200) * 1000000 };

static int begin(void **state)
{
	struct err err;

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/netizen-purse-XXXXXX");
	return mkdtemp(folder) && ledger_open(str_of(folder), &ledger, &err) == 0 ? 0 : -1;
}

static int end(void **state)
{
	char path[100];

	(void)state;
	ledger_free(ledger);
	snprintf(path, sizeof(path), "%s/budgets", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/budgets.lock", folder);
	unlink(path);
	return rmdir(folder);
}

static struct list of(const char *operator, struct list_budget budget)
{
	return (struct list){ .operator= str_of(operator), .budget = budget };
}

static struct purse *purse_of_ledger(void)
{
	struct till till = ledger_till(ledger);

	return purse_new(&till);
}

/* Takes until something else than a question comes; how many came. */
static uint32_t take_all(struct purse *p, const struct list *l, struct instant now,
			 enum purse_answer *why)
{
	struct instant until;
	struct err err = { 0 };
	uint32_t n = 0;

	while ((*why = purse_take(p, l, now, &until, &err)) == PURSE_SPEND && n < 1000000)
		n++;
	return n;
}

/* The same over `seconds`, waiting as told. */
static uint32_t take_for(struct purse *p, const struct list *l, struct instant now,
			 unsigned seconds)
{
	struct instant over = instant_add(now, SPAN_S(seconds));
	struct instant until;
	struct err err = { 0 };
	uint32_t n = 0;

	while (instant_cmp(now, over) < 0) {
		switch (purse_take(p, l, now, &until, &err)) {
		case PURSE_SPEND:
			n++;
			break;
		case PURSE_WAIT:
			assert_true(instant_cmp(until, now) > 0);
			now = until;
			break;
		case PURSE_EMPTY:
			return n;
		}
	}
	return n;
}

static void without_a_ledger_all_is_free(void **state)
{
	struct purse *p = purse_new(NULL);
	struct list l = of("a", (struct list_budget){ .per_day = 1 });
	enum purse_answer why;

	(void)state;
	assert_int_equal(take_all(p, &l, noon, &why), 1000000);
	purse_give(p, &l, 9);
	purse_free(p);
}

static void lists_of_one_operator_share(void **state)
{
	struct purse *p = purse_of_ledger();
	struct list a = of("a", (struct list_budget){ .per_day = 4000 });
	struct list b = a;
	struct list other = of("b", (struct list_budget){ .per_day = 100 });
	enum purse_answer why;
	struct instant until;
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(purse_take(p, &a, noon, &until, &err), PURSE_SPEND);
	assert_int_equal(take_all(p, &b, noon, &why), 2800); /* 5 % are kept */
	assert_int_equal(why, PURSE_EMPTY);
	assert_int_equal(take_all(p, &a, noon, &why), 0);
	assert_int_equal(take_all(p, &other, noon, &why), 95);
	purse_free(p);
}

static void what_was_not_spent_goes_back(void **state)
{
	struct list l = of("a", (struct list_budget){ .per_day = 2000 });
	enum purse_answer why;
	struct instant until;
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct purse *p = purse_of_ledger();

		assert_int_equal(purse_take(p, &l, noon, &until, &err), PURSE_SPEND);
		purse_free(p);
	}
	struct purse *p = purse_of_ledger();

	assert_int_equal(take_all(p, &l, noon, &why), 1897);
	purse_free(p);
}

static void killed_it_loses_and_never_overspends(void **state)
{
	struct list l = of("a", (struct list_budget){ .per_day = 2000 });
	struct purse *killed = purse_of_ledger(); /* its block is never given back */
	struct purse *p = purse_of_ledger();
	enum purse_answer why;
	struct instant until;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(purse_take(killed, &l, noon, &until, &err), PURSE_SPEND);
	assert_int_equal(take_all(p, &l, noon, &why), 900);
	purse_free(p);
	purse_free(killed);
}

static void unsent_questions_cost_nothing(void **state)
{
	struct list l = of("a", (struct list_budget){ .per_day = 100 });
	struct purse *p = purse_of_ledger();
	enum purse_answer why;
	struct instant until;
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 500; i++) {
		assert_int_equal(purse_take(p, &l, noon, &until, &err), PURSE_SPEND);
		purse_give(p, &l, 1);
	}
	assert_int_equal(take_all(p, &l, noon, &why), 95);
	purse_free(p);
}

static void an_operator_is_asked_at_his_pace(void **state)
{
	struct list l = of("a", (struct list_budget){ .per_s = 5 });
	struct purse *p = purse_of_ledger();
	uint32_t n;

	(void)state;
	assert_true(take_for(p, &l, noon, 1) <= 6);
	n = take_for(p, &l, instant_add(noon, SPAN_S(1)), 60);
	assert_in_range(n, 290, 301);
	purse_free(p);
}

static void yesterdays_block_is_not_for_today(void **state)
{
	struct list l = of("a", (struct list_budget){ .per_day = 100 });
	struct purse *p = purse_of_ledger();
	struct instant tomorrow = instant_add(noon, SPAN_S(86400));
	enum purse_answer why;
	struct instant until;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(purse_take(p, &l, noon, &until, &err), PURSE_SPEND);
	assert_int_equal(take_all(p, &l, tomorrow, &why), 95);
	purse_free(p);
}

static void a_spent_day_is_waited_for_only_shortly(void **state)
{
	struct list l = of("a", (struct list_budget){ .per_day = 100 });
	struct purse *p = purse_of_ledger();
	struct instant late = instant_add(noon, SPAN_S(43200 - 60));
	enum purse_answer why;
	struct instant until;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(take_all(p, &l, noon, &why), 95);
	assert_int_equal(why, PURSE_EMPTY);
	assert_int_equal(purse_take(p, &l, late, &until, &err), PURSE_WAIT);
	assert_int_equal(instant_since(until, late).us, SPAN_S(60).us);
	assert_int_equal(take_all(p, &l, until, &why), 95);
	purse_free(p);
}

static void a_damaged_book_stops_it(void **state)
{
	struct list l = of("a", (struct list_budget){ .per_day = 100 });
	struct purse *p = purse_of_ledger();
	struct instant until;
	struct err err = { 0 };
	char path[100];
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/budgets", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("what is this\n", f);
	fclose(f);
	assert_int_equal(purse_take(p, &l, noon, &until, &err), PURSE_EMPTY);
	assert_true(err.text[0] != 0);
	purse_free(p);
}

/* A till that says "pending" a few times before each grant, and notes what comes back. */
static struct {
	unsigned pending, asked, given;
	bool fails;
} slow;

static enum till_answer slow_take(void *ctx, const struct till_wish *wish, struct budget_grant *out,
				  struct err *err)
{
	(void)ctx;
	slow.asked++;
	if (slow.fails) {
		err_set(err, ERR_GONE, "the desk is gone");
		return TILL_FAILED;
	}
	if (slow.asked % 4 != 0)
		return TILL_PENDING;
	*out = (struct budget_grant){ .n = 10, .begin = wish->now, .again = wish->now };
	return TILL_GRANTED;
}

static void slow_give(void *ctx, const struct list *list, uint32_t n, struct instant taken)
{
	(void)ctx;
	(void)list;
	(void)taken;
	slow.given += n;
}

static void a_till_may_take_its_time(void **state)
{
	const struct till till = { slow_take, slow_give, NULL };
	struct list l = of("a", (struct list_budget){ .per_day = 100 });
	struct purse *p = purse_new(&till);
	struct instant until;
	struct err err = { 0 };
	enum purse_answer why;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(purse_take(p, &l, noon, &until, &err), PURSE_WAIT);
		assert_int_equal(instant_since(until, noon).us, PURSE_PENDING_MS * 1000);
	}
	assert_int_equal(take_all(p, &l, noon, &why), 10);
	assert_int_equal(why, PURSE_WAIT);
	purse_give(p, &l, 3);
	assert_int_equal(purse_take(p, &l, noon, &until, &err), PURSE_SPEND);
	purse_free(p);
	assert_int_equal(slow.given, 2);
	slow.fails = true;
	p = purse_new(&till);
	assert_int_equal(purse_take(p, &l, noon, &until, &err), PURSE_EMPTY);
	assert_string_equal(err.text, "the desk is gone");
	purse_free(p);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_ledger_all_is_free),
		TEST(lists_of_one_operator_share),
		TEST(what_was_not_spent_goes_back),
		TEST(killed_it_loses_and_never_overspends),
		TEST(a_till_may_take_its_time),
		TEST(unsent_questions_cost_nothing),
		TEST(an_operator_is_asked_at_his_pace),
		TEST(yesterdays_block_is_not_for_today),
		TEST(a_spent_day_is_waited_for_only_shortly),
		TEST(a_damaged_book_stops_it),
	};
	return cmocka_run_group_tests_name("sweep/purse", tests, NULL, NULL);
}
