/* Writing files of any size. */
#include "sys/file_out.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int failed(const struct file_out *f, int number, struct err *err)
{
	if (number == ENOSPC || number == EDQUOT)
		return err_set(err, ERR_LATER, "%s: the disk is full", f->path);
	return err_sys(err, ERR_SYS, number, "%s", f->path);
}

int file_out_new(struct file_out *f, struct str path, struct err *err)
{
	f->fd = -1;
	if (path.n == 0 || path.n > FILE_PATH_MAX)
		return err_set(err, ERR_INPUT, "a file name of %zu octets", path.n);
	memcpy(f->path, path.p, path.n);
	f->path[path.n] = '\0';
	f->fd = open(f->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (f->fd >= 0)
		return 0;
	if (errno == ENOSPC || errno == EDQUOT)
		return failed(f, errno, err);
	return err_sys(err, ERR_INPUT, errno, "%s", f->path);
}

int file_out_add(struct file_out *f, struct str s, struct err *err)
{
	while (s.n > 0) {
		ssize_t n = write(f->fd, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return failed(f, errno, err);
		s = str_sub(s, n > 0 ? (size_t)n : 0, s.n);
	}
	return 0;
}

int file_out_again(struct file_out *f, struct err *err)
{
	if (ftruncate(f->fd, 0) < 0 || lseek(f->fd, 0, SEEK_SET) < 0)
		return failed(f, errno, err);
	return 0;
}

int file_out_end(struct file_out *f, struct err *err)
{
	int number = fsync(f->fd) < 0 ? errno : 0;

	file_out_close(f);
	return number ? failed(f, number, err) : 0;
}

void file_out_close(struct file_out *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}
