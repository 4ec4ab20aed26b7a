/* Files of an archive back in their places. */
#include "cli/recover_keys.h"

#include "sys/file.h"
#include "sys/folder_tree.h"

#define RECOVERED ".recovered"

struct putting {
	const struct cli *cli;
	struct arena arena;
	struct str etc;
	struct put_back *out;
};

static int put(struct str path, const struct keyring_entry *e, struct err *err)
{
	if (file_save(path, e->content, err) < 0)
		return -1;
	return file_mark_set(path, &e->mark, err);
}

static int put_folder(struct str path, const struct keyring_entry *e, struct err *err)
{
	if (folder_exists(path))
		return 0;
	if (file_folder(path, err) < 0)
		return -1;
	return file_mark_set(path, &e->mark, err);
}

static int put_folder_of(struct str path, struct err *err)
{
	while (path.n > 1 && path.p[path.n - 1] != '/')
		path.n--;
	return file_folder(str_sub(path, 0, path.n - 1), err);
}

static int put_file(struct putting *p, struct str path, const struct keyring_entry *e,
		    struct err *err)
{
	struct buf there AUTO(buf_done);
	struct str beside;

	buf_init(&there, KEYRING_FILE_MAX);
	if (file_load(path, &there, err) < 0) {
		if (err->kind != ERR_GONE)
			return -1;
		p->out->made++;
		return put_folder_of(path, err) < 0 ? -1 : put(path, e, err);
	}
	if (str_eq(buf_str(&there), e->content)) {
		p->out->same++;
		return 0;
	}
	beside = arena_fmt(&p->arena, "%.*s" RECOVERED, STR_ARG(path));
	p->out->beside++;
	if (put(beside, e, err) < 0)
		return -1;
	cli_note(p->cli, "%.*s is another one and was kept; the backup's is %.*s", STR_ARG(path),
		 STR_ARG(beside));
	return 0;
}

int recover_keys(const struct cli *cli, struct str etc, const struct keyring *k,
		 struct put_back *out, struct err *err)
{
	struct putting p = { .cli = cli, .etc = etc, .out = out };
	int r = 0;

	*out = (struct put_back){ 0 };
	for (size_t i = 0; i < k->n && r == 0; i++) {
		const struct keyring_entry *e = &k->entry[i];
		struct str path = e->path;

		if (path.p[0] != '/')
			path = arena_fmt(&p.arena, "%.*s/%.*s", STR_ARG(etc), STR_ARG(path));
		if (str_ends(path, STR("/")))
			r = put_folder(str_sub(path, 0, path.n - 1), e, err);
		else
			r = put_file(&p, path, e, err);
	}
	arena_done(&p.arena);
	return r;
}
