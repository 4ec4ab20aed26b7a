/* Sealed memory files. */
#include "sys/memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)
#define NEEDED (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static int fill(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		s = str_sub(s, (size_t)n, s.n);
	}
	return fcntl(fd, F_ADD_SEALS, SEALS);
}

int memfd_new(struct str content, struct err *err)
{
	int fd = memfd_create("netizen", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return err_sys(err, ERR_SYS, errno, "memory for %zu octets", content.n);
	if (fill(fd, content) < 0) {
		int number = errno;

		close(fd);
		return err_sys(err, ERR_SYS, number, "memory for %zu octets", content.n);
	}
	return fd;
}

int memfd_map(int fd, uint64_t max, struct memfd_view *out, struct err *err)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	void *p;

	out->s = (struct str){ NULL, 0 };
	if (seals < 0 || (seals & NEEDED) != NEEDED)
		return err_set(err, ERR_INPUT, "a payload is not sealed");
	if (fstat(fd, &st) < 0)
		return err_sys(err, ERR_SYS, errno, "a payload");
	if (st.st_size == 0 || (uint64_t)st.st_size > max)
		return err_set(err, ERR_INPUT, "a payload of %lld octets: 1 to %llu are taken",
			       (long long)st.st_size, (unsigned long long)max);
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_sys(err, ERR_SYS, errno, "a payload of %lld octets",
			       (long long)st.st_size);
	out->s = (struct str){ p, (size_t)st.st_size };
	return 0;
}

void memfd_unmap(struct memfd_view *view)
{
	if (view->s.p)
		munmap((void *)(uintptr_t)view->s.p, view->s.n);
	view->s = (struct str){ NULL, 0 };
}
