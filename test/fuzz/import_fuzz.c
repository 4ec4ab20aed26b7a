/* Imports of CSV and JSON: an error for every refusal and none without, rows that pass their own
 * check, at places that the file has; and the plan of such rows applied to nothing is sound. */
#include "fuzz.h"

#include "conf/import_check.h"
#include "conf/import_csv.h"
#include "conf/import_json.h"
#include "model/import_plan.h"

static uint32_t lines_of(struct str s)
{
	uint32_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static void check_rows(struct import *in, struct str text)
{
	uint32_t lines = lines_of(text);
	size_t errors = in->errors.n + in->errors.more;

	for (size_t i = 0; i < in->rows; i++) {
		PROPERTY(in->row[i].line >= 1 && in->row[i].line <= lines);
		PROPERTY(in->kinds >> in->row[i].kind & 1);
		PROPERTY(import_row_check(in, &in->row[i]));
	}
	PROPERTY(in->errors.n + in->errors.more == errors);
	for (size_t i = 0; i < in->errors.n; i++)
		PROPERTY(in->errors.error[i].at.line <= lines && in->errors.error[i].text.n > 0);
}

static void check_plan(const struct import *in)
{
	struct inventory none = { 0 };
	struct import_how how = { .as_of = { INT64_C(1800000000000000) },
				  .now = { INT64_C(1800000000000000) },
				  .allow_ends = -1 };
	struct import_plan plan;
	struct err err = { 0 };

	if (import_plan(&none, in, &how, &plan, &err) < 0) {
		PROPERTY(plan.errors.n > 0 && plan.changes == 0 && err.kind == ERR_INPUT);
		return;
	}
	PROPERTY(plan.changes <= in->rows && plan.errors.n == 0);
	for (size_t i = 0; i < plan.changes; i++)
		PROPERTY(plan.change[i].op == IMPORT_ADD && plan.change[i].row &&
			 plan.change[i].after.machine);
}

static void bring(struct str text, int (*read)(struct import *, const struct import_source *))
{
	struct import_source source = { .name = STR("f"), .text = text };
	struct arena arena = { 0 };
	struct import in;
	int rc;

	import_init(&in, &arena);
	rc = read(&in, &source);
	PROPERTY((rc < 0) == (in.errors.n > 0));
	check_rows(&in, text);
	if (rc == 0)
		check_plan(&in);
	import_done(&in);
	arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	bring(fuzz_str(data, n), import_csv);
	bring(fuzz_str(data, n), import_json);
	return 0;
}
