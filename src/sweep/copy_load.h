/* Lines of a data file on their way into a copy. */
#pragma once

#include "proto/rbl_line.h"
#include "sweep/copy_data.h"

struct copy_load {
	struct copy *copy;
	struct rbl_reader reader;
	struct rbl_fact fact;
	struct copy_set common; /* what holds for all data sets of a combined file */
	struct copy_set *set;   /* the one that lines go to; NULL before the first */
	uint64_t line;
};

/* `type` is not RBL_UNKNOWN. */
void copy_load_begin(struct copy_load *l, struct copy *c, enum rbl_type type);

/* A line without its end. ERR_INPUT if the file cannot be used; a bad line is only counted. */
NODISCARD int copy_load_line(struct copy_load *l, struct str line, struct err *err);

/* After the last line: settles everything. */
NODISCARD int copy_load_end(struct copy_load *l, struct err *err);
