/* Where a hub keeps things, and the lock that says whose they are. */
#include "sys/state.h"

#include "base/die.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *state_path(const char *place, const char *name, char *path)
{
	snprintf(path, FILE_PATH_MAX + 1, "%.*s/%s", STATE_PATH_MAX, place, name);
	return path;
}

/* Absolute, whether it exists or not: roles of a daemon have no folder they stand in. */
static int absolute(const char *dir, char *to, struct err *err)
{
	char here[FILE_PATH_MAX + 1];
	size_t n;

	if (dir[0] == '\0')
		return err_set(err, ERR_INPUT, "--state wants a folder");
	if (dir[0] == '/')
		here[0] = '\0';
	else if (!getcwd(here, sizeof(here)))
		return err_sys(err, ERR_SYS, errno, "the folder we stand in");
	n = strlen(here) + 1 + strlen(dir);
	if (n > STATE_PATH_MAX)
		return err_set(err, ERR_INPUT,
			       "--state: a path of %zu octets, at most %d are taken", n,
			       STATE_PATH_MAX);
	snprintf(to, FILE_PATH_MAX + 1, "%s%s%s", here, here[0] ? "/" : "", dir);
	n = strlen(to);
	while (n > 1 && to[n - 1] == '/')
		to[--n] = '\0';
	return 0;
}

int state_find(const char *dir, struct state *out, struct err *err)
{
	*out = (struct state){ .own = dir != NULL };
	if (!dir) {
		snprintf(out->etc, sizeof(out->etc), "/etc/netizen");
		snprintf(out->lib, sizeof(out->lib), "/var/lib/netizen");
		snprintf(out->run, sizeof(out->run), "/run/netizen");
		return 0;
	}
	if (absolute(dir, out->top, err) < 0)
		return -1;
	state_path(out->top, "etc", out->etc);
	state_path(out->top, "lib", out->lib);
	state_path(out->top, "run", out->run);
	return 0;
}

static int make(const char *path, mode_t mode, struct err *err)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	if (file_folder(str_of(path), err) < 0)
		return err_in(err, "cannot make the hub's folders");
	if (chmod(path, mode) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", path);
	return 0;
}

static int make_all(const struct state *s, struct err *err)
{
	if (s->own && (make(s->top, 0755, err) < 0 || make(s->etc, 0755, err) < 0))
		return -1;
	if (make(s->lib, 0700, err) < 0)
		return -1;
	return make(s->run, 0755, err);
}

int state_make(const struct state *s, struct err *err)
{
	struct err why;

	if (make_all(s, &why) == 0)
		return 0;
	if (s->own || state_is_root())
		return err_set(err, why.kind, "%s", why.text);
	return err_set(err, why.kind,
		       "%s; root may, and --state DIR keeps everything in a folder of your own",
		       why.text);
}

/* Whose it is may begin a hub there, and root. */
static int not_ours(const char *path, const char *lib, struct err *err)
{
	const struct passwd *pw = NULL;
	struct stat st;

	if (stat(lib, &st) == 0)
		pw = getpwuid(st.st_uid);
	if (geteuid() == 0 || (pw && pw->pw_uid == geteuid())) /* and closed all the same */
		return err_sys(err, ERR_INPUT, EACCES, "%s", path);
	return err_set(err, ERR_INPUT,
		       "%s: not allowed; only root and the user it belongs to%s%s%s may", path,
		       pw ? " (" : "", pw ? pw->pw_name : "", pw ? ")" : "");
}

static int held(int fd, const char *path, struct err *err)
{
	char who[64];
	ssize_t n = pread(fd, who, sizeof(who), 0);

	if (n <= 0)
		return err_set(err, ERR_LATER, "%s is held by another process", path);
	while (n > 0 && who[n - 1] == '\n')
		n--;
	return err_set(err, ERR_LATER, "%s is held by process %.*s", path, (int)n, who);
}

int state_lock(const struct state *s, struct err *err)
{
	char path[FILE_PATH_MAX + 1];
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char who[32];
	int fd = open(state_path(s->lib, STATE_LOCK, path),
		      O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int n;
	int r;

	if (fd < 0 && errno == EACCES)
		return not_ours(path, s->lib, err);
	if (fd < 0)
		return err_sys(err, ERR_SYS, errno, "%s", path);
	if (fcntl(fd, F_OFD_SETLK, &whole) < 0) {
		r = errno == EAGAIN || errno == EACCES ? held(fd, path, err)
						       : err_sys(err, ERR_SYS, errno, "%s", path);
		close(fd);
		return r;
	}
	n = snprintf(who, sizeof(who), "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) < 0 || pwrite(fd, who, (size_t)n, 0) < 0) {
		r = err_sys(err, ERR_SYS, errno, "%s", path);
		close(fd);
		return r;
	}
	return fd;
}

static int no_user(const char *name, struct err *err)
{
	return err_set(err, ERR_INPUT, "there is no user \"%s\": make one, or give --state DIR",
		       name);
}

int state_become(const struct state *s, const char *name, struct err *err)
{
	const struct passwd *pw = getpwnam(name);
	char lock[FILE_PATH_MAX + 1];

	if (!pw)
		return no_user(name, err);
	if (state_make(s, err) < 0)
		return -1;
	if (lchown(state_path(s->lib, STATE_LOCK, lock), pw->pw_uid, pw->pw_gid) < 0 &&
	    errno != ENOENT)
		return err_sys(err, ERR_SYS, errno, "%s", lock);
	if (chown(s->lib, pw->pw_uid, pw->pw_gid) < 0 || chown(s->run, pw->pw_uid, pw->pw_gid) < 0)
		return err_sys(err, ERR_SYS, errno, "giving %s and %s to user \"%s\"", s->lib,
			       s->run, name);
	if (initgroups(name, pw->pw_gid) < 0 || setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) < 0 ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) < 0)
		return err_sys(err, ERR_SYS, errno, "becoming user \"%s\"", name);
	return 0;
}

int state_act_as(const char *name, struct err *err)
{
	const struct passwd *pw = getpwnam(name);

	if (!pw)
		return no_user(name, err);
	if (initgroups(name, pw->pw_gid) < 0 || setegid(pw->pw_gid) < 0 || seteuid(pw->pw_uid) < 0)
		return err_sys(err, ERR_SYS, errno, "acting as user \"%s\"", name);
	return 0;
}

void state_act_as_root(void)
{
	die_if(seteuid(0) < 0 || setegid(0) < 0 || setgroups(0, NULL) < 0);
}

bool state_is_root(void)
{
	return geteuid() == 0;
}
