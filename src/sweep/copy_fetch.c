/* Fetching a copy: get it aside, read it, and only what can be read takes the place. */
#include "sweep/copy_fetch.h"

#include "sweep/copy.h"
#include "sweep/copy_info.h"
#include "sys/fetch.h"
#include "sys/fetch_note.h"
#include "sys/file.h"
#include "sys/folder.h"
#include "sys/spawn.h"

#include <stdio.h>
#include <string.h>

/* Where the files of one zone stand. */
struct places {
	char used[FILE_PATH_MAX + 1], last[FILE_PATH_MAX + 1], aside[FILE_PATH_MAX + 1];
	char mirror[FILE_PATH_MAX + 1], from[FILE_PATH_MAX + 1], lock[FILE_PATH_MAX + 1];
};

struct job {
	const struct copy_source *source;
	struct instant now;
	struct places at;
	struct fetch_note note; /* what we know of the version in use, if it is of this source */
	struct fetch_version got;
	bool unchanged;
	bool adopted; /* somebody else put the new one aside, and keeps the book of versions */
};

bool copy_is_remote(struct str from)
{
	return str_starts(from, STR("http://")) || str_starts(from, STR("https://")) ||
	       str_starts(from, STR("rsync://"));
}

static bool is_plain(struct str zone)
{
	for (size_t i = 0; i < zone.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_.", zone.p[i]))
			return false;
	return zone.n > 0 && zone.p[0] != '.';
}

static int place(struct job *j, struct str folder, struct err *err)
{
	const struct {
		char *to;
		const char *ending;
	} file[] = {
		{j->at.used,    ""      },
                { j->at.last,   ".last" },
                { j->at.aside,  ".new"  },
		{ j->at.mirror, ".rsync"},
                { j->at.from,   ".from" },
                { j->at.lock,   ".lock" },
	};
	struct str zone = j->source->zone;

	if (!is_plain(zone))
		return err_set(err, ERR_INPUT, "\"%.*s\" is no zone whose copy can be kept",
			       STR_ARG(str_sub(zone, 0, 100)));
	if (folder.n + zone.n + 10 > FILE_PATH_MAX)
		return err_set(err, ERR_INPUT, "the name of the folder of copies is too long");
	for (size_t i = 0; i < LEN(file); i++)
		snprintf(file[i].to, FILE_PATH_MAX + 1, "%.*s/%.*s%s", STR_ARG(folder),
			 STR_ARG(zone), file[i].ending);
	return file_folder(folder, err);
}

static bool stands(const char *path)
{
	struct file f AUTO(file_close) = { .fd = -1 };

	return file_open(&f, str_of(path), NULL) == 0;
}

static int by_http(struct job *j, struct err *err)
{
	struct fetch f = {
		.url = j->source->from,
		.to = str_of(j->at.aside),
		.max = COPY_BYTES_MAX,
		.wait = SPAN_S((int64_t)COPY_FETCH_S),
		.have = j->note.known ? &j->note.said : NULL,
	};
	struct fetched got;

	if (fetch_file(&f, &got, err) < 0)
		return -1;
	j->unchanged = got.unchanged;
	j->got = got.version;
	return 0;
}

/* A file's age tells its version. */
static int by_file(struct job *j, struct str path, struct err *err)
{
	struct file f AUTO(file_close) = { .fd = -1 };

	if (file_open(&f, path, err) < 0)
		return -1;
	j->got.modified = f.changed;
	j->unchanged = j->note.known && instant_cmp(f.changed, j->note.said.modified) == 0;
	return j->unchanged ? 0 : file_copy(path, str_of(j->at.aside), COPY_BYTES_MAX, err);
}

/* Into a file of its own, so that rsync sends only what differs next time. */
static int by_rsync(struct job *j, struct err *err)
{
	char from[FETCH_URL_MAX + 1];
	char shown[FETCH_URL_MAX + 1];
	char size[40];
	char text[SPAWN_END_MAX];
	const char *const argv[] = { "rsync",        "--times",   "--copy-links",
				     "--quiet",      "--no-motd", size,
				     "--timeout=60", "--",        from,
				     j->at.mirror,   NULL };
	struct spawn s = { .path = "rsync", .argv = argv, .bare = true };
	struct spawn_end end;
	pid_t pid;

	if (j->source->from.n > FETCH_URL_MAX)
		return err_set(err, ERR_INPUT, "an address of more than %d octets", FETCH_URL_MAX);
	snprintf(from, sizeof(from), "%.*s", STR_ARG(j->source->from));
	snprintf(size, sizeof(size), "--max-size=%llu", (unsigned long long)COPY_BYTES_MAX);
	fetch_shown(j->source->from, shown);
	if (spawn_start(&s, &pid, err) < 0 ||
	    spawn_wait(pid, SPAN_S((int64_t)COPY_FETCH_S), &end, err) < 0)
		return err_in(err, "%.200s", shown);
	if (end.killed || end.code != 0)
		return err_set(err, ERR_LATER, "%.200s: rsync %s", shown,
			       spawn_end_text(&end, text));
	return by_file(j, str_of(j->at.mirror), err);
}

static int get(struct job *j, struct err *err)
{
	struct str from = j->source->from;

	if (j->adopted) {
		j->unchanged = !stands(j->at.aside);
		return 0;
	}
	if (str_starts(from, STR("rsync://")))
		return by_rsync(j, err);
	return copy_is_remote(from) ? by_http(j, err) : by_file(j, from, err);
}

static int load(const struct job *j, const char *path, struct copy **out, struct err *err)
{
	struct copy_spec spec = { .zone = j->source->zone,
				  .type = j->source->type,
				  .path = str_of(path) };

	return copy_load(&spec, j->now, out, err);
}

/* The version in use, or the one before if that is gone. */
static int load_old(const struct job *j, struct copy **out, struct err *err)
{
	*out = NULL;
	return load(j, stands(j->at.used) ? j->at.used : j->at.last, out, err);
}

/* What was got takes the place of what was used. */
static int put_in_place(struct job *j, struct err *err)
{
	if (stands(j->at.used) && file_rename(str_of(j->at.used), str_of(j->at.last), err) < 0)
		return -1;
	if (file_rename(str_of(j->at.aside), str_of(j->at.used), err) < 0)
		return -1;
	return j->adopted ? 0 : fetch_note_save(str_of(j->at.from), &j->note, &j->got, err);
}

/* Reads what was got and lets it in, or says why not. */
static int let_in(struct job *j, struct copy_fetched *out, struct err *err)
{
	struct copy *fresh = NULL;
	struct copy *old = NULL;
	struct err none;

	if (load(j, j->at.aside, &fresh, err) < 0)
		return -1;
	if (load_old(j, &old, &none) < 0)
		old = NULL;
	if ((old && !j->source->may_shrink && copy_succeeds(fresh, old, err) < 0) ||
	    put_in_place(j, err) < 0) {
		copy_free(fresh);
		copy_free(old);
		return -1;
	}
	out->news = COPY_NEW;
	out->copy = fresh;
	out->before = old;
	return 0;
}

static int fetch_locked(struct job *j, struct copy_fetched *out, struct err *err)
{
	fetch_note_load(str_of(j->at.from), j->source->from, &j->note);
	j->note.known = j->note.known && stands(j->at.used);
	if (get(j, &out->why) == 0 && !j->unchanged && let_in(j, out, &out->why) == 0)
		return 0;
	if (file_remove(str_of(j->at.aside), err) < 0)
		return -1;
	out->news = j->unchanged ? COPY_SAME : COPY_KEPT;
	if (load_old(j, &out->copy, err) == 0)
		return 0;
	if (out->news == COPY_KEPT) /* why there is no new one says more */
		*err = out->why;
	return -1;
}

static int do_job(struct job *j, struct str folder, struct copy_fetched *out, struct err *err)
{
	int lock AUTO(folder_unlock) = -1;

	*out = (struct copy_fetched){ .news = COPY_KEPT };
	if (place(j, folder, err) < 0 || folder_lock(str_of(j->at.lock), &lock, err) < 0)
		return -1;
	return fetch_locked(j, out, err);
}

int copy_fetch(const struct copy_source *source, struct str folder, struct instant now,
	       struct copy_fetched *out, struct err *err)
{
	struct job j = { .source = source, .now = now };

	return do_job(&j, folder, out, err);
}

int copy_adopt(const struct copy_source *source, struct str folder, struct instant now,
	       struct copy_fetched *out, struct err *err)
{
	struct job j = { .source = source, .now = now, .adopted = true };

	return do_job(&j, folder, out, err);
}

bool copy_lies_aside(struct str zone, struct str folder)
{
	struct buf AUTO(buf_done) path;

	buf_init(&path, FILE_PATH_MAX);
	buf_fmt(&path, "%.*s/%.*s.new", STR_ARG(folder), STR_ARG(zone));
	return !path.full && stands(buf_c(&path));
}
