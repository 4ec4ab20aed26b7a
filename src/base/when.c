/* Reading and writing points and lengths of time; the calendar is the proleptic Gregorian. */
#include "base/when.h"

#include "base/scan.h"

#include <stdio.h>

enum { US = 1000000, DAY_S = 86400 };

/* The first second of year 1 and the last of year 9999: what four digits can show. */
#define FIRST_S INT64_C(-62135596800)
#define LAST_S INT64_C(253402300799)

/* Days since 1970-01-01; years count from March so that the leap day comes last. */
static int64_t days_of(int year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static void date_of(int64_t days, struct civil *c)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	c->day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400 + (c->month <= 2));
}

static unsigned month_days(int year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static void read_fraction(struct scan *s, struct civil *c)
{
	unsigned unit = US / 10;

	c->micro = 0;
	if (scan_peek(s) < '0' || scan_peek(s) > '9')
		s->bad = true;
	while (scan_peek(s) >= '0' && scan_peek(s) <= '9') {
		c->micro += (unsigned)scan_fixed(s, 1) * unit;
		unit /= 10;
	}
}

static void read_offset(struct scan *s, struct civil *c)
{
	int sign = scan_peek(s) == '-' ? -1 : 1;
	unsigned hours;
	unsigned minutes;

	if (scan_peek(s) < 0)
		return;
	c->has_offset = true;
	if (scan_try(s, 'Z') || scan_try(s, 'z'))
		return;
	if (!scan_try(s, '-'))
		scan_want(s, '+');
	hours = (unsigned)scan_fixed(s, 2);
	(void)scan_try(s, ':');
	minutes = (unsigned)scan_fixed(s, 2);
	if (hours > 23 || minutes > 59)
		s->bad = true;
	c->offset_s = sign * (int)(hours * 3600 + minutes * 60);
}

static void read_time(struct scan *s, struct civil *c)
{
	if (scan_peek(s) < 0)
		return;
	if (!scan_try(s, 'T') && !scan_try(s, 't'))
		scan_want(s, ' ');
	c->hour = (unsigned)scan_fixed(s, 2);
	scan_want(s, ':');
	c->minute = (unsigned)scan_fixed(s, 2);
	if (scan_try(s, ':')) {
		c->second = (unsigned)scan_fixed(s, 2);
		if (scan_try(s, '.'))
			read_fraction(s, c);
	}
	read_offset(s, c);
}

int civil_parse(struct str text, struct civil *out, struct err *err)
{
	struct scan s = scan_of(text);

	*out = (struct civil){ 0 };
	out->year = (int)scan_fixed(&s, 4);
	scan_want(&s, '-');
	out->month = (unsigned)scan_fixed(&s, 2);
	scan_want(&s, '-');
	out->day = (unsigned)scan_fixed(&s, 2);
	read_time(&s, out);
	if (!scan_end(&s) || out->year < 1 || out->month < 1 || out->month > 12 || out->day < 1 ||
	    out->day > month_days(out->year, out->month) || out->hour > 23 || out->minute > 59 ||
	    out->second > 60)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is not a time such as 2026-11-23T08:15:00Z",
			       (int)(text.n > 60 ? 60 : text.n), text.p ? text.p : "");
	return 0;
}

int64_t civil_seconds(const struct civil *c)
{
	return days_of(c->year, c->month, c->day) * DAY_S + c->hour * 3600 + c->minute * 60 +
	       c->second;
}

int instant_parse(struct str text, struct instant *out, struct err *err)
{
	struct civil c;
	int64_t s;

	if (civil_parse(text, &c, err) < 0)
		return -1;
	if (!c.has_offset)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" has no time zone: write it with Z or an offset such as "
			       "+01:00",
			       STR_ARG(text));
	s = civil_seconds(&c) - c.offset_s;
	if (s < FIRST_S || s > LAST_S)
		return err_set(err, ERR_INPUT, "\"%.*s\" lies outside the years 1 to 9999 in UTC",
			       STR_ARG(text));
	out->us = s * US + c.micro;
	return 0;
}

const char *instant_text(struct instant t, char *text)
{
	struct civil c = { 0 };
	int64_t s = t.us / US - (t.us % US < 0);
	int64_t days = s / DAY_S - (s % DAY_S < 0);
	unsigned in_day = (unsigned)(s - days * DAY_S);
	int64_t micro = t.us % US + (t.us % US < 0 ? US : 0);
	int n;

	if (t.us == INT64_MAX || t.us == INT64_MIN) {
		snprintf(text, WHEN_TEXT_MAX + 1, t.us < 0 ? "always" : "never");
		return text;
	}
	date_of(days, &c);
	n = snprintf(text, WHEN_TEXT_MAX + 1, "%04d-%02u-%02uT%02u:%02u:%02u", c.year, c.month,
		     c.day, in_day / 3600, in_day / 60 % 60, in_day % 60);
	if (n < 0 || n > WHEN_TEXT_MAX)
		n = WHEN_TEXT_MAX;
	snprintf(text + n, (size_t)(WHEN_TEXT_MAX + 1 - n), micro ? ".%06uZ" : "Z",
		 (unsigned)micro);
	return text;
}

const char *instant_compact(struct instant t, char *text)
{
	size_t n = 0;

	instant_text((struct instant){ t.us - t.us % US }, text);
	for (size_t i = 0; text[i]; i++)
		if (text[i] != '-' && text[i] != ':')
			text[n++] = text[i];
	text[n] = '\0';
	return text;
}

struct instant instant_add(struct instant t, struct span d)
{
	struct instant sum;

	if (t.us == INT64_MAX || t.us == INT64_MIN)
		return t;
	if (__builtin_add_overflow(t.us, d.us, &sum.us))
		return d.us > 0 ? WHEN_NEVER : WHEN_EVER;
	return sum;
}

struct span instant_since(struct instant later, struct instant earlier)
{
	struct span d;

	if (__builtin_sub_overflow(later.us, earlier.us, &d.us))
		d.us = later.us > earlier.us ? INT64_MAX : INT64_MIN;
	return d;
}

int instant_cmp(struct instant a, struct instant b)
{
	return (a.us > b.us) - (a.us < b.us);
}

static const struct {
	struct str name;
	int64_t us;
} unit[] = {
	{{ "w", 1 },   INT64_C(7) * DAY_S *US},
	{ { "d", 1 },  INT64_C(1) * DAY_S *US},
	{ { "h", 1 },  INT64_C(3600) * US    },
	{ { "m", 1 },  INT64_C(60) * US      },
	{ { "s", 1 },  US                    },
	{ { "ms", 2 }, 1000                  },
	{ { "us", 2 }, 1                     },
};

static int64_t unit_us(struct scan *s)
{
	size_t from = s->at;

	while (scan_peek(s) >= 'a' && scan_peek(s) <= 'z')
		s->at++;
	for (size_t i = 0; i < LEN(unit); i++)
		if (str_eq(unit[i].name, str_sub(s->all, from, s->at - from)))
			return unit[i].us;
	s->bad = true;
	return 0;
}

int span_parse(struct str text, struct span *out, struct err *err)
{
	struct scan s = scan_of(text);

	out->us = 0;
	do {
		int64_t n = (int64_t)scan_u64(&s, 15, INT64_MAX);
		int64_t each = unit_us(&s);
		int64_t part;

		if (__builtin_mul_overflow(n, each, &part) ||
		    __builtin_add_overflow(out->us, part, &out->us))
			s.bad = true;
	} while (!s.bad && scan_peek(&s) >= 0);
	if (s.bad)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is not a length of time such as 30s, 15m, "
			       "2h or 7d",
			       (int)(text.n > 60 ? 60 : text.n), text.p ? text.p : "");
	return 0;
}

const char *span_text(struct span d, char *text)
{
	uint64_t us = d.us < 0 ? 0 - (uint64_t)d.us : (uint64_t)d.us;
	int n = 0;
	int parts = 0;

	if (d.us < 0)
		n = snprintf(text, WHEN_TEXT_MAX + 1, "-");
	if (us == 0)
		n = snprintf(text, WHEN_TEXT_MAX + 1, "0s");
	for (size_t i = 0; i < LEN(unit) && parts < 2 && us > 0; i++) {
		uint64_t each = (uint64_t)unit[i].us;

		if (us >= each) {
			n += snprintf(text + n, (size_t)(WHEN_TEXT_MAX + 1 - n), "%s%llu%s",
				      parts ? " " : "", (unsigned long long)(us / each),
				      unit[i].name.p);
			parts++;
		} else if (parts) {
			break;
		}
		us %= each;
	}
	return text;
}
