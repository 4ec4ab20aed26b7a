/* Reading Courier's log lines: "LOGIN, user=name, ip=[address], port=[n], protocol=IMAP". */
#include "proto/log_courier.h"

#include <string.h>

static bool taken(struct str *s, struct str prefix)
{
	if (!str_starts(*s, prefix))
		return false;
	*s = str_sub(*s, prefix.n, s->n);
	return true;
}

/* Where `word` stands last, or n. */
static size_t last_place(struct str s, struct str word)
{
	for (size_t at = s.n < word.n ? 0 : s.n - word.n + 1; at-- > 0;)
		if (memcmp(s.p + at, word.p, word.n) == 0)
			return at;
	return s.n;
}

static struct str bracketed(struct str s)
{
	return str_sub(s, 0, str_find(s, ']'));
}

/* "method=PLAIN, user=name, ip=[address], ...": the name ends where the last ip= begins. */
static bool read_who(struct str s, struct courier_line *out)
{
	static const struct str ip = STR_INIT("ip=[");
	size_t at = last_place(s, ip);

	if (at == s.n)
		return false;
	out->address = bracketed(str_sub(s, at + ip.n, s.n));
	s = str_sub(s, 0, at);
	if (taken(&s, STR("method="))) {
		out->method = str_sub(s, 0, str_find(s, ','));
		s = str_sub(s, out->method.n + 2, s.n);
	}
	if (taken(&s, STR("user=")) && str_ends(s, STR(", ")))
		out->account = str_sub(s, 0, s.n - 2);
	return true;
}

/* "error,relay=::ffff:192.0.2.1,port=55,msg="535 Authentication failed.",cmd: AUTH LOGIN name" */
static bool read_relay(struct str s, struct courier_line *out)
{
	static const struct str msg = STR_INIT(",msg=\"535 Authentication failed.\"");
	size_t end;

	if (!taken(&s, STR("error,relay=")))
		return false;
	end = str_find(s, ',');
	out->address = str_sub(s, 0, end);
	s = str_sub(s, end, s.n);
	if (taken(&s, STR(",port=")))
		s = str_sub(s, str_find(s, ','), s.n);
	return str_starts(s, msg);
}

void courier_line_read(struct str text, struct courier_line *out)
{
	struct str s = text;

	*out = (struct courier_line){ .fact = COURIER_OTHER };
	(void)(taken(&s, STR("INFO: ")) || taken(&s, STR("ERR: ")));
	if (taken(&s, STR("LOGIN, "))) {
		if (read_who(s, out))
			out->fact = COURIER_LOGIN;
	} else if (taken(&s, STR("LOGIN FAILED, "))) {
		if (read_who(s, out))
			out->fact = COURIER_FAILED;
	} else if (read_relay(s, out)) {
		out->fact = COURIER_FAILED;
	}
	if (out->fact == COURIER_OTHER)
		*out = (struct courier_line){ .fact = COURIER_OTHER };
}

bool courier_program(struct str program)
{
	static const struct str name[] = {
		STR_INIT("imapd"),       STR_INIT("imapd-ssl"),  STR_INIT("pop3d"),
		STR_INIT("pop3d-ssl"),   STR_INIT("imaplogin"),  STR_INIT("pop3login"),
		STR_INIT("authdaemond"), STR_INIT("courierd"),   STR_INIT("esmtpd"),
		STR_INIT("esmtpd-msa"),  STR_INIT("esmtpd-ssl"), STR_INIT("courieresmtpd"),
	};

	for (size_t i = 0; i < LEN(name); i++)
		if (str_eq(program, name[i]))
			return true;
	return str_starts(program, STR("courier-"));
}
