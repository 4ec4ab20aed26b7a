/* The manifest as JSON. */
#include "cli/manifest.h"

#include "base/jout.h"
#include "base/json.h"

#include <string.h>

void manifest_put(struct buf *out, const struct manifest *m)
{
	struct jout j = jout_to(out);

	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("netizen backup"));
	jout_int(&j, "format", m->format);
	jout_str(&j, "version", m->version);
	jout_when(&j, "made", m->made);
	jout_int(&j, "schema", m->schema);
	jout_str(&j, "engine", m->engine);
	jout_open(&j, "files", '[');
	for (size_t i = 0; i < m->files; i++) {
		jout_open(&j, NULL, '{');
		jout_str(&j, "name", m->file[i].name);
		jout_int(&j, "octets", m->file[i].octets);
		jout_str(&j, "sha256", str_of(m->file[i].sum));
		jout_close(&j, '}');
	}
	jout_close(&j, ']');
	jout_open(&j, "tables", '[');
	for (size_t i = 0; i < m->tables; i++) {
		jout_open(&j, NULL, '{');
		jout_str(&j, "name", m->table[i].name);
		jout_int(&j, "rows", m->table[i].rows);
		jout_close(&j, '}');
	}
	jout_close(&j, ']');
	jout_close(&j, '}');
	buf_byte(out, '\n');
}

static bool get_str(const struct json *v, const char *key, struct arena *arena, struct str *out)
{
	struct str s;

	if (!json_str(json_get(v, key), &s) || s.n == 0)
		return false;
	*out = arena_str(arena, s);
	return true;
}

/* A plain name: it is put behind the backup's folder. */
static bool is_name(struct str s)
{
	return s.n > 0 && s.p[0] != '.' && str_find(s, '/') == s.n && str_find(s, '\0') == s.n;
}

static bool get_sum(const struct json *v, char sum[DIGEST_TEXT_MAX + 1])
{
	struct str s;

	if (!json_str(json_get(v, "sha256"), &s) || s.n != DIGEST_TEXT_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789abcdef", s.p[i]) || !s.p[i])
			return false;
	memcpy(sum, s.p, s.n);
	sum[s.n] = '\0';
	return true;
}

static bool get_files(const struct json *list, struct arena *arena, struct manifest *m)
{
	m->files = json_count(list);
	if (m->files == 0 || m->files > MANIFEST_FILES_MAX)
		return false;
	for (size_t i = 0; i < m->files; i++) {
		struct manifest_file *f = &m->file[i];
		const struct json *v = json_at(list, i);

		if (!get_str(v, "name", arena, &f->name) || !is_name(f->name) ||
		    !json_int(json_get(v, "octets"), &f->octets) || f->octets < 0 ||
		    !get_sum(v, f->sum))
			return false;
	}
	return true;
}

static bool get_tables(const struct json *list, struct arena *arena, struct manifest *m)
{
	m->tables = json_count(list);
	if (m->tables > MANIFEST_TABLES_MAX)
		return false;
	for (size_t i = 0; i < m->tables; i++) {
		const struct json *v = json_at(list, i);

		if (!get_str(v, "name", arena, &m->table[i].name) ||
		    !json_int(json_get(v, "rows"), &m->table[i].rows) || m->table[i].rows < 0)
			return false;
	}
	return true;
}

static int read_all(const struct json *v, struct arena *arena, struct manifest *m, struct err *err)
{
	struct str type, made;

	if (!json_str(json_get(v, "type"), &type) || !str_eq(type, STR("netizen backup")) ||
	    !json_int(json_get(v, "format"), &m->format))
		return err_set(err, ERR_INPUT, "this is no manifest of a backup of netizen");
	if (m->format != MANIFEST_FORMAT)
		return err_set(
			err, ERR_INPUT,
			"the backup is of format %lld, this netizen reads format %d: use the "
			"one that wrote it",
			(long long)m->format, MANIFEST_FORMAT);
	if (!get_str(v, "version", arena, &m->version) ||
	    !get_str(v, "engine", arena, &m->engine) ||
	    !json_int(json_get(v, "schema"), &m->schema) || m->schema < 1 ||
	    !json_str(json_get(v, "made"), &made) || instant_parse(made, &m->made, err) < 0 ||
	    !get_files(json_get(v, "files"), arena, m) ||
	    !get_tables(json_get(v, "tables"), arena, m))
		return err_set(err, ERR_INPUT, "the manifest is damaged");
	return 0;
}

int manifest_get(struct str text, struct arena *arena, struct manifest *out, struct err *err)
{
	struct json_doc *doc;
	int r;

	*out = (struct manifest){ 0 };
	if (json_parse(text, MANIFEST_OCTETS_MAX, &doc, err) < 0)
		return -1;
	r = read_all(json_root(doc), arena, out, err);
	json_free(doc);
	return r;
}

void manifest_sums(struct buf *out, const char *own, const struct manifest *m)
{
	buf_fmt(out, "%s  " MANIFEST_FILE "\n", own);
	for (size_t i = 0; i < m->files; i++)
		buf_fmt(out, "%s  %.*s\n", m->file[i].sum, STR_ARG(m->file[i].name));
}

const struct manifest_file *manifest_file(const struct manifest *m, struct str name)
{
	for (size_t i = 0; i < m->files; i++)
		if (str_eq(m->file[i].name, name))
			return &m->file[i];
	return NULL;
}

int64_t manifest_rows(const struct manifest *m)
{
	int64_t n = 0;

	for (size_t i = 0; i < m->tables; i++)
		n += m->table[i].rows;
	return n;
}
