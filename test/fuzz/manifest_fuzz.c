/* Manifests of backups: every refusal has a reason, and what is taken is put and taken again as the
 * same, with names that stay in their folder. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/buf.h"
#include "cli/manifest.h"

enum { OUT_MAX = 1 << 22 };

/* -1 when refused. */
static int again(struct str octets, struct buf *out)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct err err = { .kind = ERR_NONE };
	struct manifest m;

	if (manifest_get(octets, &arena, &m, &err) < 0) {
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
		return -1;
	}
	PROPERTY(m.files <= MANIFEST_FILES_MAX && m.tables <= MANIFEST_TABLES_MAX);
	for (size_t i = 0; i < m.files; i++)
		PROPERTY(str_find(m.file[i].name, '/') == m.file[i].name.n);
	manifest_put(out, &m);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf one AUTO(buf_done), two AUTO(buf_done);

	buf_init(&one, OUT_MAX);
	buf_init(&two, OUT_MAX);
	if (again(fuzz_str(data, n), &one) < 0)
		return 0;
	PROPERTY(!one.full && again(buf_str(&one), &two) == 0);
	PROPERTY(str_eq(buf_str(&one), buf_str(&two)));
	return 0;
}
