/* Courier's lines: logins, attempts, and names that imitate what follows them. */
#include "base/buf.h"
#include "proto/log_courier.h"
#include "unit.h"

/* `want`: fact|account|method|address */
static void is(const char *text, const char *want)
{
	static const char *const fact[] = { "other", "login", "failed" };
	struct str exact = unit_exact(str_of(text));
	struct buf AUTO(buf_done) all;
	struct courier_line got;

	buf_init(&all, 4096);
	courier_line_read(exact, &got);
	buf_fmt(&all, "%s|%.*s|%.*s|%.*s", fact[got.fact], STR_ARG(got.account),
		STR_ARG(got.method), STR_ARG(got.address));
	assert_str(buf_str(&all), want);
	free((void *)exact.p);
}

static void lines_are_read(void **state)
{
	(void)state;
	/* a login */
	is("LOGIN, user=anna@b.example, ip=[::ffff:192.0.2.1], port=[55], protocol=IMAP",
	   "login|anna@b.example||::ffff:192.0.2.1");
	/* with its level */
	is("INFO: LOGIN, user=anna, ip=[2001:db8::1], port=[55], protocol=POP3, stls=1",
	   "login|anna||2001:db8::1");
	/* an attempt */
	is("LOGIN FAILED, user=bert, ip=[::ffff:192.0.2.1]", "failed|bert||::ffff:192.0.2.1");
	/* with a method */
	is("LOGIN FAILED, method=PLAIN, ip=[::ffff:192.0.2.1]", "failed||PLAIN|::ffff:192.0.2.1");
	/* a name that imitates the rest */
	is("LOGIN FAILED, user=x, ip=[203.0.113.9], y, ip=[192.0.2.1]",
	   "failed|x, ip=[203.0.113.9], y||192.0.2.1");
	/* by SMTP */
	is("error,relay=::ffff:192.0.2.1,port=55,msg=\"535 Authentication failed.\",cmd: AUTH "
	   "LOGIN x",
	   "failed|||::ffff:192.0.2.1");
	/* another error by SMTP */
	is("error,relay=::ffff:192.0.2.1,msg=\"550 no\",cmd: ,msg=\"535 Authentication failed.\"",
	   "other|||");
	/* a logout */
	is("LOGOUT, user=anna, ip=[::ffff:192.0.2.1], port=[55], headers=0", "other|||");
	/* cut off */
	is("LOGIN, user=anna", "other|||");
	/* nothing */
	is("", "other|||");
}

static void programs_are_known(void **state)
{
	(void)state;
	assert_true(courier_program(STR("imapd-ssl")));
	assert_true(courier_program(STR("courier-pop3d")));
	assert_false(courier_program(STR("imap")));
	assert_false(courier_program(STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(programs_are_known),
	};
	return cmocka_run_group_tests_name("proto/log_courier", tests, NULL, NULL);
}
