/* The rule at the end of a TZif file, such as "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX TZ with the
 * longer hours of RFC 8536): which offset holds after the last written change. */
#pragma once

#include "base/str.h"

#include <stdint.h>

struct zone_day {
	char form; /* 'J' 1 to 365 without leap days, 'N' 0 to 365, 'M' month.week.weekday */
	int month, week, day;
	int seconds; /* after midnight, may be negative or days long */
};

struct zone_rule {
	int offset; /* seconds east; of winter where there is a summer */
	int summer; /* the same as offset where there is none */
	struct zone_day begin, end;
};

bool zone_rule_parse(struct str text, struct zone_rule *out);
int zone_rule_offset(const struct zone_rule *rule, int64_t t);
