/* Counting the slips between two words: three rows of the usual table are kept. */
#include "base/near.h"

enum { NEAR_MAX = 40 }; /* longer words are not compared */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t slips(struct str a, struct str b)
{
	size_t row[3][NEAR_MAX + 1] = { { 0 } };

	for (size_t j = 0; j <= b.n; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *now = row[i % 3];
		const size_t *above = row[(i + 2) % 3];
		const size_t *twice = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			char x = lower(a.p[i - 1]);
			char y = lower(b.p[j - 1]);

			now[j] = least(least(now[j - 1], above[j]) + 1, above[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b.p[j - 2]) && lower(a.p[i - 2]) == y)
				now[j] = least(now[j], twice[j - 2] + 1);
		}
	}
	return row[a.n % 3][b.n];
}

const char *near_word(struct str text, const char *const *word, size_t n)
{
	size_t best = text.n < 5 ? 1 : text.n < 10 ? 2 : 3;
	const char *found = NULL;

	if (text.n == 0 || text.n > NEAR_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		struct str w = str_of(word[i]);
		size_t d;

		if (w.n == 0 || w.n > NEAR_MAX)
			continue;
		d = slips(text, w);
		if (d <= best && d < w.n && (!found || d < best)) {
			best = d;
			found = word[i];
		}
	}
	return found;
}
