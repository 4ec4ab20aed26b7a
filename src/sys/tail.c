/* Following a file by its name and by its content. */
#include "sys/tail.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int tail_open(struct tail *t, struct str path, struct err *err)
{
	*t = (struct tail){ .file = { .fd = -1 } };
	return file_open(&t->file, path, err);
}

void tail_close(struct tail *t)
{
	file_close(&t->file);
}

static size_t head_of(const struct tail *t, char head[TAIL_HEAD], size_t n)
{
	ssize_t got = pread(t->file.fd, head, n, 0);

	return got < 0 ? 0 : (size_t)got;
}

/* Whether it is still what was read: neither shorter nor with another beginning. */
static bool goes_on(const struct tail *t)
{
	char head[TAIL_HEAD];
	struct stat st;

	if (fstat(t->file.fd, &st) == 0 && (uint64_t)st.st_size < t->at)
		return false;
	return head_of(t, head, t->head_n) == t->head_n && memcmp(head, t->head, t->head_n) == 0;
}

static void begin(struct tail *t)
{
	t->at = 0;
	t->head_n = 0;
	t->moved = false;
}

static int read_on(struct tail *t, struct buf *to, size_t *got, struct err *err)
{
	size_t room = to->max - to->n;

	if (file_read(&t->file, buf_room(to, room), room, got, err) < 0)
		return -1;
	to->n += *got;
	t->at += *got;
	if (*got && t->head_n < TAIL_HEAD)
		t->head_n = head_of(t, t->head, t->at < TAIL_HEAD ? (size_t)t->at : TAIL_HEAD);
	return 0;
}

/* Whether another file has taken the name, and what is there of it. */
static bool renamed(const struct tail *t, uint64_t *size)
{
	struct stat ours, named;

	if (fstat(t->file.fd, &ours) < 0 || stat(t->file.path, &named) < 0)
		return false;
	*size = (uint64_t)named.st_size;
	return S_ISREG(named.st_mode) &&
	       (ours.st_dev != named.st_dev || ours.st_ino != named.st_ino);
}

/* Whether it is time to go to the file that has the name now. */
static bool due(struct tail *t, struct span now)
{
	uint64_t size;

	if (!renamed(t, &size)) {
		t->moved = false;
		return false;
	}
	if (!t->moved) {
		t->moved = true;
		t->since = now;
	}
	return now.us - t->since.us >= (size ? TAIL_QUIET.us : TAIL_EMPTY.us);
}

/* A file that cannot be opened yet is tried again. */
static bool reopen(struct tail *t)
{
	struct file next;

	if (file_open(&next, str_of(t->file.path), NULL) < 0)
		return false;
	file_close(&t->file);
	t->file = next;
	begin(t);
	return true;
}

int tail_read(struct tail *t, struct buf *to, struct span now, bool *anew, struct err *err)
{
	size_t got;

	*anew = false;
	if (!goes_on(t)) {
		begin(t);
		*anew = true;
		return file_again(&t->file, err);
	}
	if (read_on(t, to, &got, err) < 0)
		return -1;
	if (got)
		t->since = now;
	else if (due(t, now))
		*anew = reopen(t);
	return 0;
}
