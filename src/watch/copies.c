/* Loading copies when they are needed, and keeping them. */
#include "watch/copies.h"

#include "base/die.h"
#include "model/list.h"
#include "sweep/copy.h"
#include "sweep/copy_fetch.h"
#include "sweep/copy_info.h"
#include "sys/file.h"
#include "sys/log.h"

#include <stdlib.h>

struct seen {
	const struct list *list;
	struct copy *copy; /* NULL: none yet */
	struct instant changed;
	uint64_t size;
	struct seen *next;
};

struct copies {
	struct str folder;
	struct seen *first;
	struct arena turn;
};

struct copies *copies_new(struct str folder)
{
	struct copies *c = mem_new(1, sizeof(*c));

	c->folder = folder;
	return c;
}

void copies_free(struct copies *c)
{
	if (!c)
		return;
	while (c->first) {
		struct seen *s = c->first;

		c->first = s->next;
		copy_free(s->copy);
		free(s);
	}
	arena_done(&c->turn);
	free(c);
}

static int spec_of(struct arena *arena, const struct list *list, struct copy_spec *out,
		   struct err *err)
{
	struct str text = arena_fmt(arena, "%.*s=%.*s", STR_ARG(list->zone), STR_ARG(list->copy));

	return copy_spec_parse(arena, text, out, err);
}

static struct seen *seen_of(struct copies *c, const struct list *list)
{
	struct seen *s;

	for (s = c->first; s; s = s->next)
		if (s->list == list)
			return s;
	s = mem_new(1, sizeof(*s));
	s->list = list;
	s->next = c->first;
	c->first = s;
	return s;
}

/* What cannot be used leaves what we had. */
static int load(struct seen *s, const struct copy_spec *spec, struct instant now, struct err *err)
{
	struct copy *fresh;
	struct file f;

	if (file_open(&f, spec->path, err) < 0)
		return -1;
	file_close(&f);
	if (s->copy && f.changed.us == s->changed.us && f.size == s->size)
		return 0;
	if (copy_load(spec, now, &fresh, err) < 0)
		return -1;
	if (s->copy && copy_succeeds(fresh, s->copy, err) < 0) {
		copy_free(fresh);
		return -1;
	}
	copy_free(s->copy);
	s->copy = fresh;
	s->changed = f.changed;
	s->size = f.size;
	return 0;
}

/* What came since is let in, or refused for good; what we had stays in use meanwhile. */
static int adopt(struct copies *c, struct seen *s, const struct copy_spec *spec, struct instant now,
		 struct err *err)
{
	const struct copy_source source = { spec->zone, spec->type, spec->path, false };
	struct copy_fetched got;
	struct log_line l;

	if (s->copy && !copy_lies_aside(spec->zone, c->folder))
		return 0;
	if (copy_adopt(&source, c->folder, now, &got, err) < 0)
		return err->kind == ERR_GONE
			       ? err_set(err, ERR_GONE, "its copy was not fetched yet")
			       : -1;
	if (got.news == COPY_KEPT) {
		log_begin(&l, LOG_WARN, "copy-refused");
		log_str(&l, "zone", spec->zone);
		log_c(&l, "why", got.why.text);
		log_end(&l);
	}
	copy_free(got.before);
	copy_free(s->copy);
	s->copy = got.copy;
	return 0;
}

int copies_of(struct copies *c, const struct list *list, struct instant now,
	      const struct copy **out, struct err *err)
{
	struct seen *s = seen_of(c, list);
	struct copy_spec spec;
	int r = spec_of(&c->turn, list, &spec, err);

	if (r == 0 && copy_is_remote(spec.path))
		r = adopt(c, s, &spec, now, err);
	else if (r == 0)
		r = load(s, &spec, now, err);
	arena_clear(&c->turn);
	*out = s->copy;
	return s->copy ? 0 : r;
}

const char *copies_folder(const struct list *list, struct arena *arena)
{
	struct copy_spec spec;
	struct err err;
	size_t n;

	if (list->copy.n == 0 || spec_of(arena, list, &spec, &err) < 0 || copy_is_remote(spec.path))
		return NULL;
	for (n = spec.path.n; n > 0 && spec.path.p[n - 1] != '/';)
		n--;
	return n ? arena_str(arena, str_sub(spec.path, 0, n)).p : ".";
}
