/* Logins by account and address: counts, the room that guesses have, the order. */
#include "base/buf.h"
#include "flow/logins.h"
#include "unit.h"

static void add(struct logins *l, enum login_kind kind, const char *account, const char *address,
		int64_t at)
{
	logins_add(l, &(struct login_seen){ kind, str_of(account), str_of(address), 1, { at } });
}

static void each_pair_has_a_row(void **state)
{
	struct arena AUTO(arena_done) mem = { 0 };
	struct logins AUTO(logins_done) l;
	const struct login *row;
	uint32_t *order;

	(void)state;
	logins_init(&l, 100, 1);
	add(&l, LOGIN_OK, "bert", "192.0.2.1", 50);
	add(&l, LOGIN_FAILED, "anna", "192.0.2.1", 10);
	add(&l, LOGIN_MAIL, "anna", "192.0.2.1", 40);
	add(&l, LOGIN_OK, "anna", "::ffff:192.0.2.1", 5);
	add(&l, LOGIN_OK, "anna", "2001:db8::1", 5);
	add(&l, LOGIN_FAILED, "", "unknown", 5);
	assert_int_equal(l.rows, 4);
	order = logins_order(&l, &mem);
	row = &l.row[order[0]];
	assert_str(row->account, "");
	assert_int_equal(row->address.len, 0);
	row = &l.row[order[1]];
	assert_str(row->account, "anna");
	assert_true(ip_eq(row->address, ip4(192, 0, 2, 1)));
	assert_int_equal(row->ok, 1);
	assert_int_equal(row->failed, 1);
	assert_int_equal(row->mails, 1);
	assert_int_equal(row->first.us, 5);
	assert_int_equal(row->last.us, 40);
	assert_int_equal(l.row[order[2]].address.len, 16);
	assert_str(l.row[order[3]].account, "bert");
}

static void guesses_crowd_nobody_out(void **state)
{
	struct buf AUTO(buf_done) name;
	struct logins AUTO(logins_done) l;

	(void)state;
	buf_init(&name, 100);
	logins_init(&l, 5000, 1);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 4000; i++) {
			buf_clear(&name);
			buf_fmt(&name, "guess%d", i);
			add(&l, round ? LOGIN_OK : LOGIN_FAILED, buf_c(&name), "192.0.2.1", i);
		}
	assert_int_equal(l.guesses, 2500);
	assert_int_equal(l.rows, 4000);
	assert_int_equal(l.turned_away, 1500);
	add(&l, LOGIN_FAILED, "guess3999", "192.0.2.1", 0);
	assert_int_equal(l.turned_away, 1500);
	for (int i = 0; i < 1001; i++) {
		buf_clear(&name);
		buf_fmt(&name, "more%d", i);
		add(&l, LOGIN_OK, buf_c(&name), "192.0.2.1", i);
	}
	assert_int_equal(l.rows, 5000);
	assert_int_equal(l.turned_away, 1501);
}

static void long_names_are_cut(void **state)
{
	struct logins AUTO(logins_done) l;
	char name[LOGINS_ACCOUNT_MAX + 20];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	logins_init(&l, 100, 1);
	add(&l, LOGIN_OK, name, "192.0.2.1", 0);
	add(&l, LOGIN_OK, name, "192.0.2.1", 0);
	assert_int_equal(l.rows, 1);
	assert_int_equal(l.row[0].account.n, LOGINS_ACCOUNT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pair_has_a_row),
		cmocka_unit_test(guesses_crowd_nobody_out),
		cmocka_unit_test(long_names_are_cut),
	};
	return cmocka_run_group_tests_name("flow/logins", tests, NULL, NULL);
}
