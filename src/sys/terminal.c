/* The controlling terminal, with its echo off while a secret is typed. */
#include "sys/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

bool terminal_is_there(void)
{
	int fd = open_terminal();

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static int read_line(int fd, struct buf *out, struct err *err)
{
	char c;

	for (;;) {
		ssize_t n = read(fd, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(err, ERR_GONE, "the terminal was closed");
		if (c == '\n')
			break;
		buf_byte(out, c);
	}
	if (out->full)
		return err_set(err, ERR_INPUT, "more than %zu octets were typed", out->max);
	return 0;
}

static void say(int fd, const char *text)
{
	/* a terminal that cannot be written is found out by reading */
	(void)!write(fd, text, strlen(text));
}

int terminal_secret(const char *question, struct buf *out, struct err *err)
{
	int fd = open_terminal();
	struct termios was, quiet;
	int r;

	if (fd < 0)
		return err_set(err, ERR_GONE, "there is no terminal to ask at");
	if (tcgetattr(fd, &was) < 0) {
		close(fd);
		return err_set(err, ERR_GONE, "there is no terminal to ask at");
	}
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	say(fd, question);
	tcsetattr(fd, TCSAFLUSH, &quiet);
	r = read_line(fd, out, err);
	tcsetattr(fd, TCSAFLUSH, &was);
	say(fd, "\n");
	close(fd);
	return r;
}
