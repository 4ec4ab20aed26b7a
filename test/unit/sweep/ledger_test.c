/* The book of budgets: it remembers, is shared, and is never taken for empty. */
#include "unit.h"

#include "sweep/ledger.h"
#include "sys/file.h"
#include "sys/folder.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static struct list a = { .operator= STR_INIT("a"), .budget = { .per_day = 100000 } };
static struct list b = {
	.operator= STR_INIT("b b"), .budget = {.per_s = 5, .per_month = 100}
};

static struct instant at(const char *text)
{
	struct instant t;

	assert_int_equal(instant_parse(str_of(text), &t, NULL), 0);
	return t;
}

static int begin(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/netizen-ledger-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
	char path[100];

	(void)state;
	snprintf(path, sizeof(path), "%s/budgets", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/budgets.lock", folder);
	unlink(path);
	return rmdir(folder);
}

static struct ledger *open_it(void)
{
	struct ledger *l;
	struct err err;

	if (ledger_open(str_of(folder), &l, &err) < 0)
		fail_msg("%s", err.text);
	return l;
}

static uint32_t take(struct ledger *l, const struct list *list, uint32_t n, const char *when)
{
	struct ledger_wish wish = { .n = n, .now = at(when) };
	struct budget_grant g;
	struct err err;

	if (ledger_take(l, list, wish, &g, &err) < 0)
		fail_msg("%s", err.text);
	return g.n;
}

static void it_remembers(void **state)
{
	struct ledger *l = open_it();
	uint32_t sum = 0;
	struct err err;

	(void)state;
	for (int i = 0; i < 12; i++) {
		sum += take(l, &a, 10000, "2026-11-23T12:00:00Z");
		ledger_free(l); /* every time another process */
		l = open_it();
	}
	assert_int_equal(sum, 95000);
	assert_int_equal(take(l, &b, 10, "2026-11-23T12:00:00Z"), 10);
	assert_int_equal(take(l, &a, 10, "2026-11-23T12:00:00Z"), 0);
	assert_int_equal(ledger_return(l, a.operator, 500, at("2026-11-23T12:00:00Z"), &err), 0);
	assert_int_equal(take(l, &a, 1000, "2026-11-23T13:00:00Z"), 500);
	assert_int_equal(take(l, &a, 10, "2026-11-24T00:00:00Z"), 10);
	assert_int_equal(take(l, &b, 1000, "2026-11-24T00:00:00Z"), 50);
	assert_int_equal(take(l, &b, 1000, "2026-11-25T00:00:00Z"), 35);
	assert_int_equal(take(l, &b, 1000, "2026-11-26T00:00:00Z"), 0);
	assert_int_equal(take(l, &b, 7, "2026-12-01T00:00:00Z"), 7);
	ledger_free(l);
}

/* Each address has its own budget; one that is new begins with what nobody was named for. */
static void each_source_is_counted(void **state)
{
	const struct source one = { .four = ip4(192, 0, 2, 1) };
	const struct source both = {
		ip4(192, 0, 2, 1), {16, { 0x20, 1, 0xd, 0xb8 }}
	};
	struct ledger *l = open_it();

	(void)state;
	ledger_from(l, &one);
	assert_int_equal(take(l, &b, 40, "2026-11-23T12:00:00Z"), 40);
	ledger_free(l);
	l = open_it();
	assert_int_equal(take(l, &b, 50, "2026-11-23T13:00:00Z"), 50);
	ledger_from(l, &both);
	assert_int_equal(take(l, &b, 50, "2026-11-23T14:00:00Z"), 45);
	assert_int_equal(ledger_return(l, b.operator, 10, at("2026-11-23T14:00:00Z"), NULL), 0);
	ledger_from(l, &one);
	assert_int_equal(take(l, &b, 50, "2026-11-23T15:00:00Z"), 20);
	ledger_free(l);
}

/* A book of the version before names no addresses. */
static void an_older_book_is_read(void **state)
{
	char path[100];
	struct ledger *l;
	struct err err;

	(void)state;
	snprintf(path, sizeof(path), "%s/budgets", folder);
	assert_int_equal(file_save(str_of(path),
				   STR("netizen budgets 1\n20780\t682\t60\t60\t0\tb b\n"), &err),
			 0);
	l = open_it();
	assert_int_equal(take(l, &b, 50, "2026-11-23T12:00:00Z"), 35);
	ledger_free(l);
	l = open_it();
	assert_int_equal(take(l, &b, 50, "2026-11-23T13:00:00Z"), 0);
	ledger_free(l);
}

/* Two sweeps at once never spend more than the day has. */
static void it_is_shared(void **state)
{
	const struct ledger_wish wish = { .n = 997, .now = at("2026-11-23T12:00:00Z") };
	struct budget_grant g = { .n = 1 };
	struct ledger *l;
	uint64_t sum = 0, other = 0;
	char turn = 0;
	int pair[2];
	pid_t child;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	child = fork();
	l = open_it();
	/* each of them has taken something before either goes on */
	if (child > 0)
		assert_int_equal(read(pair[0], &turn, 1), 1);
	if (ledger_take(l, &a, wish, &g, NULL) < 0)
		_exit(1);
	sum += g.n;
	assert_int_equal(write(pair[child == 0], &turn, 1), 1);
	if (child == 0)
		assert_int_equal(read(pair[1], &turn, 1), 1);
	while (g.n) {
		if (ledger_take(l, &a, wish, &g, NULL) < 0)
			_exit(1);
		sum += g.n;
	}
	ledger_free(l);
	if (child == 0)
		_exit(write(pair[1], &sum, sizeof(sum)) == sizeof(sum) ? 0 : 1);
	assert_int_equal(read(pair[0], &other, sizeof(other)), sizeof(other));
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(pair[0]);
	close(pair[1]);
	assert_int_equal(sum + other, 95000);
	assert_true(sum > 0 && other > 0);
}

static const struct {
	const char *book, *why;
} damaged[] = {
	{"",								      "/budgets:1: the first line"        },
	{ "something else\n",						     "/budgets:1: the first line"        },
	{ "\x01\xff\x80",							 "/budgets:1: the first line"        },
	{ "netizen budgets 1\n20780\t682\t5\t5\t0\tspamh",                        "/budgets:2: the line has no end"   },
	{ "netizen budgets 3\n",						  "/budgets:1: the first line"        },
	{ "netizen budgets 1\n1\t2\t3\n",                                         "/budgets:2: field 4, in-month,"    },
	{ "netizen budgets 1\n20780\t682\t5\t5\t0\ta\n20780\t682\t-5\t5\t0\tb\n",
         "/budgets:3: field 3, in-day,"									       },
	{ "netizen budgets 1\n20780\t682\t5\t5\t0\t\n",                           "/budgets:2: field 6, the operator,"},
	{ "netizen budgets 1\n\n20780\t682\t5\t5\t0\ta\n",                        "/budgets:2: field 1, day,"         },
	{ "netizen budgets 1\n20780\t682\t4294967296\t5\t0\ta\n",
         "/budgets:2: field 3, in-day, is no number up to 4294967295"                                                 },
	{ "netizen budgets 2\n20780\t682\t5\t5\t0\ta\n",                          "/budgets:2: field 6, the source,"  },
	{ "netizen budgets 2\n20780\t682\t5\t5\t0\there\ta\n",                    "/budgets:2: field 6, the source,"  },
	{ "netizen budgets 2\n20780\t682\t5\t5\t0\t-\t\n",                        "/budgets:2: field 7, the operator,"},
};

static void damage_is_not_an_empty_book(void **state)
{
	char path[100];
	struct ledger *l = open_it();
	struct ledger *other;

	(void)state;
	snprintf(path, sizeof(path), "%s/budgets", folder);
	for (size_t i = 0; i < LEN(damaged); i++) {
		const struct ledger_wish wish = { .n = 5, .now = at("2026-11-23T12:00:00Z") };
		struct buf AUTO(buf_done) kept;
		struct budget_grant g;
		struct err err = { 0 };

		buf_init(&kept, 1000);
		assert_int_equal(file_save(str_of(path), str_of(damaged[i].book), NULL), 0);
		assert_int_equal(ledger_take(l, &a, wish, &g, &err), -1);
		assert_int_equal(g.n, 0);
		if (!strstr(err.text, damaged[i].why))
			fail_msg("%zu: %s", i, err.text);
		assert_int_equal(ledger_return(l, a.operator, 1, wish.now, &err), -1);
		assert_int_equal(ledger_open(str_of(folder), &other, &err), -1);
		assert_int_equal(err.kind, ERR_INPUT);
		if (!strstr(err.text, damaged[i].why))
			fail_msg("%zu: %s", i, err.text);
		assert_int_equal(file_load(str_of(path), &kept, &err), 0);
		assert_str(buf_str(&kept), damaged[i].book);
	}
	ledger_free(l);
}

static void its_place(void **state)
{
	struct buf p;

	(void)state;
	buf_init(&p, 200);
	assert_int_equal(ledger_place(STR("/s"), &p, NULL), 0);
	assert_str(buf_str(&p), "/s/sweep");
	buf_clear(&p);
	setenv("XDG_STATE_HOME", "/x", 1);
	assert_int_equal(ledger_place(STR(""), &p, NULL), 0);
	assert_str(buf_str(&p), "/x/netizen");
	buf_clear(&p);
	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("HOME", "/home/me", 1);
	assert_int_equal(ledger_place(STR(""), &p, NULL), 0);
	assert_str(buf_str(&p), "/home/me/.local/state/netizen");
	buf_clear(&p);
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	assert_int_equal(ledger_place(STR(""), &p, NULL), -1);
	buf_done(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_remembers, begin, end),
		cmocka_unit_test_setup_teardown(each_source_is_counted, begin, end),
		cmocka_unit_test_setup_teardown(an_older_book_is_read, begin, end),
		cmocka_unit_test_setup_teardown(it_is_shared, begin, end),
		cmocka_unit_test_setup_teardown(damage_is_not_an_empty_book, begin, end),
		cmocka_unit_test(its_place),
	};

	return cmocka_run_group_tests_name("sweep/ledger", tests, NULL, NULL);
}
