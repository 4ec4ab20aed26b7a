/* Reading Postfix's log lines: after the id every kind has a beginning of its own. */
#include "proto/log_postfix.h"

#include "proto/log_head.h"

#include <string.h>

enum { SHORT_ID_MIN = 6, LONG_ID_MIN = 10 };

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

static bool is_upper_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Long ids are written in 52 digits: no vowels, and z as the mark between time and inode. */
static bool is_long_digit(char c)
{
	const uint32_t vowels = 1u << ('a' - 'a') | 1u << ('e' - 'a') | 1u << ('i' - 'a') |
				1u << ('o' - 'a') | 1u << ('u' - 'a');
	unsigned letter = ((unsigned char)c | 32u) - 'a';

	if (c >= '0' && c <= '9')
		return true;
	return letter < 26 && !(vowels >> letter & 1);
}

static bool is_id(struct str s)
{
	size_t i = 0;

	if (s.n < SHORT_ID_MIN || s.n > POSTFIX_ID_MAX)
		return false;
	while (i < s.n && is_upper_hex(s.p[i]))
		i++;
	if (i == s.n)
		return true;
	for (i = 0; i < s.n && is_long_digit(s.p[i]);)
		i++;
	return i == s.n && s.n >= LONG_ID_MIN;
}

/* Takes "ID: " off the text. */
static struct str take_id(struct str *s)
{
	size_t colon = str_find(str_sub(*s, 0, POSTFIX_ID_MAX + 1), ':');
	struct str id = str_sub(*s, 0, colon);

	if (colon + 1 >= s->n || s->p[colon] != ':' || s->p[colon + 1] != ' ' || !is_id(id))
		return (struct str){ 0 };
	*s = str_sub(*s, colon + 2, s->n);
	return id;
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

/* Takes "<address>" off *s, or a bare one up to a comma or blank. A quoted local part may hold
 * what closes it elsewhere. */
static bool take_address(struct str *s, struct str *out)
{
	bool open = taken(s, STR("<"));
	size_t i = 0;

	while (i < s->n && (open ? s->p[i] != '>' : s->p[i] != ',' && s->p[i] != ' '))
		i += s->p[i] == '"' ? quoted(str_sub(*s, i, s->n)) : 1;
	if (open && i >= s->n)
		return false;
	*out = str_sub(*s, 0, i);
	*s = str_sub(*s, i + open, s->n);
	return true;
}

/* Takes "NAME[ADDRESS]", and ":PORT" behind it. */
static void take_host(struct str *s, struct str *name, struct str *address)
{
	size_t open = str_find(*s, '[');
	size_t close = open + str_find(str_sub(*s, open, s->n), ']');

	if (close >= s->n)
		return;
	*name = str_sub(*s, 0, open);
	*address = str_sub(*s, open + 1, close - open - 1);
	*s = str_sub(*s, close + 1, s->n);
	if (s->n > 1 && s->p[0] == ':' && s->p[1] >= '0' && s->p[1] <= '9') {
		*s = str_sub(*s, 1, s->n);
		while (s->n && s->p[0] >= '0' && s->p[0] <= '9')
			*s = str_sub(*s, 1, s->n);
	}
}

/* Takes a value up to ", " or the end. */
static struct str take_value(struct str *s)
{
	struct str value = str_sub(*s, 0, place(*s, STR(", ")));

	*s = str_sub(*s, value.n + 2, s->n);
	return value;
}

static void read_client(struct str s, struct postfix_line *out)
{
	struct str from = { 0 };

	out->fact = POSTFIX_CLIENT;
	take_host(&s, &out->client, &out->address);
	taken(&s, STR(", "));
	if (taken(&s, STR("sasl_method=")))
		out->method = take_value(&s);
	if (taken(&s, STR("sasl_username="))) /* may hold a comma: what follows it is known */
	{
		size_t end = s.n;
		static const struct str next[] = { STR_INIT(", sasl_sender="),
						   STR_INIT(", orig_queue_id=") };

		for (size_t i = 0; i < LEN(next); i++)
			if (place(s, next[i]) < end)
				end = place(s, next[i]);
		out->login = str_sub(s, 0, end);
		s = str_sub(s, end + 2, s.n);
	}
	if (taken(&s, STR("sasl_sender=")))
		from = take_value(&s);
	if (taken(&s, STR("orig_queue_id=")))
		out->before = take_value(&s);
	if (!is_id(out->before))
		out->before = (struct str){ 0 };
	out->from = from;
}

static void read_pickup(struct str s, struct postfix_line *out)
{
	out->fact = POSTFIX_PICKUP;
	out->uid = str_sub(s, 0, str_find(s, ' '));
	s = str_sub(s, out->uid.n, s.n);
	if (taken(&s, STR(" from=")))
		(void)take_address(&s, &out->from);
}

/* "from=<...>, size=N, nrcpt=N (queue active)" or "from=<...>, status=expired, ..." */
static void read_queue(struct str s, struct postfix_line *out)
{
	if (!take_address(&s, &out->from))
		return;
	if (taken(&s, STR(", size="))) {
		out->fact = POSTFIX_QUEUED;
		out->size = take_value(&s);
		if (taken(&s, STR("nrcpt=")))
			out->recipients = str_sub(s, 0, str_find(s, ' '));
	} else if (str_starts(s, STR(", status=expired")) ||
		   str_starts(s, STR(", status=force-expired"))) {
		out->fact = POSTFIX_EXPIRED;
	}
}

static enum postfix_status status_of(struct str word)
{
	static const struct {
		struct str word;
		enum postfix_status status;
	} known[] = {
		{STR_INIT("sent"),      POSTFIX_SENT    },
		{ STR_INIT("deferred"), POSTFIX_DEFERRED},
		{ STR_INIT("bounced"),  POSTFIX_BOUNCED },
	};

	for (size_t i = 0; i < LEN(known); i++)
		if (str_eq(word, known[i].word))
			return known[i].status;
	return POSTFIX_ODD;
}

/* Exim's: 6, 6 or 11, and 2 or 4 digits. */
static bool is_exim_id(struct str s)
{
	static const char *const shape[] = { "000000-000000-00", "000000-00000000000-0000" };

	for (size_t i = 0; i < LEN(shape); i++) {
		size_t at = 0;

		while (at < s.n && shape[i][at] &&
		       (shape[i][at] == '-' ? s.p[at] == '-' : is_alnum(s.p[at])))
			at++;
		if (at == s.n && !shape[i][at])
			return true;
	}
	return false;
}

/* "OK id=ID", as Exim says it. */
static struct str exim_id(struct str text)
{
	size_t at = place(text, STR(" id="));
	struct str id = str_sub(text, at + sizeof(" id=") - 1, text.n);

	id = str_sub(id, 0, str_find(id, ' '));
	return is_exim_id(id) ? id : (struct str){ 0 };
}

/* "... queued as ID" at the end of what a server of our own kind says, or "forwarded as ID". */
static struct str next_id(struct str text)
{
	static const struct str end = STR_INIT("ed as ");
	size_t at = place(text, end);
	struct str said = str_sub(text, 0, at), id = str_sub(text, at + end.n, text.n);

	if (!str_ends(said, STR("queu")) && !str_ends(said, STR("forward")))
		return exim_id(text);
	for (at = 0; at < id.n && (is_long_digit(id.p[at]) || is_upper_hex(id.p[at]));)
		at++;
	id = str_sub(id, 0, at);
	return is_id(id) ? id : (struct str){ 0 };
}

/* "to=<...>, orig_to=<...>, relay=..., delay=..., delays=..., tls=..., dsn=..., status=word
 * (text)": the fields in front of the status are our server's, in this order, some of them absent.
 */
static void read_delivery(struct str s, struct postfix_line *out)
{
	struct str word, name = { 0 };

	if (!take_address(&s, &out->to) || !taken(&s, STR(", ")))
		return;
	if (taken(&s, STR("orig_to=")) &&
	    (!take_address(&s, &out->orig_to) || !taken(&s, STR(", "))))
		return;
	while (!str_starts(s, STR("status="))) {
		if (taken(&s, STR("relay="))) {
			out->relay = take_value(&s);
			word = out->relay;
			take_host(&word, &name, &out->address);
		} else if (taken(&s, STR("delay="))) {
			out->delay = take_value(&s);
		} else if (taken(&s, STR("delays="))) {
			out->delays = take_value(&s);
		} else if (taken(&s, STR("dsn="))) {
			out->code = take_value(&s);
		} else {
			(void)take_value(&s);
		}
		if (s.n == 0)
			return;
	}
	taken(&s, STR("status="));
	word = str_sub(s, 0, str_find(s, ' '));
	s = str_sub(s, word.n + 1, s.n);
	taken(&s, STR("("));
	out->fact = POSTFIX_DELIVERY;
	out->status = status_of(word);
	out->text = str_ends(s, STR(")")) ? str_sub(s, 0, s.n - 1) : s;
	if (out->status == POSTFIX_SENT)
		out->child = next_id(out->text);
}

/* The tail "; from=<...> to=<...> proto=... helo=<...>". HELO and what stands in front of it are
 * the client's words: a line in which they could imitate the tail says nothing about sender and
 * recipient. */
static void read_envelope(struct str s, struct postfix_line *out)
{
	static const struct str mark = STR_INIT("; from=<");
	size_t at = place(s, mark);
	struct str tail = str_sub(s, at + mark.n - 1, s.n);

	if (at == s.n || place(tail, mark) < tail.n || !take_address(&tail, &out->from))
		return;
	taken(&tail, STR(","));
	if (taken(&tail, STR(" to=")))
		(void)take_address(&tail, &out->to);
}

/* "RCPT from NAME[ADDRESS]: 554 5.7.1 text; from=<..." */
static void read_refused(struct str s, struct postfix_line *out)
{
	size_t at = place(s, STR(" from "));

	out->fact = POSTFIX_REJECT;
	read_envelope(s, out);
	s = str_sub(s, at + 6, s.n);
	take_host(&s, &out->client, &out->address);
	taken(&s, STR(": "));
	out->text = s;
}

/* "header NAME: value from HOST; from=<...> ...": the value is the sender's. */
static void read_header(enum postfix_fact fact, struct str s, struct postfix_line *out)
{
	out->fact = fact;
	out->text = s;
	read_envelope(s, out);
	if (fact == POSTFIX_HEADER && taken(&s, STR("X-PHP-Originating-Script: ")) &&
	    place(s, STR(" from local; ")) < s.n)
		out->script = str_sub(s, 0, place(s, STR(" from local; ")));
}

static void read_notice(struct str s, struct postfix_line *out)
{
	size_t at = place(s, STR("notification: "));

	out->fact = POSTFIX_NOTICE;
	out->child = str_sub(s, at + sizeof("notification: ") - 1, s.n);
	if (!is_id(out->child))
		out->child = (struct str){ 0 };
}

static void read_queue_manager(struct str s, struct postfix_line *out)
{
	if (taken(&s, STR("from=")))
		read_queue(s, out);
	else if (str_eq(s, STR("removed")))
		out->fact = POSTFIX_REMOVED;
}

static void read_with_id(struct str daemon, struct str s, struct postfix_line *out)
{
	out->fact = POSTFIX_OTHER;
	if (str_ends(daemon, STR("qmgr")) && !str_starts(s, STR("to=")))
		read_queue_manager(s, out);
	else if (taken(&s, STR("to=")))
		read_delivery(s, out);
	else if (taken(&s, STR("client=")))
		read_client(s, out);
	else if (taken(&s, STR("uid=")))
		read_pickup(s, out);
	else if (taken(&s, STR("message-id="))) {
		out->fact = POSTFIX_MESSAGE_ID;
		out->message_id = s;
	} else if (taken(&s, STR("reject: ")) || taken(&s, STR("milter-reject: ")))
		read_refused(s, out);
	else if (taken(&s, STR("hold: ")) || taken(&s, STR("milter-hold: ")))
		read_header(POSTFIX_HOLD, s, out);
	else if (taken(&s, STR("info: header ")))
		read_header(POSTFIX_HEADER, s, out);
	else if (str_starts(s, STR("sender ")))
		read_notice(s, out);
}

/* "NAME[ADDRESS]: SASL PLAIN authentication failed: reason, sasl_username=u" */
static void read_warning(struct str s, struct postfix_line *out)
{
	static const struct str failed = STR_INIT(" authentication failed:");
	static const struct str user = STR_INIT(", sasl_username=");
	size_t at;

	out->fact = POSTFIX_OTHER;
	at = place(s, STR("]: SASL "));
	if (at == s.n || place(str_sub(s, at, s.n), failed) == s.n - at)
		return;
	out->fact = POSTFIX_LOGIN;
	take_host(&s, &out->client, &out->address);
	taken(&s, STR(": SASL "));
	out->method = str_sub(s, 0, str_find(s, ' '));
	at = place(s, user);
	if (at < s.n)
		out->login = str_sub(s, at + user.n, s.n);
}

/* Whether it begins as one of those that tell us nothing. */
static bool idle(struct str s)
{
	static const struct str known[] = {
		STR_INIT("connect "),
		STR_INIT("disconnect from "),
		STR_INIT("lost connection "),
		STR_INIT("timeout after "),
		STR_INIT("statistics: "),
		STR_INIT("Anonymous TLS "),
		STR_INIT("Trusted TLS "),
		STR_INIT("Untrusted TLS "),
		STR_INIT("Verified TLS "),
		STR_INIT("setting up TLS "),
		STR_INIT("SSL_"),
		STR_INIT("TLS "),
		STR_INIT("improper command "),
		STR_INIT("too many errors after "),
		STR_INIT("fatal: "),
		STR_INIT("panic: "),
		STR_INIT("error: "),
		STR_INIT("daemon started"),
		STR_INIT("reload"),
		STR_INIT("refreshing "),
		STR_INIT("starting "),
		STR_INIT("stopping "),
		STR_INIT("terminating on "),
		STR_INIT("CONNECT from "),
		STR_INIT("PASS "),
		STR_INIT("DNSBL rank "),
		STR_INIT("HANGUP after "),
		STR_INIT("PREGREET "),
		STR_INIT("WHITELIST"),
		STR_INIT("ALLOWLIST"),
		STR_INIT("BLACKLISTED "),
		STR_INIT("DENYLISTED "),
		STR_INIT("COMMAND "),
		STR_INIT("BARE NEWLINE "),
		STR_INIT("bare <LF> "),
		STR_INIT("NON-SMTP COMMAND "),
		STR_INIT("NOQUEUE: "),
		STR_INIT("addr "),
		STR_INIT("cache "),
		STR_INIT("close database "),
		STR_INIT("discarding EHLO "),
		STR_INIT("certificate verification "),
		STR_INIT("proxy-accept: "),
		STR_INIT("proxy-reject: "),
		STR_INIT("name_mask: "),
		STR_INIT("table "),
		STR_INIT("Deleted: "),
		STR_INIT("Placed on hold: "),
		STR_INIT("Released from hold: "),
		STR_INIT("Requeued: "),
		STR_INIT("Expired: "),
		STR_INIT("using backwards-compatible "),
		STR_INIT("to change the owner"),
		STR_INIT("set-permissions "),
		STR_INIT("initializing "),
		STR_INIT("input attribute "),
		STR_INIT("info: "),
		STR_INIT("watchdog "),
		STR_INIT("script "),
		STR_INIT("the Postfix mail system "),
		STR_INIT("Certificate verification "),
		STR_INIT("Host offered STARTTLS"),
		STR_INIT("Untrusted: "),
		STR_INIT("mapping "),
		STR_INIT("concatenation "),
		STR_INIT("generic"),
	};

	for (size_t i = 0; i < LEN(known); i++)
		if (begins(s, known[i]))
			return true;
	return false;
}

void postfix_line_read(struct str daemon, struct str text, struct postfix_line *out)
{
	struct str s = text;

	*out = (struct postfix_line){ .fact = POSTFIX_UNKNOWN };
	out->id = take_id(&s);
	if (out->id.n)
		read_with_id(daemon, s, out);
	else if (taken(&s, STR("warning: ")))
		read_warning(s, out);
	else if (taken(&s, STR("NOQUEUE: reject: ")) || taken(&s, STR("NOQUEUE: milter-reject: ")))
		read_refused(s, out);
	else if (idle(s))
		out->fact = POSTFIX_OTHER;
}

bool postfix_program(struct str program)
{
	static const struct str daemon[] = {
		STR_INIT("anvil"),          STR_INIT("bounce"),     STR_INIT("cleanup"),
		STR_INIT("discard"),        STR_INIT("dnsblog"),    STR_INIT("error"),
		STR_INIT("flush"),          STR_INIT("lmtp"),       STR_INIT("local"),
		STR_INIT("master"),         STR_INIT("nqmgr"),      STR_INIT("oqmgr"),
		STR_INIT("pickup"),         STR_INIT("pipe"),       STR_INIT("postdrop"),
		STR_INIT("postqueue"),      STR_INIT("postscreen"), STR_INIT("postsuper"),
		STR_INIT("proxymap"),       STR_INIT("qmgr"),       STR_INIT("qmqpd"),
		STR_INIT("scache"),         STR_INIT("sendmail"),   STR_INIT("showq"),
		STR_INIT("smtp"),           STR_INIT("smtpd"),      STR_INIT("spawn"),
		STR_INIT("tlsmgr"),         STR_INIT("tlsproxy"),   STR_INIT("trivial-rewrite"),
		STR_INIT("verify"),         STR_INIT("virtual"),    STR_INIT("postlogd"),
		STR_INIT("postfix-script"),
	};
	struct str last = log_daemon(program);

	if (last.n == program.n)
		return false;
	if (str_starts(program, STR("postfix")))
		return true;
	for (size_t i = 0; i < LEN(daemon); i++)
		if (str_eq(last, daemon[i]))
			return true;
	return false;
}
