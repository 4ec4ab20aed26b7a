/* Sums, sizes, and every row read once. */
#include "cli/recover_check.h"

#include "proto/pack.h"
#include "sys/file.h"
#include "sys/secret.h"

#include <stdio.h>

#define STEP (256u << 10)
#define ROWS_MAX ((uint64_t)1 << 42) /* octets of rows that one backup may unpack to */

static struct str path_of(const struct checked *c, struct str name, char to[FILE_PATH_MAX + 1])
{
	int n = snprintf(to, FILE_PATH_MAX + 1, "%.*s/%.*s", STR_ARG(c->dir), STR_ARG(name));

	return (struct str){ to, n > FILE_PATH_MAX ? FILE_PATH_MAX : (size_t)n };
}

static int load_text(const struct checked *c, const char *name, struct buf *out, struct err *err)
{
	char path[FILE_PATH_MAX + 1];

	buf_init(out, MANIFEST_OCTETS_MAX);
	if (file_load(path_of(c, str_of(name), path), out, err) == 0)
		return 0;
	if (err->kind == ERR_GONE)
		return err_set(err, ERR_INPUT, "%.*s is no backup: it has no %s", STR_ARG(c->dir),
			       name);
	return -1;
}

static int changed(const struct checked *c, const char *name, const char *what, struct err *err)
{
	return err_set(err, ERR_INPUT, "%.*s/%s %s: another backup is needed", STR_ARG(c->dir),
		       name, what);
}

/* The manifest's own sum stands in SHA256SUMS, and all others a second time. */
static int check_manifest(struct checked *c, struct arena *arena, struct err *err)
{
	struct buf text AUTO(buf_done) = { 0 }, sums AUTO(buf_done) = { 0 }, want AUTO(buf_done);
	char sum[DIGEST_TEXT_MAX + 1];
	struct digest digest;

	buf_init(&want, MANIFEST_OCTETS_MAX);
	if (load_text(c, MANIFEST_FILE, &text, err) < 0 ||
	    load_text(c, MANIFEST_SUMS, &sums, err) < 0)
		return -1;
	digest_init(&digest);
	digest_add(&digest, buf_str(&text));
	digest_text(&digest, sum);
	if (!str_starts(buf_str(&sums), str_of(sum)))
		return changed(c, MANIFEST_FILE, "or " MANIFEST_SUMS " beside it was changed", err);
	if (manifest_get(buf_str(&text), arena, &c->m, err) < 0)
		return err_in(err, "%.*s/" MANIFEST_FILE, STR_ARG(c->dir));
	manifest_sums(&want, sum, &c->m);
	if (!str_eq(buf_str(&want), buf_str(&sums)))
		return changed(c, MANIFEST_SUMS, "was changed", err);
	return 0;
}

static int check_file(const struct checked *c, const struct manifest_file *want, struct err *err)
{
	struct file f AUTO(file_close) = { .fd = -1 };
	char path[FILE_PATH_MAX + 1], sum[DIGEST_TEXT_MAX + 1];
	struct buf part AUTO(buf_done);
	struct digest digest;
	size_t got;

	buf_init(&part, STEP);
	if (file_open(&f, path_of(c, want->name, path), err) < 0)
		return -1;
	if (f.size != (uint64_t)want->octets)
		return err_set(err, ERR_INPUT,
			       "%s has %llu octets, its manifest says %lld: another backup is "
			       "needed",
			       path, (unsigned long long)f.size, (long long)want->octets);
	digest_init(&digest);
	do {
		if (file_read(&f, buf_room(&part, STEP), STEP, &got, err) < 0)
			return -1;
		digest_add(&digest, (struct str){ part.p, got });
	} while (got > 0);
	digest_text(&digest, sum);
	if (!str_eq(str_of(sum), str_of(want->sum)))
		return err_set(err, ERR_INPUT, "%s was changed: another backup is needed", path);
	return 0;
}

static int feed(struct dump_reader *r, struct str in, const struct rows_call *call, struct err *err)
{
	enum dump_fact fact;

	do {
		if (dump_reader_feed(r, &in, &fact, err) < 0)
			return -1;
		if (fact != DUMP_IS_MORE && call->fact(call->ctx, r, fact, err) < 0)
			return -1;
	} while (fact != DUMP_IS_MORE || in.n > 0);
	return 0;
}

struct reading {
	struct file *file;
	struct buf in, out;
	struct unpack *unpack;
	struct dump_reader reader;
};

static int read_all(struct reading *r, const struct rows_call *call, struct err *err)
{
	struct str in;
	size_t got;

	do {
		if (file_read(r->file, buf_room(&r->in, STEP), STEP, &got, err) < 0)
			return -1;
		in = (struct str){ r->in.p, got };
		do {
			buf_clear(&r->out);
			if (unpack_feed(r->unpack, &in, &r->out, err) < 0 ||
			    feed(&r->reader, buf_str(&r->out), call, err) < 0)
				return -1;
		} while (in.n > 0 || r->out.n > 0);
	} while (got > 0);
	return unpack_end(r->unpack, err) < 0 ? -1 : dump_reader_end(&r->reader, err);
}

int recover_read(struct checked *c, const struct rows_call *call, struct err *err)
{
	struct reading r = { .file = &c->rows };
	int result;

	if (file_again(r.file, err) < 0)
		return -1;
	buf_init(&r.in, STEP);
	buf_init(&r.out, PACK_STEP);
	dump_reader_init(&r.reader);
	r.unpack = unpack_new(ROWS_MAX);
	result = read_all(&r, call, err);
	unpack_free(r.unpack);
	dump_reader_done(&r.reader);
	buf_done(&r.in);
	buf_done(&r.out);
	return result;
}

/* The rows against the manifest: same schema, same tables in the same order, as many rows. */
struct comparison {
	const struct manifest *m;
	size_t tables;
};

static int compare(void *ctx, const struct dump_reader *r, enum dump_fact fact, struct err *err)
{
	struct comparison *c = ctx;
	const struct manifest_table *t = &c->m->table[c->tables];

	if (fact == DUMP_IS_HEAD && r->schema != c->m->schema)
		return err_set(err, ERR_INPUT, "its schema is %lld, the manifest says %lld",
			       (long long)r->schema, (long long)c->m->schema);
	if (fact != DUMP_IS_ROWS)
		return 0;
	if (c->tables++ == c->m->tables || !str_eq(t->name, str_of(r->table)) ||
	    t->rows != (int64_t)r->rows)
		return err_set(err, ERR_INPUT, "table \"%s\" is not as the manifest says",
			       r->table);
	return 0;
}

static int check_rows(struct checked *c, struct err *err)
{
	struct comparison comparison = { &c->m, 0 };
	const struct rows_call call = { compare, &comparison };
	char path[FILE_PATH_MAX + 1];

	if (file_open(&c->rows, path_of(c, STR(MANIFEST_ROWS), path), err) < 0)
		return -1;
	if (recover_read(c, &call, err) < 0)
		return err_in(err, "%.*s/" MANIFEST_ROWS, STR_ARG(c->dir));
	if (comparison.tables != c->m.tables)
		return err_set(err, ERR_INPUT,
			       "%.*s/" MANIFEST_ROWS " has %zu tables, the manifest says %zu",
			       STR_ARG(c->dir), comparison.tables, c->m.tables);
	return 0;
}

static int load_keys(struct checked *c, struct arena *arena, struct err *err)
{
	struct buf sealed AUTO(buf_done);
	char path[FILE_PATH_MAX + 1];

	buf_init(&sealed, SECRET_SEALED_MAX);
	if (!manifest_file(&c->m, STR(MANIFEST_KEYS)))
		return 0;
	if (file_load(path_of(c, STR(MANIFEST_KEYS), path), &sealed, err) < 0)
		return -1;
	c->sealed = arena_str(arena, buf_str(&sealed));
	return 0;
}

int recover_check(struct str dir, struct arena *arena, struct checked *out, struct err *err)
{
	*out = (struct checked){ .dir = dir, .rows = { .fd = -1 } };
	if (check_manifest(out, arena, err) < 0)
		return -1;
	if (!manifest_file(&out->m, STR(MANIFEST_ROWS)))
		return err_set(err, ERR_INPUT, "%.*s/" MANIFEST_FILE " names no " MANIFEST_ROWS,
			       STR_ARG(dir));
	for (size_t i = 0; i < out->m.files; i++)
		if (check_file(out, &out->m.file[i], err) < 0)
			return -1;
	if (check_rows(out, err) < 0)
		return -1;
	return load_keys(out, arena, err);
}

void recover_release(struct checked *c)
{
	file_close(&c->rows);
}
