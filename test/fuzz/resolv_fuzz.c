/* The machine's resolvers: as many as asked for, in their order, and one put before all others
 * comes first. */
#include "fuzz_file.h"

#include "sys/resolv.h"

#include <string.h>

enum { MOST = 3 };

static size_t load(const char *path, size_t max, struct endpoint *out)
{
	struct err err;
	size_t n;

	if (resolv_load(str_of(path), out, max, &n, &err) < 0) {
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
		return SIZE_MAX;
	}
	PROPERTY(n <= max);
	for (size_t i = 0; i < n; i++)
		PROPERTY(out[i].port == 53 && (out[i].ip.len == 4 || out[i].ip.len == 16));
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct str first = STR("nameserver 192.0.2.53\n");
	struct endpoint few[MOST], more[MOST + 1];
	struct buf AUTO(buf_done) text;
	char path[FUZZ_PATH_MAX];
	size_t before, after;

	buf_init(&text, RESOLV_FILE_MAX);
	if (n + first.n > RESOLV_FILE_MAX)
		return 0;
	before = load(fuzz_file("file", data, n, path), MOST, few);
	buf_add(&text, first);
	buf_add(&text, fuzz_str(data, n));
	after = load(fuzz_file("file", (const uint8_t *)text.p, text.n, path), MOST + 1, more);
	PROPERTY(before != SIZE_MAX && after == before + 1);
	PROPERTY(ip_eq(more[0].ip, ip4(192, 0, 2, 53)));
	for (size_t i = 0; i < before; i++)
		PROPERTY(ip_eq(more[i + 1].ip, few[i].ip));
	return 0;
}
