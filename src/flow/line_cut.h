/* Cutting a stream into lines, with memory for one block of it.
 *
 * The owner appends to `block`, takes lines until there are no more, and appends again. A line that
 * is longer than the block is cut: its beginning counts as the line, the rest is passed over.
 */
#pragma once

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

#define LINE_CUT_BLOCK (1u << 20) /* octets of a line that are seen */

struct line_cut {
	struct buf block;
	size_t at; /* the next line's place in it */
	bool cut;  /* within the rest of a line that was too long */
	uint64_t too_long;
};

void line_cut_init(struct line_cut *c);
void line_cut_done(struct line_cut *c);

/* The next whole line, without its LF or CRLF; until the next call. False: there is room in
 * `block` again, and more is wanted. */
bool line_cut_next(struct line_cut *c, struct str *line);

/* What stands behind the last line end; false if there is nothing. */
bool line_cut_last(struct line_cut *c, struct str *line);
