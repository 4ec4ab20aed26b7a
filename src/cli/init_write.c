/* Files of a first configuration, each readable for the hub by its folder's group. */
#include "cli/init_write.h"

#include "sys/file.h"
#include "sys/own.h"

#include <stdio.h>

enum { TEXT_OCTETS = 1 << 20 };

static struct init_file *add(struct init_files *files, struct str path, struct str text)
{
	struct init_file *f = &files->file[files->n++];

	*f = (struct init_file){ path, text, false };
	return f;
}

static void draw_settings(struct cli *cli, const char *etc, const struct init_answers *a,
			  struct init_files *out)
{
	add(out, arena_fmt(&cli->arena, "%s/netizen.conf", etc),
	    arena_fmt(&cli->arena,
		      "# Written by netizen init; netizen config show tells all settings.\n\n"
		      "[provider]\n%stime-zone = %.*s\n",
		      a->zone.n ? "" : "# ", STR_ARG(a->zone.n ? a->zone : STR("Europe/Berlin"))));
}

/* The key itself lies in a file of its own, so that the configuration can be shown around. */
static void draw_keys(struct cli *cli, const char *etc, const struct init_answers *a,
		      struct init_files *out)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, TEXT_OCTETS);
	if (a->keys == 0)
		return;
	buf_add(&text, STR("# Written by netizen init: lists that are asked with a key.\n"));
	for (size_t i = 0; i < a->keys; i++) {
		struct str zone = a->key[i].list->zone;

		buf_fmt(&text, "\n[zone \"%.*s\"]\nkey = @../keys/%.*s\n", STR_ARG(zone),
			STR_ARG(zone));
		add(out, arena_fmt(&cli->arena, "%s/keys/%.*s", etc, STR_ARG(zone)),
		    arena_fmt(&cli->arena, "%.*s\n", STR_ARG(a->key[i].key)))
			->secret = true;
	}
	add(out, arena_fmt(&cli->arena, "%s/lists.d/keys.conf", etc),
	    arena_str(&cli->arena, buf_str(&text)));
}

static bool same(struct range a, struct range b)
{
	return range_within(a, b) && range_within(b, a);
}

static bool sends_mail(const struct init_answers *a, struct range r)
{
	for (size_t i = 0; i < a->mail.n; i++)
		if (same(a->mail.range[i], r))
			return true;
	return false;
}

static void draw_prefixes(struct cli *cli, const char *etc, const struct init_answers *a,
			  struct init_files *out)
{
	struct buf AUTO(buf_done) text;
	char r[RANGE_TEXT_MAX + 1];

	buf_init(&text, TEXT_OCTETS);
	buf_add(&text, STR("prefix,mail\n"));
	for (size_t i = 0; i < a->prefix.n; i++)
		if (!sends_mail(a, a->prefix.range[i]))
			buf_fmt(&text, "%s,\n", range_text(a->prefix.range[i], r));
	for (size_t i = 0; i < a->mail.n; i++)
		buf_fmt(&text, "%s,yes\n", range_text(a->mail.range[i], r));
	out->prefixes = arena_fmt(&cli->arena, "%s/inventory/prefixes.csv", etc);
	add(out, out->prefixes, arena_str(&cli->arena, buf_str(&text)));
}

void init_draw(struct cli *cli, const struct state *state, const struct init_answers *answers,
	       struct init_files *out)
{
	*out = (struct init_files){ 0 };
	draw_settings(cli, state->etc, answers, out);
	draw_keys(cli, state->etc, answers, out);
	draw_prefixes(cli, state->etc, answers, out);
}

static struct str folder_of(struct str path)
{
	size_t n = path.n;

	while (n > 1 && path.p[n - 1] != '/')
		n--;
	return str_sub(path, 0, n > 1 ? n - 1 : 1);
}

static int write_one(const struct init_file *f, struct err *err)
{
	struct str folder = folder_of(f->path);
	bool had = own_exists(folder.p);

	if (file_folder(folder, err) < 0 || (!had && file_share(folder, err) < 0) ||
	    file_save(f->path, f->text, err) < 0)
		return -1;
	return file_share(f->path, err);
}

static void remove_first(const struct init_files *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)!file_remove(files->file[i].path, NULL);
}

int init_write(const struct init_files *files, struct err *err)
{
	for (size_t i = 0; i < files->n; i++)
		if (own_exists(files->file[i].path.p))
			return err_set(err, ERR_INPUT,
				       "%.*s is there already and was not touched: edit it, or "
				       "move it away first",
				       STR_ARG(files->file[i].path));
	for (size_t i = 0; i < files->n; i++)
		if (write_one(&files->file[i], err) < 0) {
			remove_first(files, i + 1);
			return -1;
		}
	return 0;
}

void init_unwrite(const struct init_files *files)
{
	remove_first(files, files->n);
}

void init_show(const struct init_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct init_file *f = &files->file[i];

		printf("--- %.*s\n%.*s", STR_ARG(f->path),
		       STR_ARG(f->secret ? STR("(secret)\n") : f->text));
	}
}
