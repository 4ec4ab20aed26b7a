/* What a backup consists of: the file MANIFEST, and SHA256SUMS beside it. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/when.h"
#include "sys/digest.h"

#include <stdint.h>

#define MANIFEST_FILE "MANIFEST"
#define MANIFEST_SUMS "SHA256SUMS"
#define MANIFEST_ROWS "store.dump.zst"
#define MANIFEST_KEYS "keys.sealed"

#define MANIFEST_FORMAT 1
#define MANIFEST_OCTETS_MAX (1 << 20)
#define MANIFEST_FILES_MAX 8
#define MANIFEST_TABLES_MAX 200

struct manifest_file {
	struct str name;
	int64_t octets;
	char sum[DIGEST_TEXT_MAX + 1];
};

struct manifest_table {
	struct str name;
	int64_t rows;
};

struct manifest {
	int64_t format;
	struct str version; /* of the program that wrote it */
	int64_t schema;
	struct str engine;
	struct instant made;
	struct manifest_file file[MANIFEST_FILES_MAX];
	size_t files;
	struct manifest_table table[MANIFEST_TABLES_MAX];
	size_t tables;
};

void manifest_put(struct buf *out, const struct manifest *m);

/* Strings are in the arena. ERR_INPUT: not one, or of a later format. */
NODISCARD int manifest_get(struct str text, struct arena *arena, struct manifest *out,
			   struct err *err);

/* What sha256sum -c reads: the sum of MANIFEST, then those in it. */
void manifest_sums(struct buf *out, const char *own, const struct manifest *m);

/* NULL if it has no such file. */
const struct manifest_file *manifest_file(const struct manifest *m, struct str name);

/* All rows of all tables. */
int64_t manifest_rows(const struct manifest *m);
