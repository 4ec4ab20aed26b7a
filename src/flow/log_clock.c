/* Reading a log's times, a minute at a time: only what changes within it is read again. */
#include "flow/log_clock.h"

#include <string.h>

enum { US = 1000000, AHEAD_S = 86400, YEARS_BACK = 8, ORDER_S = 300 };

struct stamp {
	struct str prefix, tail;
	unsigned second, micro;
};

void log_clock_file(struct log_clock *c, struct instant written)
{
	c->written = written;
	c->last = (struct instant){ 0 };
	c->prefix_n = 0;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes ".123456" off the tail. */
static void take_fraction(struct stamp *s)
{
	unsigned unit = US;
	size_t i;

	for (i = 1; i < s->tail.n && digit(s->tail.p[i]); i++) {
		unit /= 10;
		s->micro += (unsigned)(s->tail.p[i] - '0') * unit;
	}
	s->tail = (struct str){ s->tail.p + i, s->tail.n - i };
}

/* False if it is not of the usual widths. */
static bool split(const struct log_head *head, struct stamp *out)
{
	size_t at = head->form == LOG_FORM_CLASSIC ? head->stamp.n - 2 : LOG_CLOCK_PREFIX_MAX;
	const char *p = head->stamp.p;

	if (head->stamp.n < at + 2 || at > LOG_CLOCK_PREFIX_MAX || !digit(p[at]) ||
	    !digit(p[at + 1]))
		return false;
	out->prefix = (struct str){ p, at };
	out->tail = (struct str){ p + at + 2, head->stamp.n - at - 2 };
	out->second = (unsigned)((p[at] - '0') * 10 + (p[at + 1] - '0'));
	out->micro = 0;
	if (out->tail.n && out->tail.p[0] == '.')
		take_fraction(out);
	return out->second <= 60 && out->tail.n <= LOG_CLOCK_TAIL_MAX;
}

/* Whether the month has that day. */
static bool exists(const struct civil *c)
{
	struct civil day = { .year = c->year, .month = c->month, .day = c->day };
	struct civil next = { .year = c->year + c->month / 12,
			      .month = c->month % 12 + 1,
			      .day = 1 };

	return civil_seconds(&day) < civil_seconds(&next);
}

/* What the clocks showed twice was the first time, unless the log is past that. */
static struct instant in_zone(const struct log_clock *c, const struct civil *civil, bool *twice)
{
	struct instant at[2];
	int64_t s = civil_seconds(civil);

	*twice = false;
	if (civil->has_offset || !c->zone)
		return (struct instant){ (s - civil->offset_s) * US + civil->micro };
	switch (zone_instants(c->zone, civil, at)) {
	case 0: /* not a time of this zone */
		s -= zone_offset(c->zone, (struct instant){ s * US });
		return (struct instant){ s * US + civil->micro };
	case 1:
		return at[0];
	}
	*twice = true;
	return c->last.us > at[0].us + (int64_t)ORDER_S * US ? at[1] : at[0];
}

static bool with_year(const struct log_clock *c, struct civil *civil)
{
	int64_t latest = c->written.us / US + AHEAD_S;

	civil->year = (int)(1970 + latest / INT64_C(31556952)) + 1;
	for (int i = 0; i < YEARS_BACK + 2; i++, civil->year--)
		if (exists(civil) && civil_seconds(civil) <= latest)
			return true;
	return false;
}

/* The minute is kept unless the next line of the same words may be of another one. */
static void keep(struct log_clock *c, const struct stamp *s, struct instant at)
{
	memcpy(c->prefix, s->prefix.p, s->prefix.n);
	c->prefix_n = (uint8_t)s->prefix.n;
	if (s->tail.n)
		memcpy(c->tail, s->tail.p, s->tail.n);
	c->tail_n = (uint8_t)s->tail.n;
	c->minute_us = at.us - (int64_t)s->second * US - s->micro;
}

static bool kept(const struct log_clock *c, const struct stamp *s)
{
	return c->prefix_n == s->prefix.n && memcmp(c->prefix, s->prefix.p, c->prefix_n) == 0 &&
	       c->tail_n == s->tail.n &&
	       (c->tail_n == 0 || memcmp(c->tail, s->tail.p, c->tail_n) == 0);
}

bool log_clock_read(struct log_clock *c, const struct log_head *head, struct instant *out)
{
	struct civil civil;
	struct stamp s;
	bool twice;

	*out = c->last;
	if (head->form == LOG_FORM_NONE || !split(head, &s))
		return false;
	if (kept(c, &s)) {
		out->us = c->minute_us + (int64_t)s.second * US + s.micro;
	} else {
		if (!log_head_civil(head, &civil) || (!civil.year && !with_year(c, &civil)))
			return false;
		*out = in_zone(c, &civil, &twice);
		if (!twice)
			keep(c, &s, *out);
	}
	c->last = *out;
	return true;
}
