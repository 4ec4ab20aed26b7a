/* Files by path, over the plain system calls. */
#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_STEP = 1 << 20 };

static int path_of(char to[FILE_PATH_MAX + 1], struct str path, struct err *err)
{
	if (path.n == 0)
		return err_set(err, ERR_INPUT, "a file name is missing");
	if (path.n > FILE_PATH_MAX)
		return err_set(err, ERR_INPUT, "file name of %zu octets: at most %d", path.n,
			       FILE_PATH_MAX);
	if (memchr(path.p, '\0', path.n))
		return err_set(err, ERR_INPUT, "a file name holds a NUL");
	memcpy(to, path.p, path.n);
	to[path.n] = '\0';
	return 0;
}

static enum err_kind kind_of(int number)
{
	if (number == ENOENT || number == ENOTDIR)
		return ERR_GONE;
	if (number == EACCES || number == EPERM || number == ELOOP || number == EISDIR)
		return ERR_INPUT;
	return ERR_SYS;
}

int file_open(struct file *f, struct str path, struct err *err)
{
	struct stat st;

	f->fd = -1;
	if (path_of(f->path, path, err) < 0)
		return -1;
	f->fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (f->fd < 0)
		return err_sys(err, kind_of(errno), errno, "%s", f->path);
	if (fstat(f->fd, &st) < 0) {
		int number = errno;

		file_close(f);
		return err_sys(err, ERR_SYS, number, "%s", f->path);
	}
	if (!S_ISREG(st.st_mode)) {
		file_close(f);
		return err_set(err, ERR_INPUT, "%s: is no ordinary file", f->path);
	}
	f->size = (uint64_t)st.st_size;
	f->changed.us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
	return 0;
}

int file_stdin(struct file *f, struct err *err)
{
	*f = (struct file){ .fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0),
			    .path = "standard input" };
	return f->fd < 0 ? err_sys(err, ERR_SYS, errno, "standard input") : 0;
}

void file_close(struct file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

int file_read(struct file *f, char *to, size_t room, size_t *got, struct err *err)
{
	ssize_t n;

	do
		n = read(f->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(err, ERR_SYS, errno, "%s", f->path);
	*got = (size_t)n;
	return 0;
}

int file_again(struct file *f, struct err *err)
{
	if (lseek(f->fd, 0, SEEK_SET) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", f->path);
	return 0;
}

int file_load(struct str path, struct buf *out, struct err *err)
{
	struct file f AUTO(file_close) = { .fd = -1 };
	size_t got;

	if (file_open(&f, path, err) < 0)
		return -1;
	do {
		size_t left = out->max - out->n;
		size_t want = left < 65536 ? left : 65536;
		char over;
		char *to = want ? buf_room(out, want) : &over;

		if (file_read(&f, to, want ? want : 1, &got, err) < 0)
			return -1;
		if (want == 0 && got > 0)
			return err_set(err, ERR_INPUT, "%s: larger than %zu octets", f.path,
				       out->max);
		out->n += got;
	} while (got > 0);
	return 0;
}

static int write_all(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		s = str_sub(s, (size_t)n, s.n);
	}
	return 0;
}

/* A rename is on disk only when its folder is. */
static int sync_folder_of(const char *path)
{
	char folder[FILE_PATH_MAX + 1];
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	int fd;
	int r;

	memcpy(folder, path, n);
	folder[n] = '\0';
	fd = open(n ? folder : slash ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	r = fsync(fd);
	close(fd);
	return r;
}

int file_save(struct str path, struct str content, struct err *err)
{
	char to[FILE_PATH_MAX + 1];
	char aside[FILE_PATH_MAX + 16];
	int fd;
	int number;

	if (path_of(to, path, err) < 0)
		return -1;
	snprintf(aside, sizeof(aside), "%s.XXXXXX", to);
	fd = mkostemp(aside, O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, kind_of(errno), errno, "%s", to);
	if (write_all(fd, content) < 0 || fsync(fd) < 0 || rename(aside, to) < 0) {
		number = errno;
		unlink(aside);
		close(fd);
		return err_sys(err, kind_of(number), number, "%s", to);
	}
	close(fd);
	if (sync_folder_of(to) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", to);
	return 0;
}

static int copy_content(struct file *from, int to, uint64_t max)
{
	uint64_t left = max;
	ssize_t n = 1;

	while (n > 0 && left > 0) {
		n = sendfile(to, from->fd, NULL, left < COPY_STEP ? (size_t)left : COPY_STEP);
		if (n < 0 && errno != EINTR)
			return -1;
		left -= n > 0 ? (uint64_t)n : 0;
		n = n < 0 ? 1 : n;
	}
	return 0;
}

int file_copy(struct str from, struct str to, uint64_t max, struct err *err)
{
	struct file f AUTO(file_close) = { .fd = -1 };
	char path[FILE_PATH_MAX + 1];
	struct timespec when[2] = { { .tv_nsec = UTIME_OMIT } };
	int fd;
	int number = 0;

	if (path_of(path, to, err) < 0 || file_open(&f, from, err) < 0)
		return -1;
	if (f.size > max)
		return err_set(err, ERR_INPUT, "%s: larger than %llu octets", f.path,
			       (unsigned long long)max);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_sys(err, kind_of(errno), errno, "%s", path);
	when[1].tv_sec = f.changed.us / 1000000;
	when[1].tv_nsec = f.changed.us % 1000000 * 1000;
	if (copy_content(&f, fd, max) < 0 || futimens(fd, when) < 0 || fsync(fd) < 0)
		number = errno;
	close(fd);
	if (number == 0)
		return 0;
	unlink(path);
	return err_sys(err, ERR_SYS, number, "%s to %s", f.path, path);
}

int file_folder(struct str path, struct err *err)
{
	char to[FILE_PATH_MAX + 1];
	struct stat st;

	if (path_of(to, path, err) < 0)
		return -1;
	for (size_t i = 1; i <= path.n; i++) {
		char was = to[i];

		if (was != '/' && was != '\0')
			continue;
		to[i] = '\0';
		if (mkdir(to, 0700) < 0 && errno != EEXIST)
			return err_sys(err, kind_of(errno), errno, "%s", to);
		to[i] = was;
	}
	if (stat(to, &st) < 0)
		return err_sys(err, kind_of(errno), errno, "%s", to);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_INPUT, "%s: is no folder", to);
	return 0;
}

int file_share(struct str path, struct err *err)
{
	char to[FILE_PATH_MAX + 1];
	char above[FILE_PATH_MAX + 1];
	struct stat st, folder;
	char *slash;

	if (path_of(to, path, err) < 0)
		return -1;
	snprintf(above, sizeof(above), "%s", to);
	slash = strrchr(above, '/');
	if (slash)
		slash[slash == above] = '\0';
	if (stat(slash ? above : ".", &folder) < 0 || stat(to, &st) < 0 ||
	    (st.st_gid != folder.st_gid && chown(to, (uid_t)-1, folder.st_gid) < 0) ||
	    chmod(to, S_ISDIR(st.st_mode) ? 0750 : 0640) < 0)
		return err_sys(err, kind_of(errno), errno, "%s", to);
	return 0;
}

int file_rename(struct str from, struct str to, struct err *err)
{
	char a[FILE_PATH_MAX + 1];
	char b[FILE_PATH_MAX + 1];

	if (path_of(a, from, err) < 0 || path_of(b, to, err) < 0)
		return -1;
	if (rename(a, b) < 0)
		return err_sys(err, kind_of(errno), errno, "%s to %s", a, b);
	if (sync_folder_of(b) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", b);
	return 0;
}

int file_remove(struct str path, struct err *err)
{
	char p[FILE_PATH_MAX + 1];

	if (path_of(p, path, err) < 0)
		return -1;
	if (unlink(p) < 0 && errno != ENOENT)
		return err_sys(err, kind_of(errno), errno, "%s", p);
	return 0;
}
