/* Reading the heads of log lines. */
#include "proto/log_head.h"

#include "base/scan.h"

#include <string.h>

enum {
	CLASSIC_MIN = sizeof("Nov 3 08:15:00 ") - 1,
	EXIM_STAMP = sizeof("2026-11-03 08:15:00") - 1,
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether `s` begins with the shape, in which 0 is any digit and all else itself. */
static bool shaped(struct str s, const char *shape)
{
	for (size_t i = 0; shape[i]; i++)
		if (i == s.n || (shape[i] == '0' ? !digit(s.p[i]) : s.p[i] != shape[i]))
			return false;
	return true;
}

static bool two_digits(const char *p)
{
	return (int)digit(p[0]) & (int)digit(p[1]);
}

static unsigned month_of(struct str s)
{
	static const char name[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	for (unsigned m = 0; m < 12 && s.n >= 3; m++)
		if (s.p[0] == name[m][0] && s.p[1] == name[m][1] && s.p[2] == name[m][2])
			return m + 1;
	return 0;
}

/* " 08:15:00 " */
static bool time_of_day(const char *p)
{
	return p[0] == ' ' && two_digits(p + 1) && p[3] == ':' && two_digits(p + 4) &&
	       p[6] == ':' && two_digits(p + 7) && p[9] == ' ';
}

/* The length of "Nov  3 08:15:00" at the head of s, 0 if there is none. */
static size_t classic_stamp(struct str s)
{
	size_t at = 4;

	if (s.n < CLASSIC_MIN || s.p[3] != ' ' || !month_of(s))
		return 0;
	if (s.p[at] == ' ')
		at++;
	at += digit(s.p[at]) + (digit(s.p[at]) && digit(s.p[at + 1]));
	return s.n - at >= 10 && time_of_day(s.p + at) ? at + 9 : 0;
}

/* "<22>", as it travels between machines. */
static struct str without_priority(struct str s)
{
	size_t end;

	if (s.n == 0 || s.p[0] != '<')
		return s;
	end = str_find(str_sub(s, 0, 5), '>');
	return end < 5 && end < s.n ? str_sub(s, end + 1, s.n) : s;
}

/* "imap-login: Info: ...": a program that writes a file of its own names no host. */
static bool own_file(struct log_head *out, struct str rest, size_t blank)
{
	out->program = str_sub(rest, 0, blank - 1);
	out->text = str_sub(rest, blank + 1, rest.n);
	return out->program.n > 0;
}

/* The text behind "]: " or ": ", which begins at `p`; false if it does not. */
static bool text_at(struct log_head *out, const char *p, const char *end)
{
	if (p >= end || *p != ':')
		return false;
	p++;
	if (p < end && *p == ' ')
		p++;
	out->text = (struct str){ p, (size_t)(end - p) };
	return true;
}

/* Takes host, program and pid off `rest`; false if they are not there. */
static bool origin(struct log_head *out, struct str rest)
{
	const char *end = rest.p + rest.n;
	const char *p = memchr(rest.p, ' ', rest.n), *from, *close;

	if (!p || p == rest.p)
		return false;
	out->host = (struct str){ rest.p, (size_t)(p - rest.p) };
	if (p[-1] == ':') {
		out->host = (struct str){ 0 };
		return own_file(out, rest, (size_t)(p - rest.p));
	}
	from = ++p;
	while (p < end && *p != ' ' && *p != '[' && *p != ':')
		p++;
	if (p == from || p == end || *p == ' ')
		return false;
	out->program = (struct str){ from, (size_t)(p - from) };
	if (*p == ':')
		return text_at(out, p, end);
	close = memchr(p, ']', (size_t)(end - p));
	if (!close)
		return false;
	out->pid = (struct str){ p + 1, (size_t)(close - p - 1) };
	return text_at(out, close + 1, end);
}

/* Exim writes a zone behind the time if it is told to (log_timezone), and milliseconds. */
static bool exim_head(struct str line, struct log_head *out)
{
	size_t end = EXIM_STAMP;

	if (!shaped(line, "0000-00-00 00:00:00"))
		return false;
	if (end < line.n && line.p[end] == '.')
		for (end++; end < line.n && digit(line.p[end]);)
			end++;
	if (shaped(str_sub(line, end, line.n), " +0000 ") ||
	    shaped(str_sub(line, end, line.n), " -0000 "))
		end += sizeof(" +0000") - 1;
	if (end >= line.n || line.p[end] != ' ')
		return false;
	*out = (struct log_head){ .form = LOG_FORM_EXIM,
				  .stamp = str_sub(line, 0, end),
				  .text = str_sub(line, end + 1, line.n) };
	return true;
}

bool log_head_read(struct str line, struct log_head *out)
{
	struct str s = line.n && line.p[0] == '<' ? without_priority(line) : line;
	size_t end;

	*out = (struct log_head){ .form = LOG_FORM_CLASSIC };
	if (s.n && digit(s.p[0])) {
		if (exim_head(s, out))
			return true;
		out->form = LOG_FORM_RFC3339;
		end = shaped(s, "0000-00-00T00:00:00") ? str_find(s, ' ') : 0;
	} else {
		end = classic_stamp(s);
	}
	out->stamp = (struct str){ s.p, end };
	if (end > 0 && end < s.n && origin(out, (struct str){ s.p + end + 1, s.n - end - 1 }))
		return true;
	*out = (struct log_head){ .form = LOG_FORM_NONE, .text = line };
	return false;
}

struct str log_daemon(struct str program)
{
	const char *slash = program.n ? memrchr(program.p, '/', program.n) : NULL;

	return slash ? str_sub(program, (size_t)(slash + 1 - program.p), program.n) : program;
}

static bool civil_of_classic(struct str stamp, struct civil *out)
{
	struct scan s = scan_of(str_sub(stamp, 3, stamp.n));

	*out = (struct civil){ .month = month_of(stamp) };
	scan_blanks(&s);
	out->day = (unsigned)scan_u64(&s, 2, 31);
	scan_blanks(&s);
	out->hour = (unsigned)scan_u64(&s, 2, 23);
	scan_want(&s, ':');
	out->minute = (unsigned)scan_u64(&s, 2, 59);
	scan_want(&s, ':');
	out->second = (unsigned)scan_u64(&s, 2, 60);
	return scan_end(&s) && out->day > 0;
}

/* Exim puts a blank before the zone. */
static struct str without_blank(struct str stamp, char *text)
{
	size_t at = stamp.n > EXIM_STAMP
			    ? EXIM_STAMP + str_find(str_sub(stamp, EXIM_STAMP, stamp.n), ' ')
			    : stamp.n;

	if (at >= stamp.n || stamp.n > WHEN_TEXT_MAX)
		return stamp;
	memcpy(text, stamp.p, at);
	memcpy(text + at, stamp.p + at + 1, stamp.n - at - 1);
	return (struct str){ text, stamp.n - 1 };
}

bool log_head_civil(const struct log_head *head, struct civil *out)
{
	char text[WHEN_TEXT_MAX];

	switch (head->form) {
	case LOG_FORM_NONE:
		break;
	case LOG_FORM_CLASSIC:
		return civil_of_classic(head->stamp, out);
	case LOG_FORM_RFC3339:
	case LOG_FORM_EXIM:
		return civil_parse(without_blank(head->stamp, text), out, NULL) == 0;
	}
	return false;
}
