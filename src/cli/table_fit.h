/* How a table goes into a window: which columns stand in the rows and how wide, and which are told
 * below them.
 *
 * Nothing is cut: a column of words is wrapped where two lines or so are enough for each of its
 * cells; where there is no room for that, columns go below their rows, the least wanted first.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define TABLE_GAP 1 /* blanks between columns */

struct table_fit {
	size_t natural; /* cells of the longest cell or the title */
	size_t word;    /* of the longest word: words are not broken while a column may go */
	bool wraps;
	unsigned goes; /* below the rows: higher ones first, among equals the rightmost */
	/* told by table_fit */
	size_t width;
	bool below;
};

/* `window` 0: as wide as need be. The first column never goes. */
void table_fit(struct table_fit *column, size_t n, size_t window);
