/* Reading Exim's log lines: an id, a two-character flag, and fields of the form X=value. */
#include "proto/log_exim.h"

#include <string.h>

enum { ID_TIME = 6, ID_OLD_PID = 6, ID_OLD_SUB = 2, ID_NEW_PID = 11, ID_NEW_SUB = 4 };

/* Most lines are told apart by their first octet. */
static inline bool begins(struct str s, struct str prefix)
{
	return s.n && s.p[0] == prefix.p[0] && str_starts(s, prefix);
}

static inline bool taken(struct str *s, struct str prefix)
{
	if (!begins(*s, prefix))
		return false;
	s->p += prefix.n;
	s->n -= prefix.n;
	return true;
}

/* Where `word` stands first, or n. */
static size_t place(struct str s, struct str word)
{
	const char *at = s.n ? memmem(s.p, s.n, word.p, word.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

static bool in_base62(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
		      (s.p[i] >= 'a' && s.p[i] <= 'z')))
			return false;
	return true;
}

/* Length of an id with parts so long at the head of s, or 0. */
static size_t id_of(struct str s, size_t pid, size_t sub)
{
	size_t n = ID_TIME + 1 + pid + 1 + sub;

	if (s.n < n || (s.n > n && s.p[n] != ' ') || s.p[ID_TIME] != '-' ||
	    s.p[ID_TIME + 1 + pid] != '-')
		return 0;
	return in_base62(str_sub(s, 0, ID_TIME)) && in_base62(str_sub(s, ID_TIME + 1, pid)) &&
			       in_base62(str_sub(s, ID_TIME + pid + 2, sub))
		       ? n
		       : 0;
}

static size_t id_length(struct str s)
{
	size_t n = id_of(s, ID_NEW_PID, ID_NEW_SUB);

	return n ? n : id_of(s, ID_OLD_PID, ID_OLD_SUB);
}

/* The length of a quoted string at the head of s, its quotes included; all of s if it is open. */
static size_t quoted(struct str s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	}
	return s.n;
}

/* Takes a word, which may hold blanks in quotes. */
static struct str take_word(struct str *s)
{
	size_t i = str_find(*s, ' ');
	struct str word = { s->p, i };

	if (i && memchr(s->p, '"', i)) {
		for (i = 0; i < s->n && s->p[i] != ' ';)
			i += s->p[i] == '"' ? quoted(str_sub(*s, i, s->n)) : 1;
		word.n = i = i < s->n ? i : s->n;
	}
	i += i < s->n;
	*s = (struct str){ s->p + i, s->n - i };
	return word;
}

static struct str unquoted(struct str s)
{
	return s.n >= 2 && s.p[0] == '"' ? str_sub(s, 1, s.n - 2) : s;
}

/* Takes "host (helo) [address]:port", parts of it absent. */
static void take_host(struct str *s, struct exim_line *out)
{
	size_t end = str_find(*s, ' ');

	if (s->n && s->p[0] != '(' && s->p[0] != '[') {
		out->host = str_sub(*s, 0, end);
		*s = str_sub(*s, end + 1, s->n);
	}
	if (taken(s, STR("("))) {
		end = place(*s, STR(") "));
		if (end == s->n)
			end = str_find(*s, ')');
		out->helo = str_sub(*s, 0, end);
		*s = str_sub(*s, end + 2, s->n);
	}
	if (!taken(s, STR("[")))
		return;
	end = str_find(*s, ']');
	out->address = str_sub(*s, 0, end);
	*s = str_sub(*s, end + 1, s->n);
	(void)take_word(s); /* the port, or the mark that names were checked by DNSSEC */
}

/* Takes "[address]:port" behind "I=". */
static void take_interface(struct str *s, struct exim_line *out)
{
	struct str word = take_word(s);

	if (word.n && word.p[0] == '[')
		out->interface = str_sub(word, 1, str_find(word, ']') - 1);
}

/* What identd says may hold blanks: its end is where the protocol begins, which is always told. */
static struct str take_ident(struct str *s)
{
	size_t end = place(*s, STR(" P="));
	struct str ident;

	if (end == s->n)
		return take_word(s);
	ident = str_sub(*s, 0, end);
	*s = str_sub(*s, end + 1, s->n);
	return ident;
}

/* "plain:user" or "plain"; what login names are made of may hold colons. */
static void set_login(struct str value, struct exim_line *out)
{
	size_t colon = str_find(value, ':');

	out->method = str_sub(value, 0, colon);
	out->login = str_sub(value, colon + 1, value.n);
}

/* Reads up to the size. False if what the client said could imitate a field: then nothing of it
 * is believed. */
static bool read_origin(struct str *s, struct exim_line *out)
{
	bool twice = false;

	while (s->n && !str_starts(*s, STR("S="))) {
		if (taken(s, STR("R=")) && !out->protocol.p) {
			out->bounced = take_word(s);
		} else if (taken(s, STR("H="))) {
			twice |= out->address.p != NULL;
			take_host(s, out);
		} else if (taken(s, STR("I="))) {
			take_interface(s, out);
		} else if (taken(s, STR("U="))) {
			out->ident = take_ident(s);
		} else if (taken(s, STR("P="))) {
			twice |= out->protocol.p != NULL;
			out->protocol = take_word(s);
		} else if (taken(s, STR("A="))) {
			twice |= out->method.p != NULL || !out->protocol.p;
			set_login(take_word(s), out);
		} else {
			(void)take_word(s);
		}
	}
	return !twice;
}

static void read_arrived(struct str s, struct exim_line *out)
{
	struct str all = take_word(&s);

	if (all.n == 0)
		return;
	out->fact = EXIM_ARRIVED;
	if (!read_origin(&s, out)) {
		*out = (struct exim_line){ .fact = EXIM_ARRIVED, .pid = out->pid, .id = out->id };
		s = (struct str){ 0 };
	}
	out->sender = str_sub(all, 0, str_find(all, ' '));
	if (id_length(out->bounced) != out->bounced.n)
		out->bounced = (struct str){ 0 };
	if (taken(&s, STR("S=")))
		out->size = take_word(&s);
	while (s.n && !str_starts(s, STR("id=")) && !str_starts(s, STR("T=\"")) &&
	       !str_starts(s, STR("from <")) && !str_starts(s, STR("for ")))
		(void)take_word(&s);
	if (taken(&s, STR("id="))) {
		size_t end = str_find(s, ' ');

		out->message_id = str_sub(s, 0, end);
		s = str_sub(s, end + 1, s.n);
	}
	if (str_starts(s, STR("T=\""))) {
		s = str_sub(s, 2, s.n);
		out->subject = unquoted(take_word(&s));
	}
}

/* "queued as ID", "id=ID": what the next hop calls it. */
static struct str next_id(struct str said)
{
	static const struct str mark[] = { STR_INIT("queued as "), STR_INIT(" id=") };

	for (size_t i = 0; i < LEN(mark); i++) {
		size_t at = place(said, mark[i]);
		struct str id = str_sub(said, at + mark[i].n, said.n);

		if (at < said.n)
			return str_sub(id, 0, str_find(id, ' '));
	}
	return (struct str){ 0 };
}

/* The fields of a delivery, up to a colon, where the reason begins. */
static void read_fields(struct str s, struct exim_line *out)
{
	while (s.n) {
		if (taken(&s, STR(": "))) {
			out->text = s;
			return;
		}
		if (taken(&s, STR("R="))) {
			out->router = take_word(&s);
		} else if (taken(&s, STR("T="))) {
			out->transport = take_word(&s);
		} else if (taken(&s, STR("H="))) {
			bool ends;

			take_host(&s, out);
			ends = s.n && out->address.p && s.p > out->address.p && s.p[-1] == ' ' &&
			       s.p[-2] == ':';
			if (ends) {
				out->text = s;
				return;
			}
		} else if (taken(&s, STR("I="))) {
			take_interface(&s, out);
		} else if (taken(&s, STR("QT="))) {
			out->delay = take_word(&s);
		} else if (taken(&s, STR("C="))) {
			out->text = unquoted(take_word(&s));
			out->child = next_id(out->text);
		} else {
			struct str word = take_word(&s);

			if (word.n && word.p[word.n - 1] == ':' && s.n) {
				out->text = s;
				return;
			}
		}
	}
}

static void read_delivery(enum exim_fact fact, struct str s, struct exim_line *out)
{
	out->fact = fact;
	out->to = take_word(&s);
	if (out->to.n && out->to.p[out->to.n - 1] == ':')
		out->to.n--, out->text = s;
	if (taken(&s, STR("<"))) {
		size_t end = str_find(s, '>');

		out->orig_to = str_sub(s, 0, end);
		s = str_sub(s, end + 2, s.n);
	}
	if (!out->text.p)
		read_fields(s, out);
}

/* Walks over what a session's line begins with: host, user, TLS, sender. */
static bool read_rejected(struct str s, struct exim_line *out)
{
	static const struct str skipped[] = { STR_INIT("X="),   STR_INIT("CV="), STR_INIT("DN="),
					      STR_INIT("SNI="), STR_INIT("I=["), STR_INIT("Ci="),
					      STR_INIT("P="),   STR_INIT("A="),  STR_INIT("U="),
					      STR_INIT("PRX="), STR_INIT("L ") };

	while (s.n) {
		size_t i = 0;

		if (taken(&s, STR("rejected ")) || taken(&s, STR("temporarily rejected "))) {
			out->fact = EXIM_REJECTED;
			out->text = s;
			return true;
		}
		if (taken(&s, STR("H="))) {
			take_host(&s, out);
			continue;
		}
		if (taken(&s, STR("F=<"))) {
			out->sender = str_sub(s, 0, str_find(s, '>'));
			s = str_sub(s, out->sender.n + 2, s.n);
			continue;
		}
		while (i < LEN(skipped) && !str_starts(s, skipped[i]))
			i++;
		if (i == LEN(skipped))
			return false;
		(void)take_word(&s);
	}
	return false;
}

static bool read_flagged(struct str s, struct exim_line *out)
{
	static const struct {
		struct str flag;
		enum exim_fact fact;
	} known[] = {
		{STR_INIT("=> "),  EXIM_DELIVERED },
                { STR_INIT("-> "), EXIM_DELIVERED },
		{ STR_INIT(">> "), EXIM_DELIVERED },
                { STR_INIT("== "), EXIM_DEFERRED  },
		{ STR_INIT("** "), EXIM_FAILED    },
                { STR_INIT("*> "), EXIM_SUPPRESSED},
	};

	if (taken(&s, STR("<= "))) {
		read_arrived(s, out);
		return true;
	}
	for (size_t i = 0; i < LEN(known); i++) {
		if (taken(&s, known[i].flag)) {
			read_delivery(known[i].fact, s, out);
			return true;
		}
	}
	return false;
}

static void read_with_id(struct str s, struct exim_line *out)
{
	out->fact = EXIM_OTHER;
	if (read_flagged(s, out))
		return;
	if (str_eq(s, STR("Completed")) || str_starts(s, STR("Completed ")))
		out->fact = EXIM_COMPLETED;
	else
		(void)read_rejected(s, out);
}

/* "dovecot_login authenticator failed for host (helo) [address]:port: 535 text (set_id=user)" */
static bool read_login(struct str s, struct exim_line *out)
{
	static const struct str failed = STR_INIT(" authenticator failed for ");
	static const struct str user = STR_INIT("(set_id=");
	size_t at = place(s, failed);
	const char *last;

	if (at == s.n || str_find(s, ' ') != at)
		return false;
	out->fact = EXIM_LOGIN;
	out->method = str_sub(s, 0, at);
	s = str_sub(s, at + failed.n, s.n);
	take_host(&s, out);
	at = place(s, user);
	last = at < s.n ? memrchr(s.p, ')', s.n) : NULL;
	if (last)
		out->login = str_sub(s, at + user.n, (size_t)(last - s.p) - at - user.n);
	return true;
}

/* "cwd=/home/u/public_html 3 args: /usr/sbin/sendmail -t -i": a folder may hold blanks. */
static bool read_run(struct str s, struct exim_line *out)
{
	size_t at = place(s, STR(" args: "));

	if (!taken(&s, STR("cwd=")) || at == s.n + 4)
		return false;
	out->fact = EXIM_RUN;
	out->text = str_sub(s, at - 4 + sizeof(" args: ") - 1, s.n);
	s = str_sub(s, 0, at - 4);
	while (s.n && s.p[s.n - 1] != ' ')
		s.n--;
	out->folder = s.n ? str_sub(s, 0, s.n - 1) : s;
	return true;
}

/* Whether it begins as one of those that tell us nothing. */
static bool idle(struct str s)
{
	static const struct str known[] = {
		STR_INIT("Start queue run"),
		STR_INIT("End queue run"),
		STR_INIT("exim "),
		STR_INIT("SMTP "),
		STR_INIT("H="),
		STR_INIT("U="),
		STR_INIT("no host name "),
		STR_INIT("TLS "),
		STR_INIT("SIGHUP "),
		STR_INIT("unexpected "),
		STR_INIT("Connection "),
		STR_INIT("no MAIL in "),
		STR_INIT("refused "),
		STR_INIT("Warning: "),
		STR_INIT("Failed to "),
		STR_INIT("rejected "),
		STR_INIT("no IP address "),
		STR_INIT("VRFY "),
		STR_INIT("EXPN "),
		STR_INIT("ETRN "),
		STR_INIT("DNS "),
		STR_INIT("host name "),
		STR_INIT("remote host "),
		STR_INIT("unqualified "),
		STR_INIT("spool "),
		STR_INIT("queue "),
		STR_INIT("retry "),
		STR_INIT("failed to "),
		STR_INIT("ignoring "),
		STR_INIT("daemon "),
		STR_INIT("socket "),
		STR_INIT("pid "),
		STR_INIT("STARTTLS "),
		STR_INIT("AUTH "),
		STR_INIT("closed connection"),
		STR_INIT("cancelled "),
		STR_INIT("lost "),
		STR_INIT("IPv6 "),
		STR_INIT("list matching "),
		STR_INIT("configured "),
		STR_INIT("Exim "),
		STR_INIT("syntactically "),
	};

	for (size_t i = 0; i < LEN(known); i++)
		if (begins(s, known[i]))
			return true;
	return false;
}

/* Takes "[1234] ", or "[1234,5678] " with a thread, off the text. */
static struct str take_pid(struct str *s)
{
	struct str pid;
	size_t end;

	if (s->n < 2 || s->p[0] != '[' || s->p[1] < '0' || s->p[1] > '9')
		return (struct str){ 0 };
	end = str_find(*s, ']');
	if (end + 1 >= s->n || s->p[end + 1] != ' ')
		return (struct str){ 0 };
	pid = str_sub(*s, 1, end - 1);
	*s = str_sub(*s, end + 2, s->n);
	return pid;
}

void exim_line_read(struct str text, struct exim_line *out)
{
	struct str s = text;
	struct str pid = take_pid(&s);
	size_t n = id_length(s);

	*out = (struct exim_line){ .fact = EXIM_UNKNOWN, .pid = pid, .id = str_sub(s, 0, n) };
	if (n) {
		read_with_id(str_sub(s, n + 1, s.n), out);
		return;
	}
	if (read_rejected(s, out) || read_login(s, out) || read_run(s, out))
		return;
	if (idle(s))
		out->fact = EXIM_OTHER;
}

bool exim_program(struct str program)
{
	return str_eq(program, STR("exim")) || str_eq(program, STR("exim4"));
}
