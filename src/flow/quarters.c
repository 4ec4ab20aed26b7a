/* Counting by quarters of an hour, and the median of hours. */
#include "flow/quarters.h"

#include <string.h>

enum { HOURS_MAX = QUARTERS_MAX / QUARTERS_HOUR - 1 };

static int64_t number_of(struct instant t)
{
	int64_t us = INT64_C(900000000);

	return t.us / us - (t.us % us < 0);
}

static uint32_t *slot(struct quarters *q, int64_t number)
{
	return &q->count[(uint64_t)number % QUARTERS_MAX];
}

/* What the ring leaves behind on its way is empty. */
static void move_on(struct quarters *q, int64_t to)
{
	if (q->newest == 0 || to - q->newest >= QUARTERS_MAX)
		memset(q->count, 0, sizeof(q->count));
	else
		for (int64_t n = q->newest + 1; n <= to; n++)
			*slot(q, n) = 0;
	q->newest = to;
}

void quarters_add(struct quarters *q, struct instant when)
{
	int64_t number = number_of(when);

	if (number <= 0)
		return;
	if (number > q->newest)
		move_on(q, number);
	if (q->newest - number < QUARTERS_MAX && *slot(q, number) < UINT32_MAX)
		(*slot(q, number))++;
}

/* Of the hour that ends with quarter `last`. */
static uint32_t hour_of(const struct quarters *q, int64_t last)
{
	uint32_t sum = 0;

	for (int64_t n = last; n > last - QUARTERS_HOUR; n--)
		if (n <= q->newest && q->newest - n < QUARTERS_MAX)
			sum += q->count[(uint64_t)n % QUARTERS_MAX];
	return sum;
}

uint32_t quarters_hour(const struct quarters *q, struct instant last)
{
	return hour_of(q, number_of(last));
}

static uint32_t median(uint32_t *n, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++)
		for (uint32_t k = i; k > 0 && n[k - 1] > n[k]; k--) {
			uint32_t swapped = n[k];

			n[k] = n[k - 1];
			n[k - 1] = swapped;
		}
	return count ? n[(count - 1) / 2] : 0;
}

struct quarters_change quarters_change(const struct quarters *q, struct instant first,
				       struct instant last)
{
	struct quarters_change c = { 0 };
	uint32_t hour[HOURS_MAX];
	int64_t from = number_of(first), end = number_of(last);

	if (first.us > last.us || end <= 0)
		return c;
	c.last_hour = hour_of(q, end);
	for (; c.hours < HOURS_MAX; c.hours++) {
		end -= QUARTERS_HOUR;
		if (end - QUARTERS_HOUR < from) /* the log's first quarter may be no whole one */
			break;
		hour[c.hours] = hour_of(q, end);
	}
	c.usual = median(hour, c.hours);
	return c;
}
