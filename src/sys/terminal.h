/* Asking a person at the terminal for what must not be shown. */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* Whether there is a terminal to ask at. */
bool terminal_is_there(void);

/* Shows the question and takes a line without showing it, into `out` without its end. ERR_GONE:
 * no terminal, or it was closed instead. ERR_INPUT: longer than `out` may be. */
NODISCARD int terminal_secret(const char *question, struct buf *out, struct err *err);
