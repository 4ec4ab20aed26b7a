/* Reading a zone's rule, and finding the last change before a time. */
#include "base/zone_rule.h"

#include "base/scan.h"
#include "base/when.h"

static void take_name(struct scan *s)
{
	bool quoted = scan_try(s, '<');
	size_t from = s->at;
	int c;

	while ((c = scan_peek(s)) >= 0 &&
	       ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-'))))
		s->at++;
	if (s->at - from < 3)
		s->bad = true;
	if (quoted)
		scan_want(s, '>');
}

static int take_hms(struct scan *s, unsigned hours_max)
{
	int sign = 1;
	int v;

	if (scan_try(s, '-'))
		sign = -1;
	else
		(void)scan_try(s, '+');
	v = (int)scan_u64(s, 3, hours_max) * 3600;
	if (scan_try(s, ':')) {
		v += (int)scan_u64(s, 2, 59) * 60;
		if (scan_try(s, ':'))
			v += (int)scan_u64(s, 2, 59);
	}
	return sign * v;
}

static void take_day(struct scan *s, struct zone_day *d)
{
	scan_want(s, ',');
	d->seconds = 2 * 3600;
	if (scan_try(s, 'J')) {
		d->form = 'J';
		d->day = (int)scan_u64(s, 3, 365);
		s->bad = s->bad || d->day == 0;
	} else if (scan_try(s, 'M')) {
		d->form = 'M';
		d->month = (int)scan_u64(s, 2, 12);
		scan_want(s, '.');
		d->week = (int)scan_u64(s, 1, 5);
		scan_want(s, '.');
		d->day = (int)scan_u64(s, 1, 6);
		s->bad = s->bad || d->month == 0 || d->week == 0;
	} else {
		d->form = 'N';
		d->day = (int)scan_u64(s, 3, 365);
	}
	if (scan_try(s, '/'))
		d->seconds = take_hms(s, 167);
}

bool zone_rule_parse(struct str text, struct zone_rule *out)
{
	struct scan s = scan_of(text);

	*out = (struct zone_rule){ 0 };
	take_name(&s);
	out->offset = -take_hms(&s, 24);
	out->summer = out->offset;
	if (scan_end(&s))
		return true;
	take_name(&s);
	out->summer = out->offset + 3600;
	if (scan_peek(&s) >= 0 && scan_peek(&s) != ',')
		out->summer = -take_hms(&s, 24);
	take_day(&s, &out->begin);
	take_day(&s, &out->end);
	return scan_end(&s);
}

static int64_t first_of(int year, int month)
{
	struct civil c = { .year = year, .month = (unsigned)month, .day = 1 };

	return civil_seconds(&c);
}

/* Local seconds since 1970 of the day and its time in `year`. */
static int64_t day_in(const struct zone_day *d, int year)
{
	int64_t first = first_of(year, d->form == 'M' ? d->month : 1);
	int64_t next = d->month == 12 ? first_of(year + 1, 1) : first_of(year, d->month + 1);
	int64_t weekday;
	int64_t day;

	if (d->form == 'N')
		return first + (int64_t)d->day * 86400 + d->seconds;
	if (d->form == 'J') {
		bool leap = first_of(year, 3) - first_of(year, 2) == INT64_C(29) * 86400;

		return first + (int64_t)(d->day - 1 + (leap && d->day >= 60)) * 86400 + d->seconds;
	}
	weekday = ((first / 86400 + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
	day = (d->day - weekday + 7) % 7 + (int64_t)(d->week - 1) * 7;
	while (first + day * 86400 >= next)
		day -= 7;
	return first + day * 86400 + d->seconds;
}

static int year_of(int64_t t)
{
	int64_t year = 1970 + t / 31556952; /* mean length; off by one at most */

	if (year < 2)
		year = 2;
	if (year > 9990)
		year = 9990;
	return (int)year;
}

int zone_rule_offset(const struct zone_rule *rule, int64_t t)
{
	int64_t last = INT64_MIN;
	int year = year_of(t);
	int got = rule->offset;

	if (rule->summer == rule->offset)
		return rule->offset;
	for (int y = year - 2; y <= year + 2; y++) {
		int64_t end = day_in(&rule->end, y) - rule->summer;
		int64_t begin = day_in(&rule->begin, y) - rule->offset;

		if (end <= t && end > last) {
			last = end;
			got = rule->offset;
		}
		if (begin <= t && begin >= last) {
			last = begin;
			got = rule->summer;
		}
	}
	return got;
}
