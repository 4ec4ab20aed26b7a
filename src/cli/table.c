/* Tables by libsmartcols. */
#include "cli/table.h"

#include "base/buf.h"
#include "base/die.h"
#include "base/utf8.h"

#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>

struct table {
	struct libscols_table *cols;
	struct arena text;
	size_t columns, rows;
};

struct table *table_new(const struct table_column *column, size_t n)
{
	struct table *t = mem_new(1, sizeof(*t));

	die_if(n > TABLE_COLUMNS_MAX);
	t->cols = scols_new_table();
	die_if(!t->cols);
	t->columns = n;
	scols_table_enable_noencoding(t->cols, 0);
	for (size_t i = 0; i < n; i++) {
		int flags = (column[i].right ? SCOLS_FL_RIGHT : 0) |
			    (column[i].cut ? SCOLS_FL_TRUNC : 0);

		die_if(!scols_table_new_column(t->cols, column[i].title, 0, flags));
	}
	return t;
}

void table_free(struct table *t)
{
	if (!t)
		return;
	scols_unref_table(t->cols);
	arena_done(&t->text);
	free(t);
}

/* What turns the direction of text, made visible; all else is the library's to escape. */
static struct str unturned(struct arena *arena, struct str s)
{
	struct buf AUTO(buf_done) out;

	buf_init(&out, 3 * s.n); /* two octets to six */
	while (s.n) {
		size_t n = utf8_one(s);

		n = n ? n : 1;
		if (utf8_unseen(s))
			buf_fmt(&out, "\\u%04x", utf8_unseen(s));
		else
			buf_add(&out, str_sub(s, 0, n));
		s = str_sub(s, n, s.n);
	}
	return arena_str(arena, buf_str(&out));
}

void table_row(struct table *t, const struct str *cell)
{
	struct libscols_line *line = scols_table_new_line(t->cols, NULL);

	die_if(!line);
	for (size_t i = 0; i < t->columns; i++)
		die_if(scols_line_set_data(line, i, unturned(&t->text, cell[i]).p) != 0);
	arena_clear(&t->text);
	t->rows++;
}

void table_print(struct table *t)
{
	fflush(stdout);
	scols_print_table(t->cols);
}

size_t table_rows(const struct table *t)
{
	return t->rows;
}
