/* Scores by account: a plain array, as long as the highest account that has one. */
#include "flow/spam_scores.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROWS = 256 };

void spam_scores_done(struct spam_scores *s)
{
	free(s->row);
	*s = (struct spam_scores){ 0 };
}

static void add(struct spam_score *row, int64_t score, bool spam)
{
	if (row->seen == 0 || score > row->most)
		row->most = score;
	row->seen++;
	row->spam += spam;
	row->sum += score;
}

static void widen(struct spam_scores *s, uint32_t account)
{
	uint32_t rows = s->rows ? s->rows : FIRST_ROWS;

	while (rows <= account)
		rows *= 2;
	s->row = mem_grow(s->row, rows, sizeof(*s->row));
	memset(s->row + s->rows, 0, (rows - s->rows) * sizeof(*s->row));
	s->rows = rows;
}

void spam_scores_add(struct spam_scores *s, uint32_t account, int64_t score, bool spam)
{
	add(&s->all, score, spam);
	if (account == UINT32_MAX)
		return;
	if (account >= s->rows)
		widen(s, account);
	add(&s->row[account], score, spam);
}
