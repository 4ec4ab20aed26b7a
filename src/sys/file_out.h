/* A file being written piece by piece, new, for its owner alone, and safe on disk at the end. */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "sys/file.h"

struct file_out {
	int fd; /* -1: closed */
	char path[FILE_PATH_MAX + 1];
};

/* ERR_INPUT: something stands there already, or it may not be made. */
NODISCARD int file_out_new(struct file_out *f, struct str path, struct err *err);

/* ERR_LATER: the disk is full. */
NODISCARD int file_out_add(struct file_out *f, struct str s, struct err *err);

/* Away with all that was written; what comes begins anew. */
NODISCARD int file_out_again(struct file_out *f, struct err *err);

NODISCARD int file_out_end(struct file_out *f, struct err *err);
void file_out_close(struct file_out *f); /* fit for AUTO: leaves what there is */
