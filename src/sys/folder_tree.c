/* Walking, making and removing folders. */
#include "sys/folder_tree.h"

#include "sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
	struct arena *mem;
	struct folder_list *out;
	struct str top;
};

static int by_octets(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int list_all(DIR *dir, struct walk *w, struct folder_list *names)
{
	struct dirent *entry;

	names->n = 0;
	names->name = arena_new(w->mem, FOLDER_NAMES_MAX, sizeof(*names->name));
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (names->n == FOLDER_NAMES_MAX)
			return -1;
		names->name[names->n++] = arena_str(w->mem, str_of(entry->d_name));
	}
	qsort(names->name, names->n, sizeof(*names->name), by_octets);
	return 0;
}

static int too_much(struct str path, struct err *err)
{
	return err_set(err, ERR_INPUT, "%.*s: more than %d files, or deeper than %d folders",
		       STR_ARG(path), FOLDER_NAMES_MAX, FOLDER_DEPTH_MAX);
}

/* `below` is empty or ends in a slash. */
static int walk(struct walk *w, struct str below, unsigned depth, struct err *err)
{
	struct str path = arena_fmt(w->mem, "%.*s/%.*s", STR_ARG(w->top), STR_ARG(below));
	DIR *dir = opendir(path.p);
	struct folder_list names;
	int r;

	if (!dir)
		return err_sys(err, errno == ENOENT || errno == ENOTDIR ? ERR_GONE : ERR_INPUT,
			       errno, "%s", path.p);
	r = list_all(dir, w, &names);
	closedir(dir);
	if (r < 0 || depth > FOLDER_DEPTH_MAX)
		return too_much(w->top, err);
	for (size_t i = 0; i < names.n; i++) {
		struct str name =
			arena_fmt(w->mem, "%.*s%.*s", STR_ARG(below), STR_ARG(names.name[i]));
		struct str at = arena_fmt(w->mem, "%.*s/%.*s", STR_ARG(w->top), STR_ARG(name));
		bool is_folder = folder_exists(at);
		struct stat st;

		if (!is_folder && (stat(at.p, &st) < 0 || !S_ISREG(st.st_mode)))
			continue;
		if (is_folder)
			name = arena_fmt(w->mem, "%.*s/", STR_ARG(name));
		if (w->out->n == FOLDER_NAMES_MAX)
			return too_much(w->top, err);
		w->out->name[w->out->n++] = name;
		if (is_folder && walk(w, name, depth + 1, err) < 0)
			return -1;
	}
	return 0;
}

int folder_tree(struct str path, struct arena *mem, struct folder_list *out, struct err *err)
{
	struct walk w = { mem, out, path };

	out->n = 0;
	out->name = arena_new(mem, FOLDER_NAMES_MAX, sizeof(*out->name));
	return walk(&w, STR(""), 0, err);
}

static const char *path_of(char to[FILE_PATH_MAX + 1], struct str path)
{
	snprintf(to, FILE_PATH_MAX + 1, "%.*s", STR_ARG(path));
	return to;
}

int folder_make(struct str path, struct err *err)
{
	char at[FILE_PATH_MAX + 1];

	if (mkdir(path_of(at, path), 0700) < 0)
		return errno == ENOSPC || errno == EDQUOT
			       ? err_set(err, ERR_LATER, "%s: the disk is full", at)
			       : err_sys(err, ERR_INPUT, errno, "%s", at);
	return 0;
}

int folder_may_hold(struct str path, struct err *err)
{
	char at[FILE_PATH_MAX + 1];
	struct stat st;

	if (path.n > FILE_PATH_MAX)
		return err_set(err, ERR_INPUT, "a path of more than %d octets", FILE_PATH_MAX);
	for (;;) {
		if (stat(path_of(at, path.n ? path : STR(".")), &st) == 0)
			break;
		if (errno != ENOENT || path.n == 0)
			return err_sys(err, ERR_INPUT, errno, "%s", at);
		while (path.n > 1 && path.p[path.n - 1] == '/')
			path.n--;
		while (path.n && path.p[path.n - 1] != '/')
			path.n--;
	}
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_INPUT, "%s: is no folder", at);
	if (access(at, W_OK | X_OK) < 0)
		return err_sys(err, ERR_INPUT, errno, "%s", at);
	return 0;
}

int folder_sync(struct str path, struct err *err)
{
	char at[FILE_PATH_MAX + 1];
	int fd = open(path_of(at, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int number;

	if (fd < 0)
		return err_sys(err, ERR_SYS, errno, "%s", at);
	number = fsync(fd) < 0 ? errno : 0;
	close(fd);
	return number ? err_sys(err, ERR_SYS, number, "%s", at) : 0;
}

int folder_remove(struct str path, struct err *err)
{
	struct arena mem AUTO(arena_done) = { 0 };
	char at[FILE_PATH_MAX + 1];
	struct folder_list names;

	if (folder_names(path, STR(""), &mem, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++)
		if (unlink(arena_fmt(&mem, "%.*s/%.*s", STR_ARG(path), STR_ARG(names.name[i])).p) <
		    0)
			return err_sys(err, ERR_SYS, errno, "%.*s/%.*s", STR_ARG(path),
				       STR_ARG(names.name[i]));
	if (rmdir(path_of(at, path)) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", at);
	return 0;
}
