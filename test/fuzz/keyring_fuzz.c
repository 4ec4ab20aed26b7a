/* Archives of a configuration: every refusal has a reason, and what is taken is put again as the
 * same octets. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/buf.h"
#include "cli/keyring.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena arena AUTO(arena_done) = { 0 };
	struct buf out AUTO(buf_done);
	struct err err = { .kind = ERR_NONE };
	struct keyring k;

	buf_init(&out, n);
	if (keyring_get(fuzz_str(data, n), &arena, &k, &err) < 0) {
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
		return 0;
	}
	keyring_put(&out, &k);
	PROPERTY(!out.full && str_eq(buf_str(&out), fuzz_str(data, n)));
	return 0;
}
