/* The book of budgets: what is damaged is refused with its line and stays as it is; what is taken
 * keeps to the budget, and what it says of what was spent comes back. */
#include "fuzz_file.h"

#include "sweep/ledger.h"
#include "sys/file.h"

static const struct list list = { .operator= STR_INIT("a"), .budget = { .per_day = 1000 } };

static uint32_t take(struct ledger *l, uint32_t n)
{
	struct ledger_wish wish = { .n = n, .now = { INT64_C(1767225600000000) } };
	struct budget_grant g;
	struct err err;

	if (ledger_take(l, &list, wish, &g, &err) < 0) { /* no room for one more operator */
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
		return 0;
	}
	PROPERTY(g.n <= n && g.n <= list.budget.per_day);
	return g.n;
}

static void refused(const char *path, const uint8_t *data, size_t n, const struct err *err)
{
	struct buf AUTO(buf_done) text;

	PROPERTY(err->kind == ERR_INPUT && err->text[0]);
	buf_init(&text, 2 * LEDGER_FILE_MAX);
	PROPERTY(file_load(str_of(path), &text, NULL) == 0);
	PROPERTY(str_eq(buf_str(&text), fuzz_str(data, n)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char path[FUZZ_PATH_MAX];
	struct ledger *l;
	uint32_t all, some;
	struct err err;

	(void)fuzz_file("budgets", data, n, path);
	if (ledger_open(str_of(fuzz_folder), &l, &err) < 0) {
		refused(path, data, n, &err);
		return 0;
	}
	some = take(l, 10);
	ledger_free(l);
	PROPERTY(ledger_open(str_of(fuzz_folder), &l, &err) == 0);
	all = take(l, UINT32_MAX);
	PROPERTY(some + all <= list.budget.per_day);
	PROPERTY(take(l, 1) == 0);
	ledger_free(l);
	return 0;
}
