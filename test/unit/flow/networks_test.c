/* Networks of logins: which count as one, and how many came within an hour. */
#include "flow/networks.h"
#include "unit.h"

#include <stdio.h>

static struct logins logins;

static int begin(void **state)
{
	(void)state;
	logins_init(&logins, 1000, 1);
	return 0;
}

static int end(void **state)
{
	(void)state;
	logins_done(&logins);
	return 0;
}

static void seen(enum login_kind kind, const char *account, const char *address, int64_t minute)
{
	logins_add(&logins,
		   &(struct login_seen){
			   kind, str_of(account), str_of(address), 1, { minute * 60000000 } });
}

/* By the second octet. */
static uint16_t country_of(void *ctx, struct ip network)
{
	(void)ctx;
	return network.b[1] ? (uint16_t)('A' << 8 | network.b[1]) : 0;
}

static struct network_country where = { 0 };

static struct networks of(const char *account)
{
	struct arena mem = { 0 };
	const uint32_t *order = logins_order(&logins, &mem);
	struct networks net = { 0 };

	for (uint32_t at = 0; at < logins.rows;) {
		struct str name = logins.row[order[at]].account;
		struct networks next = networks_next(&logins, &where, order, logins.rows, &at);

		if (str_eq(name, str_of(account)))
			net = next;
	}
	arena_done(&mem);
	return net;
}

static void addresses_of_a_network_are_one(void **state)
{
	struct networks net;

	(void)state;
	seen(LOGIN_OK, "anna", "192.0.2.1", 0);
	seen(LOGIN_MAIL, "anna", "192.0.2.77", 1);
	seen(LOGIN_OK, "anna", "2001:db8:1:2::1", 2);
	seen(LOGIN_OK, "anna", "2001:db8:1:3::1", 3);
	seen(LOGIN_FAILED, "anna", "198.51.100.1", 4);
	seen(LOGIN_OK, "anna", "", 5);
	seen(LOGIN_OK, "bert", "203.0.113.1", 5);
	net = of("anna");
	assert_int_equal(net.n, 2);
	assert_int_equal(net.most, 2);
	assert_int_equal(net.ok, 4);
	assert_int_equal(net.mails, 1);
	assert_int_equal(net.failed, 1);
	assert_int_equal(of("bert").n, 1);
}

static void those_within_an_hour_count(void **state)
{
	struct networks net;

	(void)state;
	seen(LOGIN_OK, "anna", "10.0.0.1", 0);
	seen(LOGIN_OK, "anna", "10.0.1.1", 100);
	seen(LOGIN_OK, "anna", "10.0.2.1", 130);
	seen(LOGIN_OK, "anna", "10.0.3.1", 160);
	seen(LOGIN_OK, "anna", "10.0.4.1", 161);
	seen(LOGIN_OK, "anna", "10.0.0.2", 150); /* known since the beginning */
	net = of("anna");
	assert_int_equal(net.n, 5);
	assert_int_equal(net.most, 3);
	assert_int_equal(net.within.us, INT64_C(60) * 60000000);
	assert_int_equal(net.when.us, INT64_C(100) * 60000000);
}

/* Many networks that fall on each other's places. */
static void each_account_begins_anew(void **state)
{
	char name[2] = { 0 }, address[32];

	(void)state;
	for (int k = 0; k < 8; k++)
		for (int i = 0; i < 120; i++) {
			name[0] = (char)('a' + k);
			(void)snprintf(address, sizeof(address), "10.%d.%d.1", i, k % 2 ? i : k);
			seen(LOGIN_OK, name, address, i);
		}
	for (int k = 0; k < 8; k++) {
		name[0] = (char)('a' + k);
		assert_int_equal(of(name).n, 120);
	}
}

static void countries_are_those_of_the_hour(void **state)
{
	struct networks net;

	(void)state;
	where.code = country_of;
	seen(LOGIN_OK, "anna", "10.68.0.1", 0);
	seen(LOGIN_OK, "anna", "10.69.1.1", 100);
	seen(LOGIN_OK, "anna", "10.69.2.1", 101);
	seen(LOGIN_OK, "anna", "10.70.2.1", 102);
	seen(LOGIN_OK, "anna", "10.0.2.1", 103);
	net = of("anna");
	where.code = NULL;
	assert_int_equal(net.most, 4);
	assert_int_equal(net.countries, 2);
	assert_int_equal(net.country[0], 'A' << 8 | 69);
	assert_int_equal(of("anna").countries, 0);
}

static void who_failed_before_has_guessed(void **state)
{
	(void)state;
	for (int i = 0; i < 25; i++)
		seen(LOGIN_FAILED, "anna", "192.0.2.1", i);
	for (int i = 0; i < 50; i++)
		seen(LOGIN_FAILED, "anna", "198.51.100.1", i);
	assert_int_equal(of("anna").guessed, 0);
	seen(LOGIN_OK, "anna", "192.0.2.1", 60);
	assert_int_equal(of("anna").guessed, 25);
}

static void all_together(void **state)
{
	struct arena mem = { 0 };
	struct logins_sums s;

	(void)state;
	seen(LOGIN_OK, "anna", "192.0.2.1", 0);
	seen(LOGIN_OK, "bert", "192.0.2.2", 0);
	seen(LOGIN_MAIL, "bert", "198.51.100.2", 0);
	seen(LOGIN_FAILED, "bert", "203.0.113.2", 0);
	s = networks_sums(&logins, &mem);
	assert_int_equal(s.ok, 2);
	assert_int_equal(s.mails, 1);
	assert_int_equal(s.failed, 1);
	assert_int_equal(s.networks, 2);
	arena_done(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(addresses_of_a_network_are_one, begin, end),
		cmocka_unit_test_setup_teardown(those_within_an_hour_count, begin, end),
		cmocka_unit_test_setup_teardown(each_account_begins_anew, begin, end),
		cmocka_unit_test_setup_teardown(countries_are_those_of_the_hour, begin, end),
		cmocka_unit_test_setup_teardown(who_failed_before_has_guessed, begin, end),
		cmocka_unit_test_setup_teardown(all_together, begin, end),
	};
	return cmocka_run_group_tests_name("flow/networks", tests, NULL, NULL);
}
