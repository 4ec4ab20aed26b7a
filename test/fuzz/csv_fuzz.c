/* CSV: cells written again, all quoted, read as the same cells. */
#include "fuzz.h"

#include "proto/csv.h"

#include "base/buf.h"

enum { OUT_MAX = 4 << 20 };

static void write_cell(struct buf *out, struct str s)
{
	buf_byte(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_byte(out, '"');
		buf_byte(out, s.p[i]);
	}
	buf_byte(out, '"');
}

/* All good rows, quoted, to `out`. */
static void rewrite(struct str text, struct buf *out, struct csv_row *row)
{
	struct csv csv;
	struct err err;
	enum csv_fact fact;
	uint32_t line = 0;

	csv_init(&csv, text);
	while ((fact = csv_next(&csv, row, &err)) != CSV_END) {
		PROPERTY(row->cell[0].line >= line);
		line = row->cell[0].line;
		PROPERTY(fact == CSV_ROW ? row->n > 0 : row->n == 0 && err.kind == ERR_INPUT);
		for (size_t i = 0; i < row->n; i++) {
			if (i)
				buf_byte(out, ',');
			write_cell(out, row->cell[i].text);
		}
		if (row->n)
			buf_byte(out, '\n');
	}
	csv_done(&csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct csv_row *row = malloc(sizeof(*row));
	struct buf AUTO(buf_done) once;
	struct buf AUTO(buf_done) twice;

	buf_init(&once, OUT_MAX);
	buf_init(&twice, OUT_MAX);
	/* one row that makes comma the separator, whatever the first cells hold */
	buf_add(&once, STR(",\n"));
	rewrite(fuzz_str(data, n), &once, row);
	rewrite(buf_str(&once), &twice, row);
	PROPERTY(once.full || str_eq(str_sub(buf_str(&once), 2, once.n),
				     str_sub(buf_str(&twice), sizeof("\"\",\"\"\n") - 1, twice.n)));
	free(row);
	return 0;
}
