/* Where a passphrase comes from: a file, or the terminal. */
#pragma once

#include "base/buf.h"
#include "cli/cli.h"

struct passphrase_ask {
	struct str file;     /* of --passphrase-file; empty: ask at the terminal */
	bool twice;          /* a new one */
	const char *instead; /* what can be done instead, for the sentence */
};

/* Into `out`, which can take SECRET_PASSPHRASE_MAX + 2 octets. */
NODISCARD int passphrase_get(const struct passphrase_ask *ask, struct buf *out, struct err *err);
