/* A file of a log, packed or not, as the entries that it holds. */
#pragma once

#include "base/str.h"
#include "flow/log_feed.h"
#include "proto/plain.h"
#include "sys/file.h"

struct log_input {
	struct file file;
	struct plain *plain;
	struct log_feed feed;
	struct str in; /* read, but not yet unpacked */
	bool end;      /* of the file */
	bool broken;   /* what came before that is told first, then `err` */
	bool last;     /* what stands at its end was told */
	struct err err;
	char *room;
};

/* "-" is standard input. On failure there is nothing to close. */
NODISCARD int log_input_open(struct log_input *in, struct str path, struct err *err);
void log_input_close(struct log_input *in); /* fit for AUTO; one of zeros is fine */

/* The next entry. *got false: at the end. What could be read of a broken file is told before the
 * failure. */
NODISCARD int log_input_next(struct log_input *in, struct log_entry *out, bool *got,
			     struct err *err);
