/* Files by path: read in pieces or whole, written whole or not at all.
 *
 * For files that the operator named or that are our own; what hostile bytes name is opened
 * beneath a root elsewhere.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

#include <stdint.h>

#define FILE_PATH_MAX 4095 /* octets */

struct file {
	int fd; /* -1: closed */
	char path[FILE_PATH_MAX + 1];
	uint64_t size;
	struct instant changed; /* last change of the content */
};

/* For reading. ERR_GONE if there is none, ERR_INPUT if it is no ordinary file or may not be
 * read; the sentence names the path. */
NODISCARD int file_open(struct file *f, struct str path, struct err *err);
/* Standard input, whatever it is, as a file that was never changed. */
NODISCARD int file_stdin(struct file *f, struct err *err);

void file_close(struct file *f); /* fit for AUTO; a closed one is fine */

/* The next octets, at most `room`; *got 0 at the end. */
NODISCARD int file_read(struct file *f, char *to, size_t room, size_t *got, struct err *err);

/* Reads on from its beginning. */
NODISCARD int file_again(struct file *f, struct err *err);

/* The whole file, appended to `out`; ERR_INPUT if it passes out's ceiling. */
NODISCARD int file_load(struct str path, struct buf *out, struct err *err);

/* The content stands there whole, safe on disk, or not at all: a temporary file beside it,
 * synced and renamed. */
NODISCARD int file_save(struct str path, struct str content, struct err *err);

/* The same content and age under another name, for the owner alone. ERR_INPUT: larger than
 * `max` octets. Not safe on disk until file_rename. */
NODISCARD int file_copy(struct str from, struct str to, uint64_t max, struct err *err);

/* Makes the folder and those above it, for the owner alone; one that is there is fine. */
NODISCARD int file_folder(struct str path, struct err *err);

/* The group of the folder it lies in may read it, and pass through if it is a folder. */
NODISCARD int file_share(struct str path, struct err *err);

NODISCARD int file_rename(struct str from, struct str to, struct err *err);

/* Gone afterwards, also if it was before. */
NODISCARD int file_remove(struct str path, struct err *err);
