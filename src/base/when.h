/* Points in time and lengths of time, in types of their own so that they cannot be mixed up.
 *
 * Microseconds since 1970-01-01T00:00:00Z, no leap seconds. Nothing here asks for the time:
 * only sys/clock does.
 */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define WHEN_TEXT_MAX 32 /* octets of an instant's or a span's text */

struct instant {
	int64_t us;
};

struct span {
	int64_t us;
};

#define SPAN_US(n) ((struct span){ (n) })
#define SPAN_MS(n) ((struct span){ (n)*INT64_C(1000) })
#define SPAN_S(n) ((struct span){ (n)*INT64_C(1000000) })

/* The ends of time: "always" and "until further notice". */
#define WHEN_NEVER ((struct instant){ INT64_MAX })
#define WHEN_EVER ((struct instant){ INT64_MIN })

/* A date and a time of day as written, and the offset if one was written. */
struct civil {
	int year; /* 1 to 9999 */
	unsigned month, day, hour, minute, second, micro;
	bool has_offset;
	int offset_s; /* east of Greenwich */
};

/* RFC 3339: "2026-11-23T08:15:00Z", "2026-11-23 08:15:00.25+01:00"; the seconds, or all of
 * the time of day, may be missing. ERR_INPUT says what would be right. */
NODISCARD int civil_parse(struct str text, struct civil *out, struct err *err);

/* Seconds since 1970 of the date and time as if written for offset 0. */
int64_t civil_seconds(const struct civil *c);

/* As civil_parse, and refuses text without an offset. For text in a provider's own zone see
 * base/zone. */
NODISCARD int instant_parse(struct str text, struct instant *out, struct err *err);

/* "2026-11-23T08:15:00Z", microseconds only when there are some; "always", "never" at the
 * ends of time. */
const char *instant_text(struct instant t, char *text); /* room for WHEN_TEXT_MAX + 1 */

/* "20261123T081500Z", for names of files. */
const char *instant_compact(struct instant t, char *text);

struct instant instant_add(struct instant t, struct span d); /* stays at the ends of time */
struct span instant_since(struct instant later, struct instant earlier);
int instant_cmp(struct instant a, struct instant b);

/* "30s", "250ms", "15m", "2h", "7d", "4w", or sums such as "1h30m". */
NODISCARD int span_parse(struct str text, struct span *out, struct err *err);

/* The two largest units: "1h 30m", "12s", "250ms". */
const char *span_text(struct span d, char *text);
