/* One line per event on standard error, key=value, for a journal or a person.
 *
 * Only processes log; libraries return errors. Values are quoted where needed and control
 * octets escaped, so that no value can forge a line.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_LINE_MAX 4096 /* octets; longer lines are cut */

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_NOTHING /* to open with alone */ };

struct log_line {
	char text[LOG_LINE_MAX];
	size_t n;
	bool cut;
	bool quiet; /* below the level that is shown */
};

/* Who speaks ("desk"), from when on; the name is not copied. */
void log_open(const char *role, enum log_level least);

/* A line is begun, given pairs, and ended, which writes it. */
void log_begin(struct log_line *l, enum log_level level, const char *event);
void log_str(struct log_line *l, const char *key, struct str value);
void log_c(struct log_line *l, const char *key, const char *value);
void log_int(struct log_line *l, const char *key, int64_t value);
void log_end(struct log_line *l);

/* A whole line at once: an error with its kind. */
void log_err(enum log_level level, const char *event, const struct err *err);

/* A whole line with nothing to add. */
void log_event(enum log_level level, const char *event);
