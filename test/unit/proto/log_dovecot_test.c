/* Dovecot's lines: sessions, attempts, mails saved, and names that imitate what follows them. */
#include "base/buf.h"
#include "proto/log_dovecot.h"
#include "unit.h"

/* `want`: fact|service|account|method|address|local|id|folder|attempts */
static void is(const char *program, const char *text, const char *want)
{
	static const char *const fact[] = { "other", "login", "failed", "denied", "saved" };
	struct str exact = unit_exact(str_of(text));
	struct buf AUTO(buf_done) all;
	struct dovecot_line got;

	buf_init(&all, 4096);
	dovecot_line_read(str_of(program), exact, &got);
	buf_fmt(&all, "%s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%u", fact[got.fact],
		STR_ARG(got.service), STR_ARG(got.account), STR_ARG(got.method),
		STR_ARG(got.address), STR_ARG(got.local), STR_ARG(got.message_id),
		STR_ARG(got.folder), got.attempts);
	assert_str(buf_str(&all), want);
	free((void *)exact.p);
}

static void lines_are_read(void **state)
{
	(void)state;
	/* a login */
	is("dovecot",
	   "imap-login: Login: user=<anna@b.example>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.9, "
	   "mpid=12, TLS, session=<x+/y>",
	   "login|imap-login|anna@b.example|PLAIN|192.0.2.1|192.0.2.9|||0");
	/* of version 2.4 */
	is("dovecot",
	   "submission-login: Logged in: user=<anna>, method=LOGIN, rip=2001:db8::1, lip=::1, "
	   "mpid=1",
	   "login|submission-login|anna|LOGIN|2001:db8::1|::1|||0");
	/* its own file */
	is("pop3-login", "Info: Login: user=<anna>, method=PLAIN, rip=192.0.2.1, lip=a",
	   "login|pop3-login|anna|PLAIN|192.0.2.1|a|||0");
	/* a proxy */
	is("dovecot",
	   "managesieve-login: proxy(anna): started proxying to 192.0.2.7:143: user=<anna>, "
	   "method=PLAIN, rip=192.0.2.1, lip=192.0.2.9",
	   "login|managesieve-login|anna|PLAIN|192.0.2.1|192.0.2.9|||0");
	/* failed logins */
	is("dovecot",
	   "imap-login: Disconnected: Connection closed (auth failed, 3 attempts in 12 secs): "
	   "user=<bert>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.9, TLS: Connection closed",
	   "failed|imap-login|bert|PLAIN|192.0.2.1|192.0.2.9|||3");
	/* without a method */
	is("dovecot",
	   "pop3-login: Aborted login (auth failed, 1 attempts): user=<bert>, rip=192.0.2.1, lip=b",
	   "failed|pop3-login|bert||192.0.2.1|b|||1");
	/* a name that imitates the rest */
	is("dovecot",
	   "imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<x>, method=PLAIN, "
	   "rip=203.0.113.9, lip=203.0.113.8, session=<y>, method=LOGIN, rip=192.0.2.1, "
	   "lip=192.0.2.9",
	   "failed|imap-login|x>, method=PLAIN, rip=203.0.113.9, lip=203.0.113.8, "
	   "session=<y|LOGIN|192.0.2.1|192.0.2.9|||1");
	/* a name that imitates a success */
	is("dovecot",
	   "imap-login: Aborted login (no auth attempts in 1 secs): user=<Login: user=<y>, "
	   "rip=192.0.2.1, lip=192.0.2.9",
	   "other|imap-login|||||||0");
	/* no attempt */
	is("dovecot",
	   "imap-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=192.0.2.1, lip=a",
	   "other|imap-login|||||||0");
	/* a password check */
	is("dovecot",
	   "auth-worker(12): conn unix:auth-worker (pid=1,uid=109): auth-worker<4>: "
	   "pam(anna,192.0.2.1,<s>): pam_authenticate() failed: Authentication failure",
	   "denied|auth-worker|anna||192.0.2.1||||1");
	/* an unknown user with a comma */
	is("dovecot", "auth: passwd-file(a,b,192.0.2.1): unknown user",
	   "denied|auth|a,b||192.0.2.1||||1");
	/* a mail saved */
	is("dovecot", "lmtp(anna)<12><s>: msgid=<1@c>: saved mail to INBOX",
	   "saved|lmtp|anna||||<1@c>|INBOX|0");
	/* by a filter, of an older version */
	is("dovecot", "lmtp(12, anna): abc: sieve: msgid=<1@c>: stored mail into mailbox 'Junk'",
	   "saved|lmtp|anna||||<1@c>|'Junk'|0");
	/* an id that imitates a folder */
	is("dovecot", "lda(anna)<1><s>: msgid=<x: saved mail to Y>: saved mail to INBOX",
	   "saved|lda|anna||||<x: saved mail to Y>|INBOX|0");
	/* the end of a session */
	is("dovecot", "imap(anna)<12><s>: Logged out in=1 out=2", "other|imap|||||||0");
	/* nothing */
	is("dovecot", "", "other||||||||0");
}

static void programs_are_known(void **state)
{
	(void)state;
	assert_true(dovecot_program(STR("dovecot")));
	assert_true(dovecot_program(STR("imap-login")));
	assert_true(dovecot_program(STR("lmtp(anna)<12><s>")));
	assert_false(dovecot_program(STR("login")));
	assert_false(dovecot_program(STR("authd")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(programs_are_known),
	};
	return cmocka_run_group_tests_name("proto/log_dovecot", tests, NULL, NULL);
}
