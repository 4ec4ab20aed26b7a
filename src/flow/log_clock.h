/* The instants of a log's lines, which are written in a hurry: without a year, without an offset.
 *
 * A year that is not told is the last one in which the line is not later than its file was written,
 * give or take a day. A time without an offset is one of the given zone; what its clocks showed
 * twice is the time that goes on from the line before. No clock: when the file was written is
 * given.
 */
#pragma once

#include "base/zone.h"
#include "proto/log_head.h"

#include <stdbool.h>

#define LOG_CLOCK_PREFIX_MAX 17 /* octets of a stamp up to its seconds: "2026-11-03T08:15:" */
#define LOG_CLOCK_TAIL_MAX 8    /* octets of the offset behind them */

struct log_clock {
	const struct zone *zone; /* NULL: UTC */
	struct instant written;
	struct instant last; /* of the last line whose time could be read */
	/* The minute of the line before: most lines are of the same one. */
	char prefix[LOG_CLOCK_PREFIX_MAX], tail[LOG_CLOCK_TAIL_MAX];
	uint8_t prefix_n, tail_n;
	int64_t minute_us;
};

/* A file begins that was written until then: its modification time, or now. */
void log_clock_file(struct log_clock *c, struct instant written);

/* When the line was written. False, and *out is the time of the line before, if it tells none. */
bool log_clock_read(struct log_clock *c, const struct log_head *head, struct instant *out);
