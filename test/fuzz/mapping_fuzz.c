/* Mappings: the first line of the input is a file's header and its second a row, the rest the
 * mapping; every refusal has a reason, every row made is sound and of a section's kind. */
#include "fuzz.h"

#include "conf/import_check.h"
#include "conf/import_csv.h"
#include "conf/mapping.h"

static void apply(struct str text, const struct mapping *m, struct arena *arena)
{
	struct import_source source = { .name = STR("f"), .text = text, .mapping = m };
	struct import in;
	uint32_t kinds = 0;
	int rc;

	import_init(&in, arena);
	rc = import_csv(&in, &source);
	PROPERTY((rc < 0) == (in.errors.n > 0));
	for (size_t i = 0; i < m->rows; i++)
		kinds |= 1u << m->row[i].kind;
	for (size_t i = 0; i < in.rows; i++)
		PROPERTY((kinds >> in.row[i].kind & 1) && import_row_check(&in, &in.row[i]));
	import_done(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = fuzz_str(data, n);
	struct str head = { NULL, 0 };
	struct str line = { NULL, 0 };
	struct arena arena = { 0 };
	struct mapping m;
	struct err err = { 0 };

	if (!str_cut(&rest, '\n', &head) || !str_cut(&rest, '\n', &line))
		return 0;
	if (mapping_read(&arena, rest, STR("m"), &m, &err) < 0)
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
	else
		apply((struct str){ head.p, (size_t)(line.p + line.n - head.p) }, &m, &arena);
	arena_done(&arena);
	return 0;
}
