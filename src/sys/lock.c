/* Lock files, of the open file description: nothing is left behind by a process that was killed. */
#include "sys/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define PATH_OCTETS 4096

static int refuse_held(int fd, struct str path, struct err *err)
{
	char who[24];
	ssize_t n = pread(fd, who, sizeof(who) - 1, 0);

	while (n > 0 && (who[n - 1] < '0' || who[n - 1] > '9'))
		n--;
	return err_set(err, ERR_LATER, "another process%s%.*s has the lock %.*s", n > 0 ? " " : "",
		       n > 0 ? (int)n : 0, who, STR_ARG(path));
}

int lock_take(struct lock *lock, struct str path, struct err *err)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char name[PATH_OCTETS], who[24];
	int n;

	*lock = LOCK_NONE;
	if (path.n >= sizeof(name))
		return err_set(err, ERR_INPUT, "the path of a lock has %zu octets; %d is the most",
			       path.n, PATH_OCTETS - 1);
	snprintf(name, sizeof(name), "%.*s", STR_ARG(path));
	lock->fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock->fd < 0)
		return err_sys(err, errno == EMFILE || errno == ENFILE ? ERR_LATER : ERR_INPUT,
			       errno, "cannot open the lock %s", name);
	if (fcntl(lock->fd, F_OFD_SETLK, &all) < 0) {
		if (errno == EAGAIN || errno == EACCES)
			refuse_held(lock->fd, path, err);
		else
			err_sys(err, ERR_SYS, errno, "cannot lock %s", name);
		lock_drop(lock);
		return -1;
	}
	n = snprintf(who, sizeof(who), "%ld\n", (long)getpid());
	if (ftruncate(lock->fd, 0) < 0 || pwrite(lock->fd, who, (size_t)n, 0) != n) {
		err_sys(err, ERR_LATER, errno, "cannot write the lock %s", name);
		lock_drop(lock);
		return -1;
	}
	return 0;
}

void lock_drop(struct lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}
