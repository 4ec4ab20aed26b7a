/* How long something took, as mail servers write it: "0.42", "3s", "1h2m3.25s". */
#pragma once

#include "base/str.h"

#include <stdint.h>

#define LOG_DELAY_MAX_MS (UINT64_C(400) * 86400 * 1000) /* nothing waits longer in a queue */

/* In milliseconds, seconds where no unit is told; 0 if it is no such text, or a longer time. */
uint64_t log_delay_ms(struct str text);
