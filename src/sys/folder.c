/* Folders, over the plain system calls. */
#include "sys/folder.h"

#include "sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_octets(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int names_read(DIR *dir, struct str suffix, struct arena *mem, struct folder_list *out)
{
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		struct str name = str_of(entry->d_name);

		if (name.p[0] == '.' || !str_ends(name, suffix))
			continue;
		if (out->n == FOLDER_NAMES_MAX)
			return -1;
		out->name[out->n++] = arena_str(mem, name);
	}
	return 0;
}

int folder_names(struct str path, struct str suffix, struct arena *mem, struct folder_list *out,
		 struct err *err)
{
	struct str at = arena_str(mem, path);
	DIR *dir = opendir(at.p);
	int got;

	if (!dir)
		return err_sys(err, errno == ENOENT || errno == ENOTDIR ? ERR_GONE : ERR_INPUT,
			       errno, "%s", at.p);
	out->n = 0;
	out->name = arena_new(mem, FOLDER_NAMES_MAX, sizeof(*out->name));
	got = names_read(dir, suffix, mem, out);
	closedir(dir);
	if (got < 0)
		return err_set(err, ERR_INPUT, "%s: more than %d files", at.p, FOLDER_NAMES_MAX);
	qsort(out->name, out->n, sizeof(*out->name), by_octets);
	return 0;
}

bool folder_exists(struct str path)
{
	char at[FILE_PATH_MAX + 1];
	struct stat st;

	if (path.n == 0 || path.n > FILE_PATH_MAX)
		return false;
	memcpy(at, path.p, path.n);
	at[path.n] = '\0';
	return stat(at, &st) == 0 && S_ISDIR(st.st_mode);
}

bool folder_of_program(struct buf *out)
{
	char path[FILE_PATH_MAX + 1];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));

	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n <= 1)
		return false;
	buf_add(out, (struct str){ path, (size_t)n - 1 });
	return true;
}

int folder_lock(struct str path, int *fd, struct err *err)
{
	char at[FILE_PATH_MAX + 1];
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int got;

	*fd = -1;
	if (path.n == 0 || path.n > FILE_PATH_MAX)
		return err_set(err, ERR_INPUT, "the name of a lock file has 1 to %d octets",
			       FILE_PATH_MAX);
	memcpy(at, path.p, path.n);
	at[path.n] = '\0';
	*fd = open(at, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		return err_sys(err, ERR_SYS, errno, "%s", at);
	do
		got = fcntl(*fd, F_OFD_SETLKW, &whole);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return 0;
	err_sys(err, ERR_SYS, errno, "%s", at);
	folder_unlock(fd);
	return -1;
}

void folder_unlock(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
