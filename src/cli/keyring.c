/* Files of the configuration, as an archive of octets. */
#include "cli/keyring.h"

#include "base/wire.h"
#include "sys/file.h"
#include "sys/folder_tree.h"

#include <stdio.h>
#include <string.h>

#define MAGIC STR("netizen keys 1\n")

struct ring {
	struct str etc;
	struct arena *arena;
	struct keyring *out;
	size_t octets;
};

static bool has(const struct keyring *k, struct str path)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->entry[i].path, path))
			return true;
	return false;
}

static struct str whole(const struct ring *r, struct str path)
{
	if (path.n && path.p[0] == '/')
		return path;
	return arena_fmt(r->arena, "%.*s/%.*s", STR_ARG(r->etc), STR_ARG(path));
}

static int add(struct ring *r, struct str path, struct err *err)
{
	struct keyring_entry *e = &r->out->entry[r->out->n];
	struct buf content AUTO(buf_done);

	buf_init(&content, KEYRING_FILE_MAX);
	if (r->out->n == KEYRING_ENTRIES_MAX)
		return err_set(err, ERR_INPUT, "%.*s: more than %d files", STR_ARG(r->etc),
			       KEYRING_ENTRIES_MAX);
	e->path = path;
	if (file_mark_get(whole(r, path), &e->mark, err) < 0)
		return -1;
	if (!str_ends(path, STR("/")) && file_load(whole(r, path), &content, err) < 0)
		return -1;
	e->content = arena_str(r->arena, buf_str(&content));
	r->octets += content.n;
	if (r->octets > KEYRING_MAX / 2)
		return err_set(err, ERR_INPUT, "%.*s: more than %u octets in all", STR_ARG(r->etc),
			       KEYRING_MAX / 2);
	r->out->n++;
	return 0;
}

/* "key = @FILE" in a file of settings: relative names are relative to the file's folder. */
static struct str secret_of(const struct ring *r, struct str line, struct str file)
{
	size_t equal = str_find(line, '=');
	struct str value = str_trim(str_sub(line, equal + 1, line.n));
	size_t folder = file.n;

	if (equal >= line.n || value.n < 2 || value.p[0] != '@')
		return (struct str){ NULL, 0 };
	value = str_sub(value, 1, value.n);
	if (value.p[0] == '/')
		return arena_str(r->arena, value);
	while (folder > 0 && file.p[folder - 1] != '/')
		folder--;
	return arena_fmt(r->arena, "%.*s%.*s", (int)folder, file.p, STR_ARG(value));
}

static struct str inside(const struct ring *r, struct str path)
{
	if (str_starts(path, r->etc) && path.n > r->etc.n && path.p[r->etc.n] == '/')
		return str_sub(path, r->etc.n + 1, path.n);
	return path;
}

static int add_secrets(struct ring *r, const struct keyring_entry *from, struct err *err)
{
	struct str text = from->content, file = from->path, line;

	if (!str_ends(file, STR(".conf")))
		return 0;
	while (str_cut(&text, '\n', &line)) {
		struct str path = inside(r, secret_of(r, line, file));

		if (path.n == 0 || has(r->out, path))
			continue;
		if (add(r, path, err) < 0)
			return err_in(err, "a secret that %.*s names", STR_ARG(whole(r, file)));
	}
	return 0;
}

int keyring_gather(struct str etc, struct arena *arena, struct keyring *out, struct err *err)
{
	struct ring r = { etc, arena, out, 0 };
	struct folder_list files;

	*out = (struct keyring){ arena_new(arena, KEYRING_ENTRIES_MAX, sizeof(*out->entry)), 0 };
	if (!folder_exists(etc))
		return 0;
	if (folder_tree(etc, arena, &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.n; i++)
		if (add(&r, files.name[i], err) < 0)
			return -1;
	for (size_t i = 0, n = out->n; i < n; i++)
		if (add_secrets(&r, &out->entry[i], err) < 0)
			return -1;
	return 0;
}

void keyring_put(struct buf *out, const struct keyring *k)
{
	buf_add(out, MAGIC);
	wire_put_u32(out, (uint32_t)k->n);
	for (size_t i = 0; i < k->n; i++) {
		const struct keyring_entry *e = &k->entry[i];

		wire_put_str(out, e->path);
		wire_put_u32(out, e->mark.mode);
		wire_put_str(out, str_of(e->mark.owner));
		wire_put_str(out, str_of(e->mark.group));
		wire_put_str(out, e->content);
	}
}

static bool get_name(struct wire_in *in, char to[FILE_MARK_NAME_MAX + 1])
{
	struct str s = wire_get_str(in, FILE_MARK_NAME_MAX);

	snprintf(to, FILE_MARK_NAME_MAX + 1, "%.*s", STR_ARG(s));
	return str_find(s, '\0') == s.n;
}

/* Nothing that climbs out of where it belongs. */
static bool is_path(struct str path)
{
	struct str rest = path, part;

	if (path.n == 0 || path.n > FILE_PATH_MAX || str_find(path, '\0') < path.n)
		return false;
	while (str_cut(&rest, '/', &part))
		if (str_eq(part, STR("..")) || str_eq(part, STR(".")))
			return false;
	return true;
}

static bool get_entry(struct wire_in *in, struct arena *arena, struct keyring_entry *e)
{
	bool fine = true;

	e->path = arena_str(arena, wire_get_str(in, FILE_PATH_MAX));
	e->mark.mode = wire_get_u32(in);
	fine = get_name(in, e->mark.owner) && fine;
	fine = get_name(in, e->mark.group) && fine;
	e->content = arena_str(arena, wire_get_str(in, KEYRING_FILE_MAX));
	return fine && !in->bad && is_path(e->path) && e->mark.mode <= 0777;
}

int keyring_get(struct str archive, struct arena *arena, struct keyring *out, struct err *err)
{
	struct wire_in in = wire_of(str_sub(archive, MAGIC.n, archive.n));
	uint32_t n = wire_get_u32(&in);

	*out = (struct keyring){ NULL, 0 };
	if (!str_starts(archive, MAGIC) || n > KEYRING_ENTRIES_MAX)
		return err_set(err, ERR_INPUT, "this is no archive of a configuration");
	out->entry = arena_new(arena, n, sizeof(*out->entry));
	while (out->n < n)
		if (!get_entry(&in, arena, &out->entry[out->n++]))
			return err_set(err, ERR_INPUT,
				       "the archive of the configuration is damaged");
	if (!wire_end(&in))
		return err_set(err, ERR_INPUT, "the archive of the configuration is damaged");
	return 0;
}
