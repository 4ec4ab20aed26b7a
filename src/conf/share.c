/* Looking for our share from the most to the least particular place. */
#include "conf/share.h"

#include "sys/env.h"
#include "sys/file.h"
#include "sys/folder.h"

static bool try_place(struct arena *mem, struct str folder, const char *between, const char *name,
		      struct str *out)
{
	*out = arena_fmt(mem, "%.*s%s%s", STR_ARG(folder), between, name);
	return folder_exists(*out);
}

bool share_folder(struct arena *mem, const char *name, struct str *out)
{
	struct buf AUTO(buf_done) program;
	struct str share = env_of("NETIZEN_SHARE");
	struct str at;

	buf_init(&program, FILE_PATH_MAX);
	if (share.p) {
		*out = arena_fmt(mem, "%.*s/%s", STR_ARG(share), name);
		return true;
	}
	folder_of_program(&program);
	at = buf_str(&program);
	if (at.n && try_place(mem, at, "/../share/netizen/", name, out))
		return true;
	if (try_place(mem, STR(NETIZEN_DATADIR), "/", name, out))
		return true;
	while (at.n) {
		if (try_place(mem, at, "/share/", name, out))
			return true;
		while (at.n && at.p[at.n - 1] != '/')
			at.n--;
		at.n -= at.n > 0;
	}
	return false;
}
