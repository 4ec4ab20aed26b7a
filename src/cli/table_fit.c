/* Widths of columns. */
#include "cli/table_fit.h"

enum { WRAPPED_LEAST = 12 }; /* cells: narrower ones cannot be read */

/* The fewest cells the column can do with. */
static size_t least_of(const struct table_fit *c)
{
	size_t half = (c->natural + 1) / 2;

	if (!c->wraps || c->natural <= WRAPPED_LEAST)
		return c->natural;
	half = half > WRAPPED_LEAST ? half : WRAPPED_LEAST;
	return half > c->word ? half : c->word;
}

static size_t total(const struct table_fit *column, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (!column[i].below)
			sum += column[i].width + (i > 0 ? TABLE_GAP : 0);
	return sum;
}

static struct table_fit *next_to_go(struct table_fit *column, size_t n)
{
	struct table_fit *next = NULL;

	for (size_t i = 1; i < n; i++)
		if (!column[i].below && (!next || column[i].goes >= next->goes))
			next = &column[i];
	return next;
}

/* The one with the least to be told of those that lack room: so the fewest are wrapped. */
static struct table_fit *easiest(struct table_fit *column, size_t n)
{
	struct table_fit *least = NULL;

	for (size_t i = 0; i < n; i++) {
		struct table_fit *c = &column[i];

		if (!c->below && c->width < c->natural && (!least || c->natural < least->natural))
			least = c;
	}
	return least;
}

void table_fit(struct table_fit *column, size_t n, size_t window)
{
	struct table_fit *c;

	for (size_t i = 0; i < n; i++) {
		column[i].below = false;
		column[i].width = window ? least_of(&column[i]) : column[i].natural;
	}
	if (window == 0)
		return;
	while (total(column, n) > window && (c = next_to_go(column, n)))
		c->below = true;
	while (total(column, n) < window && (c = easiest(column, n)))
		c->width++;
}
