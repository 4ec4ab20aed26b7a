/* A backup looked through before anything is done with it. */
#pragma once

#include "base/arena.h"
#include "cli/manifest.h"
#include "store/dump_read.h"
#include "sys/file.h"

struct checked {
	struct str dir;
	struct manifest m;
	struct file rows;  /* open, so that it can be read when we are somebody else */
	struct str sealed; /* the keys; p NULL: the backup has none */
};

/* Every file is whole and as the manifest says; the rows can be read. ERR_INPUT names the file
 * that is not. Strings are in the arena. To be released either way. */
NODISCARD int recover_check(struct str dir, struct arena *arena, struct checked *out,
			    struct err *err);

void recover_release(struct checked *c);

/* Reads the rows of a backup from its beginning; `fact` is called for all there is. */
struct rows_call {
	int (*fact)(void *ctx, const struct dump_reader *r, enum dump_fact fact, struct err *err);
	void *ctx;
};
NODISCARD int recover_read(struct checked *c, const struct rows_call *call, struct err *err);
