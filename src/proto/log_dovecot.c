/* Reading Dovecot's log lines: "service: sentence: user=<name>, method=..., rip=..., lip=...". */
#include "proto/log_dovecot.h"

#include "base/scan.h"

#include <string.h>

static bool taken(struct str *s, struct str prefix)
{
	if (!str_starts(*s, prefix))
		return false;
	*s = str_sub(*s, prefix.n, s->n);
	return true;
}

/* Where `word` stands first, or n. */
static size_t place(struct str s, struct str word)
{
	const char *at = s.n ? memmem(s.p, s.n, word.p, word.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

/* Where it stands last, or n. */
static size_t last_place(struct str s, struct str word)
{
	for (size_t at = s.n < word.n ? 0 : s.n - word.n + 1; at-- > 0;)
		if (memcmp(s.p + at, word.p, word.n) == 0)
			return at;
	return s.n;
}

/* Up to the next comma or blank, or the end. */
static struct str value_at(struct str s, size_t from)
{
	struct str rest = str_sub(s, from, s.n);
	size_t comma = str_find(rest, ',');
	size_t blank = str_find(rest, ' ');

	return str_sub(rest, 0, comma < blank ? comma : blank);
}

/* "user=<name>, method=PLAIN, rip=192.0.2.1, lip=...": what a client can write ends where the last
 * rip= begins. */
static bool read_client(struct str s, struct dovecot_line *out)
{
	static const struct str user = STR_INIT("user=<"), rip = STR_INIT(", rip="),
				lip = STR_INIT(", lip="), method = STR_INIT(">, method=");
	size_t end = last_place(s, rip);
	size_t from = place(s, user) + user.n;
	size_t at;

	if (end == s.n || from > end)
		return false;
	out->address = value_at(s, end + rip.n);
	at = place(str_sub(s, end, s.n), lip);
	if (at < s.n - end)
		out->local = value_at(s, end + at + lip.n);
	s = str_sub(s, from, end - from);
	at = last_place(s, method);
	if (at < s.n) {
		out->method = str_sub(s, at + method.n, s.n);
		s = str_sub(s, 0, at);
	} else if (str_ends(s, STR(">"))) {
		s.n--;
	}
	out->account = s;
	return true;
}

/* "(auth failed, 3 attempts in 6 secs)" */
static unsigned failures(struct str sentence)
{
	static const struct str mark = STR_INIT("auth failed, ");
	size_t at = place(sentence, mark);
	struct scan s = scan_of(str_sub(sentence, at + mark.n, sentence.n));
	uint64_t n;

	if (at == sentence.n)
		return 0;
	n = scan_u64(&s, 7, DOVECOT_ATTEMPTS_MAX);
	return n ? (unsigned)n : 1;
}

static void read_session(struct str s, struct dovecot_line *out)
{
	struct str sentence = str_sub(s, 0, place(s, STR("user=<")));

	if (!read_client(s, out))
		return;
	out->attempts = failures(sentence);
	if (out->attempts)
		out->fact = DOVECOT_FAILED;
	else if (str_starts(sentence, STR("Login: ")) || str_starts(sentence, STR("Logged in: ")) ||
		 place(sentence, STR("tarted proxying to ")) < sentence.n)
		out->fact = DOVECOT_LOGIN;
}

/* "name,192.0.2.1" or "name,192.0.2.1,<session>" */
static void read_denied(struct str who, struct dovecot_line *out)
{
	size_t comma = last_place(who, STR(",<"));

	if (comma < who.n && str_ends(who, STR(">")))
		who = str_sub(who, 0, comma);
	comma = last_place(who, STR(","));
	out->fact = DOVECOT_DENIED;
	out->account = str_sub(who, 0, comma);
	out->address = str_sub(who, comma + 1, who.n);
	out->attempts = 1;
}

/* "pam(name,192.0.2.1): unknown user" */
static void read_check(struct str s, struct dovecot_line *out)
{
	static const struct str end[] = {
		STR_INIT("): unknown user"),      STR_INIT("): Unknown user"),
		STR_INIT("): Password mismatch"), STR_INIT("): password mismatch"),
		STR_INIT("): Invalid password"),  STR_INIT("): pam_authenticate() failed")
	};

	for (size_t i = 0; i < LEN(end); i++) {
		struct str who = str_sub(s, 0, last_place(s, end[i]));
		size_t worker;

		if (who.n == s.n)
			continue;
		worker = place(who, STR(" auth-worker<"));
		if (str_starts(who, STR("conn ")) && worker < who.n)
			who = str_sub(who, worker, who.n);
		worker = str_find(who, '(');
		if (worker < who.n)
			read_denied(str_sub(who, worker + 1, who.n), out);
		return;
	}
}

/* "msgid=<...>: saved mail to INBOX": the id is the sender's, the folder ends the line. */
static void read_saved(struct str s, struct dovecot_line *out)
{
	static const struct str said[] = { STR_INIT(": saved mail to "),
					   STR_INIT(": stored mail into mailbox ") };
	size_t id = place(s, STR("msgid="));

	for (size_t i = 0; i < LEN(said); i++) {
		size_t at = last_place(s, said[i]);

		if (at == s.n || at < id + 6)
			continue;
		out->fact = DOVECOT_SAVED;
		out->message_id = str_sub(s, id + 6, at - id - 6);
		out->folder = str_sub(s, at + said[i].n, s.n);
	}
}

/* Takes "lmtp(name)<12><session>: ", "lmtp(12, name): ", "imap-login: " off the text. */
static void take_service(struct str *s, struct dovecot_line *out)
{
	size_t end = place(*s, STR(": "));
	struct str name = str_sub(*s, 0, end);
	size_t open = str_find(name, '(');
	size_t close = str_find(name, ')');

	out->service = str_sub(name, 0, open < str_find(name, '<') ? open : str_find(name, '<'));
	if (open < close && close < name.n) {
		out->account = str_sub(name, open + 1, close - open - 1);
		open = place(out->account, STR(", "));
		if (open < out->account.n)
			out->account = str_sub(out->account, open + 2, out->account.n);
	}
	*s = str_sub(*s, end + 2, s->n);
}

/* By syslog all of it has one name. */
static bool by_master(struct str program)
{
	return str_eq(program, STR("dovecot"));
}

void dovecot_line_read(struct str program, struct str text, struct dovecot_line *out)
{
	struct str s = text;

	*out = (struct dovecot_line){ .fact = DOVECOT_OTHER };
	taken(&s, STR("Info: "));
	if (by_master(program))
		take_service(&s, out);
	else
		out->service = str_sub(program, 0, str_find(program, '('));
	taken(&s, STR("Info: "));
	if (str_ends(out->service, STR("-login")))
		read_session(s, out);
	else if (str_starts(out->service, STR("auth")))
		read_check(s, out);
	else if (str_eq(out->service, STR("lmtp")) || str_eq(out->service, STR("lda")) ||
		 str_eq(out->service, STR("deliver")))
		read_saved(s, out);
	if (out->fact == DOVECOT_OTHER)
		*out = (struct dovecot_line){ .service = out->service };
}

bool dovecot_program(struct str program)
{
	static const struct str login[] = { STR_INIT("imap-login"), STR_INIT("pop3-login"),
					    STR_INIT("submission-login"),
					    STR_INIT("managesieve-login") };
	static const struct str worker[] = { STR_INIT("auth-worker"), STR_INIT("lmtp("),
					     STR_INIT("lda("), STR_INIT("imap("),
					     STR_INIT("pop3(") };

	if (by_master(program))
		return true;
	for (size_t i = 0; i < LEN(login); i++)
		if (str_eq(program, login[i]))
			return true;
	for (size_t i = 0; i < LEN(worker); i++)
		if (str_starts(program, worker[i]))
			return true;
	return str_eq(program, STR("auth"));
}
