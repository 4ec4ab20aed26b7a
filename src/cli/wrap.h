/* Lines broken between words, so that a terminal does not break them within. */
#pragma once

#include "cli/cli.h"

struct buf;

#define WRAP_NARROWEST 24 /* cells; a terminal is never taken to be narrower */

/* Takes off *rest, which is safe text, what fits into `cells`: as many words as do, or as much of
 * a word as does, and blanks behind it. At least one sign while there is one. */
struct str wrap_take(struct str *rest, size_t cells);

/* Appends `text` in lines of at most `cells`, those after the first `hang` blanks further in; no
 * end of line behind the last. `cells` 0: one line. Blanks at the start stay. */
void wrap_put(struct buf *out, struct str text, size_t cells, size_t hang);

/* A line for a person on standard output: escaped, wrapped to the terminal if there is one, what
 * follows standing 4 further in than it begins. */
void wrap_out(struct cli *cli, struct str line);
