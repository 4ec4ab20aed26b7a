/* The configuration with its keys: gathered from its folder, as one archive, and put back. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "sys/file_mark.h"

#include <stdbool.h>

#define KEYRING_FILE_MAX (4u << 20)
#define KEYRING_MAX (24u << 20) /* octets of an archive */
#define KEYRING_ENTRIES_MAX 2000

struct keyring_entry {
	/* Relative to the configuration's folder, with "/" at its end if it is a folder; or
	 * absolute: a file outside that a setting names with @. */
	struct str path;
	struct file_mark mark;
	struct str content;
};

struct keyring {
	struct keyring_entry *entry;
	size_t n;
};

/* All below the folder `etc`, and the secrets that its files name; a folder that is not there
 * gives nothing. */
NODISCARD int keyring_gather(struct str etc, struct arena *arena, struct keyring *out,
			     struct err *err);

void keyring_put(struct buf *out, const struct keyring *k);
NODISCARD int keyring_get(struct str archive, struct arena *arena, struct keyring *out,
			  struct err *err);
