/* The hub's settings: what is taken is shown as a file that is taken again, and shown the same. */
#include "fuzz_file.h"

#include "conf/netizen_conf.h"

#include <string.h>

static bool load(const uint8_t *data, size_t n, struct buf *shown)
{
	struct netizen_conf conf;
	char path[FUZZ_PATH_MAX];
	struct err err;

	(void)fuzz_file("netizen.conf", data, n, path);
	if (netizen_conf_load(&conf, str_of(fuzz_folder), &err) < 0) {
		PROPERTY(err.kind == ERR_INPUT && strstr(err.text, "netizen.conf"));
		return false;
	}
	netizen_conf_show(&conf, false, shown);
	netizen_conf_done(&conf);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf AUTO(buf_done) once;
	struct buf AUTO(buf_done) twice;

	buf_init(&once, 1 << 20);
	buf_init(&twice, 1 << 20);
	if (memchr(data, '@', n)) /* other files are not for fuzzing */
		return 0;
	if (!load(data, n, &once) || once.full)
		return 0;
	PROPERTY(load((const uint8_t *)once.p, once.n, &twice));
	PROPERTY(str_eq(buf_str(&once), buf_str(&twice)));
	return 0;
}
