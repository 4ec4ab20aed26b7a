/* A file becomes a copy: its type is guessed if need be, its lines are fed, and what looks cut
 * off or worn out is refused. */
#include "proto/gunzip.h"
#include "sweep/copy_load.h"
#include "sys/file.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 256 * 1024,
	BAD_PER_CENT = 1,
	SHRINK_PER_CENT = 50,
	GUESS_VOTES = 64,    /* entries that are looked at */
	GUESS_LINES = 20000, /* lines that are looked at */
};

/* Takes one line; false to stop reading. */
typedef bool line_fn(void *ctx, struct str line, struct err *err);

struct lines {
	line_fn *each;
	void *ctx;
	struct buf part; /* of a line, or the beginning of one that is too long */
	bool stopped;
};

static void one_line(struct lines *l, struct str line, struct err *err)
{
	if (!l->stopped)
		l->stopped = !l->each(l->ctx, line, err);
}

/* Cuts octets into lines; what is left waits for the next octets. */
static void feed_lines(struct lines *l, struct str in, struct err *err)
{
	struct str line;

	while (in.n > 0 && !l->stopped) {
		size_t end = str_find(in, '\n');

		line = str_sub(in, 0, end);
		if (l->part.n > 0 || end == in.n) {
			buf_add(&l->part, str_sub(line, 0, l->part.max - l->part.n));
			line = buf_str(&l->part);
		}
		if (end == in.n)
			return;
		one_line(l, line, err);
		buf_clear(&l->part);
		in = str_sub(in, end + 1, in.n);
	}
}

static int unpack_lines(struct file *f, struct gunzip *g, struct lines *l, struct err *err)
{
	struct buf packed AUTO(buf_done);
	struct buf plain AUTO(buf_done);
	size_t got = 1;

	buf_init(&packed, CHUNK);
	buf_init(&plain, CHUNK);
	while (got > 0 && !l->stopped) {
		struct str in;

		buf_clear(&packed);
		if (file_read(f, buf_room(&packed, CHUNK), CHUNK, &got, err) < 0)
			return -1;
		packed.n = got;
		in = buf_str(&packed);
		do {
			buf_clear(&plain);
			if (gunzip_feed(g, &in, &plain, err) < 0)
				return err_in(err, "%s", f->path);
			feed_lines(l, buf_str(&plain), err);
		} while (!l->stopped && (in.n > 0 || plain.n == plain.max));
	}
	if (!l->stopped && gunzip_end(g, err) < 0)
		return err_in(err, "%s", f->path);
	if (l->part.n > 0)
		one_line(l, buf_str(&l->part), err);
	return 0;
}

/* Feeds every line of the file to `each`, or until that stops it. */
static int each_line(struct file *f, line_fn *each, void *ctx, struct err *err)
{
	struct lines l = { .each = each, .ctx = ctx };
	struct gunzip *g = gunzip_new(COPY_BYTES_MAX);
	int ret;

	buf_init(&l.part, RBL_LINE_MAX + 1);
	ret = unpack_lines(f, g, &l, err);
	buf_done(&l.part);
	gunzip_free(g);
	return ret;
}

struct votes {
	unsigned votes[RBL_COMBINED + 1];
	unsigned n, lines;
};

static bool vote(void *ctx, struct str line, struct err *err)
{
	struct votes *v = ctx;
	enum rbl_type type = rbl_guess(line);

	(void)err;
	v->lines++;
	if (type != RBL_UNKNOWN) {
		v->votes[type]++;
		v->n++;
	}
	return type != RBL_COMBINED && v->n < GUESS_VOTES && v->lines < GUESS_LINES;
}

static int guess(struct str path, enum rbl_type *out, struct err *err)
{
	struct file f AUTO(file_close) = { .fd = -1 };
	struct votes v = { .n = 0 };

	if (file_open(&f, path, err) < 0 || each_line(&f, vote, &v, err) < 0)
		return -1;
	*out = RBL_UNKNOWN;
	for (enum rbl_type t = RBL_IP4SET; t <= RBL_COMBINED; t++)
		if (v.votes[t] > v.votes[*out])
			*out = t;
	if (v.votes[RBL_COMBINED])
		*out = RBL_COMBINED;
	if (*out == RBL_UNKNOWN)
		return err_set(err, ERR_INPUT,
			       "%s: no entry shows its type: say it, as in ZONE=ip4set:PATH",
			       f.path);
	return 0;
}

struct feed {
	struct copy_load load;
	bool failed;
};

static bool feed(void *ctx, struct str line, struct err *err)
{
	struct feed *f = ctx;

	f->failed = copy_load_line(&f->load, line, err) < 0;
	return !f->failed;
}

static size_t octets(const struct copy *c)
{
	size_t n = sizeof(*c) + c->arena.used + copy_values_octets(&c->values);

	for (unsigned i = 0; i < c->sets; i++) {
		n += c->set[i]->four ? copy_runs_octets(c->set[i]->four) : 0;
		n += c->set[i]->six ? copy_runs_octets(c->set[i]->six) : 0;
		n += copy_names_octets(&c->set[i]->names);
	}
	return n;
}

/* Whether the data may be used, by what it says itself. */
static int judge(struct copy *c, const struct file *f, struct instant now, struct err *err)
{
	struct copy_info *info = &c->info;
	char text[WHEN_TEXT_MAX + 1];

	if (info->bad * 100 > (info->bad + info->entries) * BAD_PER_CENT)
		return err_set(err, ERR_INPUT,
			       "%s: %llu of %llu lines are not read as %s, first line %llu: %s",
			       f->path, (unsigned long long)info->bad,
			       (unsigned long long)(info->bad + info->entries),
			       rbl_type_name(info->type), (unsigned long long)info->bad_line,
			       info->bad_why);
	if (info->stamp.us != WHEN_EVER.us && instant_cmp(info->stamp, now) > 0)
		return err_set(err, ERR_INPUT, "%s: its $TIMESTAMP %s lies in the future", f->path,
			       instant_text(info->stamp, text));
	if (instant_cmp(info->expires, now) <= 0)
		return err_set(err, ERR_INPUT, "%s: expired %s, as its $TIMESTAMP says", f->path,
			       instant_text(info->expires, text));
	if (info->stamp.us == WHEN_EVER.us)
		info->stamp = f->changed;
	if (info->serial == 0)
		info->serial = (uint32_t)(f->changed.us / 1000000);
	info->octets = octets(c);
	return 0;
}

static int read_copy(struct copy *c, const struct copy_spec *spec, enum rbl_type type,
		     struct instant now, struct err *err)
{
	struct file f AUTO(file_close) = { .fd = -1 };
	struct feed to = { .failed = false };

	if (file_open(&f, spec->path, err) < 0)
		return -1;
	copy_load_begin(&to.load, c, type);
	if (each_line(&f, feed, &to, err) < 0)
		return -1;
	if (to.failed || copy_load_end(&to.load, err) < 0)
		return err_in(err, "%s", f.path);
	return judge(c, &f, now, err);
}

int copy_load(const struct copy_spec *spec, struct instant now, struct copy **out, struct err *err)
{
	enum rbl_type type = spec->type;
	struct copy *c;

	if (type == RBL_UNKNOWN && guess(spec->path, &type, err) < 0)
		return -1;
	c = mem_new(1, sizeof(*c));
	if (read_copy(c, spec, type, now, err) < 0) {
		copy_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void copy_free(struct copy *c)
{
	if (!c)
		return;
	for (unsigned i = 0; i < c->sets; i++) {
		copy_runs_free(c->set[i]->four);
		copy_runs_free(c->set[i]->six);
		copy_names_done(&c->set[i]->names);
	}
	copy_values_done(&c->values);
	arena_done(&c->arena);
	free(c);
}

int copy_succeeds(const struct copy *fresh, const struct copy *last, struct err *err)
{
	uint64_t now = fresh->info.entries;
	uint64_t before = last->info.entries;

	if (now * 100 < before * (100 - SHRINK_PER_CENT))
		return err_set(err, ERR_INPUT,
			       "%llu entries where the last version had %llu: is it cut off?",
			       (unsigned long long)now, (unsigned long long)before);
	return 0;
}

int copy_spec_parse(struct arena *arena, struct str text, struct copy_spec *out, struct err *err)
{
	struct str rest = text;
	struct str zone;
	struct str type;
	char to[RBL_NAME_MAX];

	*out = (struct copy_spec){ .type = RBL_UNKNOWN };
	if (!str_cut(&rest, '=', &zone) || !rest.p || rest.n == 0 || zone.n == 0)
		return err_set(err, ERR_INPUT, "this is not ZONE=PATH or ZONE=TYPE:PATH");
	if (!rbl_name(zone, to, &zone))
		return err_set(err, ERR_INPUT, "what stands before the = is no name of a zone");
	out->zone = arena_str(arena, zone);
	type = str_sub(rest, 0, str_find(rest, ':'));
	if (type.n < rest.n && rbl_type_of(type, &out->type))
		rest = str_sub(rest, type.n + 1, rest.n);
	if (rest.n == 0)
		return err_set(err, ERR_INPUT, "there is no file behind the %s",
			       out->type == RBL_UNKNOWN ? "=" : "type");
	out->path = arena_str(arena, rest);
	return 0;
}
