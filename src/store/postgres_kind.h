/* What PostgreSQL's error codes (SQLSTATE) allow the caller to do. */
#pragma once

#include "base/err.h"

#include <stdbool.h>

/* LATER: busy, full, in conflict with another node, or leaving; nothing of it happened. INPUT:
 * it refuses the values, or us. SYS: the rest. */
enum err_kind postgres_kind(const char *state);

/* Whether a new connection is needed before anything else can succeed. */
bool postgres_is_stale(const char *state);
