/* Logins out of lines of mailbox servers. */
#include "flow/login_line.h"
#include "unit.h"

static const struct {
	const char *line;
	bool theirs;
	enum login_kind kind;
	const char *account, *address;
	unsigned times;
} told[] = {
	{"Nov  3 08:15:00 h dovecot: imap-login: Login: user=<anna>, method=PLAIN, rip=192.0.2.1, "
	  "lip=x",						     true,  LOGIN_OK,     "anna", "192.0.2.1",        1},
	{ "Nov  3 08:15:00 imap-login: Info: Login: user=<anna>, method=PLAIN, rip=192.0.2.1, "
	  "lip=x",						     true,  LOGIN_OK,     "anna", "192.0.2.1",        1},
	{ "Nov  3 08:15:00 h dovecot[9]: imap-login: Disconnected (auth failed, 7 attempts): "
	  "user=<anna>, rip=192.0.2.1, lip=x",			 true,  LOGIN_FAILED, "anna", "192.0.2.1",        7},
	{ "Nov  3 08:15:00 h dovecot: auth: sql(anna,192.0.2.1): unknown user", true,  LOGIN_OK,
         "anna",											     "192.0.2.1",        0},
	{ "Nov  3 08:15:00 h imapd: LOGIN, user=anna, ip=[::ffff:192.0.2.1], port=[1], "
	  "protocol=IMAP",					     true,  LOGIN_OK,     "anna", "::ffff:192.0.2.1", 1},
	{ "Nov  3 08:15:00 h pop3d: LOGIN FAILED, user=anna, ip=[192.0.2.1]",   true,  LOGIN_FAILED,
         "anna",											     "192.0.2.1",        1},
	{ "Nov  3 08:15:00 h kernel: LOGIN, user=anna, ip=[192.0.2.1]",         false, LOGIN_OK,     "",     "",
         0															},
};

static void logins_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(told); i++) {
		struct login_seen got = { 0 };
		struct log_head head;

		assert_true(log_head_read(str_of(told[i].line), &head));
		if (login_line_read(&head, &got) != told[i].theirs || got.times != told[i].times)
			fail_msg("%s: %u times", told[i].line, got.times);
		assert_int_equal(got.kind, told[i].kind);
		assert_str(got.account, told[i].account);
		assert_str(got.address, told[i].address);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logins_are_told),
	};
	return cmocka_run_group_tests_name("flow/login_line", tests, NULL, NULL);
}
